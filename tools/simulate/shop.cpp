#include "tools/simulate/shop.h"

#include <algorithm>
#include <cmath>

#include "tools/simulate/sampling.h"

namespace tidemark::simulate {
namespace {

constexpr double kRegularShare = 0.4;
/// A run of d days has about 2.6·d^0.64 lines per customer (measured for 7 to 730 days, within 5 %): less
/// than proportional, as newcomers add theirs while others leave.
constexpr double kLinesFactor = 2.6;
constexpr double kLinesPower = 0.64;
constexpr double kSpanDaysMin = 3;
constexpr double kSpanDaysMax = 730;
constexpr std::int64_t kCampaignGapDays = 19;  ///< mean

double lines_per_customer(double days) {
  return kLinesFactor * std::pow(days, kLinesPower);
}

double lines_per_customer_asked(const SimulateOptions& options) {
  return static_cast<double>(options.events) / static_cast<double>(options.customers);
}

/// How long the shop grows: the days asked for, else those that the lines asked for should take.
double span_days(const SimulateOptions& options) {
  if (options.days > 0) return options.days;
  const double natural = std::pow(lines_per_customer_asked(options) / kLinesFactor, 1 / kLinesPower);
  return std::clamp(natural, kSpanDaysMin, kSpanDaysMax);
}

/// Where people would need more than the longest span for their lines they are more active instead.
double activity(const SimulateOptions& options) {
  if (options.days > 0) return 1;
  return std::max(1.0, lines_per_customer_asked(options) / lines_per_customer(kSpanDaysMax));
}

/// Share of the newcomers who have come when a share of the time is over: twice as many a day at the end.
double arrived_share(double time_share) {
  const double t = std::clamp(time_share, 0.0, 1.0);
  return (t + 0.5 * t * t) / 1.5;
}

}  // namespace

Shop::Shop(const SimulateOptions& options, Delivery& delivery)
    : options_(options),
      delivery_(delivery),
      random_(options.seed),
      lines_(options.seed, catalogue_, delivery),
      season_(options.start),
      calendar_(options.start),
      end_(options.days == 0 ? kNever : options.start + options.days * kDay),
      arrivals_end_(options.start + static_cast<Millis>(span_days(options) * static_cast<double>(kDay))),
      activity_(activity(options)),
      regulars_(
          static_cast<std::uint64_t>(std::ceil(kRegularShare * static_cast<double>(options.customers)))) {
  shoppers_.reserve(options.customers);
}

void Shop::run() {
  for (std::uint64_t i = 0; i < regulars_; ++i) {
    const std::uint32_t customer = new_shopper(options_.start);
    plan_session(customer, options_.start, random_.uniform());  // in the midst of a gap
  }
  add(Act::kNewDay, options_.start, 0);
  while (!delivery_.done()) {
    const Appointment due = calendar_.next();
    if (due.at >= end_) return;
    act(due);
  }
}

void Shop::act(const Appointment& due) {
  switch (due.act) {
    case Act::kNewDay:
      return open_day(due.at);
    case Act::kArrive:
      return arrive(due.customer, due.at);
    case Act::kSession:
      return begin_session(due.customer, due.at);
    case Act::kStep:
      return step(due.customer, due.at);
    case Act::kCampaign:
      return campaign(due);
    case Act::kMailOpened:
      return mail_opened(due);
    default:
      return aftermath(due);
  }
}

void Shop::add(Act act, Millis at, std::uint32_t customer, Order order) {
  calendar_.add({at, customer, order.number, order.cents, act});
}

void Shop::open_day(Millis day_start) {
  const auto span = static_cast<double>(arrivals_end_ - options_.start);
  const double over = static_cast<double>(day_start + kDay - options_.start) / span;
  const auto newcomers = static_cast<double>(options_.customers - regulars_);
  const auto known = regulars_ + static_cast<std::uint64_t>(std::llround(newcomers * arrived_share(over)));
  const double today = season_.busy_days(day_start);
  const double tomorrow = season_.busy_days(day_start + kDay);
  while (shoppers_.size() < known) {
    const std::uint32_t customer = new_shopper(day_start);
    add(Act::kArrive, season_.instant(draw_between(random_, today, tomorrow)), customer);
  }
  if (known < options_.customers) add(Act::kNewDay, day_start + kDay, 0);
}

std::uint32_t Shop::new_shopper(Millis now) {
  shoppers_.push_back(draw_shopper(random_, activity_));
  const auto customer = static_cast<std::uint32_t>(shoppers_.size() - 1);
  if (shoppers_.back().subscribed) {
    add(Act::kCampaign, now + random_.between(1, 2 * kCampaignGapDays) * kDay + 7 * kHour, customer);
  }
  return customer;
}

void Shop::arrive(std::uint32_t customer, Millis now) {
  lines_.identify({now, customer, shoppers_[customer]});
  add(Act::kSession, now + step_gap(), customer);
}

void Shop::plan_session(std::uint32_t customer, Millis now, double gap_share) {
  Shopper& shopper = shoppers_[customer];
  if (!shopper.gone) {
    const double gap = gap_share * draw_session_gap(random_, shopper);
    add(Act::kSession, std::max(now + kSecond, season_.instant(season_.busy_days(now) + gap)), customer);
    return;
  }
  // Most who leave do so for good: years ahead, beyond the end of any usual run.
  const bool returns = random_.chance(0.12);
  const double days = returns ? 40 + 60 * draw_gamma(random_, 2) : 400 + random_.exponential(1500);
  const Millis day = now + static_cast<Millis>(days * static_cast<double>(kDay));
  add(Act::kSession, season_.instant(season_.busy_days(day)), customer);
}

void Shop::maybe_leave(Shopper& shopper, double probability, Millis now) {
  const bool leaves = random_.chance(probability);
  // When lines are asked for beyond what the customers would make in years, the last ones must not leave.
  if (options_.days == 0 && now >= arrivals_end_) return;
  if (leaves) shopper.gone = true;
}

void Shop::campaign(const Appointment& due) {
  Shopper& shopper = shoppers_[due.customer];
  const auto week = static_cast<std::uint32_t>((due.at - options_.start) / kWeek);
  const std::uint32_t number = (week % 1200) * 8 + (shopper.gone ? 7 : due.customer % 7);
  lines_.campaign(Kind::kCampaignReceived, {due.at, due.customer, shopper}, number);
  if (random_.chance(shopper.gone ? 0.04 : 0.30))
    add(Act::kMailOpened, due.at + kMinute + static_cast<Millis>(random_.exponential(5.0 * kHour)),
        due.customer, {number, 0});
  // Who does not come any more is taken off the list sooner or later.
  shopper.subscribed = !random_.chance(shopper.gone ? 0.15 : 0.004);
  if (!shopper.subscribed) return;
  const Millis days = random_.between(kCampaignGapDays - 9, kCampaignGapDays + 9);
  const Millis day = due.at - due.at % kDay + days * kDay;
  add(Act::kCampaign, day + 7 * kHour + random_.between(0, 40 * kMinute), due.customer);
}

void Shop::mail_opened(const Appointment& due) {
  const Shopper& shopper = shoppers_[due.customer];
  lines_.campaign(Kind::kEmailOpened, {due.at, due.customer, shopper}, due.subject);
  if (random_.chance(0.24))
    add(Act::kMailClicked, due.at + random_.between(2 * kSecond, 3 * kMinute), due.customer,
        {due.subject, 0});
}

}  // namespace tidemark::simulate
