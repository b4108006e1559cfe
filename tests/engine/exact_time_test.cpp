// Concern: what silence changes is announced with the very millisecond at which it changed, as the plain
// model finds it by bisection, over a simulated shop of 200 customers.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "tests/engine/life.h"
#include "tests/reference/model.h"
#include "tools/simulate/simulate.h"

namespace tidemark::engine::testing {
namespace {

constexpr Millis kToleranceMs = 1;

std::vector<std::string> shop_stream() {
  simulate::SimulateOptions options;
  options.customers = 200;
  options.days = 300;
  options.seed = 5;
  std::string text;
  EXPECT_TRUE(simulate::simulate(options, [&](std::string_view chunk) {
                text.append(chunk);
                return Status();
              }).ok());
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

reference::PlainEvent plain_event(simdjson::dom::parser& parser, const std::string& line) {
  const simdjson::dom::element json = parser.parse(line);
  reference::PlainEvent event;
  event.type = std::string_view(json["type"]);
  event.kind = builtin_kind(event.type);
  event.customer = std::string_view(json["customer_id"]);
  event.event_id = std::string_view(json["event_id"]);
  event.time = parse_timestamp(std::string_view(json["timestamp"])).take();
  const bool money =
      event.kind == Kind::kPurchase || event.kind == Kind::kRefund || event.kind == Kind::kCancel;
  simdjson::dom::element amount;
  if (money && json["properties"]["amount"].get(amount) == simdjson::SUCCESS) {
    event.amount = parse_micro(simdjson::minify(amount));
  }
  std::string_view order_id;
  if (money && json["properties"]["order_id"].get(order_id) == simdjson::SUCCESS) event.order_id = order_id;
  return event;
}

/// A change caused by time: "c7 tier silver->bronze", and when.
using Change = std::pair<std::string, Millis>;

std::set<std::string> levels_of(const std::vector<Change>& changes) {
  std::set<std::string> levels;
  for (const auto& [what, when] : changes) {
    const std::size_t begin = what.find(' ') + 1;
    levels.insert(what.substr(begin, what.find(' ', begin) - begin));
  }
  return levels;
}

std::vector<Change> engine_changes(const std::vector<CommittedAlert>& alerts) {
  simdjson::dom::parser parser;
  std::vector<Change> changes;
  for (const CommittedAlert& alert : alerts) {
    const simdjson::dom::element json = parser.parse(alert.json);
    const auto data = [&](const char* name) {
      std::string_view text;
      return json["data"][name].get(text) == simdjson::SUCCESS ? std::string(text) : "";  // null: not known
    };
    if (std::string_view(json["data"]["cause"]["kind"]) != "time") continue;
    changes.emplace_back(fmt::format("{} {} {}->{}", std::string_view(json["subject"]), data("level"),
                                     data("from"), data("to")),
                         parse_timestamp(std::string_view(json["time"])).take());
  }
  return changes;
}

std::vector<Change> model_changes(const reference::ShopModel& model) {
  std::vector<Change> changes;
  for (const reference::PlainAlert& alert : model.alerts()) {
    const reference::PlainTransition& t = alert.transition;
    if (t.cause != reference::PlainCause::kTime) continue;
    changes.emplace_back(fmt::format("{} {} {}->{}", alert.customer, t.level, t.from, t.to), t.instant);
  }
  return changes;
}

TEST(ExactTime, OfEverythingThatSilenceChanges) {
  const std::vector<std::string> lines = shop_stream();
  const config::Config config = programme("time: {zone: America/New_York, silence_delay: 5m}\n");
  const Millis end = parse_timestamp("2026-12-31").take();

  Storage storage;
  Life life(storage, {.config = config});
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(lines).ok());
  ASSERT_TRUE(life.finish_until(end).ok());

  reference::ShopModel model(config, Zone::load(config.time.zone).take());
  simdjson::dom::parser parser;
  for (const std::string& line : lines) model.event(plain_event(parser, line));
  model.finish_until(end);

  std::vector<Change> got = engine_changes(life.alerts());
  std::vector<Change> wanted = model_changes(model);
  const auto by_what = [](const Change& a, const Change& b) { return a.first < b.first; };
  std::stable_sort(got.begin(), got.end(), by_what);  // one customer's changes stay in their order
  std::stable_sort(wanted.begin(), wanted.end(), by_what);
  ASSERT_GT(wanted.size(), 1000U);
  ASSERT_EQ(levels_of(wanted), (std::set<std::string>{"churn", "lifecycle", "rfm", "tier"}));
  ASSERT_EQ(got.size(), wanted.size());
  Millis worst = 0;
  for (std::size_t i = 0; i < got.size(); ++i) {
    ASSERT_EQ(got[i].first, wanted[i].first) << "number " << i;
    const Millis off = std::abs(got[i].second - wanted[i].second);
    worst = std::max(worst, off);
    EXPECT_LE(off, kToleranceMs) << got[i].first << " at " << format_timestamp(got[i].second)
                                 << ", expected at " << format_timestamp(wanted[i].second);
  }
  RecordProperty("worst_ms", static_cast<int>(worst));
}

}  // namespace
}  // namespace tidemark::engine::testing
