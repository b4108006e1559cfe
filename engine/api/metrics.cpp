#include "engine/api/metrics.h"

#include <cmath>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <limits>

#include "engine/base/clock.h"

namespace tidemark::engine {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Labels = std::vector<ClientMetric::Label>;

double relaxed(const std::atomic<std::uint64_t>& count) {
  return static_cast<double>(count.load(std::memory_order_relaxed));
}

/// Families in the order in which they are shown.
class Families {
 public:
  void counter(const char* name, const char* help, double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.counter.value = value;
    family(name, help, MetricType::Counter).metric.push_back(std::move(metric));
  }
  void gauge(const char* name, const char* help, double value, Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    metric.gauge.value = value;
    family(name, help, MetricType::Gauge).metric.push_back(std::move(metric));
  }
  template <std::size_t kBounds>
  void histogram(const char* name, const char* help, const Histogram<kBounds>& values, double per_unit,
                 Labels labels = {}) {
    ClientMetric metric;
    metric.label = std::move(labels);
    std::uint64_t count = 0;
    for (std::size_t i = 0; i <= kBounds; ++i) {
      count += values.count(i);
      const double bound = i < kBounds ? static_cast<double>(values.bounds()[i]) / per_unit
                                       : std::numeric_limits<double>::infinity();
      metric.histogram.bucket.push_back({count, bound});
    }
    metric.histogram.sample_count = count;
    metric.histogram.sample_sum = static_cast<double>(values.sum()) / per_unit;
    family(name, help, MetricType::Histogram).metric.push_back(std::move(metric));
  }
  std::string text() const { return prometheus::TextSerializer().Serialize(families_); }

