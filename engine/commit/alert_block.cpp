#include "engine/commit/alert_block.h"

#include <lz4.h>

#include "engine/base/assert.h"
#include "engine/base/bytes.h"

namespace tidemark::engine {
namespace {

/// LZ4 looks back 64 KiB, so longer blocks would hardly be smaller.
constexpr std::size_t kRawBytesMin = 64 << 10;
/// No alert comes near it; what claims more is damaged.
constexpr std::size_t kRawBytesMax = 64 << 20;

AlertBlock pack(std::string_view raw, Sequence first, Sequence last) {
  AlertBlock block{first, last, {}};
  ByteWriter out(block.bytes);
  out.varint(first);
  out.varint(last - first + 1);
  out.varint(raw.size());
  const std::size_t head = block.bytes.size();
  TM_ASSERT(raw.size() <= kRawBytesMax);
  const int room = LZ4_compressBound(static_cast<int>(raw.size()));
  block.bytes.resize(head + static_cast<std::size_t>(room));
  const int packed =
      LZ4_compress_default(raw.data(), block.bytes.data() + head, static_cast<int>(raw.size()), room);
  TM_ASSERT(packed > 0);
  block.bytes.resize(head + static_cast<std::size_t>(packed));
  return block;
}

}  // namespace

void pack_alerts(const std::vector<CommittedAlert>& alerts, std::vector<AlertBlock>& blocks) {
  std::string raw;
  ByteWriter out(raw);
  for (std::size_t begin = 0; begin < alerts.size();) {
    raw.clear();
    std::size_t end = begin;
    for (; end < alerts.size() && raw.size() < kRawBytesMin; ++end) {
      TM_ASSERT(alerts[end].sequence == alerts[begin].sequence + (end - begin));
      out.text(alerts[end].level);
      out.text(alerts[end].value);
      out.text(alerts[end].json);
    }
    blocks.push_back(pack(raw, alerts[begin].sequence, alerts[end - 1].sequence));
    begin = end;
  }
}

bool unpack_alerts(std::string_view block, std::vector<CommittedAlert>& alerts) {
  ByteReader head(block);
  const Sequence first = head.varint();
  const std::uint64_t count = head.varint();
  const std::uint64_t raw_bytes = head.varint();
  if (!head.ok() || raw_bytes > kRawBytesMax) return false;
  std::string raw(raw_bytes, '\0');
  const std::string_view packed = head.rest();
  const int unpacked = LZ4_decompress_safe(packed.data(), raw.data(), static_cast<int>(packed.size()),
                                           static_cast<int>(raw.size()));
  if (unpacked < 0 || static_cast<std::size_t>(unpacked) != raw.size()) return false;
  ByteReader reader(raw);
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    CommittedAlert& alert = alerts.emplace_back();
    alert.sequence = first + i;
    alert.level = std::string(reader.text());
    alert.value = std::string(reader.text());
    alert.json = std::string(reader.text());
  }
  return reader.ok() && reader.done();
}

}  // namespace tidemark::engine
