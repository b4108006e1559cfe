#include "operators/rfm.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "operators/state_header.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

double recency_days(Millis last, Millis t) {
  return static_cast<double>(t - last) / static_cast<double>(kDay);
}

std::int64_t pack(const RfmScores& s) {
  return s.r * 100 + s.f * 10 + s.m;
}
RfmScores unpack(std::int64_t memory) {
  return {static_cast<int>(memory / 100), static_cast<int>(memory / 10 % 10), static_cast<int>(memory % 10)};
}

template <typename Cuts, typename Value>
int cuts_reached(const Cuts& cuts, Value value) {
  return static_cast<int>(std::count_if(cuts.begin(), cuts.end(), [&](auto cut) { return cut <= value; }));
}

}  // namespace

Rfm::Rfm(const config::Rfm& settings) : Level("rfm", settings.segments), settings_(settings) {}

int Rfm::recency_score(Millis last, Millis t) const {
  const double recency = recency_days(last, t);
  const auto& cuts = settings_.recency_days;
  return 5 -
         static_cast<int>(std::count_if(cuts.begin(), cuts.end(), [&](double cut) { return cut < recency; }));
}

const Boundaries* Rfm::quintiles(const Facts& facts) const {
  return settings_.cuts == config::Rfm::Cuts::kQuintiles ? population_of(facts.state) : nullptr;
}

std::optional<RfmScores> Rfm::scores(const Facts& facts, Millis t) const {
  const Orders& orders = *facts.orders;
  if (!orders.any()) return std::nullopt;
  const Micro money = settings_.measure == config::Rfm::Measure::kGross ? orders.gross : orders.net();
  if (const Boundaries* population = quintiles(facts)) {
    return RfmScores{score_of(population->recency, orders.last),
                     score_of(population->frequency, orders.orders), score_of(population->monetary, money)};
  }
  return RfmScores{recency_score(orders.last, t), 1 + cuts_reached(settings_.frequency, orders.orders),
                   1 + cuts_reached(settings_.monetary, money)};
}

std::uint8_t Rfm::segment(const RfmScores& s) const {
  return settings_.cell[static_cast<std::size_t>((s.r - 1) * 25 + (s.f - 1) * 5 + (s.m - 1))];
}

bool Rfm::stands_on(Kind kind) const {
  return is_order_kind(kind);
}

Verdict Rfm::assess(const Facts& facts, const LevelState& level, Moment now, const Stimulus&) const {
  const std::optional<RfmScores> found = scores(facts, now.t);
  if (!found) return {};
  const std::uint8_t value = segment(*found);
  return {value, value == level.value ? level.memory : LevelMemory{.a = pack(*found)}};
}

/// The first millisecond at which the recency exceeds a cut.
Millis Rfm::recency_beyond(Millis last, double cut_days) const {
  const double span = cut_days * static_cast<double>(kDay);
  if (!(span < static_cast<double>(kInstantMax))) return kNever;
  Millis t = last + static_cast<Millis>(span);  // right up to rounding, which the predicate itself settles
  while (!(recency_days(last, t) > cut_days)) ++t;
  while (recency_days(last, t - 1) > cut_days) --t;
  return t;
}

Millis Rfm::due(const Facts& facts, const LevelState& level, Moment now) const {
  if (quintiles(facts) != nullptr) return kNever;  // silence changes no rank by itself: others' purchases do
  std::optional<RfmScores> then = scores(facts, now.t);
  if (!then) return kNever;
  const Millis last = facts.orders->last;
  for (std::size_t cut = static_cast<std::size_t>(5 - then->r); cut < settings_.recency_days.size(); ++cut) {
    const Millis t = recency_beyond(last, settings_.recency_days[cut]);
    if (t >= kNever) return kNever;
    then->r = recency_score(last, t);
    if (segment(*then) != level.value) return t;
  }
  return kNever;
}

Direction Rfm::direction(const Transition& transition) const {
  const int gain = unpack(transition.memory_after.a).sum() - unpack(transition.memory_before.a).sum();
  if (gain == 0) return Direction::kNone;
  return gain > 0 ? Direction::kUp : Direction::kDown;
}

Sentiment Rfm::sentiment(const Transition& transition) const {
  switch (transition.direction) {
    case Direction::kNone:
      return Sentiment::kNeutral;
    case Direction::kUp:
      return Sentiment::kBetter;
    case Direction::kDown:
      return Sentiment::kWorse;
  }
  return Sentiment::kNeutral;
}

Explanation Rfm::explain(const Occasion& occasion) const {
  const RfmScores now = unpack(occasion.transition.memory_after.a);
  const RfmScores reference = unpack(occasion.transition.memory_before.a);
  const std::optional<RfmScores> before = scores(occasion.facts_before, occasion.moment_before.t);
  const Orders& orders = *occasion.facts.orders;
  const bool gross = settings_.measure == config::Rfm::Measure::kGross;
  const auto reason = [&](std::string_view feature, int RfmScores::*score, std::string detail) {
    const double value = now.*score;
    const double compared = reference.*score;
    std::string text = fmt::format("{} score {}, it was {}: {}.",
                                   feature == "r"   ? "Recency"
                                   : feature == "f" ? "Frequency"
                                                    : "Monetary",
                                   now.*score, reference.*score, detail);
    return Reason{feature,
                  value,
                  before ? double{(*before).*score * 1.0} : std::numeric_limits<double>::quiet_NaN(),
                  compared,
                  value - compared,
                  std::move(text)};
  };
  Explanation explanation{static_cast<double>(now.sum()), {}};
  explanation.reasons.push_back(
      reason("r", &RfmScores::r,
             fmt::format("last purchase {} ago",
                         counted(recency_days(orders.last, occasion.now.t), "day", "days"))));
  explanation.reasons.push_back(
      reason("f", &RfmScores::f, counted(static_cast<double>(orders.orders), "order", "orders")));
  explanation.reasons.push_back(
      reason("m", &RfmScores::m,
             fmt::format("{} spent{}", plain_number(units_of(gross ? orders.gross : orders.net())),
                         gross ? "" : " after refunds")));
  return explanation;
}

void Rfm::encode_memory(const LevelMemory& memory, SectionWriter& out) const {
  out.bytes.varint(static_cast<std::uint64_t>(memory.a));
}

LevelMemory Rfm::decode_memory(SectionReader& in) const {
  const std::uint64_t packed = in.bytes.varint();
  if (packed > 555) in.fail();
  return {.a = static_cast<std::int64_t>(std::min<std::uint64_t>(packed, 555))};
}

}  // namespace tidemark::operators
