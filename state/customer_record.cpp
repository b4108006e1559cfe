#include "state/customer_record.h"

#include "engine/base/bytes.h"
#include "engine/base/hash.h"

namespace tidemark::state {
namespace {

constexpr std::uint8_t kFormat = 1;
constexpr std::size_t kChecksumBytes = 4;

std::uint32_t checksum_of(std::string_view bytes) {
  return static_cast<std::uint32_t>(hash64(bytes, 0));
}

Status damaged(const char* what) {
  return Status::corruption(std::string("customer record: ") + what);
}

}  // namespace

void encode_customer_record(const CustomerRecord& record, std::string& out) {
  const std::size_t begin = out.size();
  ByteWriter writer(out);
  writer.u8(kFormat);
  writer.varint(record.layout_id);
  writer.varint(record.key_id);
  writer.varint(record.applied);
  writer.varint(record.config_version);
  writer.zigzag(record.armed_due);
  out.append(record.sections);
  writer.fixed32(checksum_of(std::string_view(out).substr(begin)));
}

Status decode_customer_record(std::string_view bytes, CustomerRecord& record) {
  if (bytes.size() <= kChecksumBytes) return damaged("too short");
  const std::string_view content = bytes.substr(0, bytes.size() - kChecksumBytes);
  // The checksum comes first: it stands at the same place in every format to come, and a flipped format
  // byte must not look like a newer one.
  if (ByteReader(bytes.substr(content.size())).fixed32() != checksum_of(content)) {
    return damaged("wrong checksum");
  }
  ByteReader reader(content);
  if (const std::uint8_t format = reader.u8(); format != kFormat) {
    return Status::unsupported("customer record of format " + std::to_string(format) + "; this build reads " +
                               std::to_string(kFormat));
  }
  const std::uint64_t layout_id = reader.varint();
  const std::uint64_t key_id = reader.varint();
  record.applied = reader.varint();
  const std::uint64_t config_version = reader.varint();
  record.armed_due = reader.zigzag();
  if (!reader.ok()) return damaged("ends within its head");
  if (layout_id > UINT32_MAX || key_id > UINT32_MAX || config_version > UINT32_MAX) {
    return damaged("number out of range");
  }
  record.layout_id = static_cast<std::uint32_t>(layout_id);
  record.key_id = static_cast<std::uint32_t>(key_id);
  record.config_version = static_cast<std::uint32_t>(config_version);
  record.sections = reader.rest();
  return {};
}

}  // namespace tidemark::state
