#include "engine/live/live_engine.h"

#include <pthread.h>

#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

/// Credit for what front ends have handed over and what is not answered yet.
std::size_t intake_credit(const MemoryPlan& plan) {
  return plan.shard_queue_bytes;
}

/// The first setting that differs and is read at the start only; empty when there is none.
std::string fixed_setting_changed(const config::Config& now, const config::Config& wanted) {
  const std::pair<const char*, bool> fixed[] = {
      {"memory.budget", now.memory.budget_bytes != wanted.memory.budget_bytes},
      {"durability", now.durability != wanted.durability},
      {"log.segment", now.log.segment_bytes != wanted.log.segment_bytes},
      {"log.keep", now.log.keep_bytes != wanted.log.keep_bytes},
      {"log.checkpoint_inputs", now.log.checkpoint_inputs != wanted.log.checkpoint_inputs},
      {"log.batch_inputs", now.log.batch_inputs != wanted.log.batch_inputs},
      {"alerts.keep", now.alerts.keep != wanted.alerts.keep},
      {"alerts.keep_bytes", now.alerts.keep_bytes != wanted.alerts.keep_bytes},
      {"http.listen", now.http.listen != wanted.http.listen},
      {"http.body_max", now.http.body_bytes_max != wanted.http.body_bytes_max},
      {"http.connections", now.http.connections != wanted.http.connections},
      {"zmq.ingest", now.zmq.ingest != wanted.zmq.ingest},
      {"zmq.pull", now.zmq.pull != wanted.zmq.pull},
      {"zmq.alerts", now.zmq.alerts != wanted.zmq.alerts},
      {"zmq.catch_up", now.zmq.catch_up != wanted.zmq.catch_up},
      {"zmq.message_max", now.zmq.message_bytes_max != wanted.zmq.message_bytes_max}};
  for (const auto& [name, changed] : fixed) {
    if (changed) return name;
  }
  return {};
}

AlertLog::Head head_of(const CommitState& state) {
  AlertLog::Head head;
  head.epoch = state.epoch;
  head.last = state.last_sequence;
  head.levels = state.level_sequences;
  return head;
}

}  // namespace

LiveEngine::LiveEngine(const LiveOptions& options)
    : options_(options),
      intake_(
          intake_credit(plan_memory(options.config.memory.budget_bytes, options.config.events.dedupe_ids))),
      gate_([this](Pending& pending) { answer(pending); }) {}

Result<std::unique_ptr<LiveEngine>> LiveEngine::open(const LiveOptions& options, const Clock& clock) {
  std::unique_ptr<LiveEngine> engine(new LiveEngine(options));
  TM_RETURN_IF_ERROR(engine->start(clock));
  return engine;
}

Status LiveEngine::start(const Clock& clock) {
  Result<std::unique_ptr<StoreDirectory>> directory =
      StoreDirectory::open(options_.data, options_.config, false);
  if (!directory.ok()) return directory.status();
  directory_ = directory.take();
  CoreOptions options;
  options.config = options_.config;
  options.shards = options_.shards;
  options.mute = options_.mute;
  options.files = &posix_file_system();
  options.log_directory = directory_->log_directory();
  Result<std::unique_ptr<Core>> core = Core::open(options, directory_->store());
  if (!core.ok()) return core.status();
  core_ = core.take();
  clock_ = &clock;
  in_force_ = {core_->activation().version, core_->activation().content};
  gate_.begin(core_->next_number() - 1, core_->router().confirmed());
  retention_ = std::make_unique<OutboxRetention>(directory_->store(), options_.config.alerts.keep,
                                                 options_.config.alerts.keep_bytes);
  TM_RETURN_IF_ERROR(retention_->open());
  AlertLog::Head head = head_of(core_->committer().state());
  head.oldest = retention_->oldest();
  alerts_ =
      std::make_unique<AlertLog>(directory_->store(), std::move(head), core_->memory().publish_queue_bytes);
  Pipeline::Readers readers;
  readers.committed = [this](const Batch& batch) {
    count(batch);
    gate_.committed(batch);
    intake_.wake();
  };
  readers.synced = [this](std::uint64_t us, std::size_t inputs) {
    counters_.sync_us.record(us);
    counters_.sync_inputs.record(inputs);
  };
  readers.publish = [this](std::vector<CommittedAlert> alerts, std::uint64_t batch_number) {
    publish(std::move(alerts), batch_number);
  };
  readers.stored = [this](Sequence last, std::uint64_t bytes) { return stored(last, bytes); };
  pipeline_ = std::make_unique<Pipeline>(*core_, std::move(readers));
  census_ = std::make_unique<LevelCensus>(*core_, *pipeline_);
  ingestor_ = std::make_unique<Ingestor>(
      *core_, [this](std::unique_ptr<Batch> batch) { return pipeline_->push(std::move(batch)); }, intake_,
      gate_, clock, options_.tick);
  const config::ClockMode kept = core_->existed() ? core_->router().clock() : options_.config.time.clock;
  ingestor_->set_clock(options_.clock.value_or(kept));
  route_thread_ = std::thread([this] { route(); });
  return {};
}

LiveEngine::~LiveEngine() {
  (void)drain();  // who wants to know the outcome has asked before
}

void LiveEngine::route() {
  (void)::pthread_setname_np(::pthread_self(), "route");
  route_status_ = ingestor_->run();
  if (!route_status_.ok()) route_failed_.store(true);
}

