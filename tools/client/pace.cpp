#include "tools/client/pace.h"

#include <algorithm>

#include "tools/json_value.h"

namespace tidemark::tools {

std::uint64_t Pace::due_us(std::string_view line, std::uint64_t now_us) {
  if (begin_us_ == 0) begin_us_ = now_us;
  std::uint64_t due = begin_us_;
  if (per_second_ > 0) due += static_cast<std::uint64_t>(static_cast<double>(lines_) * 1e6 / per_second_);
  ++lines_;
  return speed_ > 0 ? std::max(due, due_by_time(line, now_us)) : due;
}

std::uint64_t Pace::due_by_time(std::string_view line, std::uint64_t now_us) {
  const Result<JsonValue> event = parse_json(line);
  const Result<Millis> time = parse_timestamp(event.ok() ? event->text_of("timestamp") : std::string_view());
  if (!time.ok()) return begin_us_;
  const bool away = latest_ != kNoTime && (*time > latest_ + kGapMax || *time < latest_ - kGapMax);
  if (away && !away_) {
    away_ = true;
    return begin_us_;
  }
  if (latest_ == kNoTime || away) {
    origin_us_ = now_us;
    origin_ = latest_ = *time;
  }
  away_ = false;
  latest_ = std::max(latest_, *time);
  return origin_us_ + static_cast<std::uint64_t>(static_cast<double>(latest_ - origin_) * 1e3 / speed_);
}

}  // namespace tidemark::tools
