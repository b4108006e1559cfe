#pragma once

#include <string>

#include "engine/http/server.h"
#include "engine/live/live_engine.h"

namespace tidemark::engine {

/// The engine's counters in Prometheus' text format. prometheus-cpp only writes it: counting itself is
/// relaxed atomics in the stages. Thread: any. Cost: about a millisecond a scrape.
class Metrics {
 public:
  explicit Metrics(LiveEngine& engine);
  void attach(HttpServer& server) { server_ = &server; }
  std::string text() const;

 private:
  LiveEngine& engine_;
  HttpServer* server_ = nullptr;
};

}  // namespace tidemark::engine
