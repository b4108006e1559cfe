#pragma once

#include <cstdint>
#include <string_view>

#include "engine/base/hash.h"

namespace tidemark::operators {

/// How a value of a configured level is stored: a list that grew or was put in another order still finds it.
inline std::uint32_t value_name_hash(std::string_view name) {
  return static_cast<std::uint32_t>(hash64(name, 0));
}

}  // namespace tidemark::operators
