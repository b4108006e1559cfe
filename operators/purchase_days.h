#pragma once

#include <cstdint>
#include "config/config.h"
#include "engine/base/time.h"
#include "operators/packed_vector.h"
#include "operators/section_codec.h"

namespace tidemark::operators {

/// One local day with purchases or refunds.
struct DayMoney {
  Day day = 0;
  std::uint32_t orders = 0;  ///< 0: refunds only, no purchase day
  Micro gross = 0;
  Micro refunds = 0;
};

/// The purchase days in brief: enough for x, t_x and T.
struct DaySummary {
  Day first = 0;  ///< meaningless while count is 0
  Day last = 0;
  std::uint32_t count = 0;
};

struct WindowSum {
  std::int64_t orders = 0;
  std::int64_t purchase_days = 0;
  Micro128 gross = 0;
  Micro128 refunds = 0;

  void add(const DayMoney& day) {
    orders += day.orders;
    purchase_days += day.orders > 0 ? 1 : 0;
    gross += day.gross;
    refunds += day.refunds;
  }
  void subtract(const DayMoney& day) {
    orders -= day.orders;
    purchase_days -= day.orders > 0 ? 1 : 0;
    gross -= day.gross;
    refunds -= day.refunds;
  }
  std::int64_t measure(config::Basis::Measure which) const;
};

/// Per local day of the programme's zone: number of orders, gross, refunds.
///
/// Only days that some window may still see keep their money: those less than `keep_days` before the newest
/// one. Of older days the purchase days stay, as bare numbers, and the net of the very first one. A late
/// event on such a day has no money in windows. State 56 bytes inline, 24 on the heap for a day with money, 4
/// for an older one. Class: commutative; the first day's net as long as its refunds come while its money is
/// kept.
class PurchaseDays {
 public:
  /// Adds to a day. Cost: constant for the newest days, linear in later days for older ones.
  void add(Day day, std::uint32_t orders, Micro gross, Micro refunds, std::int32_t keep_days);
  /// Takes back what was added to a day that still has its money.
  void remove(Day day, std::uint32_t orders, Micro gross, Micro refunds);
  const DaySummary& summary() const { return summary_; }
  /// Gross less refunds of the first purchase day; 0 without one.
  Micro first_net() const;
  /// Sum over days in [from, to].
  WindowSum window(Day from, Day to) const;
  /// Days with money, ascending.
  const PackedVector<DayMoney>& recent() const { return recent_; }
  std::size_t heap_bytes() const { return recent_.heap_bytes() + older_.heap_bytes(); }

  void encode(SectionWriter& out) const;
  /// False when the bytes are no such section.
  bool decode(SectionReader& in) { return decode_older(in) && take_first_net(in) && decode_recent(in); }
  /// The form before the first day's net was kept: it becomes the mean of the days whose money is gone.
  /// `net`: of all days.
  bool decode_without_first_net(SectionReader& in, Micro net);

 private:
  bool decode_older(SectionReader& in);
  bool take_first_net(SectionReader& in);
  bool decode_recent(SectionReader& in);
  void add_older(Day day, Micro net);
  /// To older_first_net_, if it is of that day.
  void add_to_older_first(Day day, Micro net);
  DayMoney& recent_day(Day day);
  void forget_money_before(Day day);
  void count(Day day);
  void discount();

  PackedVector<DayMoney> recent_;  ///< ascending, all later than those in older_
  PackedVector<Day> older_;        ///< ascending purchase days without money
  DaySummary summary_;
  Micro older_first_net_ = 0;  ///< of the first day in older_
};

}  // namespace tidemark::operators
