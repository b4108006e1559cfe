#pragma once

#include "engine/base/status.h"

namespace tidemark::tools {

/// What the process says to its caller; scripts depend on the numbers.
enum class ExitCode : int {
  kDone = 0,
  kFailed = 1,
  kUsage = 2,    ///< the command line was wrong
  kStorage = 75  ///< the storage failed: repair or free the disk, then start again
};

/// The answer for a failed status: kIo and kCorruption are the storage's, everything else is a failure.
/// (Words of the command line that only a store can judge are mapped to kUsage by the command that asked.)
ExitCode exit_code_of(const Status& status);

}  // namespace tidemark::tools
