#pragma once

#include <filesystem>

namespace tidemark::golden {

/// A new directory for a test's files: in memory where there is room, because a test kills processes, not
/// machines, and dozens of stores are made; else where temporary files go. $TMPDIR decides when it is set.
std::filesystem::path make_directory();

}  // namespace tidemark::golden
