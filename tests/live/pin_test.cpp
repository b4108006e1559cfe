// Concern: a tier by hand is committed like an event: told, kept over a kill, and taken away again.

#include <gtest/gtest.h>

#include "tests/live/http_client.h"
#include "tests/live/service.h"

namespace tidemark::live {
namespace {

constexpr char kPin[] =
    R"({"ladder":"tier","level":"gold","until":"2027-01-01T00:00:00Z","actor":"Ana","reason":"lost parcel"})";

class LivePin : public testing::Test {
 protected:
  void SetUp() override {
    service_.start();
    const std::string purchase =
        R"({"type":"purchase","customer_id":"c1","timestamp":"2026-01-01","properties":{"amount":600}})";
    ASSERT_EQ(post("/v1/events", purchase).status, 200);
  }
  HttpReply post(const std::string& path, std::string_view body) {
    return http_.ask(service_.http_port(), "POST", path, body).value_or(HttpReply{});
  }
  std::string get(const std::string& path) {
    return http_.ask(service_.http_port(), "GET", path).value_or(HttpReply{}).body;
  }
  bool stands_on(const std::string& level) {
    return get("/v1/customers/c1").find("\"tier\":\"" + level + "\"") != std::string::npos;
  }

  Service service_{"tiers: {tier: {basis: spend_365d, levels: {bronze: 0, silver: 500, gold: 2000}}}"};
  HttpClient http_;
};

TEST_F(LivePin, HoldsOverAKillAndIsToldWithItsActor) {
  ASSERT_TRUE(stands_on("silver"));
  const HttpReply pinned = post("/v1/customers/c1/pin", kPin);
  EXPECT_EQ(pinned.status, 200);
  EXPECT_NE(pinned.body.find("\"accepted\":1"), std::string::npos) << pinned.body;
  service_.kill();
  service_.start();
  EXPECT_TRUE(stands_on("gold"));
  const std::string customer = get("/v1/customers/c1");
  EXPECT_NE(customer.find(R"("computed":"silver","pinned":{"until":"2027-01-01T00:00:00Z","actor":"Ana")"),
            std::string::npos)
      << customer;
  const std::string alerts = get("/v1/alerts");
  EXPECT_NE(alerts.find(R"("from":"silver","to":"gold")"), std::string::npos) << alerts;
  EXPECT_NE(alerts.find(R"("cause":{"kind":"override"})"), std::string::npos) << alerts;
  EXPECT_NE(alerts.find("lost parcel"), std::string::npos) << alerts;

  EXPECT_EQ(post("/v1/customers/c1/unpin", R"({"ladder":"tier"})").status, 200);
  EXPECT_TRUE(stands_on("silver"));
}

TEST_F(LivePin, RefusesWhatIsUnclear) {
  const auto refused = [&](std::string_view body, std::string_view why) {
    const HttpReply reply = post("/v1/customers/c1/pin", body);
    EXPECT_EQ(reply.status, 400);
    EXPECT_NE(reply.body.find(why), std::string::npos) << reply.body;
  };
  refused("gold", "a JSON object");
  refused(R"({"ladder":"club","level":"gold","actor":"A","reason":"R"})", "no ladder 'club'");
  refused(R"({"ladder":"tier","level":"diamond","actor":"A","reason":"R"})", "no level 'diamond'");
  refused(R"({"ladder":"tier","level":"gold","reason":"R"})", "say who");
  refused(R"({"ladder":"tier","level":"gold","actor":"A"})", "say why");
  refused(R"({"ladder":"tier","level":"gold","actor":"A","reason":"R","until":"soon"})", "until");
  refused(R"({"ladder":"tier","level":"gold","actor":"A","reason":"R","for":"ever"})", "no 'for'");
  EXPECT_EQ(post("/v1/customers/nobody/pin", kPin).status, 404);
  EXPECT_TRUE(stands_on("silver"));
}

}  // namespace
}  // namespace tidemark::live
