#include "engine/learn/event_inputs.h"

#include <stdlib.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

#include "engine/source/file_source.h"
#include "engine/store_view.h"

namespace tidemark::engine {
namespace {

/// The event of a line of the log's text that was accepted, else empty. Before it stand only names and
/// numbers of ours.
std::string_view accepted_event(std::string_view line) {
  constexpr std::string_view kEvent = ",\"event\":";
  const std::size_t at = line.find(kEvent);
  if (at == std::string_view::npos) return {};
  const std::string_view head = line.substr(0, at);
  const auto says = [head](std::string_view words) { return head.find(words) != std::string_view::npos; };
  if (!says(R"("kind":"event")") && !says(R"("kind":"release")")) return {};
  if (!says(R"("verdict":"accepted")") && !says(R"("verdict":"late")")) return {};
  return line.substr(at + kEvent.size(), line.size() - at - kEvent.size() - 1);
}

std::optional<std::uint64_t> position_of(std::string_view line) {
  constexpr std::string_view kPosition = "{\"position\":";
  std::uint64_t position = 0;
  if (!line.starts_with(kPosition)) return std::nullopt;
  const auto [end, error] =
      std::from_chars(line.data() + kPosition.size(), line.data() + line.size(), position);
  if (error != std::errc()) return std::nullopt;
  return position;
}

Status cannot_write(const std::string& path) {
  return Status::foreign("cannot write the copy '" + path + "': " + std::strerror(errno));
}

}  // namespace

Result<std::unique_ptr<EventInputs>> EventInputs::open(const std::vector<std::string>& paths,
                                                       const std::string& data) {
  std::unique_ptr<EventInputs> inputs(new EventInputs());
  for (const std::string& path : paths) {
    std::error_code error;
    if (path == "-") {
      TM_RETURN_IF_ERROR(inputs->copy_stdin());
    } else if (!std::filesystem::exists(path, error)) {
      return Status::not_found("no such input: " + path);
    } else {
      inputs->paths_.push_back(path);
    }
  }
  if (!data.empty()) TM_RETURN_IF_ERROR(inputs->copy_log(data));
  return inputs;
}

EventInputs::~EventInputs() {
  std::error_code ignored;  // a copy that stays is the temporary directory's to clean
  if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
}

Result<std::string> EventInputs::place(const std::string& name) {
  if (directory_.empty()) {
    std::string made = (std::filesystem::temp_directory_path() / "tidemark-events.XXXXXX").string();
    if (::mkdtemp(made.data()) == nullptr) return cannot_write(made);
    directory_ = made;
  }
  return directory_ + "/" + name;
}

Status EventInputs::copy_stdin() {
  Result<std::unique_ptr<FileSource>> source = FileSource::open("-");
  if (!source.ok()) return source.status();
  const Result<std::string> path = place("stdin.ndjson");
  if (!path.ok()) return path.status();
  std::ofstream copy(*path, std::ios::binary);
  Chunk chunk;
  for (;;) {
    const Result<bool> more = (*source)->read(chunk);
    if (!more.ok()) return more.status();
    if (!*more) break;
    copy.write(chunk.text().data(), static_cast<std::streamsize>(chunk.text().size()));
    if (chunk.truncated) copy.put('\n');
  }
  copy.flush();
  if (!copy) return cannot_write(*path);
  paths_.push_back(*path);
  return {};
}

Status EventInputs::copy_log(const std::string& data) {
  const Result<std::unique_ptr<StoreView>> store = StoreView::open(data);
  if (!store.ok()) return store.status();
  const Result<std::string> path = place("log.ndjson");
  if (!path.ok()) return path.status();
  std::ofstream copy(*path, std::ios::binary);
  std::optional<std::uint64_t> first;
  TM_RETURN_IF_ERROR((*store)->log([&](std::string_view line) {
    if (!first) first = position_of(line);
    const std::string_view event = accepted_event(line);
    if (!event.empty()) copy << event << '\n';
  }));
  copy.flush();
  if (!copy) return cannot_write(*path);
  if (first.value_or(0) != 1) {
    return Status::invalid(
        "the log of '" + data + "' " +
        (first ? "begins at position " + std::to_string(*first) + ": what came before is not kept (log.keep)"
               : std::string("is empty")) +
        "; give the event files instead");
  }
  paths_.push_back(*path);
  return {};
}

}  // namespace tidemark::engine
