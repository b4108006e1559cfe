#include "engine/population/population_fold.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "engine/base/assert.h"
#include "engine/base/bytes.h"

namespace tidemark::engine {

using operators::Boundaries;

namespace {

/// The router takes what was drawn before the grid mark before its own: so many can be later than that, or
/// the newest of those that are not.
constexpr std::size_t kUnderWay = 3;

/// W right before the input at a position of the batch.
Millis watermark_at(const Batch& batch, Position at) {
  Millis watermark = batch.watermark_before;
  for (const Mark& mark : batch.marks) {
    if (batch.first_position + mark.index > at) break;
    watermark = mark.watermark;
  }
  return watermark;
}

}  // namespace

void PopulationFold::configure(const operators::Scoring& scoring) {
  const config::Config& config = scoring.config();
  settings_ = config.population;
  abc_cuts_ = config.abc.cuts;
  notice_ = config.abc.enabled ? config.abc.notice : 0;
  if (config.churn.version != model_version_) churn_ = operators::ChurnRecord();
  model_version_ = config.churn.version;
  std::string key = scoring.population_key();
  if (key == key_) return;
  key_ = std::move(key);
  census_ = operators::Census();
  drawn_.clear();
  told_share_ = -1;
}

bool PopulationFold::epoch_is_over(Position at) const {
  const auto share = static_cast<std::uint64_t>(census_.customers()) / 16;
  return at - closed_at_ >= std::max(settings_.epoch_inputs, share);
}

void PopulationFold::take(const Batch& batch, const PopulationPart& part) {
  const std::lock_guard lock(mutex_);
  notices_.clear();
  if (batch.activate) configure(*batch.activate);
  if (batch.activate || !part.deltas.empty()) now_.reset();
  for (const OutcomeSeen& seen : part.outcomes) churn_.add(seen.outcome);
  if (key_.empty()) return;
  for (const std::string& bytes : part.census) {
    operators::Census shard;
    TM_ASSERT(shard.decode(bytes));
    census_.merge(shard);
  }
  auto next = part.deltas.begin();
  const auto count_before = [&](Position position) {
    for (; next != part.deltas.end() && batch.first_position + next->input_index < position; ++next) {
      census_.remove(next->before);
      census_.add(next->after);
    }
  };
  const Position first_grid = (batch.first_position + grid_ - 1) / grid_ * grid_;
  for (Position at = first_grid; at < batch.first_position + batch.inputs.size(); at += grid_) {
    count_before(at);
    if (epoch_is_over(at)) close(at, watermark_at(batch, at));
  }
  count_before(std::numeric_limits<Position>::max());
}

void PopulationFold::close(Position at, Millis watermark) {
  closed_at_ = at;
  drawn_.push_back({at, draw()});
  if (drawn_.size() > kUnderWay) drawn_.pop_front();
  if (notice_ <= 0 || !drawn_.back().boundaries.any()) return;
  const double share = census_.concentration().top_share.back();
  if (told_share_ >= 0 && std::abs(share - told_share_) < notice_) return;
  if (told_share_ >= 0) notices_.push_back({at, {watermark, ++told_, told_share_, share}});
  told_share_ = share;
}

Boundaries PopulationFold::draw() const {
  return census_.boundaries(abc_cuts_, static_cast<std::int64_t>(settings_.customers_min));
}

std::shared_ptr<const Boundaries> PopulationFold::now() const {
  const std::lock_guard lock(mutex_);
  if (!now_) now_ = std::make_shared<const Boundaries>(key_.empty() ? Boundaries() : draw());
  return now_;
}

PopulationReport PopulationFold::report() const {
  constexpr std::size_t kLorenzPoints = 20;
  const std::lock_guard lock(mutex_);
  PopulationReport report;
  if (!drawn_.empty()) report.boundaries = drawn_.back().boundaries;
  report.concentration = census_.concentration();
  report.lorenz = census_.lorenz(kLorenzPoints);
  report.model_version = model_version_;
  report.churn = churn_.figures();
  return report;
}

void PopulationFold::encode(std::string& out) const {
  ByteWriter writer(out);
  writer.text(key_);
  writer.varint(closed_at_);
  writer.varint(told_);
  writer.fixed64(std::bit_cast<std::uint64_t>(told_share_));
  writer.varint(drawn_.size());
  for (const DrawnBoundaries& drawn : drawn_) {
    writer.varint(drawn.closed_at);
    writer.text(drawn.boundaries.encode());
  }
  std::string churn;
  churn_.encode(churn);
  writer.text(churn);
  census_.encode(out);
}

Status PopulationFold::decode(std::string_view bytes, const operators::Scoring& scoring) {
  ByteReader reader(bytes);
  const auto damaged = [] { return Status::corruption("the population in the checkpoint is malformed"); };
  configure(scoring);
  const std::string_view key = reader.text();
  closed_at_ = reader.varint();
  told_ = static_cast<std::uint32_t>(reader.varint());
  told_share_ = std::bit_cast<double>(reader.fixed64());
  for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
    DrawnBoundaries& drawn = drawn_.emplace_back();
    drawn.closed_at = reader.varint();
    if (!Boundaries::decode(reader.text(), drawn.boundaries)) return damaged();
  }
  if (!churn_.decode(reader.text())) return damaged();
  if (!reader.ok() || key != key_ || !census_.decode(reader.rest())) return damaged();
  return {};
}

}  // namespace tidemark::engine
