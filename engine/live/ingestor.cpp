#include "engine/live/ingestor.h"

#include "engine/decode/reject.h"

namespace tidemark::engine {

Ingestor::Ingestor(Core& core, Feeder::Push push, Intake& intake, CommitGate& gate, const Clock& clock,
                   Millis tick)
    : core_(core),
      push_(std::move(push)),
      intake_(intake),
      gate_(gate),
      clock_(clock),
      feeder_(core, kNever,
              [this](std::unique_ptr<Batch> batch) {
                // A batch that only delivers messages has no receipts.
                gate_.expect(batch->number, std::exchange(receipts_, {}));
                return push_(std::move(batch));
              }),
      wall_time_(clock, core.scoring().config().time),
      tick_us_(static_cast<std::uint64_t>(tick) * 1000),
      watermark_(core.router().watermark()) {}

Status Ingestor::switch_clock() {
  if (core_.router().clock() == wanted_clock_) return {};
  std::unique_ptr<Batch> batch = core_.begin_batch();
  core_.router().set_clock(wanted_clock_, *batch);
  core_.seal(*batch);
  gate_.expect(batch->number, {});
  return push_(std::move(batch));
}

Status Ingestor::run() {
  TM_RETURN_IF_ERROR(switch_clock());
  while (!intake_.closed_and_empty()) {
    TM_RETURN_IF_ERROR(run_tasks());
    TM_RETURN_IF_ERROR(tick());
    std::optional<Submission> next = intake_.try_take();
    if (!next) {
      // Nothing waits: what is in hand goes, unless so much is under way that more will come meanwhile.
      if (feeder_.batch() != nullptr && gate_.in_flight() < kInFlightMax)
        TM_RETURN_IF_ERROR(feeder_.finish());
      next = intake_.take(next_tick_us_);
    }
    if (next) TM_RETURN_IF_ERROR(take(std::move(*next)));
  }
  return feeder_.finish();
}

void Ingestor::post(std::function<void()> task) {
  {
    const std::lock_guard lock(tasks_mutex_);
    tasks_.push_back(std::move(task));
  }
  intake_.wake();
}

Status Ingestor::run_tasks() {
  std::vector<std::function<void()>> tasks;
  {
    const std::lock_guard lock(tasks_mutex_);
    tasks.swap(tasks_);
  }
  if (tasks.empty()) return {};
  TM_RETURN_IF_ERROR(feeder_.finish());
  for (const auto& task : tasks) task();
  wall_time_.configure(core_.scoring().config().time);
  wall_time_.believe();                  // who reads a configuration anew has looked
  return feeder_.open_batch().status();  // what the tasks have asked for is in it
}

Status Ingestor::tick() {
  const std::uint64_t now_us = clock_.monotonic_us();
  if (now_us < next_tick_us_) return {};
  next_tick_us_ = now_us + tick_us_;
  if (!wall()) return {};
  const std::optional<Millis> watermark = wall_time_.watermark();
  clock_jumped_.store(wall_time_.jumped(), std::memory_order_relaxed);
  if (!watermark || *watermark <= core_.router().watermark()) return {};
  Result<Batch*> batch = feeder_.open_batch();
  if (!batch.ok()) return batch.status();
  core_.router().tick(*watermark, **batch);
  watermark_.store(core_.router().watermark(), std::memory_order_relaxed);
  return feeder_.full() ? feeder_.finish() : Status();
}

Status Ingestor::take(Submission submission) {
  auto pending = std::make_shared<Pending>();
  pending->submission = std::move(submission);
  if (wall()) core_.router().set_future_limit(wall_time_.future_limit());
  const std::size_t count = pending->submission.lines.size();
  const std::size_t instructions = pending->submission.instructions.size();
  if (count + instructions == 0) {  // answered in its turn
    TM_RETURN_IF_ERROR(feeder_.open_batch().status());
    receipts_.push_back({pending, 0, 0, true});
  }
  for (std::size_t i = 0; i < count; ++i) TM_RETURN_IF_ERROR(route_line(pending, i));
  for (std::size_t i = 0; i < instructions; ++i) TM_RETURN_IF_ERROR(route_instruction(pending, i));
  watermark_.store(core_.router().watermark(), std::memory_order_relaxed);
  return {};
}

Status Ingestor::route_line(const std::shared_ptr<Pending>& pending, std::size_t index) {
  Result<Batch*> opened = feeder_.open_batch();
  if (!opened.ok()) return opened.status();
  Batch& batch = **opened;
  const auto first = static_cast<std::uint32_t>(batch.inputs.size());
  Receipt& receipt = receipt_of(pending, first);
  const Submission::Line& line = pending->submission.lines[index];
  const std::string_view text(pending->submission.text);
  core_.router().line(text.substr(line.offset, line.bytes), kNever, batch);
  // Parked events it has released or expired come before its own input.
  if (batch.inputs.size() > first) {
    const Input& own = batch.inputs.back();
    if (own.kind == InputKind::kDeadLetter) {
      pending->answer.rejected.push_back({line.number, reject_name(static_cast<Reject>(own.reject))});
    }
  }
  receipt.end = static_cast<std::uint32_t>(batch.inputs.size());
  receipt.last = pending->submission.instructions.empty() && index + 1 == pending->submission.lines.size();
  return feeder_.full() ? feeder_.finish() : Status();
}

Status Ingestor::route_instruction(const std::shared_ptr<Pending>& pending, std::size_t index) {
  Result<Batch*> opened = feeder_.open_batch();
  if (!opened.ok()) return opened.status();
  Batch& batch = **opened;
  Receipt& receipt = receipt_of(pending, static_cast<std::uint32_t>(batch.inputs.size()));
  const Submission::Instruction& instruction = pending->submission.instructions[index];
  core_.router().instruction(instruction.customer_id, instruction.payload, batch);
  receipt.end = static_cast<std::uint32_t>(batch.inputs.size());
  receipt.last = index + 1 == pending->submission.instructions.size();
  return feeder_.full() ? feeder_.finish() : Status();
}

Receipt& Ingestor::receipt_of(const std::shared_ptr<Pending>& pending, std::uint32_t first) {
  if (receipts_.empty() || receipts_.back().pending != pending) {
    receipts_.push_back({pending, first, first, false});
  }
  return receipts_.back();
}

}  // namespace tidemark::engine
