#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/config.h"
#include "engine/base/event.h"
#include "engine/base/zone.h"
#include "engine/route/batch.h"
#include "operators/learning/gamma_gamma_fit.h"

namespace tidemark::engine {

/// When every customer was active, and what its purchases were worth: what labels are made of.
///
/// Activity is the configuration's `churn.activity`, purchases where it names none. Duplicates and refused
/// events are none.
/// Memory   24 bytes an activity or purchase. Thread: take() on one; afterwards immutable.
class ActivityHistory {
 public:
  ActivityHistory(const config::Config& config, std::shared_ptr<const Zone> zone);

  /// The accepted events of a batch that shards are done with.
  void take(const Batch& batch);

  /// Whether there was activity in [from, to).
  bool active_within(std::string_view customer_id, Millis from, Millis to) const;
  /// Of every customer: repeat purchase days and their mean value; the day of the first purchase is left out.
  /// In no order.
  std::vector<operators::SpendRow> all_spend() const;
  Millis first_activity() const { return first_activity_; }  ///< kNever when there is none
  std::uint64_t events() const { return events_; }
  std::uint64_t activities() const { return activities_; }
  std::uint64_t count_of(Kind kind) const { return counts_[static_cast<std::size_t>(kind)]; }
  bool has_money() const { return has_money_; }

 private:
  struct Entry {
    Millis time;
    Micro amount;
    bool is_activity;
    bool is_purchase;
  };
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view id) const { return hash64(id, 1); }
  };

  operators::SpendRow spend_of(const std::vector<Entry>& entries) const;

  std::shared_ptr<const Zone> zone_;
  std::array<bool, 256> is_activity_{};
  std::array<std::uint64_t, 256> counts_{};
  std::unordered_map<std::string, std::vector<Entry>, Hasher, std::equal_to<>> entries_;
  Millis first_activity_ = kNever;
  std::uint64_t events_ = 0;
  std::uint64_t activities_ = 0;
  bool has_money_ = false;
};

}  // namespace tidemark::engine
