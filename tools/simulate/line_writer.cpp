#include "tools/simulate/line_writer.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstring>

#include "engine/base/assert.h"
#include "engine/base/time.h"
#include "tools/simulate/texts.h"

namespace tidemark::simulate {

LineWriter::LineWriter(std::uint64_t seed, const Catalogue& catalogue, Delivery& delivery)
    : delivery_(delivery),
      catalogue_(catalogue),
      random_(seed ^ 0x776F726473ULL),
      seed_(fmt::format("{}-", seed)) {
  for (std::size_t kind = 0; kind < std::size(heads_); ++kind)
    heads_[kind] =
        fmt::format(R"({{"type":"{}","event_id":"e-{})", kind_name(static_cast<Kind>(kind)), seed_);
}

void LineWriter::put(std::string_view text) {
  std::memcpy(p_, text.data(), text.size());
  p_ += text.size();
}

void LineWriter::number(std::uint64_t value) {
  p_ = std::to_chars(p_, p_ + 20, value).ptr;
}

void LineWriter::number_padded(std::uint64_t value, unsigned digits) {
  for (unsigned i = digits; i-- > 0; value /= 10) p_[i] = static_cast<char>('0' + value % 10);
  p_ += digits;
}

void LineWriter::money(std::uint64_t cents) {
  number(cents / 100);
  *p_++ = '.';
  number_padded(cents % 100, 2);
}

void LineWriter::timestamp(Millis at) {
  const Millis date = at / kDay;
  if (date != date_) {
    const CivilDay civil = civil_from_day(static_cast<Day>(date));
    TM_ASSERT(civil.year <= 9999);
    fmt::format_to(date_text_, "{:04}-{:02}-{:02}T", civil.year, civil.month, civil.day);
    date_ = date;
  }
  put({date_text_, 11});
  const auto in_day = static_cast<std::uint64_t>(at % kDay);
  number_padded(in_day / kHour, 2);
  *p_++ = ':';
  number_padded(in_day / kMinute % 60, 2);
  *p_++ = ':';
  number_padded(in_day / kSecond % 60, 2);
  *p_++ = '.';
  number_padded(in_day % kSecond, 3);
  *p_++ = 'Z';
}

void LineWriter::open(Kind kind, const Occasion& who) {
  p_ = delivery_.begin(who.at);
  put(heads_[static_cast<std::size_t>(kind)]);
  number_padded(++event_number_, 10);
  put(R"(","customer_id":"c)");
  number(who.customer + std::uint64_t{1});
  put(R"(","timestamp":")");
  timestamp(who.at);
  put(R"(","properties":{)");
}

void LineWriter::close(const Occasion& who) {
  put("}}\n");
  delivery_.end(p_, who.at);
}

void LineWriter::session(const Occasion& who) {
  put(R"(,"session_id":"s-)");
  number(who.shopper.session);
  put(R"(",)");
  put(kDevices[who.shopper.device]);
}

void LineWriter::order_id(Order order) {
  put(R"("order_id":"o-)");
  put(seed_);
  number(order.number);
  put("\"");
}

void LineWriter::identify(const Occasion& who) {
  open(Kind::kIdentify, who);
  put(kHomes[who.shopper.home]);
  put(R"(,"birth_year":)");
  number(1946 + random_.below(62));
  put(who.shopper.subscribed ? R"(,"email_opt_in":true)" : R"(,"email_opt_in":false)");
  put(R"(,"signup_source":")");
  put(kSources[random_.below(kSources.size())]);
  put(R"(","favourite_category":")");
  put(Catalogue::category_name(who.shopper.favourite));
  put(R"(",)");
  put(kDevices[who.shopper.device]);
  close(who);
}

void LineWriter::session_started(const Occasion& who) {
  open(Kind::kSessionStarted, who);
  put(R"("landing_page":"https://shop.example/","utm_source":")");
  put(kSources[random_.below(kSources.size())]);
  put("\"");
  session(who);
  close(who);
}

void LineWriter::page_view(const Occasion& who) {
  open(Kind::kPageView, who);
  put(Catalogue::category_page(who.shopper.product / Catalogue::kProductsPerCategory));
  put(R"(,"dwell_ms":)");
  number(900 + random_.below(64000));
  session(who);
  close(who);
}

void LineWriter::search(const Occasion& who) {
  open(Kind::kSearch, who);
  put(R"("query":")");
  put(kQueries[random_.below(kQueries.size())]);
  put(R"(","results":)");
  number(random_.below(180));
  put(R"(,"sort":"relevance")");
  session(who);
  close(who);
}

void LineWriter::about_product(Kind kind, const Occasion& who, unsigned quantity) {
  const Product& product = catalogue_.product(who.shopper.product);
  open(kind, who);
  put(product.properties);
  if (quantity > 0) {
    put(R"(,"quantity":)");
    number(quantity);
    put(R"(,"cart_value":)");
    money(who.shopper.cart_cents);
  }
  if (kind == Kind::kProductView) {
    put(",");
    put(product.page);
  }
  session(who);
  close(who);
}

void LineWriter::about_cart(Kind kind, const Occasion& who) {
  open(kind, who);
  put(R"("cart_value":)");
  money(who.shopper.cart_cents);
  put(R"(,"items":)");
  number(who.shopper.cart_items);
  put(R"(,"payment_method":")");
  put(kPayments[(who.customer + who.shopper.home) % kPayments.size()]);
  put("\"");
  if (kind == Kind::kPaymentFailed) {
    put(R"(,"reason":")");
    put(kFailures[random_.below(kFailures.size())]);
    put("\"");
  }
  put(R"(,"step":"payment")");
  session(who);
  close(who);
}

void LineWriter::coupon_redeemed(const Occasion& who, std::uint32_t discount_cents) {
  open(Kind::kCouponRedeemed, who);
  put(R"("coupon":")");
  put(kCoupons[random_.below(kCoupons.size())]);
  put(R"(","discount":)");
  money(discount_cents);
  put(R"(,"cart_value":)");
  money(who.shopper.cart_cents);
  session(who);
  close(who);
}

void LineWriter::purchase(const Occasion& who, Order order) {
  open(Kind::kPurchase, who);
  put(R"("amount":)");
  money(order.cents);
  put(R"(,"currency":"EUR",)");
  order_id(order);
  put(R"(,"items":)");
  number(who.shopper.cart_items);
  put(R"(,"payment_method":")");
  put(kPayments[(who.customer + who.shopper.home) % kPayments.size()]);
  put(R"(",)");
  put(catalogue_.product(who.shopper.product).properties);
  session(who);
  close(who);
}

void LineWriter::money_back(Kind kind, const Occasion& who, Order order, std::uint32_t cents) {
  open(kind, who);
  put(R"("amount":)");
  money(cents);
  put(R"(,"currency":"EUR",)");
  order_id(order);
  put(cents == order.cents ? R"(,"partial":false,"order_amount":)" : R"(,"partial":true,"order_amount":)");
  money(order.cents);
  put(R"(,"reason":")");
  put(kReturns[random_.below(kReturns.size())]);
  put(R"(","handled_by":"returns@shop.example",)");
  put(kDevices[who.shopper.device]);
  close(who);
}

void LineWriter::campaign(Kind kind, const Occasion& who, std::uint32_t campaign_number) {
  open(kind, who);
  put(R"("campaign_id":"cmp-)");
  number_padded(campaign_number, 4);
  put(R"(",)");
  put(kCampaigns[campaign_number % kCampaigns.size()]);
  if (kind == Kind::kEmailClicked) {
    put(R"(,"url":"https://shop.example/campaign/)");
    number(campaign_number);
    put(R"(?utm_medium=email&utm_content=hero")");
  }
  put(R"(,"message_id":"m-)");
  number(who.customer * std::uint64_t{10000} + campaign_number);
  put("@mail.shop.example\"");
  if (kind != Kind::kCampaignReceived) {
    put(R"(,)");
    put(kDevices[who.shopper.device]);
  }
  close(who);
}

void LineWriter::words(Kind kind, const Occasion& who, Order order) {
  open(kind, who);
  order_id(order);
  if (kind == Kind::kReview) {
    put(R"(,"rating":)");
    number(who.shopper.annoyed ? 1 + random_.below(3) : 3 + random_.below(3));
  }
  if (kind == Kind::kSocialShare || kind == Kind::kReferral) {
    put(R"(,"network":")");
    put(kNetworks[random_.below(kNetworks.size())]);
    put("\"");
  }
  put(R"(,"text":")");
  put(who.shopper.annoyed ? kBadWords[random_.below(kBadWords.size())]
                          : kGoodWords[random_.below(kGoodWords.size())]);
  put(R"(",)");
  put(catalogue_.product(who.shopper.product).properties);
  close(who);
}

void LineWriter::survey(const Occasion& who, Order order) {
  open(Kind::kSurvey, who);
  const std::uint64_t draw = random_.below(100);
  const bool nps = order.number % 2 == 0;
  put(nps ? R"("nps":)" : R"("csat":)");
  if (nps)
    number(who.shopper.annoyed ? draw % 7 : draw < 12 ? draw % 7 : draw < 40 ? 7 + draw % 2 : 9 + draw % 2);
  else
    number(who.shopper.annoyed ? 1 + draw % 3 : draw < 15 ? 1 + draw % 3 : 4 + draw % 2);
  put(R"(,"survey_id":"after-delivery-2",)");
  order_id(order);
  put(R"(,"question":")");
  put(nps ? "How likely is it that you would recommend us to a friend?"
          : "How satisfied are you with your delivery?");
  put(R"(",)");
  put(kDevices[who.shopper.device]);
  close(who);
}

void LineWriter::ticket(Kind kind, const Occasion& who, Order order) {
  open(kind, who);
  put(R"("ticket_id":"t-)");
  number(order.number);
  put(R"(",)");
  order_id(order);
  put(R"(,"topic":")");
  const std::size_t topic = order.number % kTopics.size();
  put(kTopics[topic]);
  put(kind == Kind::kTicketResolved ? R"(","status":"resolved","agent":"service-7")"
                                    : R"(","status":"open","priority":"normal")");
  put(R"(,"text":")");
  put(kind == Kind::kTicketResolved ? kAnswers[topic] : kBadWords[random_.below(kBadWords.size())]);
  put(R"(",)");
  put(kDevices[who.shopper.device]);
  close(who);
}

}  // namespace tidemark::simulate
