#include "tests/live/shop.h"

#include <ctime>

namespace tidemark::live {
namespace {

constexpr std::size_t kRecent = 200;
constexpr std::int64_t kLateMax = 20LL * 86'400'000;

std::string money(std::int64_t cents) {
  std::string text = std::to_string(cents / 100) + "." + std::to_string(cents / 10 % 10);
  return text + std::to_string(cents % 10);
}

std::string line_of(const std::string& type, const std::string& event_id, const std::string& customer_id,
                    std::int64_t ms, const std::string& properties) {
  return R"({"type":")" + type + R"(","event_id":")" + event_id + R"(","customer_id":")" + customer_id +
         R"(","timestamp":")" + timestamp(ms) + R"(","properties":{)" + properties + "}}";
}

}  // namespace

std::string timestamp(std::int64_t ms) {
  const std::time_t seconds = ms / 1000;
  std::tm parts{};
  (void)::gmtime_r(&seconds, &parts);
  char text[40];
  const std::size_t bytes = std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts);
  const std::string fraction = std::to_string(1000 + ms % 1000).substr(1);
  return std::string(text, bytes) + "." + fraction + "Z";
}

std::string purchase_line(const std::string& event_id, const std::string& customer_id, std::int64_t ms,
                          std::int64_t cents) {
  return line_of("purchase", event_id, customer_id, ms,
                 R"("amount":)" + money(cents) + R"(,"currency":"EUR")");
}

std::int64_t Shop::below(std::int64_t bound) {
  return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
}

Shop::Sent Shop::make() {
  Sent sent;
  const std::int64_t place = below(10'000);
  const std::int64_t number = place * place * habits_.customers / 100'000'000;  // few are here often
  sent.effect.event_id = name_ + "-" + std::to_string(++count_);
  sent.effect.customer_id = name_ + "." + std::to_string(number);
  std::int64_t time = clock_.next();
  if (below(20) == 0) time -= below(kLateMax);
  const std::int64_t what = below(100);
  const std::int64_t cents = 100 + below(15'000);
  if (what < 45) {
    sent.effect.orders = 1;
    sent.effect.gross_cents = cents;
    sent.line = purchase_line(sent.effect.event_id, sent.effect.customer_id, time, cents);
  } else if (what < 50) {
    sent.effect.refund_cents = cents / 10;
    // A decimal string this time.
    sent.line = line_of("refund", sent.effect.event_id, sent.effect.customer_id, time,
                        R"("amount":")" + money(cents / 10) + '"');
  } else {
    sent.line = line_of(what < 75 ? "page_view" : "email_opened", sent.effect.event_id,
                        sent.effect.customer_id, time, R"("page":"p)" + std::to_string(cents) + '"');
  }
  return sent;
}

std::string Shop::bad_line(std::string& reason) {
  switch (below(4)) {
    case 0:
      reason = "bad_json";
      return R"({"type":"purchase","customer_id":)";
    case 1:
      reason = "missing_field";
      return R"({"type":"purchase","timestamp":"2025-01-01"})";
    case 2:
      reason = "bad_timestamp";
      return R"({"type":"purchase","customer_id":")" + name_ + R"(.0","timestamp":"yesterday"})";
    default:
      reason = "too_old";
      return R"({"type":"purchase","customer_id":")" + name_ + R"(.0","timestamp":"1990-01-01"})";
  }
}

Lot Shop::next(std::size_t lines) {
  Lot lot;
  for (; lot.lines < lines; ++lot.lines) {
    const std::int64_t kind = below(100);
    // Not as the first: what is too old, the time of another event says.
    if (kind < 2 && lot.lines > 0) {
      lot.ndjson += bad_line(lot.refused[lot.lines + 1]) + "\n";
      continue;
    }
    Sent sent = kind < 5 && habits_.repeats && !recent_.empty()
                    ? recent_[static_cast<std::size_t>(below(static_cast<std::int64_t>(recent_.size())))]
                    : make();
    lot.ndjson += sent.line + "\n";
    lot.effects.push_back(sent.effect);
    if (recent_.size() < kRecent) recent_.push_back(sent);
    recent_[static_cast<std::size_t>(below(static_cast<std::int64_t>(recent_.size())))] = std::move(sent);
  }
  return lot;
}

}  // namespace tidemark::live
