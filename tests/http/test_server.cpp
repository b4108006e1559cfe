#include "tests/http/test_server.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <utility>

namespace tidemark::engine {
namespace {

HttpResponse text(std::string body) {
  return {200, "text/plain", {}, std::move(body)};
}

void echo(HttpRequest request, const Responder& responder) {
  const bool padded = request.body.capacity() - request.body.size() >= kHttpBodyPadding;
  HttpResponse response = text(std::move(request.body));
  response.headers.push_back({"X-Padding", padded ? "yes" : "no"});
  responder.send(std::move(response));
}

std::string seen(const HttpRequest& request) {
  std::string out = request.path;
  for (const HttpField& field : request.query) out += "|" + field.name + "=" + field.value;
  const std::string* level = request.query_value("level");
  const std::string* test = request.header("x-tEST");
  return out + "|" + (level ? *level : "no level") + "|" + (test ? *test : "no header") + "|" +
         request.remote_address;
}

std::optional<HttpResponse> admit(const HttpRequest& request) {
  const std::string* key = request.header("X-Key");
  if (key && *key == "yes") return std::nullopt;
  return http_problem(401, "a key is wanted");
}

std::optional<HttpResponse> admit_throwing(const HttpRequest&) {
  throw std::runtime_error("secret");
}

}  // namespace

bool eventually(const std::function<bool()>& question) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(8);
  while (!question()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

TestServer::TestServer(HttpOptions options) {
  auto started = HttpServer::start(std::move(options), routes());
  if (!started.ok()) throw std::runtime_error(started.status().message());
  server = started.take();
}

std::vector<HttpRoute> TestServer::routes() {
  const auto answer = [](std::string body) {
    return [body](const HttpRequest&, const Responder& r) { r.send(text(body)); };
  };
  const auto count_smuggled = [this](const HttpRequest&, const Responder& r) {
    ++smuggled;
    r.send(text("smuggled"));
  };
  const auto item = [](const HttpRequest& q, const Responder& r) { r.send(text(q.parameter)); };
  const auto drop_item = [](const HttpRequest& q, const Responder& r) {
    r.send(text("deleted " + q.parameter));
  };
  const auto throwing = [](const HttpRequest&, const Responder&) { throw std::runtime_error("secret"); };
  const auto twice = [](const HttpRequest&, const Responder& r) {
    r.send(text("one"));
    EXPECT_FALSE(r.send(text("two")));
    EXPECT_TRUE(r.open_stream({}).closed());
  };
  const auto injecting = [](const HttpRequest& q, const Responder& r) {
    HttpResponse response = text(q.parameter);
    response.headers = {{"X-Value", q.parameter}, {"Content-Length", "1"}, {"connection", "upgrade"}};
    r.send(std::move(response));
  };
  std::vector<HttpRoute> out;
  out.push_back({"GET", "/hello", answer("hello"), {}, {}});
  out.push_back({"GET", "/smuggled", count_smuggled, {}, {}});
  out.push_back({"POST", "/echo", echo, {}, {}});
  out.push_back({"GET", "/item/{id}", item, {}, {}});
  out.push_back({"DELETE", "/item/{id}", drop_item, {}, {}});
  out.push_back({"GET", "/item/special", answer("special"), {}, {}});
  out.push_back({"GET", "/item/{id}/header", injecting, {}, {}});
  out.push_back(
      {"GET", "/seen", [](const HttpRequest& q, const Responder& r) { r.send(text(seen(q))); }, {}, {}});
  out.push_back({"POST", "/small", echo, 8, {}});
  out.push_back({"POST", "/guarded", echo, {}, admit});
  out.push_back({"GET", "/admit-throw", answer("never"), {}, admit_throwing});
  out.push_back({"GET", "/throw", throwing, {}, {}});
  out.push_back({"GET", "/drop", [](const HttpRequest&, const Responder&) {}, {}, {}});
  out.push_back({"GET", "/twice", twice, {}, {}});
  out.push_back({"GET",
                 "/empty",
                 [](const HttpRequest&, const Responder& r) {
                   r.send({204, "", {}, ""});
                 },
                 {},
                 {}});
  out.push_back({"GET", "/large", answer(std::string(8 << 20, 'x')), {}, {}});
  out.push_back(
      {"GET", "/keep", [this](const HttpRequest&, Responder r) { kept.give(std::move(r)); }, {}, {}});
  const auto stream = [this](const HttpRequest&, const Responder& r) {
    streams.give(r.open_stream({200, "text/event-stream", {{"Cache-Control", "no-store"}}, ""}));
  };
  out.push_back({"GET", "/stream", stream, {}, {}});
  return out;
}

}  // namespace tidemark::engine
