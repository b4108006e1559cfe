#include <algorithm>

#include "tools/simulate/sampling.h"
#include "tools/simulate/shop.h"

/// A visit: browse; who means to buy fills the cart, checks out and pays; others leave, some with a cart.
namespace tidemark::simulate {
namespace {

constexpr double kBrowseStepsMean = 3.4;
constexpr unsigned kBrowseStepsMax = 40;
constexpr double kLeavesAfterVisit = 0.1;  ///< of the probability to leave after an order
constexpr double kStepGapMean = 38.0 * kSecond;

}  // namespace

Millis Shop::step_gap() {
  return 1500 + static_cast<Millis>(std::min(random_.exponential(kStepGapMean), 25.0 * kMinute));
}

void Shop::begin_session(std::uint32_t customer, Millis now) {
  Shopper& shopper = shoppers_[customer];
  if (shopper.gone) {
    shopper.gone = false;
    shopper.annoyed = false;
    if (!shopper.subscribed && random_.chance(0.3)) {
      shopper.subscribed = true;
      add(Act::kCampaign, now + 9 * kDay, customer);
    }
  }
  shopper.session = ++sessions_;
  shopper.phase = Phase::kBrowse;
  shopper.buying = random_.chance(static_cast<double>(shopper.conversion));
  shopper.steps_left =
      static_cast<std::uint8_t>(1 + draw_geometric(random_, kBrowseStepsMean, kBrowseStepsMax));
  shopper.cart_items = 0;
  shopper.cart_cents = 0;
  shopper.product = Catalogue::pick(random_, shopper.favourite, shopper.price_level);
  lines_.session_started({now, customer, shopper});
  add(Act::kStep, now + step_gap(), customer);
}

void Shop::step(std::uint32_t customer, Millis now) {
  Shopper& shopper = shoppers_[customer];
  const Occasion who{now, customer, shopper};
  switch (shopper.phase) {
    case Phase::kBrowse:
      return browse(who, shopper);
    case Phase::kFillCart:
      return fill_cart(who, shopper);
    case Phase::kCheckout:
    case Phase::kCoupon:
      return check_out(who, shopper);
    case Phase::kPay:
    case Phase::kPayAgain:
      return pay(who, shopper);
  }
}

void Shop::browse(const Occasion& who, Shopper& shopper) {
  const std::uint64_t draw = random_.below(1000);
  if (draw < 420) {
    const bool wander = draw < 130;
    const auto category =
        wander ? static_cast<unsigned>(random_.below(Catalogue::kCategories)) : shopper.favourite;
    shopper.product = Catalogue::pick(random_, category, shopper.price_level);
    lines_.about_product(Kind::kProductView, who);
  } else if (draw < 730) {
    lines_.page_view(who);
  } else if (draw < 850) {
    lines_.search(who);
  } else if (draw < 910) {
    lines_.about_product(Kind::kWishlistAdd, who);
  } else if (draw < 955) {
    lines_.about_product(Kind::kSocialLike, who);
  } else if (draw < 970) {
    lines_.words(Kind::kSocialComment, who, {orders_, 0});
  } else if (shopper.buying) {
    return fill_cart(who, shopper);
  } else {
    // Put aside and left: an abandoned cart.
    shopper.cart_items = 1;
    shopper.cart_cents += catalogue_.product(shopper.product).cents;
    lines_.about_product(Kind::kAddToCart, who, 1);
  }
  if (--shopper.steps_left == 0) {
    if (!shopper.buying) return end_session(who, shopper);
    shopper.phase = Phase::kFillCart;
  }
  add(Act::kStep, who.at + step_gap(), who.customer);
}

void Shop::fill_cart(const Occasion& who, Shopper& shopper) {
  const auto quantity = static_cast<std::uint8_t>(random_.chance(0.82) ? 1 : 2 + random_.below(2));
  shopper.cart_items = static_cast<std::uint8_t>(shopper.cart_items + quantity);
  shopper.cart_cents += quantity * catalogue_.product(shopper.product).cents;
  lines_.about_product(Kind::kAddToCart, who, quantity);
  const bool more = shopper.cart_items < 12 && random_.chance(0.3);
  shopper.phase = more ? Phase::kFillCart : Phase::kCheckout;
  if (more) shopper.product = Catalogue::pick(random_, shopper.favourite, shopper.price_level);
  add(Act::kStep, who.at + step_gap(), who.customer);
}

void Shop::check_out(const Occasion& who, Shopper& shopper) {
  if (shopper.phase == Phase::kCheckout) {
    lines_.about_cart(Kind::kCheckoutStarted, who);
    shopper.phase = random_.chance(0.15) ? Phase::kCoupon : Phase::kPay;
  } else {
    const std::uint32_t discount = shopper.cart_cents / 10;
    lines_.coupon_redeemed(who, discount);
    shopper.cart_cents -= discount;
    shopper.phase = Phase::kPay;
  }
  add(Act::kStep, who.at + step_gap(), who.customer);
}

void Shop::pay(const Occasion& who, Shopper& shopper) {
  const bool again = shopper.phase == Phase::kPayAgain;
  if (random_.chance(again ? 0.25 : 0.04)) {
    lines_.about_cart(Kind::kPaymentFailed, who);
    if (again) return end_session(who, shopper);
    shopper.phase = Phase::kPayAgain;
    return add(Act::kStep, who.at + step_gap(), who.customer);
  }
  const Order order{++orders_, shopper.cart_cents};
  lines_.purchase(who, order);
  if (shopper.orders < 0xFFFF) ++shopper.orders;
  after_order(who, shopper, order);
  end_session(who, shopper);
}

void Shop::end_session(const Occasion& who, Shopper& shopper) {
  maybe_leave(shopper, kLeavesAfterVisit * static_cast<double>(shopper.drop_out), who.at);
  plan_session(who.customer, who.at);
}

}  // namespace tidemark::simulate
