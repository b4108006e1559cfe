#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "engine/commit/alert_block.h"
#include "engine/zmq/socket.h"

namespace tidemark::engine {

/// "<level>.<to>.<customer id>", dots and percent signs of the customer's id as %2E and %25, so that a prefix
/// selects a level, a value or one customer.
std::string alert_topic(const CommittedAlert& alert);
/// The sequence of the level's alert before this one; 0: it is the level's first.
Sequence alert_previous(const CommittedAlert& alert);

/// Sends [topic][epoch:seq][prev seq of this level][CloudEvent JSON], behind the frames of `envelope`.
Sent send_alert(zmq::socket_t& socket, std::span<const std::string_view> envelope,
                const CommittedAlert& alert, std::uint32_t epoch, std::string_view topic);

/// {"epoch":1,"last":70,"levels":{"tier":68}}
std::string heartbeat_json(std::uint32_t epoch, Sequence last, const std::map<std::string, Sequence>& levels);

}  // namespace tidemark::engine
