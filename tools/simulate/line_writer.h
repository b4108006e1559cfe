#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/base/event.h"
#include "engine/base/random.h"
#include "tools/simulate/catalogue.h"
#include "tools/simulate/delivery.h"
#include "tools/simulate/shopper.h"

namespace tidemark::simulate {

/// Who and when of a line.
struct Occasion {
  Millis at;
  std::uint32_t customer;  ///< index; written as c1, c2, …
  const Shopper& shopper;
};

/// An order as later lines speak of it.
struct Order {
  std::uint32_t number;
  std::uint32_t cents;
};

/// Writes events as lines of native JSON, from ready-made pieces: a function for each kind that differs.
/// All text is of our own making, so nothing needs escaping on the way.
class LineWriter {
 public:
  static constexpr unsigned kDeviceCount = 16;
  static constexpr unsigned kHomeCount = 16;

  LineWriter(std::uint64_t seed, const Catalogue& catalogue, Delivery& delivery);

  void identify(const Occasion& who);
  void session_started(const Occasion& who);
  void page_view(const Occasion& who);
  void search(const Occasion& who);
  /// product_view, wishlist_add, social_like, add_to_cart (quantity > 0): about the product looked at.
  void about_product(Kind kind, const Occasion& who, unsigned quantity = 0);
  /// checkout_started, payment_failed: about the cart.
  void about_cart(Kind kind, const Occasion& who);
  void coupon_redeemed(const Occasion& who, std::uint32_t discount_cents);
  void purchase(const Occasion& who, Order order);
  /// refund, cancel: money back.
  void money_back(Kind kind, const Occasion& who, Order order, std::uint32_t cents);
  /// campaign_received, email_opened, email_clicked.
  void campaign(Kind kind, const Occasion& who, std::uint32_t number);
  /// review, social_comment, social_share, referral: words about an order.
  void words(Kind kind, const Occasion& who, Order order);
  void survey(const Occasion& who, Order order);
  /// ticket_opened, ticket_resolved, complaint.
  void ticket(Kind kind, const Occasion& who, Order order);

 private:
  void open(Kind kind, const Occasion& who);
  void close(const Occasion& who);
  void put(std::string_view text);
  void number(std::uint64_t value);
  void number_padded(std::uint64_t value, unsigned digits);
  void money(std::uint64_t cents);
  void timestamp(Millis at);
  void session(const Occasion& who);
  void order_id(Order order);

  Delivery& delivery_;
  const Catalogue& catalogue_;
  Random random_;  ///< for words, which change nothing in the shop
  std::string heads_[static_cast<std::size_t>(Kind::kBuiltinCount)];  ///< {"type":"…","event_id":"e-<seed>-
  std::string seed_;
  std::uint64_t event_number_ = 0;
  char* p_ = nullptr;        ///< where the line grows
  Millis date_ = -1;         ///< the day date_text_ stands for
  char date_text_[16] = {};  ///< 2025-01-01T
};

}  // namespace tidemark::simulate
