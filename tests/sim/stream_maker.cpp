#include "tests/sim/stream_maker.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::sim {

StreamMaker::StreamMaker(Random& random, const config::Config& config, Clocks clocks)
    : random_(random),
      config_(config),
      clocks_(clocks),
      customers_(2 + random.below(clocks != Clocks::kEvent && random.chance(0.3) ? 120 : 24)),
      now_(1'735'689'600'000) {}

std::vector<Scenario::Line> StreamMaker::make(std::size_t count) {
  if (clocks_ == Clocks::kWall) switch_clock();
  while (lines_.size() < count) {
    if (clocks_ == Clocks::kBoth && random_.chance(0.02)) switch_clock();
    if (wall()) ticks_between_lines();
    source_line();
  }
  if (clocks_ != Clocks::kEvent && random_.chance(0.7)) {
    if (!wall()) switch_clock();
    silence();
  }
  return std::move(lines_);
}

void StreamMaker::source_line() {
  if (!lines_.empty() && random_.chance(0.05)) {
    const Line& earlier = lines_[random_.below(lines_.size())];
    if (earlier.kind == Line::Kind::kTick || earlier.kind == Line::Kind::kClock) return;
    lines_.push_back(Line(earlier));
  } else if (random_.chance(0.03)) {
    lines_.push_back(unreadable());
  } else {
    lines_.push_back(event());
  }
  lines_.back().future_limit = wall() ? future_limit() : kNever;
}

void StreamMaker::switch_clock() {
  clock_ = wall() ? config::ClockMode::kEvent : config::ClockMode::kWall;
  Line line;
  line.kind = Line::Kind::kClock;
  line.clock = clock_;
  lines_.push_back(std::move(line));
  // A server begins with its restart_grace.
  held_ = wall() && random_.chance(0.6) ? random_.below(60) : 0;
}

void StreamMaker::tick(Millis step) {
  now_ += step;
  Line line;
  line.kind = Line::Kind::kTick;
  line.watermark = now_ - config_.time.silence_delay;
  lines_.push_back(std::move(line));
}

/// Several lines come between two ticks, none while W is held (after a start, or while the clock is not
/// believed), and many ticks when nobody sends anything.
void StreamMaker::ticks_between_lines() {
  if (random_.chance(0.03)) pace_ = static_cast<Pace>(random_.below(3));
  if (held_ > 0) {
    --held_;
    return;
  }
  if (random_.chance(0.05)) held_ = random_.below(80);
  if (random_.chance(0.5)) return;
  const bool silence = random_.chance(pace_ == Pace::kQuiet ? 0.3 : 0.04);
  for (std::uint64_t left = silence ? 2 + random_.below(20) : 1; left > 0; --left) tick(step());
}

/// Long enough for everything to come to rest that time alone moves.
void StreamMaker::silence() {
  for (std::uint64_t left = 10 + random_.below(40); left > 0; --left)
    tick(random_.chance(0.3) ? random_.between(1, 60 * kDay) : step());
}

Millis StreamMaker::step() {
  if (pace_ == Pace::kBusy) return random_.between(0, held_ > 0 ? kMinute : kHour);
  const double dice = random_.uniform();
  if (dice < 0.2) return 0;
  if (dice < 0.55) return random_.between(1, 30 * kSecond);
  if (dice < 0.85) return random_.between(1, 20 * kHour);
  if (dice < 0.985) return random_.between(1, 9 * kDay);
  return random_.between(1, std::min<Millis>(config_.time.jump_gap, 130 * kDay) - 1);
}

std::uint64_t StreamMaker::customer() {
  if (pace_ == Pace::kQuiet) return random_.below(1 + customers_ / 8);
  return random_.below(random_.chance(0.5) ? customers_ : 1 + customers_ / 4);
}

Millis StreamMaker::instant() {
  now_ += step();
  return wall() ? wall_clock_instant() : event_clock_instant();
}

Millis StreamMaker::event_clock_instant() {
  if (random_.chance(0.1)) return now_ - random_.between(1, 100 * kDay);
  if (random_.chance(0.01)) return now_ - 500 * kDay;
  if (random_.chance(0.02)) return now_ + config_.time.jump_gap + random_.between(1, 40 * kDay);
  // Whole days and whole window lengths later: instants that fall on edges.
  if (random_.chance(0.05)) return now_ = now_ / kDay * kDay + kDay;
  return now_;
}

Millis StreamMaker::wall_clock_instant() {
  const double dice = random_.uniform();
  if (dice < 0.10) return now_ - random_.between(1, 100 * kDay);
  if (dice < 0.11) return now_ - 500 * kDay;
  if (dice < 0.15) return now_ + random_.between(0, config_.time.accept_future);
  if (dice < 0.17) return future_limit() + random_.between(0, 1);
  if (dice < 0.20) return future_limit() + random_.between(1, 40 * kDay);
  if (dice < 0.25) return now_ = now_ / kDay * kDay + kDay;
  return now_ - (random_.chance(0.5) ? random_.between(0, 20 * kSecond) : 0);
}

Scenario::Line StreamMaker::unreadable() const {
  constexpr const char* kBad[] = {"{", "{\"type\":\"purchase\"}", "nonsense",
                                  "{\"type\":1,\"customer_id\":\"c1\"}"};
  Line line;
  line.kind = Line::Kind::kUnreadable;
  line.text = kBad[random_.below(4)];
  return line;
}

Scenario::Line StreamMaker::event() {
  Line line;
  reference::PlainEvent& e = line.event;
  const double dice = random_.uniform();
  e.kind = dice < 0.45   ? Kind::kPurchase
           : dice < 0.52 ? Kind::kRefund
           : dice < 0.54 ? Kind::kCancel
           : dice < 0.95 ? Kind::kPageView
                         : Kind::kOther;
  e.type = e.kind == Kind::kOther ? "waved" : std::string(kind_name(e.kind));
  e.customer = fmt::format("c{}", customer());
  e.time = instant();
  if (random_.chance(0.85)) e.event_id = fmt::format("e{}", ++ids_);
  const bool money = e.kind == Kind::kPurchase || e.kind == Kind::kRefund || e.kind == Kind::kCancel;
  line.text = fmt::format(R"({{"type":"{}","customer_id":"{}","timestamp":"{}")", e.type, e.customer,
                          format_timestamp(e.time));
  if (!e.event_id.empty()) line.text += fmt::format(R"(,"event_id":"{}")", e.event_id);
  if (money && random_.chance(0.93)) {
    e.amount = random_.between(0, 30'000) * 10'000;
    line.text += fmt::format(R"(,"properties":{{"amount":{},"n":{}}})", format_micro(*e.amount), ids_);
  }
  line.text += "}";
  return line;
}

}  // namespace tidemark::sim
