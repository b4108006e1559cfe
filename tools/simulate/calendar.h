#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "engine/base/time.h"

namespace tidemark::simulate {

/// What may be due in the shop.
enum class Act : std::uint8_t {
  kNewDay,  ///< newcomers of the day are drawn; no event of its own
  kArrive,
  kSession,
  kStep,  ///< the next event of a session that is going on
  kCampaign,
  kMailOpened,
  kMailClicked,
  kReview,
  kSurvey,
  kTicketOpened,
  kTicketResolved,
  kComplaint,
  kRefund,
  kCancel,
  kShare,
  kReferral
};

/// One thing that will happen.
struct Appointment {
  Millis at = 0;
  std::uint32_t customer = 0;  ///< index of the shopper
  std::uint32_t subject = 0;   ///< number of an order, a campaign or a ticket
  std::uint32_t cents = 0;     ///< of the order concerned
  Act act = Act::kNewDay;

  /// A total order, so that equal instants come out the same on every machine.
  friend bool operator>(const Appointment& x, const Appointment& y) {
    if (x.at != y.at) return x.at > y.at;
    if (x.customer != y.customer) return x.customer > y.customer;
    if (x.act != y.act) return x.act > y.act;
    return x.subject > y.subject;
  }
};

/// All appointments, handed out in order of time. Those of later days lie in one list a day, those of today
/// in one a minute; only the current minute is kept sorted (a heap).
///
/// Cost: two moves of 24 bytes and a heap of a minute's size per appointment. Never empty in use: who takes
/// must know that there is one.
class Calendar {
 public:
  explicit Calendar(Millis start) : first_day_(start / kDay), minute_(static_cast<std::size_t>(-1)) {}
  /// `at` must not lie before what next() returned last.
  void add(const Appointment& appointment);
  Appointment next();

 private:
  static constexpr std::size_t kMinutes = 24 * 60;
  void open_next_minute();

  Millis first_day_;     ///< since the epoch
  std::size_t day_ = 0;  ///< today, from the first
  std::size_t minute_;   ///< the current one of today; −1 before the first
  std::vector<std::vector<Appointment>> days_;
  std::array<std::vector<Appointment>, kMinutes> minutes_;
  std::vector<Appointment> heap_;
};

}  // namespace tidemark::simulate
