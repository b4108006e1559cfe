#include "engine/api/live_api.h"

#include <charconv>

#include "engine/base/json_writer.h"

namespace tidemark::engine {

HttpResponse json_response(int status, std::string body) {
  body.push_back('\n');
  return {status, "application/json", {}, std::move(body)};
}

std::optional<std::size_t> limit_of(const HttpRequest& request, std::size_t otherwise, std::size_t most) {
  const std::string* text = request.query_value("limit");
  if (text == nullptr) return otherwise;
  std::size_t limit = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), limit);
  if (error != std::errc() || end != text->data() + text->size() || limit == 0 || limit > most)
    return std::nullopt;
  return limit;
}

LiveApi::LiveApi(LiveEngine& engine, ApiOptions options)
    : engine_(engine),
      options_(std::move(options)),
      streams_(std::make_shared<AlertStreams>(engine.alerts())),
      metrics_(std::make_unique<Metrics>(engine, options_.version)) {}

void LiveApi::attach(HttpServer& server) {
  server_ = &server;
  metrics_->attach(server);
  engine_.alerts().on_append([this] { streams_->wake(*server_); });
}

void LiveApi::tick() {
  if (server_ != nullptr) streams_->tick(*server_);
}

std::vector<HttpRoute> LiveApi::routes() {
  const auto plain = [](std::string method, std::string pattern, auto handler) {
    HttpRoute route;
    route.method = std::move(method);
    route.pattern = std::move(pattern);
    route.handler = std::move(handler);
    return route;
  };
  std::vector<HttpRoute> routes;
  routes.push_back(plain("POST", "/v1/events", [this](HttpRequest request, Responder responder) {
    post_events(std::move(request), std::move(responder));
  }));
  routes.back().body_bytes_max = engine_.config().http.body_bytes_max;
  routes.push_back(
      plain("GET", "/v1/customers/{id}", [this](const HttpRequest& request, Responder responder) {
        get_customer(request, std::move(responder));
      }));
  routes.push_back(plain("GET", "/v1/customers", [this](const HttpRequest& request, Responder responder) {
    get_customers(request, std::move(responder));
  }));
  routes.push_back(plain(
      "POST", "/v1/customers/{id}/pin",
      [this](const HttpRequest& request, const Responder& responder) { post_pin(request, responder); }));
  routes.push_back(plain(
      "POST", "/v1/customers/{id}/unpin",
      [this](const HttpRequest& request, const Responder& responder) { post_unpin(request, responder); }));
  routes.push_back(plain("GET", "/v1/population", [this](const HttpRequest&, const Responder& responder) {
    get_population(responder);
  }));
  routes.push_back(plain("GET", "/v1/alerts", [this](const HttpRequest& request, const Responder& responder) {
    get_alerts(request, responder);
  }));
  routes.push_back(
      plain("GET", "/v1/alerts/stream", [this](const HttpRequest& request, const Responder& responder) {
        get_alert_stream(request, responder);
      }));
  routes.push_back(
      plain("GET", "/v1/dead-letters", [this](const HttpRequest& request, const Responder& responder) {
        get_dead_letters(request, responder);
      }));
  routes.push_back(plain("GET", "/v1/config", [this](const HttpRequest&, const Responder& responder) {
    const LiveEngine::InForce in_force = engine_.configuration();
    std::string json;
    JsonWriter out(json);
    out.begin_object();
    out.key("config_version").unsigned_integer(in_force.version);
    out.key("content").value(in_force.content);
    out.end_object();
    (void)responder.send(json_response(200, std::move(json)));
  }));
  routes.push_back(plain("POST", "/v1/config/reload",
                         [this](const HttpRequest&, const Responder& responder) { post_reload(responder); }));
  routes.push_back(plain("GET", "/metrics", [this](const HttpRequest&, const Responder& responder) {
    (void)responder.send({200, "text/plain; version=0.0.4; charset=utf-8", {}, metrics_->text()});
  }));
  routes.push_back(plain("GET", "/livez", [this](const HttpRequest&, const Responder& responder) {
    (void)responder.send(engine_.failed() ? http_problem(503, "the storage has failed")
                                          : json_response(200, R"({"status":"ok"})"));
  }));
  for (const char* path : {"/readyz", "/healthz"}) {
    routes.push_back(plain("GET", path, [this](const HttpRequest&, const Responder& responder) {
      (void)responder.send(ready());
    }));
  }
  routes.push_back(plain("GET", "/version", [this](const HttpRequest&, const Responder& responder) {
    std::string json;
    JsonWriter out(json);
    out.begin_object();
    for (const auto& [name, value] : options_.version) out.key(name).value(value);
    out.end_object();
    (void)responder.send(json_response(200, std::move(json)));
  }));
  return routes;
}

HttpResponse LiveApi::ready() const {
  std::string json;
  JsonWriter out(json);
  std::vector<const char*> reasons;
  if (engine_.failed()) reasons.push_back("the storage has failed");
  if (draining_.load()) reasons.push_back("the engine is shutting down");
  out.begin_object();
  out.key("status").value(reasons.empty() ? "ok" : "unavailable");
  out.key("reasons").begin_array();
  for (const char* reason : reasons) out.value(reason);
  out.end_array();
  const LiveEngine::Statistics statistics = engine_.statistics();
  out.key("clock").value(statistics.clock_jumped ? "jumped" : "ok");
  out.key("watermark").instant(statistics.watermark);
  out.end_object();
  return json_response(reasons.empty() ? 200 : 503, std::move(json));
}

void LiveApi::reload(std::function<void(Status)> then) {
  Result<config::Config> config = options_.read_configuration();
  if (!config.ok()) return then(config.status());
  engine_.activate(config.take(), std::move(then));
}

void LiveApi::post_reload(const Responder& responder) {
  reload([this, responder](const Status& status) {
    if (!status.ok()) {
      (void)responder.send(http_problem(422, status.message()));
      return;
    }
    std::string json;
    JsonWriter(json)
        .begin_object()
        .key("config_version")
        .unsigned_integer(engine_.configuration().version)
        .end_object();
    (void)responder.send(json_response(200, std::move(json)));
  });
}

}  // namespace tidemark::engine
