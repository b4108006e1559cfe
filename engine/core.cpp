#include "engine/core.h"

#include <algorithm>

#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

/// What an empty batch holds in reserve.
std::size_t capacity_of(const Batch& batch) {
  return batch.arena.capacity() + batch.inputs.capacity() * sizeof(Input);
}

}  // namespace

bool Core::memory_full() const {
  return std::any_of(shards_.begin(), shards_.end(),
                     [](const auto& shard) { return shard->wants_checkpoint(); });
}

bool Core::checkpoint_wanted() const {
  if (checkpointer_->running()) return false;
  return memory_full() || (log_ != nullptr && inputs_since_flip_ >= options_.config.log.checkpoint_inputs);
}

std::unique_ptr<Batch> Core::begin_batch() {
  std::unique_ptr<Batch> batch;
  {
    std::lock_guard lock(spare_mutex_);
    if (!spare_.empty()) {
      batch = std::move(spare_.back());
      spare_.pop_back();
      spare_bytes_ -= capacity_of(*batch);
    }
  }
  if (!batch) batch = std::make_unique<Batch>();
  batch->number = next_number_++;
  const bool flip = checkpoint_wanted();
  batch->drain_checkpoint = memory_full();
  if (flip) {
    checkpointer_->begin();
    inputs_since_flip_ = 0;
  }
  router_->begin(*batch, flip);
  if (activation_waiting_) {
    scoring_ = activation_waiting_;
    router_->activate(std::move(activation_waiting_), std::move(activation_payload_), *batch);
    activation_waiting_.reset();
  }
  for (Control& control : controls_waiting_) batch->controls.push_back(std::move(control));
  controls_waiting_.clear();
  return batch;
}

void Core::deliver_returns(Batch& batch) {
  const Position grid = router_->next_position();
  if (grid < router_->grid()) return;
  const Position before = grid - router_->grid();
  for (const SentMessage& message : exchange_.take_before(before)) router_->message(message, batch);
  const std::optional<operators::Boundaries> drawn =
      exchange_.boundaries_before(before, router_->measured_since());
  if (drawn && !drawn->same_cuts(router_->boundaries())) router_->boundaries(*drawn, batch);
}

void Core::seal(Batch& batch) {
  router_->seal(batch);
  inputs_since_flip_ += batch.inputs.size();
  batch.shards_left.store(shard_count(), std::memory_order_relaxed);
}

void Core::recycle(std::unique_ptr<Batch> batch) {
  batch->clear();
  const std::size_t bytes = capacity_of(*batch);
  std::lock_guard lock(spare_mutex_);
  if (spare_bytes_ + bytes > memory_.spare_bytes) return;
  spare_bytes_ += bytes;
  spare_.push_back(std::move(batch));
}

Status Core::run(std::unique_ptr<Batch> batch, std::vector<CommittedAlert>* alerts) {
  for (auto& shard : shards_) TM_RETURN_IF_ERROR(shard->apply(*batch));
  const Position last = batch->last_position();
  Result<Committed> committed = committer_->append(std::move(batch));
  if (!committed.ok()) return committed.status();
  exchange_.post(last, committer_->messages(), committer_->population().drawn());
  TM_RETURN_IF_ERROR(committer_->sync());
  if (alerts != nullptr)
    std::move(committed->alerts.begin(), committed->alerts.end(), std::back_inserter(*alerts));
  return checkpoint(committed.take());
}

Status Core::checkpoint(Committed committed) {
  TM_RETURN_IF_ERROR(checkpointer_->write(committed));
  for (auto& shard : shards_) shard->written_through(committed.batch->number);
  recycle(std::move(committed.batch));
  return {};
}

Status Core::flush_if_due() {
  if (checkpointer_->flush_due()) TM_RETURN_IF_ERROR(checkpointer_->flush());
  return {};
}

void Core::release_log_behind_floor() {
  const state::RecordNumber floor = checkpointer_->floor();
  if (log_ == nullptr || floor == released_floor_) return;
  released_floor_ = floor;
  // Removing old segments is housekeeping: what fails now is tried again at the next checkpoint.
  (void)log_->release(floor);
}

Status Core::close() {
  const auto drain = [&](bool flip) -> Status {
    std::unique_ptr<Batch> batch = begin_batch();
    if (flip && !batch->flip) {
      checkpointer_->begin();
      router_->begin(*batch, true);
    }
    batch->drain_checkpoint = true;
    seal(*batch);
    TM_RETURN_IF_ERROR(run(std::move(batch), nullptr));
    return flush_if_due();
  };
  TM_RETURN_IF_ERROR(flush_if_due());
  if (checkpointer_->running()) TM_RETURN_IF_ERROR(drain(false));
  TM_RETURN_IF_ERROR(drain(true));
  TM_ASSERT(!checkpointer_->running());
  release_log_behind_floor();
  state::WriteList clean;
  clean.remove(state::Table::kMeta, kOpenKey);
  TM_RETURN_IF_ERROR(store_.write(clean));
  return store_.flush({state::Table::kMeta});
}

}  // namespace tidemark::engine
