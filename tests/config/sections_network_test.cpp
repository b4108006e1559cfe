// http and zmq: where others connect.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(NetworkSections, EverySettingArrives) {
  const Config c = config_of(R"(
http: {listen: "localhost:0", body_max: 1MiB, connections: 7}
zmq:
  ingest: tcp://127.0.0.1:1
  pull: ""
  alerts: ipc:///run/tidemark/alerts
  catch_up: tcp://[::1]:4
  message_max: 64KiB
)");
  EXPECT_EQ(c.http.listen, "localhost:0");
  EXPECT_EQ(c.http.body_bytes_max, 1ULL << 20);
  EXPECT_EQ(c.http.connections, 7U);
  EXPECT_EQ(c.zmq.ingest, "tcp://127.0.0.1:1");
  EXPECT_EQ(c.zmq.pull, "");
  EXPECT_EQ(c.zmq.alerts, "ipc:///run/tidemark/alerts");
  EXPECT_EQ(c.zmq.catch_up, "tcp://[::1]:4");
  EXPECT_EQ(c.zmq.message_bytes_max, 64ULL << 10);
}

TEST(NetworkSections, WhatOtherMachinesReachIsRefused) {
  for (const char* text : {"http: {listen: '0.0.0.0:8080'}", "http: {listen: '10.0.0.1:80'}",
                           "http: {listen: '[::]:80'}", "zmq: {ingest: 'tcp://*:7701'}",
                           "zmq: {alerts: 'tcp://0.0.0.0:7703'}", "zmq: {pull: 'tcp://eth0:7702'}"}) {
    EXPECT_NE(mistakes_of(text).find("is reachable from other machines"), std::string::npos) << text;
  }
}

TEST(NetworkSections, WhatIsNoAddressIsRefused) {
  for (const char* text :
       {"http: {listen: '8080'}", "http: {listen: '127.0.0.1'}", "http: {listen: ':8080'}",
        "http: {listen: '127.0.0.1:65536'}", "http: {listen: '127.0.0.1:x'}",
        "zmq: {ingest: '127.0.0.1:7701'}", "zmq: {ingest: 'ipc://relative'}",
        "zmq: {ingest: 'udp://127.0.0.1:7'}", "http: {body_max: 1}", "http: {connections: 0}"}) {
    EXPECT_NE(mistakes_of(text), "") << text;
  }
}

}  // namespace
}  // namespace tidemark::config
