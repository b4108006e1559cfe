#pragma once

#include <string>

#include "config/model_file.h"
#include "engine/learn/train.h"
#include "tools/output_stream.h"

namespace tidemark::tools {

/// What a model file tells of its training.
config::TrainedEvidence evidence_of(const engine::Trained& trained);

/// For people: what was learned from, how every candidate did, which one it is and why.
void write_training(OutputStream& out, const engine::Trained& trained, const std::string& file);
/// The same as one JSON object.
std::string training_json(const engine::Trained& trained, const std::string& file);

}  // namespace tidemark::tools
