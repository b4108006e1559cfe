#include "operators/features/totals.h"

#include <fmt/format.h>

#include <algorithm>

#include "operators/features/plain_signals.h"
#include "operators/sums.h"

namespace tidemark::operators {
namespace {

double measured(const Totals& totals, TotalsMeasure measure) {
  if (measure == TotalsMeasure::kSum) return units_of(totals.sum);
  if (totals.events == 0) return kNull;
  switch (measure) {
    case TotalsMeasure::kMin:
      return units_of(totals.min);
    case TotalsMeasure::kMax:
      return units_of(totals.max);
    default:
      return units_of(totals.sum) / static_cast<double>(totals.events);
  }
}

}  // namespace

TotalsFeature::TotalsFeature(EventFilter filter, EventNumber number)
    : filter_(std::move(filter)),
      number_(std::move(number)),
      name_(fmt::format("totals {}:{} {}", number_.property().size(), number_.property(), filter_.key())) {}

void TotalsFeature::apply(Totals& totals, const Event& event, Fields fields) const {
  if (!filter_.fits(event, fields)) return;
  const std::optional<Micro> number = number_.of(event, fields);
  if (!number) return;
  totals.min = totals.events == 0 ? *number : std::min(totals.min, *number);
  totals.max = totals.events == 0 ? *number : std::max(totals.max, *number);
  totals.sum = add_money(totals.sum, *number);
  ++totals.events;
}

//     nothing, or varint events · money sum, min, max
void TotalsFeature::encode(const Totals& totals, SectionWriter& out) const {
  if (totals.events == 0) return;
  out.bytes.varint(static_cast<std::uint64_t>(totals.events));
  out.money(totals.sum);
  out.money(totals.min);
  out.money(totals.max);
}

Status TotalsFeature::decode(Totals& totals, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  if (in.bytes.done()) return {};
  constexpr std::uint64_t kEventsMax = 1ULL << 40;
  const std::uint64_t events = in.bytes.varint();
  totals.events = static_cast<std::int64_t>(std::min(events, kEventsMax));
  totals.sum = in.money();
  totals.min = in.money();
  totals.max = in.money();
  const bool sane = events > 0 && events <= kEventsMax && totals.min <= totals.max;
  return in.finished() && sane ? Status() : damaged_section(name());
}

std::unique_ptr<Signal> totals_signal(std::string name, const TotalsFeature& totals, TotalsMeasure measure) {
  return steady_signal(std::move(name), totals.kinds(), [&totals, measure](const std::byte* state) {
    return measured(totals.in(state), measure);
  });
}

}  // namespace tidemark::operators
