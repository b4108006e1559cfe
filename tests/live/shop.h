#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace tidemark::live {

/// What one event adds to its customer when it counts, once.
struct Effect {
  std::string event_id;
  std::string customer_id;
  std::int64_t orders = 0;
  std::int64_t gross_cents = 0;
  std::int64_t refund_cents = 0;
};

/// Lines that are sent and answered together.
struct Lot {
  std::string ndjson;
  std::size_t lines = 0;
  std::vector<Effect> effects;                   ///< of the good lines; an id may come again
  std::map<std::uint64_t, std::string> refused;  ///< line, from 1 → reason
};

/// What time it is in the shop, in ms: each event of any sender moves it, so that who sends faster is not
/// ahead. Thread: any.
class ShopClock {
 public:
  explicit ShopClock(std::int64_t step_ms) : step_ms_(step_ms) {}
  std::int64_t next() { return now_.fetch_add(step_ms_) + step_ms_; }

 private:
  const std::int64_t step_ms_;
  std::atomic<std::int64_t> now_{1'735'689'600'000};  // 2025-01-01
};

/// "2025-01-01T00:00:00.000Z"
std::string timestamp(std::int64_t ms);

/// A purchase as a line, without its end.
std::string purchase_line(const std::string& event_id, const std::string& customer_id, std::int64_t ms,
                          std::int64_t cents);

/// A sender's part of the shop's events: customers of its own, few of whom buy much; purchases, refunds and
/// visits, some of them late by up to three weeks, some sent again, some lines that are none. Same seed and
/// clock, same events. Thread: one.
class Shop {
 public:
  struct Habits {
    std::int64_t customers = 100;
    bool repeats = true;  ///< some events are sent again
  };

  Shop(std::string name, std::uint64_t seed, ShopClock& clock, const Habits& habits = {100, true})
      : name_(std::move(name)), random_(seed), clock_(clock), habits_(habits) {}
  Lot next(std::size_t lines);

 private:
  struct Sent {
    std::string line;
    Effect effect;
  };
  std::int64_t below(std::int64_t bound);
  Sent make();
  std::string bad_line(std::string& reason);

  const std::string name_;
  std::mt19937_64 random_;
  ShopClock& clock_;
  const Habits habits_;
  std::uint64_t count_ = 0;
  std::vector<Sent> recent_;  ///< a ring of what may be sent again
};

}  // namespace tidemark::live
