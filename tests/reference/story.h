#pragma once

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "tests/reference/model.h"

/// Small words to tell stories of customers with, whose ends a person can work out.
namespace tidemark::reference {

/// Day 0 of all stories: 2025-01-01T00:00:00Z.
inline const Millis kStoryStart = Millis{20'089} * kDay;
/// An instant of a story.
inline Millis on(int day, int hour = 0) {
  return kStoryStart + day * kDay + hour * kHour;
}

/// Tiers by spend of 365 days: bronze, silver from 500, gold from 2000, no hysteresis, no grace; lifecycle as
/// by default; RFM with a segment for each sum r + f + m ("s3" … "s15"); no churn parameters.
inline config::Config story_config() {
  config::Config config;
  config::Ladder tier;
  tier.name = "tier";
  tier.levels = {{"bronze", 0}, {"silver", 500 * kMicro}, {"gold", 2000 * kMicro}};
  config.ladders = {tier};
  for (int sum = 3; sum <= 15; ++sum) config.rfm.segments.push_back(fmt::format("s{}", sum));
  for (int cell = 0; cell < 125; ++cell)
    config.rfm.cell[static_cast<std::size_t>(cell)] =
        static_cast<std::uint8_t>(cell / 25 + cell / 5 % 5 + cell % 5);
  return config;
}

/// Stories of one level, so that ordinals can be counted by hand (churn stays unknown without parameters).
inline config::Config tier_config() {
  config::Config config = story_config();
  config.lifecycle.enabled = config.rfm.enabled = false;
  return config;
}
inline config::Config lifecycle_config() {
  config::Config config = story_config();
  config.ladders.clear();
  config.rfm.enabled = false;
  return config;
}
inline config::Config rfm_config() {
  config::Config config = story_config();
  config.ladders.clear();
  config.lifecycle.enabled = false;
  return config;
}
inline config::Config churn_config() {
  config::Config config = rfm_config();
  config.rfm.enabled = false;
  config.churn.parameters() = config::BtydParameters{0.525, 6.183, 0.891, 1.614};
  return config;
}

inline PlainEvent event(Kind kind, std::string customer, Millis time, std::string id = "",
                        std::optional<Micro> amount = std::nullopt) {
  return {std::string(kind_name(kind)), std::move(customer), std::move(id), time, amount, kind};
}
inline PlainEvent purchase(Millis time, std::int64_t units, std::string id = "p") {
  return event(Kind::kPurchase, "c", time, std::move(id), units * kMicro);
}
inline PlainEvent refund(Millis time, std::int64_t units, std::string id = "r") {
  return event(Kind::kRefund, "c", time, std::move(id), units * kMicro);
}

/// Transitions of one level as "from>to@instant cause ordinal", corrections with "!superseded" at the end.
inline std::vector<std::string> told(const std::vector<PlainTransition>& transitions,
                                     const std::string& level) {
  std::vector<std::string> told;
  for (const PlainTransition& t : transitions) {
    if (t.level != level) continue;
    told.push_back(t.from + ">" + t.to + "@" + format_timestamp(t.instant) + " " + name_of(t.cause) + " " +
                   std::to_string(t.ordinal) +
                   (t.corrected ? "!" + std::to_string(t.supersedes_ordinal) : ""));
  }
  return told;
}
using Told = std::vector<std::string>;

/// One customer's story, with a watermark that follows right behind.
class Story {
 public:
  explicit Story(config::Config config, std::shared_ptr<const Zone> zone = Zone::utc())
      : config_(std::make_unique<config::Config>(std::move(config))), customer_(*config_, std::move(zone)) {}

  std::vector<PlainTransition> apply(const PlainEvent& e) { return customer_.apply(e, W_); }
  std::vector<PlainTransition> wait_until(Millis W) {
    W_ = W;
    return customer_.wake(W);
  }
  std::string value(const std::string& level) const { return customer_.value(index(level)); }
  Millis since(const std::string& level) const { return customer_.since(index(level)); }
  bool pending(const std::string& level) const { return customer_.pending(index(level)).has_value(); }
  const CustomerModel& customer() const { return customer_; }
  const config::Config& config() const { return *config_; }

 private:
  std::size_t index(const std::string& level) const {
    std::size_t i = 0;
    while (customer_.rules()[i].name != level) ++i;
    return i;
  }
  std::unique_ptr<config::Config> config_;
  CustomerModel customer_;
  Millis W_ = kNoTime;
};

}  // namespace tidemark::reference
