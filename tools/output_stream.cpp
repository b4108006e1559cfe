#include "tools/output_stream.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tidemark::tools {
namespace {

constexpr std::size_t kBufferBytes = 256 * 1024;

}  // namespace

OutputStream& OutputStream::write(std::string_view bytes) {
  if (error_ != 0) return *this;
  buffer_.append(bytes);
  if (buffer_.size() >= kBufferBytes) drain();
  return *this;
}

void OutputStream::drain() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      error_ = errno;
      break;
    }
  }
  buffer_.clear();
}

Status OutputStream::flush() {
  if (error_ == 0) drain();
  if (error_ == 0) return {};
  return Status::foreign(std::string("cannot write the output: ") + std::strerror(error_));
}

}  // namespace tidemark::tools
