#pragma once

#include <iosfwd>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/money.h"
#include "engine/base/time.h"

/// The retail example's tier, lifecycle and segments, computed plainly from all events of a customer. It
/// knows no more than the real data needs: no refunds, no late events, one year of purchases, and nobody who
/// buys again after a tier has run out.
namespace tidemark::golden {

/// What one customer did. Instants ascend.
struct PlainHistory {
  struct Purchase {
    Millis time;
    Micro amount;
  };
  std::vector<Purchase> purchases;
  std::vector<Millis> coupons;
};

struct PlainStanding {
  std::string tier;
  std::string lifecycle;
  std::set<std::string> segments;

  friend bool operator==(const PlainStanding&, const PlainStanding&) = default;
};
/// How a failed test shows one.
void PrintTo(const PlainStanding& standing, std::ostream* out);

/// By customer, of the events before an instant. `lines` is NDJSON. Throws std::runtime_error for what the
/// model does not know.
std::map<std::string, PlainHistory> plain_histories(std::string_view lines, Millis before);

PlainStanding plain_standing(const PlainHistory& history, Millis t);

}  // namespace tidemark::golden
