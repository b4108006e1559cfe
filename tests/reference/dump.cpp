#include "tests/reference/dump.h"

#include <fmt/format.h>

namespace tidemark::reference {
namespace {

std::string instant_or_null(std::optional<Millis> instant) {
  return instant ? format_timestamp(*instant) : "null";
}

}  // namespace

std::string dump_customer(const std::string& id, const CustomerModel& customer, const config::Config& config,
                          Millis as_of) {
  CustomerModel then = customer;
  then.wake(as_of);
  const History& history = then.history();
  const std::size_t days = history.purchase_days().size();
  std::string line =
      fmt::format("{} orders={} gross={} refunds={} first={} last={} x={} days={}", id, history.orders(),
                  format_micro(history.gross()), format_micro(history.refunds()),
                  instant_or_null(history.first_purchase()), instant_or_null(history.last_purchase()),
                  days == 0 ? "null" : std::to_string(days - 1), days);
  for (std::size_t i = 0; i < then.rules().size(); ++i) {
    const std::string value = then.value(i);
    line += fmt::format(" {}={}", then.rules()[i].name, value.empty() ? "null" : value);
    if (value.empty()) continue;
    line += fmt::format(" since={}", format_timestamp(then.since(i)));
    if (then.rules()[i].sort != LevelSort::kRfm) continue;
    const PlainRfm scores = rfm_scores(config.rfm, history, as_of);
    line += fmt::format(" scores={}/{}/{}", scores.r, scores.f, scores.m);
  }
  return line;
}

std::string dump_customers(const ShopModel& shop, const config::Config& config, Millis as_of) {
  std::string all;
  for (const auto& [id, customer] : shop.customers())
    all += dump_customer(id, customer, config, as_of) + "\n";
  return all;
}

std::string dump_alert(const PlainAlert& alert) {
  const PlainTransition& t = alert.transition;
  return fmt::format("{} {} {} {} {} {} {} {} {} {} {}", alert.position, alert.kind,
                     format_timestamp(t.instant), alert.customer, t.ordinal, t.level, t.from, t.to,
                     name_of(t.cause), t.event_id.empty() ? "-" : t.event_id,
                     t.corrected ? std::to_string(t.supersedes_ordinal) : "-");
}

std::string dump_alerts(const ShopModel& shop) {
  std::string all;
  for (const PlainAlert& alert : shop.alerts()) all += dump_alert(alert) + "\n";
  return all;
}

}  // namespace tidemark::reference
