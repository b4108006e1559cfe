#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/base/status.h"
#include "engine/publish/alert_log.h"

namespace tidemark::engine {

/// What a client that catches up asks for: {"after":"EPOCH:SEQ","topic":"churn.","limit":100}.
struct CatchUpRequest {
  static constexpr std::size_t kLimitDefault = 1000;
  static constexpr std::size_t kLimitMax = 10'000;
  static constexpr std::size_t kTopicBytesMax = 1024;

  AlertCursor after;
  std::string topic;  ///< a prefix of alert_topic(); "" is all
  std::size_t limit = kLimitDefault;

  /// Errors: kInvalidArgument, what is wrong with it. A limit above kLimitMax is kLimitMax.
  static Result<CatchUpRequest> parse(std::string_view json);
};

}  // namespace tidemark::engine