 private:
  MetricFamily& family(const char* name, const char* help, MetricType type) {
    if (families_.empty() || families_.back().name != name) {
      families_.push_back({});
      families_.back().name = name;
      families_.back().help = help;
      families_.back().type = type;
    }
    return families_.back();
  }
  std::vector<MetricFamily> families_;
};

constexpr double kMicrosecondsPerSecond = 1e6;

std::string kind_label(std::size_t kind, const config::Config& config) {
  const std::string_view built_in = kind_name(static_cast<Kind>(kind));
  if (!built_in.empty()) return std::string(built_in);
  const std::size_t custom = kind - kFirstCustomKind;
  return kind >= kFirstCustomKind && custom < config.events.kinds.size() ? config.events.kinds[custom]
                                                                         : "other";
}

void add_events(const LiveCounters& counters, const config::Config& config, Families& out) {
  const auto each = [&](const auto& visit) {
    for (std::size_t i = 0; i < kChannelCount; ++i) {
      visit(counters.channels[i], std::string(channel_name(static_cast<Channel>(i))));
    }
  };
  each([&](const LiveCounters::PerChannel& channel, const std::string& source) {
    for (std::size_t kind = 0; kind < LiveCounters::kKinds; ++kind) {
      const double events = relaxed(channel.events[kind]);
      if (events > 0) {
        out.counter("tidemark_events_total", "Events that took effect.", events,
                    {{"source", source}, {"kind", kind_label(kind, config)}});
      }
    }
  });
  each([&](const LiveCounters::PerChannel& channel, const std::string& source) {
    for (std::uint8_t i = 1; i < kRejectCount; ++i) {
      const double rejected = relaxed(channel.rejected[i]);
      if (rejected == 0) continue;
      out.counter("tidemark_events_rejected_total", "Lines that became dead letters.", rejected,
                  {{"source", source}, {"reason", std::string(reject_name(static_cast<Reject>(i)))}});
    }
  });
  each([&](const LiveCounters::PerChannel& channel, const std::string& source) {
    out.counter("tidemark_events_duplicate_total", "Events whose id was known.", relaxed(channel.duplicates),
                {{"source", source}});
  });
}

void add_stages(const LiveEngine::Statistics& statistics, const LiveCounters& counters, Families& out) {
  const char* const kHelp = "Time from the receipt of events until a stage is done with them.";
  out.histogram("tidemark_latency_seconds", kHelp, counters.receipt_to_commit, kMicrosecondsPerSecond,
                {{"stage", "commit"}});
  out.histogram("tidemark_latency_seconds", kHelp, counters.receipt_to_publication, kMicrosecondsPerSecond,
                {{"stage", "publish"}});
  out.histogram("tidemark_commit_seconds", "Time of a sync of the log.", counters.sync_us,
                kMicrosecondsPerSecond);
  out.histogram("tidemark_commit_events", "Inputs that one sync covered.", counters.sync_inputs, 1);
  out.counter("tidemark_commits_total", "Batches committed.", relaxed(counters.commits));
  out.counter("tidemark_inputs_total", "Inputs committed.", relaxed(counters.inputs));
  const std::pair<const char*, std::size_t> queues[] = {{"intake", statistics.intake_bytes},
                                                        {"shard", statistics.queues.shard},
                                                        {"commit", statistics.queues.commit},
                                                        {"publish", statistics.queues.publish},
                                                        {"checkpoint", statistics.queues.checkpoint}};
  for (const auto& [stage, bytes] : queues) {
    out.gauge("tidemark_queue_bytes", "What waits before a stage.", static_cast<double>(bytes),
              {{"stage", stage}});
  }
  out.gauge("tidemark_wakes_pending", "Timers of customers in memory.",
            static_cast<double>(statistics.wakes_pending));
  out.counter("tidemark_wakes_total", "Wake-ups of silent customers that fired.",
              relaxed(counters.wakes_fired));
}

void add_customers(const LevelCensus& census, Families& out) {
  out.gauge("tidemark_customers_counted_ratio",
            "How much of the store has been counted for tidemark_customers, which is there at 1.",
            census.counted_share());
  const auto counts = census.counts();
  if (!counts) return;
  for (const LevelCount& count : *counts) {
    // Prometheus takes an empty label for none.
    out.gauge("tidemark_customers", "Customers by level.", static_cast<double>(count.customers),
              {{"level", count.level}, {"value", count.value.empty() ? "null" : count.value}});
  }
}

void add_population(const PopulationReport& report, Families& out) {
  const operators::Boundaries& boundaries = report.boundaries;
  const auto gauge = [&](const char* measure, std::string boundary, double value) {
    out.gauge("tidemark_population_boundary",
              "Where the next score or class begins: seconds since 1970, orders, units.", value,
              {{"measure", measure}, {"boundary", std::move(boundary)}});
  };
  out.gauge("tidemark_population_customers", "Customers with a purchase.",
            static_cast<double>(report.concentration.customers));
  const char* const tops[] = {"1", "5", "10", "20"};
  for (std::size_t i = 0; i < report.concentration.top_share.size(); ++i) {
    out.gauge("tidemark_population_top_share_ratio", "Share of all value that the best so many percent have.",
              report.concentration.top_share[i], {{"percent", tops[i]}});
  }
  if (!boundaries.any()) return;
  constexpr auto kNobody = operators::Boundaries::kNobody;
  for (std::size_t i = 0; i < boundaries.recency.size(); ++i) {
    const std::string score = std::to_string(i + 2);
    if (boundaries.recency[i] != kNobody)
      gauge("recency", score, static_cast<double>(boundaries.recency[i]) / 1e3);
    if (boundaries.frequency[i] != kNobody)
      gauge("frequency", score, static_cast<double>(boundaries.frequency[i]));
    if (boundaries.monetary[i] != kNobody)
      gauge("monetary", score, static_cast<double>(boundaries.monetary[i]) / 1e6);
  }
  for (std::size_t i = 0; i < boundaries.abc.size(); ++i) {
    if (boundaries.abc[i] != kNobody)
      gauge("abc", i == 0 ? "A" : "B", static_cast<double>(boundaries.abc[i]) / 1e6);
  }
}

void add_churn(const PopulationReport& report, Families& out) {
  if (report.model_version == 0) return;
  const operators::ChurnFigures& churn = report.churn;
  const auto gauge = [&](const char* name, const char* help, double value) {
    if (!std::isnan(value)) out.gauge(name, help, value);
  };
  out.gauge("tidemark_churn_outcomes", "Risks of the model in force whose horizon is over.",
            static_cast<double>(churn.outcomes));
  gauge("tidemark_churn_brier_score", "Mean squared error of these risks.", churn.brier);
  gauge("tidemark_churn_brier_skill", "Against always saying the base rate.", churn.brier_skill);
  gauge("tidemark_churn_log_loss", "Mean log loss of these risks.", churn.log_loss);
  gauge("tidemark_churn_ece", "Expected calibration error, ten bins of equal mass.", churn.ece);
  gauge("tidemark_churn_auc", "Probability that who churned had the higher risk.", churn.auc);
  gauge("tidemark_churn_psi", "Stability index of the last thousand risks against those before.", churn.psi);
  for (std::size_t band = 0; band < churn.bands.size(); ++band) {
    if (churn.bands[band].outcomes == 0) continue;
    out.gauge("tidemark_churn_realised_ratio", "Share of a band's customers who did churn.",
              static_cast<double>(churn.bands[band].silent) / static_cast<double>(churn.bands[band].outcomes),
              {{"band", std::string(operators::churn_band_name(band))}});
  }
}

void add_process(Families& out) {
  struct rusage usage {};
  (void)::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) * 1e-6;
  };
  out.counter("process_cpu_seconds_total", "CPU time of the process.",
              seconds(usage.ru_utime) + seconds(usage.ru_stime));
  long pages_total = 0;
  long pages_resident = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &pages_total, &pages_resident) == 2) {
      out.gauge("process_resident_memory_bytes", "Resident memory.",
                static_cast<double>(pages_resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)));
    }
    (void)std::fclose(file);
  }
}

}  // namespace

