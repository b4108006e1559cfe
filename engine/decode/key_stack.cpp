#include "engine/decode/key_stack.h"

#include <algorithm>

namespace tidemark::engine {

bool KeyStack::many_unique(std::size_t base) {
  const auto first = keys_.begin() + static_cast<std::ptrdiff_t>(base);
  std::sort(first, keys_.end());
  return std::adjacent_find(first, keys_.end()) == keys_.end();
}

}  // namespace tidemark::engine
