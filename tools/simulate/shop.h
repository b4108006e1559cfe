#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/random.h"
#include "tools/simulate/calendar.h"
#include "tools/simulate/delivery.h"
#include "tools/simulate/line_writer.h"
#include "tools/simulate/season.h"
#include "tools/simulate/shopper.h"
#include "tools/simulate/simulate.h"

namespace tidemark::simulate {

/// The shop and its people: takes appointments in order of time, writes what happens, makes new ones.
///
/// Every shopper who has come has exactly one appointment for a session or the next step of one, so the
/// calendar never runs dry; mails, returns, tickets and the like have appointments of their own.
class Shop {
 public:
  Shop(const SimulateOptions& options, Delivery& delivery);
  void run();

 private:
  void act(const Appointment& due);
  void add(Act act, Millis at, std::uint32_t customer, Order order = {0, 0});

  // People (shop.cpp)
  void open_day(Millis day_start);
  void arrive(std::uint32_t customer, Millis now);
  std::uint32_t new_shopper(Millis now);
  void plan_session(std::uint32_t customer, Millis now, double gap_share = 1);
  void maybe_leave(Shopper& shopper, double probability, Millis now);
  void campaign(const Appointment& due);
  void mail_opened(const Appointment& due);

  // A session, step by step (session.cpp)
  void begin_session(std::uint32_t customer, Millis now);
  void step(std::uint32_t customer, Millis now);
  void browse(const Occasion& who, Shopper& shopper);
  void fill_cart(const Occasion& who, Shopper& shopper);
  void check_out(const Occasion& who, Shopper& shopper);
  void pay(const Occasion& who, Shopper& shopper);
  void end_session(const Occasion& who, Shopper& shopper);
  Millis step_gap();

  // What follows an order (aftermath.cpp)
  void after_order(const Occasion& who, Shopper& shopper, Order order);
  void aftermath(const Appointment& due);

  const SimulateOptions options_;
  Delivery& delivery_;
  Random random_;
  const Catalogue catalogue_;
  LineWriter lines_;
  Season season_;
  Calendar calendar_;
  Millis end_;           ///< kNever without a limit of days
  Millis arrivals_end_;  ///< newcomers are spread from the start until here
  double activity_;      ///< scales everybody's sessions per day
  std::vector<Shopper> shoppers_;
  std::uint64_t regulars_;  ///< of all customers, those who knew the shop before the start
  std::uint32_t sessions_ = 0;
  std::uint32_t orders_ = 0;
};

}  // namespace tidemark::simulate
