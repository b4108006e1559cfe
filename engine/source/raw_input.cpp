#include "engine/source/raw_input.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

Status system_error(const std::string& path, const char* what, int number) {
  const std::string text = path + ": " + what + ": " + std::generic_category().message(number);
  return number == ENOENT ? Status::not_found(text) : Status::foreign(text);
}

}  // namespace

Result<std::unique_ptr<RawInput>> RawInput::open(const std::string& path) {
  if (path == "-") return std::unique_ptr<RawInput>(new RawInput(path, STDIN_FILENO));
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return system_error(path, "cannot be opened", errno);
  std::unique_ptr<RawInput> input(new RawInput(path, descriptor));
  struct stat about {};
  if (::fstat(descriptor, &about) != 0) return system_error(path, "cannot be looked at", errno);
  if (S_ISDIR(about.st_mode)) return Status::foreign(path + ": is a directory; name a file of events");
  if (S_ISREG(about.st_mode)) {
    input->can_rewind_ = true;
    input->bytes_total_ = static_cast<std::uint64_t>(about.st_size);
    (void)::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);  // a hint; nothing depends on it
  }
  return input;
}

RawInput::~RawInput() {
  if (descriptor_ != STDIN_FILENO) (void)::close(descriptor_);  // read only: nothing can be lost
}

Result<std::size_t> RawInput::read_descriptor(char* out, std::size_t bytes) {
  for (;;) {
    const ssize_t got = ::read(descriptor_, out, bytes);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EINTR) continue;
    const int number = errno;
    const std::string place = "reading failed at byte " + std::to_string(bytes_read_ + ahead_.size());
    return system_error(path_, place.c_str(), number);
  }
}

Result<std::size_t> RawInput::read(char* out, std::size_t bytes) {
  if (!ahead_.empty()) {
    const std::size_t taken = std::min(bytes, ahead_.size());
    std::memcpy(out, ahead_.data(), taken);
    ahead_.erase(0, taken);
    bytes_read_ += taken;
    return taken;
  }
  Result<std::size_t> got = read_descriptor(out, bytes);
  if (got.ok()) bytes_read_ += *got;
  return got;
}

Result<std::string_view> RawInput::peek(std::size_t bytes) {
  TM_ASSERT(bytes <= kPeekMax);
  while (ahead_.size() < bytes) {
    char buffer[kPeekMax];
    const Result<std::size_t> got = read_descriptor(buffer, bytes - ahead_.size());
    if (!got.ok()) return got.status();
    if (*got == 0) break;
    ahead_.append(buffer, *got);
  }
  return std::string_view(ahead_).substr(0, bytes);
}

Status RawInput::rewind() {
  TM_ASSERT(can_rewind_);
  ahead_.clear();
  bytes_read_ = 0;
  if (::lseek(descriptor_, 0, SEEK_SET) < 0) return system_error(path_, "cannot be read twice", errno);
  return {};
}

}  // namespace tidemark::engine
