#pragma once

#include <map>
#include <string>

#include "engine/http/server.h"
#include "engine/live/live_engine.h"

namespace tidemark::engine {

/// The engine's counters in Prometheus' text format. prometheus-cpp only writes it: counting itself is
/// relaxed atomics in the stages. Thread: any. Cost: about a millisecond a scrape.
class Metrics {
 public:
  /// `build`: labels of tidemark_build_info.
  Metrics(LiveEngine& engine, std::map<std::string, std::string> build);
  void attach(HttpServer& server) { server_ = &server; }
  std::string text() const;

 private:
  LiveEngine& engine_;
  const std::map<std::string, std::string> build_;
  HttpServer* server_ = nullptr;
};

}  // namespace tidemark::engine
