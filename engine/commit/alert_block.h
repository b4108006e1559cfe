#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/ids.h"

namespace tidemark::engine {

/// An alert as every channel gets it.
struct CommittedAlert {
  Sequence sequence = 0;
  std::string level;  ///< "tier"
  std::string value;  ///< "gold"
  std::string json;   ///< the CloudEvent
};

/// Alerts of one commit that follow each other, packed: they are long and much alike, a tenth is left of
/// them. The same bytes lie in the log and in the outbox. Small enough that a page of alerts unpacks little
/// in vain.
struct AlertBlock {
  Sequence first = 0;
  Sequence last = 0;
  std::string bytes;  ///< varint first, varint count, varint raw bytes, LZ4 of count × (level, value, JSON)
};

/// Packs alerts with ascending, gapless sequences. Cost: about 1 µs per kilobyte.
void pack_alerts(const std::vector<CommittedAlert>& alerts, std::vector<AlertBlock>& blocks);

/// Appends a block's alerts; false on malformed bytes.
bool unpack_alerts(std::string_view block, std::vector<CommittedAlert>& alerts);

}  // namespace tidemark::engine
