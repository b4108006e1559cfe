#pragma once

#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace tidemark::tools {

/// stdout (or stderr) in big writes. An error is remembered, so that a loop may look at ok() now and then
/// and the command ends with the reason.
/// Thread: one at a time. Cost: a copy into a 256 KiB buffer.
class OutputStream {
 public:
  explicit OutputStream(int descriptor) : descriptor_(descriptor) {}
  ~OutputStream() { (void)flush(); }  // who wants the error calls flush() first
  OutputStream(const OutputStream&) = delete;
  OutputStream& operator=(const OutputStream&) = delete;

  OutputStream& write(std::string_view bytes);
  OutputStream& line(std::string_view text) { return write(text).write("\n"); }
  bool ok() const { return error_ == 0; }
  /// Writes what is buffered. Error: kForeign with the reason: our storage is not concerned.
  Status flush();

 private:
  void drain();
  int descriptor_;
  int error_ = 0;  ///< errno of the first failed write
  std::string buffer_;
};

}  // namespace tidemark::tools
