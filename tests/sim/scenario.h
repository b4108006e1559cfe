#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "engine/base/zone.h"
#include "tests/reference/model.h"

namespace tidemark::sim {

/// What a seed stands for: a configuration and a stream made to hurt – silence of months, instants that
/// repeat, late and doubled events, leaps ahead, refunds, lines that are no events.
struct Scenario {
  /// One line of the stream, and what the plain model is told of it.
  struct Line {
    std::string text;
    bool readable = true;
    reference::PlainEvent event;
  };

  config::Config config;
  std::shared_ptr<const Zone> zone;
  std::vector<Line> lines;
};

Scenario make_scenario(std::uint64_t seed);

}  // namespace tidemark::sim
