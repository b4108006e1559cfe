#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/commit/alert_block.h"
#include "engine/route/batch.h"

namespace tidemark::engine {

/// The body of a log record, format 1. All numbers varint unless said otherwise.
///
///     controls   count × (u8 type, text payload)
///     names      first number, count × text            what the dictionary learned
///     sources    count × (source, offset, fixed64 digest high, low, lines)
///     inputs     count × (u8 kind | verdict << 3 | mark before << 5 | reject follows << 6 | drain << 7,
///                         [u8 reject], [parked position: release, dead letter], [zigzag W: mark],
///                         text bytes)
///     wakes      count × (input index, text customer id)       in the order in which they fired
///     population count × (input index, point before, point after), count × text census,
///                count × (input index, risk, band << 1 | silent)
///     moved      count × (input index, text customer id)
///     messages   count × (input index, ordinal, text from, text to, text payload)
///     alerts     count × (text block)
struct RecordParts {
  PopulationPart population;
  std::vector<SentMessage> messages;
  std::vector<CommittedAlert> alerts;
  std::vector<AlertBlock> alert_blocks;  ///< the same alerts, packed
};

inline constexpr std::uint32_t kRecordFormat = 1;

/// `wakes`, `moved`, `parts` come from the shards' outputs, ordered by the committer.
void encode_record(const Batch& batch, const std::vector<const WakeFired*>& wakes,
                   const std::vector<const WakeFired*>& moved, const RecordParts& parts, std::string& out);

/// Fills a batch as the router would have built it, as far as the record says (see Router::replay()), with
/// logged_wakes and logged_moved, and the rest into `parts`. Errors: kCorruption.
Status decode_record(std::string_view body, Batch& batch, RecordParts& parts);

/// The payload of Control::kActivate: all that a store's answers depend on beside its inputs.
struct Activation {
  std::uint32_t version = 0;           ///< of the configuration, from 1
  std::uint64_t lineage = 0;           ///< of the store
  std::uint32_t scoring_revision = 0;  ///< of the program
  std::uint64_t zone_rules = 0;        ///< fingerprint of the time zone's rules
  std::string content;                 ///< the configuration, canonical
};
std::string encode_activation(const Activation& activation);
Result<Activation> decode_activation(std::string_view payload);

}  // namespace tidemark::engine
