#include "engine/feeder.h"

#include <algorithm>

namespace tidemark::engine {
namespace {

/// A batch of so many bytes is not filled further at a chunk's end.
constexpr std::size_t kBatchBytes = 1 << 20;

}  // namespace

Feeder::Feeder(Core& core, Millis until, Push push, Place place)
    : core_(core),
      until_(until),
      push_(std::move(push)),
      place_(std::move(place)),
      inputs_max_(std::min<std::size_t>(core.options().config.log.batch_inputs, Router::kMarkEvery)) {}

Status Feeder::line(std::string_view text, std::uint32_t source) {
  TM_RETURN_IF_ERROR(open_batch().status());
  if (!core_.router().line(text, until_, *batch_)) ++beyond_until_;
  return end_line(source);
}

Status Feeder::truncated_line(std::string_view beginning, std::uint32_t source) {
  TM_RETURN_IF_ERROR(open_batch().status());
  core_.router().truncated_line(beginning, *batch_);
  return end_line(source);
}

bool Feeder::returns_are_due() const {
  return core_.has_returns() && core_.router().at_grid();
}

Result<Batch*> Feeder::open_batch() {
  if (returns_are_due()) TM_RETURN_IF_ERROR(deliver_returns());
  if (!batch_) batch_ = core_.begin_batch();
  return batch_.get();
}

Status Feeder::end_line(std::uint32_t source) {
  SourceState& state = core_.router().sources()[source];
  if (!place_) ++state.lines;
  if (!full()) return {};
  if (place_) state = place_();
  batch_->sources.emplace_back(source, state);
  return push();
}

Status Feeder::end_chunk(std::uint32_t source, const SourceState& state) {
  core_.router().sources()[source] = state;
  if (!batch_) batch_ = core_.begin_batch();
  batch_->sources.emplace_back(source, state);
  return batch_->inputs.size() * 2 >= inputs_max_ || batch_->bytes() > kBatchBytes ? push() : Status();
}

/// At a grid mark: what the committer has sent back before the grid mark before it arrives.
Status Feeder::deliver_returns() {
  if (batch_ && !batch_->inputs.empty()) TM_RETURN_IF_ERROR(push());
  if (!batch_) batch_ = core_.begin_batch();
  core_.deliver_returns(*batch_);
  return {};
}

Status Feeder::push() {
  // Boundaries of the population are no line of anybody's.
  inputs_ += static_cast<std::uint64_t>(
      std::count_if(batch_->inputs.begin(), batch_->inputs.end(),
                    [](const Input& input) { return input.kind != InputKind::kBoundaries; }));
  core_.seal(*batch_);
  return push_(std::move(batch_));
}

}  // namespace tidemark::engine
