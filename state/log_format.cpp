#include "state/log_format.h"

#include <charconv>
#include <cstddef>
#include <cstring>

#include "engine/base/hash.h"

namespace tidemark::state {
namespace {

constexpr std::string_view kMagic = "TMR1";
constexpr std::string_view kExtension = ".log";
constexpr std::string_view kSparePrefix = "spare-";
constexpr std::size_t kNumberDigits = 20;
constexpr std::size_t kChecksummedFrom = 16;
constexpr std::uint16_t kSettled = 1;

/// The header as it lies in the file; see log.h.
struct RawHeader {
  char magic[4];
  std::uint32_t body_bytes;
  std::uint64_t checksum;
  std::uint64_t number;
  std::uint64_t first_position;
  std::uint64_t last_position;
  std::uint16_t format;
  std::uint16_t flags;
  std::uint32_t key_id;
};
static_assert(sizeof(RawHeader) == kRecordHeaderBytes);

/// What stands at `offset`, if it looks like a header whose body fits; not checked further.
std::optional<RawHeader> header_at(std::string_view content, std::size_t offset) {
  const std::string_view rest = content.substr(offset);
  if (rest.size() < kRecordHeaderBytes || !rest.starts_with(kMagic)) return std::nullopt;
  RawHeader raw;
  std::memcpy(&raw, rest.data(), sizeof raw);
  if (raw.body_bytes > rest.size() - kRecordHeaderBytes) return std::nullopt;
  return raw;
}

}  // namespace

std::string segment_path(const std::string& directory, RecordNumber first) {
  const std::string digits = std::to_string(first);
  return directory + "/" + std::string(kNumberDigits - digits.size(), '0') + digits + std::string(kExtension);
}

std::string spare_path(const std::string& directory, std::uint64_t number) {
  return directory + "/" + std::string(kSparePrefix) + std::to_string(number) + std::string(kExtension);
}

std::optional<RecordNumber> parse_segment_name(std::string_view name) {
  if (name.size() != kNumberDigits + kExtension.size() || !name.ends_with(kExtension)) return std::nullopt;
  RecordNumber first = 0;
  const char* end = name.data() + kNumberDigits;
  const auto [stopped, error] = std::from_chars(name.data(), end, first);
  if (error != std::errc() || stopped != end || first == 0) return std::nullopt;
  return first;
}

bool is_spare_name(std::string_view name) {
  return name.starts_with(kSparePrefix) && name.ends_with(kExtension);
}

Result<std::vector<RecordNumber>> list_segments(FileSystem& files, const std::string& directory) {
  Result<std::vector<std::string>> names = files.list(directory);
  if (!names.ok()) return names.status();
  std::vector<RecordNumber> segments;
  for (const std::string& name : *names) {  // sorted, and the digits are padded: ascending
    if (const std::optional<RecordNumber> first = parse_segment_name(name)) segments.push_back(*first);
  }
  return segments;
}

void encode_record(const RecordHeader& header, std::string_view body, RecordNumber segment, bool settled,
                   std::string& out) {
  TM_ASSERT(body.size() <= UINT32_MAX);
  RawHeader raw{};
  std::memcpy(raw.magic, kMagic.data(), kMagic.size());
  raw.body_bytes = static_cast<std::uint32_t>(body.size());
  raw.number = header.number;
  raw.first_position = header.first_position;
  raw.last_position = header.last_position;
  raw.format = header.format;
  raw.flags = settled ? kSettled : 0;
  raw.key_id = header.key_id;

  out.clear();
  out.reserve(kRecordHeaderBytes + body.size());
  out.append(reinterpret_cast<const char*>(&raw), sizeof raw);
  out.append(body);
  const std::uint64_t checksum = hash64(std::string_view(out).substr(kChecksummedFrom), segment);
  std::memcpy(out.data() + offsetof(RawHeader, checksum), &checksum, sizeof checksum);
}

bool SegmentReader::intact(std::string_view bytes) const {
  RawHeader raw;
  std::memcpy(&raw, bytes.data(), sizeof raw);
  return hash64(bytes.substr(kChecksummedFrom), segment_) == raw.checksum;
}

bool SegmentReader::next(RecordNumber expected, LogRecord& record) {
  const std::optional<RawHeader> raw = header_at(content_, offset_);
  if (!raw || raw->number != expected) return false;
  const std::string_view bytes = content_.substr(offset_, kRecordHeaderBytes + raw->body_bytes);
  if (!intact(bytes)) return false;
  record.header = {raw->number, raw->first_position, raw->last_position, raw->format, raw->key_id};
  record.body = bytes.substr(kRecordHeaderBytes);
  offset_ += bytes.size();
  return true;
}

bool SegmentReader::damaged_in_the_middle(RecordNumber expected) const {
  // Bodies are outsiders' bytes and may be full of what looks like headers of long records.
  std::size_t bytes_to_check = 4 * content_.size();
  std::size_t at = content_.find(kMagic, offset_);
  for (; at != std::string_view::npos; at = content_.find(kMagic, at + 1)) {
    const std::optional<RawHeader> raw = header_at(content_, at);
    if (!raw || raw->number <= expected || (raw->flags & kSettled) == 0) continue;
    const std::size_t bytes = kRecordHeaderBytes + raw->body_bytes;
    if (bytes > bytes_to_check) return false;
    if (intact(content_.substr(at, bytes))) return true;
    bytes_to_check -= bytes;
  }
  return false;
}

}  // namespace tidemark::state
