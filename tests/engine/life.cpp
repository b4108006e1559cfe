#include "tests/engine/life.h"

#include <gtest/gtest.h>

#include "config/load.h"
#include "engine/base/assert.h"
#include "engine/base/bytes.h"
#include "engine/base/random.h"
#include "engine/customer_reader.h"
#include "engine/publish/outbox.h"
#include "state/log.h"

namespace tidemark::engine::testing {
namespace {

constexpr const char* kLogDirectory = "/store/log";

constexpr std::string_view kProgramme = R"(
events: {currency: EUR}
tiers:
  tier:
    basis: spend_90d
    levels: {bronze: 0, silver: 100, gold: 400}
lifecycle: {new_for: 10d, loyal_orders: 3, at_risk_after: 20d, churned_after: 60d, won_back_for: 10d}
rfm: {cuts: fixed, recency_days: [7, 30, 60, 120], frequency: [2, 3, 5, 8], monetary: [50, 150, 400, 1000]}
abc: {enabled: false}
churn:
  mbgnbd: {r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}
)";

}  // namespace

config::Config config_of(std::string_view yaml) {
  config::Loaded loaded = config::load(yaml);
  for (const config::Mistake& mistake : loaded.mistakes) ADD_FAILURE() << config::describe(mistake, "yaml");
  TM_ASSERT(loaded.mistakes.empty());
  loaded.config.log.segment_bytes = 1 << 16;
  return std::move(loaded.config);
}

config::Config programme(std::string_view more) {
  return config_of(std::string(kProgramme) + std::string(more));
}

std::string line_of(std::string_view type, std::string_view customer, Millis time, std::string_view event_id,
                    std::string_view amount) {
  std::string line;
  line.append(R"({"type":")").append(type).append(R"(","customer_id":")").append(customer);
  line.append(R"(","timestamp":")").append(format_timestamp(time)).push_back('"');
  if (!event_id.empty()) line.append(R"(,"event_id":")").append(event_id).push_back('"');
  if (!amount.empty()) line.append(R"(,"properties":{"amount":)").append(amount).push_back('}');
  line.push_back('}');
  return line;
}

std::vector<std::string> customers_of_group(KeyGroup group, std::size_t count, const std::string& prefix) {
  std::vector<std::string> ids;
  for (std::uint64_t n = 0; ids.size() < count; ++n) {
    std::string id = prefix + std::to_string(n);
    if (key_group_of(customer_hash(id)) == group) ids.push_back(std::move(id));
  }
  return ids;
}

std::vector<std::string> shop_lines(std::uint64_t seed, std::size_t count, std::size_t customers,
                                    Millis step_max) {
  Random random(seed);
  std::vector<std::string> lines;
  Millis now = kYear;
  for (std::size_t i = 0; i < count; ++i) {
    now += random.between(1, step_max);
    const std::string customer = "c" + std::to_string(random.below(customers));
    const std::string id = "e" + std::to_string(i);
    lines.push_back(random.chance(0.4)
                        ? line_of("purchase", customer, now, id, std::to_string(5 + random.below(95)))
                        : line_of("page_view", customer, now, id));
  }
  return lines;
}

void Storage::kill() {
  faults.restart();
  files.kill();
}

void Storage::power_cut(std::uint64_t seed) {
  Random random(seed);
  faults.restart();
  files.crash(random);
  disk.crash(random);
}

std::vector<LoggedRecord> read_records(Storage& storage) {
  std::vector<LoggedRecord> records;
  const Result<state::RecordNumber> first = state::first_record(storage.files, kLogDirectory);
  EXPECT_TRUE(first.ok());
  if (!first.ok() || *first == 0) return records;
  const Result<state::RecordNumber> end =
      state::read_log(storage.files, kLogDirectory, *first, [&](const state::LogRecord& record) {
        LoggedRecord& read = records.emplace_back();
        read.header = record.header;
        read.batch = std::make_unique<Batch>();
        read.batch->number = record.header.number;
        read.batch->first_position = record.header.first_position;
        return decode_record(record.body, *read.batch, read.parts);
      });
  EXPECT_TRUE(end.ok()) << end.status().message();
  return records;
}

