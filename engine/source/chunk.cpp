#include "engine/source/chunk.h"

#include <cstring>

namespace tidemark::engine {

void ChunkBuffer::reserve(std::size_t bytes, std::size_t keep) {
  if (memory_ && bytes <= capacity_) return;
  auto memory = std::make_unique_for_overwrite<char[]>(bytes + kChunkPadding);
  if (keep > 0) std::memcpy(memory.get(), memory_.get(), keep);
  std::memset(memory.get() + bytes, 0, kChunkPadding);
  memory_ = std::move(memory);
  capacity_ = bytes;
}

bool LineCursor::next(Line& line) {
  if (rest_.empty()) return false;
  const std::size_t newline = rest_.find('\n');
  const bool last = newline == std::string_view::npos;
  line = {rest_.substr(0, newline), offset_};
  const std::size_t taken = last ? rest_.size() : newline + 1;
  rest_.remove_prefix(taken);
  offset_ += taken;
  return true;
}

}  // namespace tidemark::engine
