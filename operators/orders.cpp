#include "operators/orders.h"

#include "operators/sums.h"

namespace tidemark::operators {

Micro Orders::net() const {
  return subtract_money(gross, refunds);
}

}  // namespace tidemark::operators
