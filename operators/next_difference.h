#pragma once

#include "engine/base/zone.h"
#include "operators/expression/first_change.h"
#include "operators/expression/next_change.h"
#include "operators/moment.h"

namespace tidemark::operators {

/// first_change() over the moments of a zone, as far as anybody looks ahead. Thread: pure.
template <typename Decide>
Millis next_difference(const Zone& zone, Moment now, const Decide& decide) {
  const auto moment = [&](Millis t) { return Moment{t, zone.local_day(t)}; };
  return first_change(
      now.t, now.t + kForesight, [&](Millis from, Millis to) { return decide(moment(from), moment(to)); },
      AtMidnights(zone));
}

}  // namespace tidemark::operators