Metrics::Metrics(LiveEngine& engine, std::map<std::string, std::string> build)
    : engine_(engine), build_(std::move(build)) {}

std::string Metrics::text() const {
  const LiveEngine::Statistics statistics = engine_.statistics();
  const LiveCounters& counters = engine_.counters();
  Families out;
  add_events(counters, engine_.config(), out);
  for (const auto& [key, alerts] : counters.alerts()) {
    const auto& [level, to, direction] = key;
    out.counter("tidemark_alerts_total", "Alerts committed.", static_cast<double>(alerts),
                {{"level", level}, {"to", to}, {"direction", direction}});
  }
  add_customers(engine_.census(), out);
  const PopulationReport population = engine_.population();
  add_population(population, out);
  add_churn(population, out);
  add_stages(statistics, counters, out);
  if (statistics.watermark != kNoTime) {
    out.gauge("tidemark_watermark_lag_seconds", "How far the watermark is behind the wall clock.",
              static_cast<double>(system_clock().wall_now() - statistics.watermark) / 1e3);
  }
  out.gauge("tidemark_clock_jumped", "1 while the wall clock has jumped and time stands still.",
            statistics.clock_jumped ? 1 : 0);
  if (statistics.oldest_alert_at != kNoTime) {
    out.gauge("tidemark_outbox_oldest_seconds", "About the age of the oldest alert that is kept.",
              static_cast<double>(system_clock().wall_now() - statistics.oldest_alert_at) / 1e3);
  }
  out.gauge("tidemark_outbox_last_sequence", "Sequence of the youngest alert.",
            static_cast<double>(statistics.alerts.last));
  out.gauge("tidemark_outbox_oldest_sequence", "Sequence of the oldest alert that is kept.",
            static_cast<double>(statistics.alerts.oldest));
  out.gauge("tidemark_dead_letters", "Lines kept as dead letters since the start.",
            relaxed(counters.dead_letters));
  const state::StoreStatistics store = engine_.store().statistics();
  out.gauge("tidemark_store_bytes", "The store on disk, without the log.",
            static_cast<double>(store.bytes_on_disk));
  out.gauge("rocksdb_memtable_bytes", "RocksDB's write buffers.", static_cast<double>(store.memtable_bytes));
  out.gauge("rocksdb_cache_bytes", "RocksDB's block cache.", static_cast<double>(store.cache_bytes));
  out.counter("rocksdb_flushed_bytes_total", "Written by flushes.", static_cast<double>(store.flushed_bytes));
  out.counter("rocksdb_compacted_bytes_total", "Written by compactions.",
              static_cast<double>(store.compacted_bytes));
  if (server_ != nullptr) {
    const HttpCounters& http = server_->counters();
    out.gauge("tidemark_http_connections", "Open HTTP connections.", relaxed(http.connections_open));
    out.counter("tidemark_http_requests_total", "HTTP requests.", relaxed(http.requests));
  }
  Labels build;
  for (const auto& [name, value] : build_) build.push_back({name, value});
  out.gauge("tidemark_build_info", "Which program this is.", 1, std::move(build));
  add_process(out);
  return out.text();
}

}  // namespace tidemark::engine
