#pragma once

#include <cstdlib>
#include <filesystem>

namespace tidemark::golden {

/// The folder of shared data: $TIDEMARK_SHARED_DATA, else beside the source tree. Empty when there is none.
inline std::filesystem::path shared_data() {
  if (const char* const named = std::getenv("TIDEMARK_SHARED_DATA"); named != nullptr) return named;
  const std::filesystem::path beside = std::filesystem::path(TIDEMARK_SOURCE_DIR) / "../shared/data";
  return std::filesystem::is_directory(beside) ? beside : std::filesystem::path();
}

}  // namespace tidemark::golden
