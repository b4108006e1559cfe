// Where a configuration is looked for.
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

#include "config/load.h"
#include "config/tree.h"

namespace tidemark::config {
namespace {

constexpr const char* kVariable = "TIDEMARK_CONFIG";
constexpr const char* kUsualPlaces[] = {"./tidemark.yaml", "/etc/tidemark/tidemark.yaml"};

struct CloseFile {
  void operator()(std::FILE* file) const { (void)std::fclose(file); }  // read only: nothing can be lost
};

Status cannot_read(const std::string& path, int error) {
  return Status::invalid("cannot read configuration '" + path + "': " + std::strerror(error) +
                         "; make it a file that this user may read");
}

/// The file's text, cut a byte above the largest one allowed; load() tells that it is too large.
/// Nothing when there is no such file.
Result<std::optional<std::string>> read_if_there(const std::string& path) {
  const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
  if (file == nullptr) {
    if (errno == ENOENT || errno == ENOTDIR) return std::optional<std::string>();
    return cannot_read(path, errno);
  }
  std::string text;
  std::array<char, 1 << 16> buffer;
  while (text.size() <= kFileBytesMax) {
    const std::size_t bytes = std::fread(buffer.data(), 1, buffer.size(), file.get());
    text.append(buffer.data(), bytes);
    if (bytes == buffer.size()) continue;
    if (std::ferror(file.get()) != 0) return cannot_read(path, errno);
    break;
  }
  return std::optional<std::string>(std::move(text));
}

Result<Source> named(const std::string& path, std::string_view by) {
  Result<std::optional<std::string>> text = read_if_there(path);
  if (!text.ok()) return text.status();
  if (!text->has_value()) {
    return Status::not_found("there is no configuration '" + path + "', named by " + std::string(by) +
                             "; correct the path");
  }
  return Source{path, std::move(**text)};
}

}  // namespace

Result<Source> find_source(const std::string& flag, const Environment& environment) {
  if (!flag.empty()) return named(flag, "--config");
  const char* const variable = environment(kVariable);
  if (variable != nullptr && *variable != '\0') return named(variable, "$TIDEMARK_CONFIG");
  for (const char* const place : kUsualPlaces) {
    Result<std::optional<std::string>> text = read_if_there(place);
    if (!text.ok()) return text.status();
    if (text->has_value()) return Source{place, std::move(**text)};
  }
  return Source{};
}

Result<std::string> read_model(const std::string& path) {
  Result<std::optional<std::string>> text = read_if_there(path);
  if (!text.ok()) return text.status();
  if (!text->has_value()) {
    return Status::not_found("there is no model '" + path +
                             "', named by --model; make one with 'tidemark train'");
  }
  if ((*text)->empty())
    return Status::invalid("the model '" + path + "' is empty; make one with 'tidemark train'");
  return std::move(**text);
}

}  // namespace tidemark::config
