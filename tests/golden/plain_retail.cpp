#include "tests/golden/plain_retail.h"

#include <algorithm>
#include <ostream>
#include <stdexcept>

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

Millis at(std::string_view text) {
  return *parse_timestamp(text);
}

/// Day of New York's calendar, by its rules for the years of the data.
Day new_york_day(Millis t) {
  static const Millis kSummers[][2] = {{at("2017-03-12T07:00:00Z"), at("2017-11-05T06:00:00Z")},
                                       {at("2018-03-11T07:00:00Z"), at("2018-11-04T06:00:00Z")}};
  const bool summer = std::any_of(std::begin(kSummers), std::end(kSummers),
                                  [t](const auto& time) { return t >= time[0] && t < time[1]; });
  return static_cast<Day>((t - (summer ? 4 : 5) * kHour) / kDay);
}

int new_york_year(Millis t) {
  return civil_from_day(new_york_day(t)).year;
}

/// "12.5" → 12,500,000.
Micro micro_of(std::string text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string fraction = point < text.size() ? text.substr(point + 1) : "";
  if (fraction.size() > 6) throw std::runtime_error("more digits than money has: " + text);
  fraction.resize(6, '0');
  return std::stoll(text.substr(0, point)) * kMicro + std::stoll(fraction);
}

bool in_days(Millis event, Millis t, Day days) {
  return event <= t && new_york_day(event) > new_york_day(t) - days;
}

bool is_gold_card(std::string_view tier) {
  return tier == "gold" || tier == "platinum";
}

/// The best tier that any moment up to t has reached: within its validity none is lost.
std::string tier_reached(const PlainHistory& history, Millis t) {
  int best = 0;
  for (const PlainHistory::Purchase& now : history.purchases) {
    if (now.time > t) break;
    Micro of_the_year = 0;
    int orders = 0;
    for (const PlainHistory::Purchase& past : history.purchases) {
      if (past.time > now.time) break;
      if (new_york_year(past.time) == new_york_year(now.time)) of_the_year += past.amount;
      orders += in_days(past.time, now.time, 365) ? 1 : 0;
    }
    const bool platinum = of_the_year >= 900 * kMicro && orders >= 12;
    const int reached = platinum ? 3 : of_the_year >= 400 * kMicro ? 2 : of_the_year >= 150 * kMicro ? 1 : 0;
    if (reached > best && new_york_year(now.time) != 2017) throw std::runtime_error("not of 2017");
    best = std::max(best, reached);
  }
  constexpr const char* kNames[] = {"green", "silver", "gold", "platinum"};
  return kNames[best];
}

/// Reached in 2017, so valid through 2018, and lost 31 days later at the midnight of New York.
std::string tier_of(const PlainHistory& history, Millis t) {
  static const Millis kEnd = at("2019-02-01T05:00:00Z");
  return t < kEnd ? tier_reached(history, t) : "green";
}

std::string lifecycle_of(const PlainHistory& history, Millis t) {
  const auto& bought = history.purchases;
  if (bought.empty()) return "prospect";
  Millis won_back = kNoTime;
  for (std::size_t i = 1; i < bought.size(); ++i) {
    if (bought[i].time - bought[i - 1].time >= 120 * kDay) won_back = bought[i].time;
  }
  const Millis silence = t - bought.back().time;
  if (silence >= 120 * kDay) return "churned";
  if (silence >= 45 * kDay) return "at_risk";
  if (t < won_back + 30 * kDay) return "won_back";
  if (bought.size() >= 6) return "loyal";
  return bought.size() == 1 && t < bought.front().time + 30 * kDay ? "new" : "active";
}

bool hunts_coupons(const PlainHistory& history, Millis t) {
  const auto recent = std::count_if(history.coupons.begin(), history.coupons.end(),
                                    [&](Millis coupon) { return in_days(coupon, t, 90); });
  Micro gross = 0;
  for (const PlainHistory::Purchase& purchase : history.purchases) gross += purchase.amount;
  const auto orders = static_cast<Micro>(history.purchases.size());
  return recent >= 3 && orders > 0 && gross < 30 * kMicro * orders;
}

/// Silent for more than 30 days with the card, or so lately that the week in it is not over.
bool is_missed(const PlainHistory& history, Millis t) {
  Millis entered = kNoTime;
  for (std::size_t i = 0; i < history.purchases.size(); ++i) {
    const Millis begin = history.purchases[i].time + 30 * kDay + 1;
    const bool last = i + 1 == history.purchases.size();
    if (begin > t || (!last && begin >= history.purchases[i + 1].time)) continue;
    if (!is_gold_card(tier_of(history, begin - 1))) continue;
    if (last && is_gold_card(tier_of(history, t))) return true;
    entered = begin;
  }
  return entered != kNoTime && t < entered + 7 * kDay;
}

}  // namespace

void PrintTo(const PlainStanding& standing, std::ostream* out) {
  *out << standing.tier << ", " << standing.lifecycle;
  for (const std::string& segment : standing.segments) *out << ", " << segment;
}

std::map<std::string, PlainHistory> plain_histories(std::string_view lines, Millis before) {
  std::map<std::string, PlainHistory> histories;
  for (const std::string_view line : lines_of(lines)) {
    const tools::JsonValue event = json_of(line);
    const Millis time = at(event.text_of("timestamp"));
    if (time >= before) continue;
    PlainHistory& history = histories[std::string(event.text_of("customer_id"))];
    const std::string_view type = event.text_of("type");
    if (type == "purchase") {
      history.purchases.push_back({time, micro_of(std::string(event.text_of("properties.amount")))});
    } else if (type == "coupon_redeemed") {
      history.coupons.push_back(time);
    } else if (type != "campaign_received") {
      throw std::runtime_error("the model does not know " + std::string(type));
    }
  }
  return histories;
}

PlainStanding plain_standing(const PlainHistory& history, Millis t) {
  PlainStanding standing{tier_of(history, t), lifecycle_of(history, t), {}};
  if (is_gold_card(standing.tier)) standing.segments.insert("gold_card");
  if (hunts_coupons(history, t)) standing.segments.insert("coupon_hunter");
  if (is_missed(history, t)) standing.segments.insert("missed");
  return standing;
}

}  // namespace tidemark::golden
