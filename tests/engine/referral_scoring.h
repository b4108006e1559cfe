#pragma once

#include <memory>

#include "engine/core.h"
#include "operators/scoring.h"

/// A scoring whose customers send each other messages, since no operator of the default set does.
namespace tidemark::engine::testing {

/// An event of type "referral" whose id is "now:<to>:<anything>" sends `<from>/<id>` to customer <to> at
/// once; one with "hour:<to>:<anything>" when an hour of silence has passed. Who receives a message makes an
/// alert whose data tells payload, count so far and watermark, and answers one that begins with "ask" to its
/// sender.
///
/// State: counts of events and messages, a hash over all that was received in its order, and what waits to be
/// sent. Thread: as Scoring.
Result<std::shared_ptr<const operators::Scoring>> make_referral_scoring(const config::Config& config,
                                                                        std::uint64_t lineage,
                                                                        std::uint32_t version);

/// A referral line. `how`: "now" or "hour".
std::string referral_line(std::string_view how, std::string_view from, std::string_view to, Millis time,
                          std::uint64_t number);

}  // namespace tidemark::engine::testing
