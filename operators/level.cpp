#include "operators/level.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

namespace tidemark::operators {
namespace {

/// Doubles differ from numbers that people write within these.
constexpr int kDecimalsMax = 17;

std::string number_of_decimals(double value, int decimals) {
  if (!std::isfinite(value)) return "an unknown number";
  std::string text = fmt::format("{:.{}f}", value, decimals);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  if (text == "-0") text.erase(0, 1);
  return text;
}

}  // namespace

std::string_view cause_name(Cause cause) {
  switch (cause) {
    case Cause::kTime:
      return "time";
    case Cause::kEvent:
      return "event";
    case Cause::kRefund:
      return "refund";
    case Cause::kConfiguration:
      return "configuration";
    case Cause::kOverride:
      return "override";
    case Cause::kPopulation:
      return "population";
  }
  return "";
}

std::string_view direction_name(Direction direction) {
  switch (direction) {
    case Direction::kNone:
      return "none";
    case Direction::kUp:
      return "up";
    case Direction::kDown:
      return "down";
  }
  return "";
}

std::string_view sentiment_name(Sentiment sentiment) {
  switch (sentiment) {
    case Sentiment::kNeutral:
      return "neutral";
    case Sentiment::kBetter:
      return "better";
    case Sentiment::kWorse:
      return "worse";
  }
  return "";
}

bool takes_back(const LevelState& level, std::uint8_t to, const Stimulus& stimulus) {
  if (!level.undoable || to != level.from || stimulus.cause == Cause::kTime) return false;
  if (stimulus.late) return stimulus.event_time <= level.since;
  return stimulus.cause == Cause::kRefund && level.cause == Cause::kEvent &&
         level.direction == Direction::kUp;
}

Level::Level(std::string name, std::vector<std::string> values)
    : name_(std::move(name)), values_(std::move(values)) {}

std::string Level::alert_type(const Transition& transition) const {
  const std::string_view what = transition.notice == Notice::kDowngradePending     ? "downgrade_pending"
                                : transition.notice == Notice::kDowngradeCancelled ? "downgrade_cancelled"
                                : transition.correction                            ? "corrected"
                                                                                   : "changed";
  return fmt::format("tidemark.{}.{}", chain(), what);
}

Direction Level::direction(const Transition& transition) const {
  if (transition.from == kNullValue || transition.to == kNullValue) return Direction::kNone;
  return transition.to > transition.from ? Direction::kUp : Direction::kDown;
}

std::string plain_number(double value) {
  return number_of_decimals(value, 2);
}

std::string number_beside(double value, double limit) {
  const auto side = [limit](double number) { return number < limit ? -1 : number > limit ? 1 : 0; };
  std::string text = plain_number(value);
  for (int decimals = 3; std::isfinite(value) && decimals <= kDecimalsMax; ++decimals) {
    if (std::isnan(limit) || side(std::strtod(text.c_str(), nullptr)) == side(value)) break;
    text = number_of_decimals(value, decimals);
  }
  return text;
}

std::string counted(double count, std::string_view singular, std::string_view plural) {
  const std::string number = plain_number(count);
  return fmt::format("{} {}", number, number == "1" ? singular : plural);
}

}  // namespace tidemark::operators
