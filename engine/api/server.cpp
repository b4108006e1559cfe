#include "engine/api/server.h"

#include <charconv>

#include "engine/base/clock.h"

namespace tidemark::engine {
namespace {

HttpOptions http_options(const config::HttpSettings& settings) {
  HttpOptions options;
  const std::size_t colon = settings.listen.rfind(':');
  std::string host = settings.listen.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  options.address = std::move(host);
  const char* const begin = settings.listen.data() + colon + 1;
  (void)std::from_chars(begin, settings.listen.data() + settings.listen.size(),
                        options.port);  // it was checked
  options.body_bytes_max = settings.body_bytes_max;
  options.connections_max = settings.connections;
  options.connections_per_ip_max = settings.connections;  // all come from this machine
  return options;
}

}  // namespace

Result<std::unique_ptr<Server>> Server::start(ServerOptions options) {
  std::unique_ptr<Server> server(new Server());
  const config::Config config = options.engine.config;
  Result<std::unique_ptr<LiveEngine>> engine = LiveEngine::open(options.engine, system_clock());
  if (!engine.ok()) return engine.status();
  server->engine_ = engine.take();
  server->api_ = std::make_unique<LiveApi>(*server->engine_, std::move(options.api));
  if (!config.http.listen.empty()) {
    Result<std::unique_ptr<HttpServer>> http =
        HttpServer::start(http_options(config.http), server->api_->routes());
    if (!http.ok()) return http.status();
    server->http_ = http.take();
    server->api_->attach(*server->http_);
    const std::string host = config.http.listen.substr(0, config.http.listen.rfind(':'));
    server->addresses_.push_back("http://" + host + ":" + std::to_string(server->http_->port()));
  }
  Result<std::unique_ptr<ZmqServer>> zmq = ZmqServer::start(config.zmq, *server->engine_);
  if (!zmq.ok()) return zmq.status();
  server->zmq_ = zmq.take();
  const config::ZmqSettings& bound = server->zmq_->endpoints();
  for (const std::string* endpoint : {&bound.ingest, &bound.pull, &bound.alerts, &bound.catch_up}) {
    if (!endpoint->empty()) server->addresses_.push_back(*endpoint);
  }
  return server;
}

Status Server::drain(std::chrono::milliseconds answers_grace) {
  api_->drain();
  // The engine runs meanwhile: what was taken is answered.
  if (http_) http_->stop(answers_grace);
  if (zmq_) zmq_->stop(answers_grace);
  return engine_->drain();
}

Server::~Server() {
  (void)drain(std::chrono::milliseconds(0));
}

}  // namespace tidemark::engine
