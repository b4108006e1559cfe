#include "tests/sim/process.h"

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/publish/outbox.h"

namespace tidemark::sim {

using engine::Batch;

void Published::take(const engine::CommittedAlert& alert) {
  if (!mistake.empty()) return;
  if (alert.sequence != alerts.size() + 1) {
    mistake = "alert " + std::to_string(alert.sequence) + " came after " + std::to_string(alerts.size());
  }
  alerts[alert.sequence] = alert.json;
}

Process::Process(const Scenario& scenario, unsigned shards, SimFileSystem& files, MemoryStore& disk,
                 Random& random, Published& published)
    : scenario_(scenario),
      shards_(shards),
      files_(files),
      disk_(disk),
      random_(random),
      published_(published) {}

Status Process::start() {
  store_ = disk_.open();
  engine::CoreOptions options;
  options.config = scenario_.config;
  options.config.memory.budget_bytes = 2 * shards_ * (random_.chance(0.5) ? 3'000 : 1'000'000);
  const bool often = scenario_.restless && random_.chance(0.6);
  options.config.log.checkpoint_inputs = 5 + random_.below(often ? 12 : 150);
  options.config.log.segment_bytes = 2'000 + random_.below(30'000);
  options.config.log.keep_bytes = random_.chance(0.5) ? 0 : 1 << 20;
  options.shards = shards_;
  options.grid = scenario_.grid;
  options.files = &files_;
  options.log_directory = "/store/log";
  TM_RETURN_IF_ERROR(files_.create_directories(options.log_directory));
  Result<std::unique_ptr<engine::Core>> core = engine::Core::open(options, *store_);
  if (!core.ok()) return core.status();
  core_ = core.take();
  to_shards_.resize(shards_);
  return catch_up();
}

/// What was committed and perhaps not published before the end of the last life.
Status Process::catch_up() {
  TM_RETURN_IF_ERROR(engine::visit_outbox(
      *store_, core_->committer().state().epoch, 0, [this](const engine::CommittedAlert& alert) {
        const auto known = published_.alerts.find(alert.sequence);
        if (known == published_.alerts.end()) {
          published_.take(alert);
        } else if (known->second != alert.json) {
          published_.mistake = "alert " + std::to_string(alert.sequence) + " is another one after a restart";
        }
        return true;
      }));
  if (published_.alerts.size() != core_->committer().state().last_sequence && published_.mistake.empty()) {
    published_.mistake = "the outbox ends at " + std::to_string(published_.alerts.size()) +
                         ", the committer at " + std::to_string(core_->committer().state().last_sequence);
  }
  return {};
}

std::size_t Process::lines_taken() const {
  const std::vector<engine::SourceState>& sources = core_->router().sources();
  return sources.empty() ? 0 : sources.front().lines;
}

Result<bool> Process::step() {
  std::vector<int> ready;
  if (lines_taken() < scenario_.lines.size() && owned_.size() + to_committer_.size() < 5 && !must_wait()) {
    ready.push_back(0);
  }
  for (unsigned i = 0; i < shards_; ++i) {
    if (!to_shards_[i].empty()) ready.push_back(static_cast<int>(100 + i));
  }
  if (!to_committer_.empty()) ready.push_back(1);
  if (!appended_.empty()) ready.push_back(2);
  if (!synced_.empty()) ready.push_back(3);
  if (core_->checkpointer().flush_due()) ready.push_back(4);
  if (ready.empty()) return false;
  Status status;
  switch (const int chosen = ready[random_.below(ready.size())]) {
    case 0:
      route();
      break;
    case 1:
      status = commit();
      break;
    case 2:
      status = sync();
      break;
    case 3:
      status = checkpoint();
      break;
    case 4:
      status = core_->flush_if_due();
      break;
    default:
      status = apply(static_cast<unsigned>(chosen - 100));
  }
  if (!status.ok()) return status;
  return true;
}

bool Process::at_returns() const {
  return core_->has_returns() && core_->router().at_grid();
}

/// Threads would wait here until the committer is so far.
bool Process::must_wait() const {
  const Position next = core_->router().next_position();
  const Position grid = core_->router().grid();
  return at_returns() && next > grid && !core_->exchange().posted_before(next - grid);
}

void Process::route() {
  std::unique_ptr<Batch> batch = core_->begin_batch();
  std::vector<engine::SourceState>& sources = core_->router().sources();
  if (sources.empty()) sources.emplace_back();
  if (at_returns()) core_->deliver_returns(*batch);
  const std::size_t most = scenario_.lines.size() > 1000 ? 400 : 12;
  for (std::size_t left = random_.below(most + 1); left > 0 && lines_taken() < scenario_.lines.size();
       --left) {
    const Scenario::Line& line = scenario_.lines[lines_taken()];
    // A clock changes between batches.
    if (line.kind == Scenario::Line::Kind::kClock && !batch->inputs.empty()) break;
    if (at_returns() && !batch->inputs.empty()) break;
    take(line, *batch);
    ++sources.front().lines;
  }
  batch->sources.emplace_back(0, sources.front());
  core_->seal(*batch);
  for (auto& queue : to_shards_) queue.push_back(batch.get());
  owned_.push_back(std::move(batch));
}

void Process::take(const Scenario::Line& line, Batch& batch) {
  engine::Router& router = core_->router();
  using Kind = Scenario::Line::Kind;
  if (line.kind == Kind::kTick) return router.tick(line.watermark, batch);
  if (line.kind == Kind::kClock) return router.set_clock(line.clock, batch);
  std::string padded = line.text;
  padded.append(engine::kLinePadding, '\0');
  router.set_future_limit(line.future_limit);
  TM_ASSERT(router.line(std::string_view(padded).substr(0, line.text.size()), kNever, batch));
}

Status Process::apply(unsigned shard) {
  Batch* batch = to_shards_[shard].front();
  to_shards_[shard].pop_front();
  TM_RETURN_IF_ERROR(core_->shard(shard).apply(*batch));
  if (batch->shards_left.fetch_sub(1) > 1) return {};
  TM_ASSERT(owned_.front().get() == batch);
  to_committer_.push_back(std::move(owned_.front()));
  owned_.erase(owned_.begin());
  return {};
}

Status Process::commit() {
  const Position last = to_committer_.front()->last_position();
  Result<engine::Committed> committed = core_->committer().append(std::move(to_committer_.front()));
  to_committer_.pop_front();
  if (!committed.ok()) return committed.status();
  core_->exchange().post(last, core_->committer().messages(), core_->committer().population().drawn());
  appended_.push_back(committed.take());
  return {};
}

Status Process::sync() {
  TM_RETURN_IF_ERROR(core_->committer().sync());
  for (engine::Committed& committed : appended_) {
    for (const engine::CommittedAlert& alert : committed.alerts) published_.take(alert);
    synced_.push_back(std::move(committed));
  }
  appended_.clear();
  core_->release_log_behind_floor();
  return {};
}

Status Process::checkpoint() {
  engine::Committed committed = std::move(synced_.front());
  synced_.pop_front();
  return core_->checkpoint(std::move(committed));
}

}  // namespace tidemark::sim
