#include <algorithm>

#include "tools/simulate/sampling.h"
#include "tools/simulate/shop.h"

/// What an order brings later: money back, opinions, trouble – and sometimes the customer's silence.
namespace tidemark::simulate {
namespace {

constexpr double kComplaintLeaves = 0.25;  ///< added to the drop-out probability of who has complained

Millis days(double count) {
  return static_cast<Millis>(count * static_cast<double>(kDay));
}

}  // namespace

void Shop::after_order(const Occasion& who, Shopper& shopper, Order order) {
  const auto later = [&](Act act, double low, double high) {
    add(act, who.at + days(draw_between(random_, low, high)), who.customer, order);
  };
  const std::uint64_t money = random_.below(1000);
  if (money < 12)
    later(Act::kCancel, 0.02, 0.5);
  else if (money < 65)
    later(Act::kRefund, 3, 24);
  const std::uint64_t opinion = random_.below(1000);
  if (opinion < 60)
    later(Act::kReview, 4, 25);
  else if (opinion < 110)
    later(Act::kSurvey, 2, 7);
  else if (opinion < 125)
    later(Act::kShare, 0.1, 9);
  else if (opinion < 133)
    later(Act::kReferral, 1, 30);
  const std::uint64_t trouble = random_.below(1000);
  if (trouble < 35)
    later(Act::kTicketOpened, 0.2, 9);
  else if (trouble < 47)
    later(Act::kComplaint, 1, 12);

  const double leaves = static_cast<double>(shopper.drop_out) + (shopper.annoyed ? kComplaintLeaves : 0);
  maybe_leave(shopper, leaves, who.at);
}

void Shop::aftermath(const Appointment& due) {
  Shopper& shopper = shoppers_[due.customer];
  const Occasion who{due.at, due.customer, shopper};
  const Order order{due.subject, due.cents};
  switch (due.act) {
    case Act::kMailClicked:
      return lines_.campaign(Kind::kEmailClicked, who, due.subject);
    case Act::kReview:
      return lines_.words(Kind::kReview, who, order);
    case Act::kSurvey:
      return lines_.survey(who, order);
    case Act::kShare:
      return lines_.words(Kind::kSocialShare, who, order);
    case Act::kReferral:
      return lines_.words(Kind::kReferral, who, order);
    case Act::kCancel:
      return lines_.money_back(Kind::kCancel, who, order, order.cents);
    case Act::kRefund: {
      const bool full = random_.chance(0.6);
      const auto part = static_cast<std::uint32_t>(order.cents * draw_between(random_, 0.1, 0.9));
      return lines_.money_back(Kind::kRefund, who, order, full ? order.cents : std::max(1U, part));
    }
    case Act::kTicketOpened:
      add(Act::kTicketResolved, due.at + days(draw_between(random_, 0.05, 5)), due.customer, order);
      return lines_.ticket(Kind::kTicketOpened, who, order);
    case Act::kTicketResolved:
      return lines_.ticket(Kind::kTicketResolved, who, order);
    case Act::kComplaint:
      shopper.annoyed = true;
      return lines_.ticket(Kind::kComplaint, who, order);
    default:
      return;
  }
}

}  // namespace tidemark::simulate
