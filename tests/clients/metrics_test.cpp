// Concern: promtool, which is Prometheus' own, has nothing to complain about in what /metrics shows.

#include <gtest/gtest.h>

#include "tests/clients/consumer.h"
#include "tests/live/configurations.h"
#include "tests/live/eventually.h"
#include "tests/live/http_client.h"
#include "tests/live/service.h"
#include "tests/live/shop.h"

namespace tidemark::live {
namespace {

/// The package's, unpacked by tools/test or installed.
std::string promtool() {
  return first_that_works({TIDEMARK_CLIENTS "/usr/bin/promtool --version", "promtool --version"});
}

TEST(ClientsMetrics, PromtoolHasNothingToComplainAbout) {
  std::string command = promtool();
  if (command.empty()) GTEST_SKIP() << "there is no promtool (Debian: prometheus)";
  command.resize(command.find(" --version"));
  Service service(kMovingConfig);
  service.start();
  HttpClient client;
  ShopClock clock(90'000);
  Shop shop("s", 1, clock);
  for (int i = 0; i < 20; ++i)
    ASSERT_TRUE(client.ask(service.http_port(), "POST", "/v1/events", shop.next(200).ndjson));
  std::string metrics;
  // All of them: the customers are the last to come.
  ASSERT_TRUE(eventually([&] {
    metrics = client.ask(service.http_port(), "GET", "/metrics").value_or(HttpReply{}).body;
    return metrics.find("\ntidemark_customers{") != std::string::npos &&
           metrics.find("\ntidemark_alerts_total{") != std::string::npos &&
           metrics.find("\ntidemark_events_rejected_total{") != std::string::npos;
  })) << metrics;
  write_file(service.directory() / "metrics", metrics);
  Process checked({"/bin/sh", "-c", command + " check metrics <metrics"}, service.directory(), "check.out",
                  "check.err");
  EXPECT_EQ(checked.ended_within(std::chrono::seconds(30)), 0);
  EXPECT_EQ(content_of(service.directory() / "check.out") + content_of(service.directory() / "check.err"),
            "");
}

}  // namespace
}  // namespace tidemark::live
