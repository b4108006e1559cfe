#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/ids.h"
#include "engine/base/status.h"
#include "engine/base/time.h"

namespace tidemark::state {

/// A customer's row in the checkpoint.
///
///     u8 format (1) · varint layout id · varint key id · varint applied position · varint configuration
///     version zigzag armed due · sections (operators' bytes) · u32 checksum (low half of XXH3-64 of all
///     before it)
struct CustomerRecord {
  std::uint32_t layout_id = 0;
  std::uint32_t key_id = 0;          ///< 0: not encrypted
  Position applied = 0;              ///< every input up to here that concerns the customer is in it
  std::uint32_t config_version = 0;  ///< the one that assessed it last
  Millis armed_due = kNever;         ///< the instant of its wake-up in the store; kNever: it has none
  std::string_view sections;
};

void encode_customer_record(const CustomerRecord& record, std::string& out);
/// `sections` points into `bytes`. Errors: kCorruption (checksum), kUnsupported (a newer format).
Status decode_customer_record(std::string_view bytes, CustomerRecord& record);

}  // namespace tidemark::state
