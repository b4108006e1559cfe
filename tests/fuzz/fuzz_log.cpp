// Any bytes as the segments of a log: reading ends or is refused, never reads outside its file, hands out
// records in order and only such that the writer could have made. Then the log is continued behind them.
//
// Input: u8 count of segments less one (0–3), u8 first record number less one; then per segment u8 distance
// to the next segment's first record less one, u16 content bytes, content. With an even distance lengths and
// checksums behind each "TMR1" are put right, so that mutations get past them.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>

#include "engine/base/bytes.h"
#include "engine/base/hash.h"
#include "state/log.h"
#include "state/log_format.h"

namespace {

using namespace tidemark;
using state::kRecordHeaderBytes;

/// Files of one directory, in memory.
class Files final : public FileSystem {
 public:
  std::map<std::string, std::string> contents;

  Status create_directories(const std::string&) override { return {}; }
  Result<std::unique_ptr<WritableFile>> open_for_write(const std::string& path,
                                                       std::uint64_t bytes) override {
    std::string& content = contents[path];
    if (content.size() < bytes) content.resize(bytes);
    return std::unique_ptr<WritableFile>(std::make_unique<File>(content));
  }
  Result<std::string> read_file(const std::string& path) override { return contents.at(path); }
  Status rename(const std::string&, const std::string&) override { return Status::unsupported("not needed"); }
  Status remove(const std::string& path) override {
    contents.erase(path);
    return {};
  }
  Result<std::vector<std::string>> list(const std::string& directory) override {
    std::vector<std::string> names;
    for (const auto& [path, content] : contents) names.push_back(path.substr(directory.size() + 1));
    return names;
  }
  Status sync_directory(const std::string&) override { return {}; }

 private:
  class File final : public WritableFile {
   public:
    explicit File(std::string& content) : content_(content) {}
    Status append(std::string_view bytes) override {
      if (content_.size() < offset_ + bytes.size()) content_.resize(offset_ + bytes.size());
      content_.replace(offset_, bytes.size(), bytes);
      offset_ += bytes.size();
      return {};
    }
    Status sync() override { return {}; }

   private:
    std::string& content_;
    std::size_t offset_ = 0;
  };
};

void seal(std::string& content, state::RecordNumber segment) {
  std::size_t at = content.find("TMR1");
  for (; at != std::string::npos; at = content.find("TMR1", at + 1)) {
    if (content.size() - at < kRecordHeaderBytes) return;
    std::uint32_t body_bytes = 0;
    std::memcpy(&body_bytes, content.data() + at + 4, sizeof body_bytes);
    body_bytes %= 64;  // long bodies would hardly ever fit
    if (content.size() - at < kRecordHeaderBytes + body_bytes) return;
    std::memcpy(content.data() + at + 4, &body_bytes, sizeof body_bytes);
    const std::uint64_t checksum =
        hash64(std::string_view(content).substr(at + 16, kRecordHeaderBytes - 16 + body_bytes), segment);
    std::memcpy(content.data() + at + 8, &checksum, sizeof checksum);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ByteReader input({reinterpret_cast<const char*>(data), size});
  Files files;
  const unsigned segments = input.u8() % 4 + 1;
  const state::RecordNumber from = input.u8() + 1U;
  state::RecordNumber first = from;
  for (unsigned i = 0; i < segments && !input.done(); ++i) {
    const unsigned distance = input.u8() % 16;
    const std::uint64_t bytes = input.u8() | static_cast<std::uint64_t>(input.u8()) << 8;
    std::string content(input.take(std::min<std::uint64_t>(bytes, input.left())));
    if (distance % 2 == 0) seal(content, first);
    files.contents[state::segment_path("log", first)] = content;
    first += distance + 1;
  }

  state::RecordNumber expected = from;
  const auto check = [&](const state::LogRecord& record) {
    TM_ASSERT(record.header.number == expected);
    ++expected;
    return Status();
  };
  const auto next = state::read_log(files, "log", from, check);
  TM_ASSERT(next.ok() || next.status().code() == Code::kCorruption);
  TM_ASSERT(!next.ok() || *next == expected);
  TM_ASSERT(state::first_record(files, "log").ok());
  if (!next.ok()) return 0;

  auto log = state::LogWriter::open(files, "log", {.segment_bytes = 256}, *next);
  TM_ASSERT(log.ok());
  TM_ASSERT((*log)->append({}, "continued").ok() && (*log)->sync().ok());
  const state::RecordNumber end = *next + 1;
  expected = from;
  const auto again = state::read_log(files, "log", from, check);
  TM_ASSERT(again.ok() && *again == end && expected == end);
  return 0;
}
