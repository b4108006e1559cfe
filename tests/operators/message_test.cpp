// Messages between customers: no operator here takes any, so every payload is counted and harmless.

#include <gtest/gtest.h>

#include "tests/operators/story.h"

namespace tidemark::operators::story {
namespace {

TEST(Messages, AreCountedAndChangeNothing) {
  Customer customer(scoring_of(everything()));
  customer.buy(noon(0), 10);
  customer.forget_alerts();
  const std::string before = customer.encoded();
  std::string to_orders;
  ByteWriter(to_orders).text("orders");
  std::string to_nobody;
  ByteWriter(to_nobody).text("accounts");
  for (const std::string& payload : {std::string(), std::string("\xFF\xFF\xFF"), to_orders, to_nobody}) {
    customer.scoring().receive(customer.state(), customer.id(), payload, noon(500), customer.effects());
  }
  EXPECT_EQ(customer.messages_ignored(), 4u);
  EXPECT_EQ(customer.encoded(), before) << "not even woken";
  EXPECT_TRUE(customer.effects().messages.empty());
  customer.effects().clear();
  EXPECT_EQ(customer.messages_ignored(), 0u);
}

}  // namespace
}  // namespace tidemark::operators::story
