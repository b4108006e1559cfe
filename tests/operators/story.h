#pragma once

// What the tests of this folder tell their stories with: programmes, events, and one customer under one
// scoring.

#include <simdjson.h>

#include <deque>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.h"
#include "engine/base/event_fields.h"
#include "engine/base/random.h"
#include "operators/scoring.h"

namespace tidemark::operators::story {

/// 2024-01-01T00:00:00Z, a Monday.
inline constexpr Millis kNewYear = 1'704'067'200'000;
/// Noon of the n-th day after it.
constexpr Millis noon(int day) {
  return kNewYear + day * kDay + 12 * kHour;
}
constexpr Micro money(double units) {
  return static_cast<Micro>(units * static_cast<double>(kMicro) + 0.5);
}

config::BtydParameters published_mbgnbd();
config::BtydParameters published_bgnbd();

/// No ladder, no lifecycle, no RFM, churn without parameters: add what a test is about.
config::Config bare();
/// bronze 0, silver 500, gold 2000 over spend_365d; no hysteresis, no grace.
config::Ladder spend_ladder();
config::Config with_ladder(const config::Ladder& ladder);
config::Config with_lifecycle();
/// Eleven standard segments, the standard cells.
config::Config with_rfm();
config::Config with_churn();
/// All of it, as the built-in default has it, with published churn parameters.
config::Config everything();

std::shared_ptr<const Scoring> scoring_of(const config::Config& config, std::uint32_t version = 1,
                                          std::uint64_t lineage = 77);

Event event(Kind kind, Millis time);
Event purchase(Millis time, double amount, std::string_view id = "o-1");
Event refund(Millis time, double amount, std::string_view id = "r-1");

/// Gives events properties, as a reader of a stream would hand them over. Outlives the events.
class Properties {
 public:
  explicit Properties(const Scoring& scoring) { map_.want(scoring.wanted_properties(), keys_); }
  /// Texts are written as JSON would be read: numbers as numbers, everything else as strings.
  Event with(Event event, std::initializer_list<std::pair<std::string_view, std::string_view>> properties);
  /// A purchase, refund or cancel of an order.
  Event of_order(Event event, std::string_view order_id) { return with(event, {{"order_id", order_id}}); }

 private:
  KeyDictionary keys_;
  FieldMap map_;
  std::deque<std::string> encoded_;
};

/// One customer's state and everything announced about it.
class Customer {
 public:
  explicit Customer(std::shared_ptr<const Scoring> scoring, std::string id = "c42");
  Customer(const Customer& other);
  Customer& operator=(const Customer&) = delete;
  ~Customer();

  /// Applies with the watermark of an earlier mark, or with none before it.
  void apply(const Event& event, Millis watermark = kNoTime);
  void wake(Millis watermark);
  void settle(Millis watermark);
  void buy(Millis time, double amount) { apply(purchase(time, amount)); }

  std::byte* state() { return reinterpret_cast<std::byte*>(block_.data()); }
  const std::byte* state() const { return reinterpret_cast<const std::byte*>(block_.data()); }
  const Scoring& scoring() const { return *scoring_; }
  const std::string& id() const { return id_; }
  std::string_view level(std::string_view name) const;
  Millis due() const { return scoring_->due(state()); }
  double number(std::string_view column, Millis as_of) const;
  std::string json(Millis as_of) const;
  std::string encoded() const;
  /// The same customer, saved and loaded (under another scoring where one is given).
  Customer reloaded(std::shared_ptr<const Scoring> scoring = nullptr) const;

  const std::vector<AlertDraft>& alerts() const { return effects_.alerts; }
  const AlertDraft& last_alert() const { return effects_.alerts.back(); }
  void forget_alerts() { effects_.alerts.clear(); }
  bool last_was_late() const { return effects_.late; }
  std::uint32_t messages_ignored() const { return effects_.messages_ignored; }
  Effects& effects() { return effects_; }
  /// "tier silver>gold event 2024-01-02T12:00:00Z", one line an alert.
  std::string told() const;

 private:
  std::shared_ptr<const Scoring> scoring_;
  std::string id_;
  std::vector<std::uint64_t> block_;
  Effects effects_;
};

/// A parsed JSON document that lives as long as this.
class Json {
 public:
  explicit Json(std::string_view text);
  simdjson::dom::element root() const { return root_; }
  simdjson::dom::element at(std::string_view pointer) const;
  std::string text(std::string_view pointer) const;  ///< "" for null
  double number(std::string_view pointer) const;
  bool is_null(std::string_view pointer) const;

 private:
  simdjson::dom::parser parser_;
  simdjson::dom::element root_;
};

/// The bytes of an alert's id as 32 hex digits.
std::string hex(const Hash128& id);

/// A random history of one customer: mostly in order, some late, all within accept_late.
std::vector<Event> random_history(Random& random, int events, Millis start, Millis span);

}  // namespace tidemark::operators::story
