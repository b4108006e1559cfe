#include "tools/exit_code.h"

namespace tidemark::tools {

ExitCode exit_code_of(const Status& status) {
  switch (status.code()) {
    case Code::kOk:
      return ExitCode::kDone;
    case Code::kIo:
    case Code::kCorruption:
      return ExitCode::kStorage;
    case Code::kInvalidArgument:
    case Code::kNotFound:
    case Code::kInUse:
    case Code::kUnsupported:
    case Code::kForeign:
      return ExitCode::kFailed;
  }
  return ExitCode::kFailed;
}

}  // namespace tidemark::tools
