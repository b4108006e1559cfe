#pragma once

#include <string>

#include "tests/reference/shop_model.h"

namespace tidemark::reference {

/// A customer as of an instant, on one line to compare:
///
///     c42 orders=3 gross=74.02 refunds=0 first=… last=… x=2 days=3 tier=silver since=… lifecycle=active
///     since=… rfm=loyal since=… scores=4/4/4 churn=medium since=…
///
/// Wake-ups due ≤ as_of are evaluated on a copy. What is not known is "null".
std::string dump_customer(const std::string& id, const CustomerModel& customer, const config::Config& config,
                          Millis as_of);
/// All customers by id, a line each.
std::string dump_customers(const ShopModel& shop, const config::Config& config, Millis as_of);

/// `position kind instant customer ordinal level from to cause event_id corrected`; "-" for no event id, and
/// as corrected the ordinal superseded or "-".
std::string dump_alert(const PlainAlert& alert);
std::string dump_alerts(const ShopModel& shop);

}  // namespace tidemark::reference
