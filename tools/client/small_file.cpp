#include "tools/client/small_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace tidemark::tools {
namespace {

struct Closer {
  void operator()(std::FILE* file) const { (void)std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Closer>;

Status failed(const char* what, const std::string& path) {
  return Status::foreign(std::string("cannot ") + what + " '" + path + "': " + std::strerror(errno));
}

}  // namespace

Result<std::optional<std::string>> read_small_file(const std::string& path) {
  const File file(std::fopen(path.c_str(), "rb"));
  if (!file) {
    if (errno == ENOENT) return std::optional<std::string>();
    return failed("read", path);
  }
  std::string text;
  char buffer[4096];
  while (const std::size_t bytes = std::fread(buffer, 1, sizeof buffer, file.get()))
    text.append(buffer, bytes);
  if (std::ferror(file.get()) != 0) return failed("read", path);
  return std::optional<std::string>(std::move(text));
}

Status write_small_file(const std::string& path, std::string_view text) {
  const std::string beside = path + ".new";
  File file(std::fopen(beside.c_str(), "wb"));
  if (!file) return failed("write", beside);
  const bool written = std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  if (std::fclose(file.release()) != 0 || !written) return failed("write", beside);
  if (std::rename(beside.c_str(), path.c_str()) != 0) return failed("write", path);
  return {};
}

}  // namespace tidemark::tools
