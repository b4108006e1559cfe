// Concern: what a server answers, or does not, becomes the right event; over one connection.

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>

#include "engine/http/server.h"
#include "tools/client/batch_transport.h"
#include "tools/client/http_client.h"

namespace tidemark::tools {
namespace {

using engine::HttpRequest;
using engine::HttpResponse;
using engine::HttpServer;
using engine::Responder;
using Kind = TransportEvent::Kind;

constexpr std::chrono::milliseconds kShort{10};

/// Answers POST /v1/events as it is told.
class Server {
 public:
  explicit Server(std::uint16_t port = 0) {
    engine::HttpOptions options;
    options.port = port;
    engine::HttpRoute route;
    route.method = "POST";
    route.pattern = "/v1/events";
    route.handler = [this](const HttpRequest& request, const Responder& responder) {
      const std::lock_guard lock(mutex_);
      body_ = request.body;
      (void)responder.send(answer_);
    };
    auto started = HttpServer::start(options, {route});
    EXPECT_TRUE(started.ok()) << started.status().message();
    server_ = started.take();
  }
  void answer(HttpResponse response) {
    const std::lock_guard lock(mutex_);
    answer_ = std::move(response);
  }
  std::string body() {
    const std::lock_guard lock(mutex_);
    return body_;
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(server_->port()); }
  std::uint64_t connections() const { return server_->counters().connections_total.load(); }

 private:
  std::mutex mutex_;
  HttpResponse answer_;
  std::string body_;
  std::unique_ptr<HttpServer> server_;
};

TransportEvent post(BatchTransport& transport, std::string_view ndjson = "{}\n") {
  transport.send(7, ndjson);
  return transport.next(kShort);
}

TEST(HttpTransport, HandsOverTheBytesAndTheAnswer) {
  Server server;
  server.answer({200, "application/json", {}, "{\"accepted\":1}"});
  const auto transport = http_transport(server.url() + "/").take();
  const std::string body = "{\"a\":\"\xC3\xA9\"}\n" + std::string(300'000, ' ') + "\n";
  const TransportEvent event = post(*transport, body);
  EXPECT_EQ(event.kind, Kind::kAnswer);
  EXPECT_EQ(event.batch, 7U);
  EXPECT_EQ(event.text, "{\"accepted\":1}");
  EXPECT_EQ(server.body(), body);
  EXPECT_EQ(transport->next(kShort).kind, Kind::kNothing) << "one answer a batch";
  for (int i = 0; i < 5; ++i) EXPECT_EQ(post(*transport).kind, Kind::kAnswer);
  EXPECT_EQ(server.connections(), 1U);
}

TEST(HttpTransport, WhatTheServerSaysDecides) {
  Server server;
  const auto transport = http_transport(server.url()).take();
  const auto kind_of = [&](int status) {
    server.answer(engine::http_problem(status, "so it is"));
    return post(*transport).kind;
  };
  EXPECT_EQ(kind_of(400), Kind::kRefused);
  EXPECT_EQ(kind_of(413), Kind::kRefused);
  for (const int status : {408, 429, 500, 502, 503, 504}) EXPECT_EQ(kind_of(status), Kind::kLost) << status;
  for (const int status : {301, 401, 403, 404, 405, 415}) EXPECT_EQ(kind_of(status), Kind::kFailed) << status;
  server.answer(engine::http_problem(413, "so it is"));
  const TransportEvent refused = post(*transport);
  EXPECT_TRUE(refused.too_large);
  EXPECT_NE(refused.text.find("so it is"), std::string::npos);
}

TEST(HttpTransport, WaitsAsLongAsTheServerAsks) {
  Server server;
  const auto transport = http_transport(server.url()).take();
  server.answer({429, "", {{"Retry-After", "7"}}, ""});
  const TransportEvent full = post(*transport);
  EXPECT_EQ(full.wait, std::chrono::seconds(7));
  EXPECT_TRUE(full.engine_lives);
  server.answer({503, "", {}, ""});
  const TransportEvent ending = post(*transport);
  EXPECT_EQ(ending.wait, std::chrono::seconds(1));
  EXPECT_FALSE(ending.engine_lives) << "one that is shutting down may not come back";
}

TEST(HttpTransport, AServerThatIsAwayIsALostConnection) {
  std::string url;
  {
    const Server server;
    url = server.url();
  }
  const auto transport = http_transport(url).take();
  const TransportEvent event = post(*transport);
  EXPECT_EQ(event.kind, Kind::kLost);
  EXPECT_NE(event.text.find("no answer from " + url), std::string::npos) << event.text;
  Server back(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  back.answer({200, "", {}, "{}"});
  EXPECT_EQ(post(*transport).kind, Kind::kAnswer);
}

TEST(HttpClient, RefusesWhatIsNoServersUrl) {
  for (const char* url :
       {"", "127.0.0.1:80", "http://", "ftp://x", "http://x/?a=1", "http://a b", "http://u:p@x"}) {
    EXPECT_EQ(HttpClient::make(url).status().code(), Code::kInvalidArgument) << url;
  }
}

TEST(HttpClient, EncodesWhatIsNotPlain) {
  EXPECT_EQ(percent_encoded("aZ9-._~"), "aZ9-._~");
  EXPECT_EQ(percent_encoded("a/b c%:\xC3\xA9"), "a%2Fb%20c%25%3A%C3%A9");
}

}  // namespace
}  // namespace tidemark::tools
