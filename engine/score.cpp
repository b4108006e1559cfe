#include "engine/score.h"

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>

#include "engine/base/clock.h"
#include "engine/core.h"
#include "engine/customer_reader.h"
#include "engine/decode/reject.h"
#include "engine/feeder.h"
#include "engine/pipeline.h"
#include "engine/publish/alert_file.h"
#include "engine/publish/outbox.h"
#include "engine/source/file_source.h"
#include "engine/store_directory.h"

namespace tidemark::engine {
namespace {

double cpu_seconds() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

/// One run of `score`: its phases in the order in which they happen.
class ScoreRun {
 public:
  explicit ScoreRun(const ScoreOptions& options)
      : options_(options), until_(options.until.value_or(kNever)) {}

  Result<ScoreSummary> run() {
    const std::uint64_t begin_us = system_clock().monotonic_us();
    const double begin_cpu = cpu_seconds();
    TM_RETURN_IF_ERROR(check_options());
    TM_RETURN_IF_ERROR(open());
    summary_.recovery_seconds = seconds_since(begin_us);
    TM_RETURN_IF_ERROR(open_alerts());
    TM_RETURN_IF_ERROR(score_inputs());
    TM_RETURN_IF_ERROR(end_of_input());
    summary_.seconds = seconds_since(begin_us);
    summary_.cpu_seconds = cpu_seconds() - begin_cpu;
    TM_RETURN_IF_ERROR(write_results());
    summary_.memory_bytes_peak = peak_memory_bytes();
    return summary_;
  }

 private:
  static double seconds_since(std::uint64_t begin_us) {
    return static_cast<double>(system_clock().monotonic_us() - begin_us) / 1e6;
  }
  Status check_options() const;
  Status open();
  Status open_alerts();
  Status catch_up(Sequence after);
  Status score_inputs();
  Status score_input(const std::string& path, Feeder& feeder);
  Status take_chunk(const Chunk& chunk, std::uint32_t source, Feeder& feeder);
  Status end_of_input();
  Status write_results();
  void publish(const CommittedAlert& alert);
  void report_progress(const Source& source, std::uint64_t inputs);

