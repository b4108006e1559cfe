#include "tools/simulate/simulate.h"

#include <string>

#include "tools/simulate/delivery.h"
#include "tools/simulate/shop.h"

namespace tidemark::simulate {
namespace {

bool is_share(double value) {
  return value >= 0 && value <= 0.5;
}

Status check(const SimulateOptions& options) {
  if (options.customers == 0 || options.customers > kCustomersMax)
    return Status::invalid("customers must be 1 to " + std::to_string(kCustomersMax));
  if (options.days == 0 && options.events == 0) return Status::invalid("give a number of days or of events");
  if (options.days > 36'500) return Status::invalid("days must be at most 36500");
  if (options.start < 0 || options.start % kDay != 0 || options.start > Millis{100'000} * kDay)
    return Status::invalid("start must be a midnight (UTC) from 1970 on");
  if (!is_share(options.late_share) || !is_share(options.duplicate_share))
    return Status::invalid("shares of late and duplicate lines must be 0 to 0.5");
  return {};
}

}  // namespace

Status simulate(const SimulateOptions& options, const Sink& sink) {
  TM_RETURN_IF_ERROR(check(options));
  Delivery delivery(options, sink);
  Shop(options, delivery).run();
  return delivery.finish();
}

}  // namespace tidemark::simulate