Status Life::open() {
  store_ = storage_.disk.open();
  CoreOptions options;
  options.config = options_.config;
  options.shards = options_.shards;
  options.read_only = options_.read_only;
  options.make_scoring = options_.make_scoring;
  options.files = &storage_.files;
  options.log_directory = kLogDirectory;
  Result<std::unique_ptr<Core>> core = Core::open(options, *store_);
  if (!core.ok()) return core.status();
  core_ = core.take();
  return {};
}

std::size_t Life::lines_taken() const {
  const std::vector<SourceState>& sources = core_->router().sources();
  return sources.empty() ? 0 : sources.front().lines;
}

Status Life::feed(const std::vector<std::string>& lines, std::size_t end) {
  std::vector<SourceState>& sources = core_->router().sources();
  if (sources.empty()) sources.emplace_back();
  Feeder feeder(*core_, kNever, [this](std::unique_ptr<Batch> batch) { return run(std::move(batch)); });
  std::string padded;
  while (sources.front().lines < end) {
    const std::string& text = lines[sources.front().lines];
    padded = text;
    padded.append(kLinePadding, '\0');
    TM_RETURN_IF_ERROR(feeder.line(std::string_view(padded).substr(0, text.size()), 0));
  }
  TM_RETURN_IF_ERROR(feeder.end_chunk(0, sources.front()));
  return feeder.finish();
}

Status Life::finish_until(Millis until) {
  std::unique_ptr<Batch> batch = core_->begin_batch();
  core_->router().finish_until(until, *batch);
  core_->seal(*batch);
  return run(std::move(batch));
}

/// Core::run(), and counts that it does not keep.
Status Life::run(std::unique_ptr<Batch> batch) {
  for (unsigned i = 0; i < core_->shard_count(); ++i) TM_RETURN_IF_ERROR(core_->shard(i).apply(*batch));
  for (const ShardOutput& output : batch->outputs) {
    wakes_fired += output.wakes.size();
    wakes_stale += output.wakes_stale;
  }
  const Position last = batch->last_position();
  Result<Committed> committed = core_->committer().append(std::move(batch));
  if (!committed.ok()) return committed.status();
  core_->exchange().post(last, core_->committer().messages(), core_->committer().population().drawn());
  TM_RETURN_IF_ERROR(core_->committer().sync());
  alerts_.insert(alerts_.end(), committed->alerts.begin(), committed->alerts.end());
  TM_RETURN_IF_ERROR(core_->checkpoint(committed.take()));
  TM_RETURN_IF_ERROR(core_->flush_if_due());
  core_->release_log_behind_floor();
  return {};
}

std::vector<std::string> Life::outbox() {
  std::vector<std::string> alerts;
  const Status status = visit_outbox(*store_, 1, 0, [&](const CommittedAlert& alert) {
    alerts.push_back(alert.json);
    return true;
  });
  EXPECT_TRUE(status.ok()) << status.message();
  return alerts;
}

std::vector<std::string> customers_of(Core& core) {
  std::vector<std::string> customers;
  CustomerReader reader(core);
  const Result<std::vector<std::string>> ids = reader.ids();
  EXPECT_TRUE(ids.ok()) << ids.status().message();
  if (!ids.ok()) return customers;
  for (const std::string& id : *ids) {
    const Result<const std::byte*> state = reader.state(id);
    EXPECT_TRUE(state.ok() && *state != nullptr) << id;
    if (!state.ok() || *state == nullptr) continue;
    std::string& text = customers.emplace_back(id + " ");
    ByteWriter sections(text);
    core.scoring().encode(*state, sections);
    JsonWriter json(text);
    core.scoring().render_customer(*state, id, core.router().confirmed(), json);
  }
  return customers;
}

std::vector<std::string> json_of(const std::vector<CommittedAlert>& alerts) {
  std::vector<std::string> json;
  for (const CommittedAlert& alert : alerts) json.push_back(alert.json);
  return json;
}

std::string difference(const std::vector<std::string>& got, const std::vector<std::string>& wanted) {
  for (std::size_t i = 0; i < std::max(got.size(), wanted.size()); ++i) {
    const std::string a = i < got.size() ? got[i] : "(nothing)";
    const std::string b = i < wanted.size() ? wanted[i] : "(nothing)";
    if (a != b) return "number " + std::to_string(i) + ":\n  got    " + a + "\n  wanted " + b;
  }
  return {};
}

}  // namespace tidemark::engine::testing
