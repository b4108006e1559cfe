#include "engine/learn/replay.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

#include "config/content.h"
#include "engine/customer_reader.h"
#include "engine/feeder.h"
#include "engine/pipeline.h"
#include "engine/source/file_source.h"

namespace tidemark::engine {
namespace {

/// Hands every line of an input to the feeder; gives the digest of its content.
Result<Hash128> feed(const std::string& path, std::uint32_t source, Feeder& feeder) {
  Result<std::unique_ptr<FileSource>> opened = FileSource::open(path);
  if (!opened.ok()) return opened.status();
  Chunk chunk;
  Hash128 digest;
  for (;;) {
    Result<bool> more = (*opened)->read(chunk);
    if (!more.ok()) return more.status();
    if (!*more) return digest;
    LineCursor cursor(chunk);
    for (Line line; cursor.next(line);) {
      TM_RETURN_IF_ERROR(chunk.truncated ? feeder.truncated_line(line.text, source)
                                         : feeder.line(line.text, source));
    }
    digest = chunk.digest;
    TM_RETURN_IF_ERROR(feeder.end_chunk(source, {chunk.end, chunk.digest, 0}));
  }
}

std::string hex_of(const Hash128& hash) {
  std::array<char, 33> text{};
  (void)std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(hash.high),
                      static_cast<unsigned long long>(hash.low));
  return text.data();
}

}  // namespace

Result<std::unique_ptr<Replay>> Replay::run(const ReplayOptions& options) {
  std::unique_ptr<Replay> replay(new Replay());
  TM_RETURN_IF_ERROR(replay->open(options));
  TM_RETURN_IF_ERROR(replay->read(options));
  TM_RETURN_IF_ERROR(replay->end(options));
  return replay;
}

Status Replay::open(const ReplayOptions& options) {
  Result<std::unique_ptr<StoreDirectory>> directory = StoreDirectory::open("", options.config, false);
  if (!directory.ok()) return directory.status();
  directory_ = directory.take();
  CoreOptions core;
  core.config = options.config;
  core.config.time.clock = config::ClockMode::kEvent;
  core.config.content = config::render_content(core.config);  // the caller may have changed settings
  core.mute = !options.on_alert;
  core.log_directory = directory_->log_directory();
  Result<std::unique_ptr<Core>> opened = Core::open(core, directory_->store());
  if (!opened.ok()) return opened.status();
  core_ = opened.take();
  if (core_->router().clock() == config::ClockMode::kEvent) return {};
  std::unique_ptr<Batch> batch = core_->begin_batch();
  core_->router().set_clock(config::ClockMode::kEvent, *batch);
  core_->seal(*batch);
  return core_->run(std::move(batch), nullptr);
}

Status Replay::read(const ReplayOptions& options) {
  Pipeline::Readers readers;
  readers.committed = options.on_batch;
  if (options.on_alert) {
    readers.publish = [&](const std::vector<CommittedAlert>& alerts, std::uint64_t) {
      for (const CommittedAlert& alert : alerts) options.on_alert(alert);
    };
  }
  Pipeline pipeline(*core_, std::move(readers));
  Feeder feeder(*core_, options.until.value_or(kNever),
                [&](std::unique_ptr<Batch> batch) { return pipeline.push(std::move(batch)); });
  Status status;
  std::string digests;
  for (std::size_t i = 0; i < options.inputs.size() && status.ok(); ++i) {
    core_->router().sources().emplace_back();
    const Result<Hash128> digest = feed(options.inputs[i], static_cast<std::uint32_t>(i), feeder);
    status = digest.status();
    if (digest.ok()) digests += hex_of(*digest);
  }
  if (status.ok()) status = feeder.finish();
  const Status finished = pipeline.finish();
  TM_RETURN_IF_ERROR(status);
  TM_RETURN_IF_ERROR(finished);
  digest_ = hex_of(hash128(digests, 0));
  const Pipeline::Counts& counts = pipeline.counts();
  accepted_ = counts.accepted;
  refused_ =
      std::accumulate(std::begin(counts.dead_letters), std::end(counts.dead_letters), std::uint64_t{0});
  return {};
}

/// As `score --until` ends: what is due before it has happened.
Status Replay::end(const ReplayOptions& options) {
  if (!options.until) {
    as_of_ = core_->router().confirmed() == kNoTime ? kNoTime : core_->router().confirmed() + 1;
    return {};
  }
  as_of_ = *options.until;
  std::unique_ptr<Batch> last = core_->begin_batch();
  core_->router().finish_until(*options.until, *last);
  core_->seal(*last);
  std::vector<CommittedAlert> alerts;
  TM_RETURN_IF_ERROR(core_->run(std::move(last), &alerts));
  if (options.on_alert) std::for_each(alerts.begin(), alerts.end(), options.on_alert);
  return {};
}

Status Replay::visit(const std::function<void(std::string_view, const std::byte*)>& visit) const {
  CustomerReader reader(*core_);
  Result<std::vector<std::string>> ids = reader.ids();
  if (!ids.ok()) return ids.status();
  for (const std::string& id : *ids) {
    Result<const std::byte*> state = reader.state(id);
    if (!state.ok()) return state.status();
    visit(id, *state);
  }
  return {};
}

}  // namespace tidemark::engine