Status LiveEngine::drain() {
  if (drained_) return {};
  drained_ = true;
  intake_.close();
  if (route_thread_.joinable()) route_thread_.join();
  if (!pipeline_) return {};
  census_->stop();
  const Status finished = pipeline_->finish();
  TM_RETURN_IF_ERROR(finished);
  TM_RETURN_IF_ERROR(route_status_);
  return core_->close();
}

std::string_view LiveEngine::durability() const {
  switch (options_.config.durability) {
    case config::Durability::kFsync:
      return "fsync";
    case config::Durability::kOs:
      return "os";
    case config::Durability::kNone:
      return "none";
  }
  return "";
}

LiveEngine::InForce LiveEngine::configuration() const {
  const std::lock_guard lock(in_force_mutex_);
  return in_force_;
}

void LiveEngine::count(const Batch& batch) {
  add(counters_.commits, 1);
  add(counters_.inputs, batch.inputs.size());
  for (const ShardOutput& output : batch.outputs) add(counters_.wakes_fired, output.wakes.size());
}

void LiveEngine::publish(std::vector<CommittedAlert> alerts, std::uint64_t batch_number) {
  counters_.count_alerts(alerts);
  alerts_->append(std::move(alerts));
  const std::uint64_t received_us = gate_.take_oldest_receipt(batch_number);
  if (received_us != 0) counters_.receipt_to_publication.record(clock_->monotonic_us() - received_us);
}

Status LiveEngine::stored(Sequence last, std::uint64_t bytes) {
  alerts_->stored(last);
  oldest_alert_at_.store(retention_->oldest_at(), std::memory_order_relaxed);
  TM_RETURN_IF_ERROR(retention_->stored(last, bytes, clock_->wall_now()));
  alerts_->drop_before(retention_->oldest());
  return {};
}

void LiveEngine::answer(Pending& pending) {
  const std::size_t bytes = pending.submission.bytes();
  LiveCounters::PerChannel& channel =
      counters_.channels[static_cast<std::size_t>(pending.submission.channel)];
  add(channel.duplicates, pending.answer.duplicates);
  for (const auto& [kind, events] : pending.kinds) add(channel.events[kind], events);
  for (const IngestAnswer::Rejected& rejected : pending.answer.rejected) {
    for (std::uint8_t i = 1; i < kRejectCount; ++i) {
      if (reject_name(static_cast<Reject>(i)) == rejected.reason) add(channel.rejected[i], 1);
    }
  }
  add(counters_.dead_letters, pending.answer.rejected.size());
  counters_.receipt_to_commit.record(clock_->monotonic_us() - pending.submission.received_us);
  intake_.done(pending.submission.channel, bytes);  // first: who is answered finds room for the next
  if (pending.submission.done) pending.submission.done(pending.answer);
}

void LiveEngine::read_customer(std::string customer_id,
                               std::function<void(Result<std::optional<std::string>>)> then) {
  const std::uint64_t hash = customer_hash(customer_id);
  const unsigned index = shard_of(key_group_of(hash), core_->shard_count());
  pipeline_->ask(index, [this, index, hash, id = std::move(customer_id), then = std::move(then)] {
    Shard& shard = core_->shard(index);
    std::optional<std::string> json;
    Result<const std::byte*> state = shard.read(hash, id);
    if (!state.ok()) return then(state.status());
    if (*state != nullptr) {
      JsonWriter out(json.emplace());
      shard.scoring().render_customer(*state, id, {gate_.confirmed(), core_->population_now().get()}, out);
    }
    gate_.after(shard.record(), [json = std::move(json), then] { then(json); });
  });
}

void LiveEngine::list_customers(ListQuery query, CustomerList::Then then) {
  CustomerList::begin(*core_, *pipeline_, gate_, std::move(query), std::move(then));
}

void LiveEngine::activate(config::Config config, std::function<void(Status)> then) {
  if (const std::string fixed = fixed_setting_changed(options_.config, config); !fixed.empty())
    return then(Status::invalid(fixed + " cannot change while the engine runs; restart it"));
  ingestor_->post([this, config = std::move(config), then = std::move(then)] {
    const Result<bool> changed = core_->change_configuration(config);
    if (!changed.ok()) return then(changed.status());
    if (!*changed) return then({});
    {
      const std::lock_guard lock(in_force_mutex_);
      in_force_ = {core_->activation().version, core_->activation().content};
    }
    gate_.after(core_->next_number(), [then] { then({}); });
  });
}

LiveEngine::Statistics LiveEngine::statistics() const {
  Statistics statistics;
  statistics.queues = pipeline_->queue_bytes();
  statistics.intake_bytes = intake_.bytes();
  statistics.batches_in_flight = gate_.in_flight();
  statistics.watermark = ingestor_->watermark();
  statistics.confirmed = gate_.confirmed();
  statistics.clock_jumped = ingestor_->clock_jumped();
  statistics.alerts = alerts_->head();
  statistics.oldest_alert_at = oldest_alert_at_.load(std::memory_order_relaxed);
  for (unsigned i = 0; i < core_->shard_count(); ++i)
    statistics.wakes_pending += core_->shard(i).wakes_pending();
  statistics.records_replayed = core_->records_replayed();
  return statistics;
}

}  // namespace tidemark::engine
