#pragma once

#include <cstddef>
#include <span>

#include "engine/base/json_writer.h"
#include "operators/features/catalogue.h"
#include "operators/moment.h"

namespace tidemark::operators {

enum class PersonalData : std::uint8_t { kShown, kLeftOut };

/// Writes the object of the signals' values as of now: {"attribute.plan":"pro","logins_30d":4.0,…}.
/// Numbers as doubles, truth values, instants as timestamps, texts; null for what is not known.
/// The latest value of a property is a number where it reads as one.
void write_features(std::span<const ListedSignal> signals, const std::byte* state, Moment now,
                    PersonalData personal, JsonWriter& out);

}  // namespace tidemark::operators