  const ScoreOptions& options_;
  const Millis until_;
  ScoreSummary summary_;
  std::unique_ptr<StoreDirectory> directory_;
  std::unique_ptr<Core> core_;
  std::unique_ptr<AlertFile> alerts_;
  Status publish_status_;
  std::function<SourceState()> place_;  ///< of the input in hand, behind line_end_
  std::uint64_t line_end_ = 0;          ///< offset behind the line in hand
  std::size_t input_index_ = 0;
  std::uint64_t begin_us_ = system_clock().monotonic_us();
  std::uint64_t reported_us_ = 0;
};

Status ScoreRun::check_options() const {
  if (options_.inputs.empty()) return Status::invalid("no events to score: name at least one input");
  if (options_.until && !options_.data.empty()) {
    return Status::invalid(
        "--until ends time for good and cannot be used on a store that goes on; leave --data away");
  }
  if (options_.shards < 1 || options_.shards > 64) return Status::invalid("--shards: between 1 and 64");
  for (const std::string& path : options_.inputs) {
    std::error_code error;
    if (path != "-" && !std::filesystem::exists(path, error))
      return Status::not_found("no such input: " + path);
  }
  return {};
}

Status ScoreRun::open() {
  Result<std::unique_ptr<StoreDirectory>> directory =
      StoreDirectory::open(options_.data, options_.config, false);
  if (!directory.ok()) return directory.status();
  directory_ = directory.take();
  CoreOptions core;
  core.config = options_.config;
  core.shards = options_.shards;
  core.mute = options_.mute;
  if (!directory_->temporary()) core.files = &posix_file_system();
  core.log_directory = directory_->log_directory();
  Result<std::unique_ptr<Core>> opened = Core::open(core, directory_->store());
  if (!opened.ok()) return opened.status();
  core_ = opened.take();
  summary_.resumed = core_->existed();
  if (core_->router().clock() == config::ClockMode::kEvent) return {};
  // A server went by the wall clock here; from now on the events' own time counts.
  std::unique_ptr<Batch> batch = core_->begin_batch();
  core_->router().set_clock(config::ClockMode::kEvent, *batch);
  core_->seal(*batch);
  return core_->run(std::move(batch), nullptr);
}

/// The alerts file is a reader of the outbox: first it gets what it has missed.
Status ScoreRun::open_alerts() {
  if (options_.alerts_out.empty()) return {};
  const CommitState& state = core_->committer().state();
  Sequence begin = state.last_sequence;
  bool known = false;
  if (options_.alerts_out != "-") {
    const std::string path = std::filesystem::absolute(options_.alerts_out).lexically_normal().string();
    const auto entry = state.alert_files.find(path);
    known = entry != state.alert_files.end();
    if (known) {
      begin = entry->second;
    } else {
      std::string payload;
      ByteWriter(payload).varint(begin);
      core_->add_control(Control::Type::kAlertsFile, payload + path);
    }
  }
  Result<std::unique_ptr<AlertFile>> file = AlertFile::open(options_.alerts_out, begin, known);
  if (!file.ok()) return file.status();
  alerts_ = file.take();
  if (alerts_->last_sequence() > state.last_sequence) {
    // Alerts in it were lost with the log's end, below durability fsync: others will have their numbers.
    alerts_.reset();
    file = AlertFile::open(options_.alerts_out, begin, false);
    if (!file.ok()) return file.status();
    alerts_ = file.take();
  }
  return catch_up(alerts_->last_sequence());
}

Status ScoreRun::catch_up(Sequence after) {
  const CommitState& state = core_->committer().state();
  if (after >= state.last_sequence) return {};
  Status written;
  TM_RETURN_IF_ERROR(visit_outbox(core_->store(), state.epoch, after, [&](const CommittedAlert& alert) {
    written = alerts_->write(alert);
    return written.ok();
  }));
  return written;
}

void ScoreRun::publish(const CommittedAlert& alert) {
  ++summary_.alerts[alert.level + " → " + alert.value];
  if (alerts_ && publish_status_.ok()) publish_status_ = alerts_->write(alert);
  if (options_.on_alert) options_.on_alert({alert.sequence, alert.level, alert.json});
}

Status ScoreRun::score_inputs() {
  Pipeline pipeline(*core_, [this](const CommittedAlert& alert) { publish(alert); });
  Feeder feeder(
      *core_, until_, [&](std::unique_ptr<Batch> batch) { return pipeline.push(std::move(batch)); },
      [this] { return place_(); });
  Status status;
  for (input_index_ = 0; input_index_ < options_.inputs.size() && status.ok(); ++input_index_) {
    status = score_input(options_.inputs[input_index_], feeder);
  }
  if (status.ok()) status = feeder.finish();
  const Status finished = pipeline.finish();
  summary_.inputs = feeder.inputs();
  summary_.beyond_until = feeder.beyond_until();
  TM_RETURN_IF_ERROR(status);
  TM_RETURN_IF_ERROR(finished);
  const Pipeline::Counts& counts = pipeline.counts();
  summary_.accepted = counts.accepted;
  summary_.duplicates = counts.duplicates;
  summary_.late = counts.late;
  summary_.wakes_fired = counts.wakes_fired;
  summary_.wakes_stale = counts.wakes_stale;
  for (std::uint8_t i = 1; i < kRejectCount; ++i) {
    if (counts.dead_letters[i] > 0) {
      summary_.dead_letters[std::string(reject_name(static_cast<Reject>(i)))] = counts.dead_letters[i];
    }
  }
  return publish_status_;
}

/// An input the store knows by its content goes on where the log ends; any other is new.
Status ScoreRun::score_input(const std::string& path, Feeder& feeder) {
  Result<std::unique_ptr<FileSource>> opened = FileSource::open(path);
  if (!opened.ok()) return opened.status();
  FileSource& source = **opened;
  std::vector<SourceState>& known = core_->router().sources();
  std::vector<SourcePosition> candidates;
  for (const SourceState& state : known) candidates.push_back({state.offset, state.digest});
  std::optional<std::size_t> found;
  if (path != "-" && !candidates.empty()) {
    Result<std::optional<std::size_t>> match = source.match(candidates);
    if (!match.ok()) return match.status();
    found = *match;
  }
  const auto index = static_cast<std::uint32_t>(found.value_or(known.size()));
  if (!found) known.emplace_back();
  Chunk chunk;
  place_ = [&] {
    const SourcePosition position = source.position_at(chunk, line_end_);
    return SourceState{position.offset, position.digest, 0};
  };
  for (;;) {
    Result<bool> more = source.read(chunk);
    if (!more.ok()) return more.status();
    if (!*more) return {};
    TM_RETURN_IF_ERROR(take_chunk(chunk, index, feeder));
    report_progress(source, feeder.inputs());
  }
}

Status ScoreRun::take_chunk(const Chunk& chunk, std::uint32_t source, Feeder& feeder) {
  LineCursor cursor(chunk);
  for (Line line; cursor.next(line);) {
    line_end_ = chunk.truncated ? chunk.end : std::min(line.offset + line.text.size() + 1, chunk.end);
    TM_RETURN_IF_ERROR(chunk.truncated ? feeder.truncated_line(line.text, source)
                                       : feeder.line(line.text, source));
  }
  return feeder.end_chunk(source, {chunk.end, chunk.digest, 0});
}

/// Without --until the end of input moves nothing. With it, what is due before it is announced.
Status ScoreRun::end_of_input() {
  summary_.parked = core_->router().parked_count();
  if (options_.until) {
    std::unique_ptr<Batch> last = core_->begin_batch();
    core_->router().finish_until(*options_.until, *last);
    core_->seal(*last);
    const std::size_t parked = last->inputs.size() - 1;
    std::vector<CommittedAlert> alerts;
    for (unsigned i = 0; i < core_->shard_count(); ++i) TM_RETURN_IF_ERROR(core_->shard(i).apply(*last));
    for (const ShardOutput& output : last->outputs) {
      summary_.wakes_fired += output.wakes.size();
      summary_.wakes_stale += output.wakes_stale;
    }
    Result<Committed> committed = core_->committer().append(std::move(last));
    if (!committed.ok()) return committed.status();
    for (const CommittedAlert& alert : committed->alerts) publish(alert);
    if (parked > 0) summary_.dead_letters["in_future"] += parked;
    summary_.parked = 0;
    TM_RETURN_IF_ERROR(core_->checkpoint(committed.take()));
  }
  TM_RETURN_IF_ERROR(publish_status_);
  if (alerts_) TM_RETURN_IF_ERROR(alerts_->flush());
  if (!directory_->temporary()) TM_RETURN_IF_ERROR(core_->close());
  summary_.as_of = options_.until.value_or(core_->router().confirmed());
  summary_.checkpoints = core_->checkpointer().completed();
  if (core_->log() != nullptr) summary_.log_bytes = core_->log()->bytes_written();
  const state::StoreStatistics statistics = directory_->store().statistics();
  summary_.store_bytes_written = statistics.flushed_bytes + statistics.compacted_bytes;
  return {};
}

Status ScoreRun::write_results() {
  if (options_.customers_out.empty() && !directory_->temporary()) {  // closed: the checkpoint holds them all
    Result<std::uint64_t> count = CustomerReader(*core_).count_stored();
    if (!count.ok()) return count.status();
    summary_.customers = *count;
    return {};
  }
  if (options_.customers_out.empty()) {
    Result<std::vector<std::string>> ids = CustomerReader(*core_).ids();
    if (!ids.ok()) return ids.status();
    summary_.customers = ids->size();
    return {};
  }
  Result<std::uint64_t> written =
      write_customers(*core_, options_.customers_out, summary_.as_of, options_.exact);
  if (!written.ok()) return written.status();
  summary_.customers = *written;
  return {};
}

void ScoreRun::report_progress(const Source& source, std::uint64_t inputs) {
  constexpr std::uint64_t kEveryUs = 250'000;
  const std::uint64_t now = system_clock().monotonic_us();
  if (!options_.on_progress || now - reported_us_ < kEveryUs) return;
  reported_us_ = now;
  ScoreProgress progress;
  progress.inputs = inputs;
  progress.seconds = static_cast<double>(now - begin_us_) / 1e6;
  const SourceProgress bytes = source.progress();
  if (bytes.bytes_total > 0) {
    const double part = static_cast<double>(bytes.bytes_read) / static_cast<double>(bytes.bytes_total);
    progress.fraction =
        (static_cast<double>(input_index_) + part) / static_cast<double>(options_.inputs.size());
  }
  options_.on_progress(progress);
}

}  // namespace

Result<ScoreSummary> score(const ScoreOptions& options) {
  return ScoreRun(options).run();
}

}  // namespace tidemark::engine
