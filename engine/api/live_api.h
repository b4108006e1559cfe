#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/api/alert_streams.h"
#include "engine/api/metrics.h"
#include "engine/http/server.h"
#include "engine/live/live_engine.h"

namespace tidemark::engine {

/// What the program around it provides.
struct ApiOptions {
  std::map<std::string, std::string> version;  ///< what /version says, and the labels of tidemark_build_info
  /// Reads the configuration anew. Errors: what is wrong with it, a mistake a line.
  std::function<Result<config::Config>()> read_configuration;
};

/// A running engine over HTTP: routes for an HttpServer. Thread: routes run on the server's; the rest from
/// any.
class LiveApi {
 public:
  LiveApi(LiveEngine& engine, ApiOptions options);
  std::vector<HttpRoute> routes();
  /// After the server has started: alerts that come wake its streams.
  void attach(HttpServer& server);
  /// Ten times a second, from any thread: feeds slow streams, keeps idle ones alive.
  void tick();
  /// From here on nothing new is taken, and /readyz says so.
  void drain() { draining_.store(true); }
  /// Reads the configuration and puts it in force. `then`: on a thread of the engine's, or at once.
  void reload(std::function<void(Status)> then);

 private:
  // live_api.cpp: operations
  HttpResponse ready() const;
  void post_reload(const Responder& responder);
  // api_events.cpp
  void post_events(HttpRequest request, Responder responder);
  // api_customers.cpp
  void get_customer(const HttpRequest& request, Responder responder);
  void get_customers(const HttpRequest& request, Responder responder);
  // api_pins.cpp
  void post_pin(const HttpRequest& request, const Responder& responder);
  void post_unpin(const HttpRequest& request, const Responder& responder);
  /// Gives the payload to the customer, if there is one, and answers when it is committed. An error in its
  /// place is the answer.
  void instruct(std::string customer_id, Result<std::string> payload, const Responder& responder);
  // api_population.cpp
  void get_population(const Responder& responder);
  // api_alerts.cpp
  void get_alerts(const HttpRequest& request, const Responder& responder);
  void get_alert_stream(const HttpRequest& request, const Responder& responder);
  // api_dead_letters.cpp
  void get_dead_letters(const HttpRequest& request, const Responder& responder);

  LiveEngine& engine_;
  const ApiOptions options_;
  std::shared_ptr<AlertStreams> streams_;
  std::unique_ptr<Metrics> metrics_;
  HttpServer* server_ = nullptr;
  std::atomic<bool> draining_{false};
};

HttpResponse json_response(int status, std::string body);
/// A query parameter as a whole number in [1, most]; `otherwise` where it is absent, nothing when it is
/// wrong.
std::optional<std::size_t> limit_of(const HttpRequest& request, std::size_t otherwise, std::size_t most);

}  // namespace tidemark::engine
