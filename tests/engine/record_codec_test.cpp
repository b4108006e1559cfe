// Concern: a log record comes back as it was written, and bytes that nobody wrote are refused or at least
// harmless.
#include "engine/commit/record_codec.h"

#include <gtest/gtest.h>

#include "engine/base/random.h"

namespace tidemark::engine {
namespace {

std::string some_text(Random& random, std::size_t bytes_max) {
  std::string text(random.below(bytes_max + 1), '\0');
  for (char& c : text) c = static_cast<char>(random.below(256));
  return text;
}

/// A record as the committer hands it over: batch, wake-ups and parts.
struct Record {
  Batch batch;
  std::vector<WakeFired> wakes;
  std::vector<WakeFired> moved;
  RecordParts parts;

  std::string encode() const {
    const auto pointers = [](const std::vector<WakeFired>& customers) {
      std::vector<const WakeFired*> all;
      for (const WakeFired& customer : customers) all.push_back(&customer);
      return all;
    };
    std::string body;
    encode_record(batch, pointers(wakes), pointers(moved), parts, body);
    return body;
  }
};

void add_input(Record& record, Random& random) {
  Input& input = record.batch.inputs.emplace_back();
  input.kind = static_cast<InputKind>(random.below(8));
  input.verdict = static_cast<Verdict>(random.below(3));
  input.mark_before = random.chance(0.3);
  input.drain = random.chance(0.1);
  input.reject = static_cast<std::uint8_t>(random.below(10));
  const bool has_parked_at = input.kind == InputKind::kRelease || input.kind == InputKind::kDeadLetter ||
                             input.kind == InputKind::kMessage;
  if (has_parked_at) input.parked_at = random.next() >> random.below(64);
  if (input.kind == InputKind::kMark) input.time = static_cast<Millis>(random.next()) / 4;
  const std::string text = some_text(random, 40);
  input.offset = static_cast<std::uint32_t>(record.batch.arena.size());
  input.bytes = static_cast<std::uint32_t>(text.size());
  record.batch.arena += text;
}

operators::PopulationPoint some_point(Random& random) {
  if (random.chance(0.2)) return {};
  const auto some = [&] { return static_cast<std::int64_t>(random.next() >> random.below(64)); };
  return {.eligible = true, .last = some(), .orders = some(), .money = some(), .value = some()};
}

void fill(Record& record, Random& random, std::size_t most) {
  record.batch.number = 7;
  record.batch.first_position = 1 + random.below(1'000'000);
  const auto times = [&](auto&& make) {
    for (std::uint64_t n = random.below(most + 1); n > 0; --n) make();
  };
  times([&] {
    const auto type = static_cast<Control::Type>(1 + random.below(4));
    record.batch.controls.push_back({type, some_text(random, 30)});
  });
  record.batch.first_new_key = static_cast<std::uint32_t>(random.below(8192));
  times([&] { record.batch.new_keys.push_back(some_text(random, 20)); });
  times([&] {
    const SourceState state{random.next(), {random.next(), random.next()}, random.below(1000)};
    record.batch.sources.emplace_back(static_cast<std::uint32_t>(random.below(1000)), state);
  });
  times([&] { add_input(record, random); });
  const std::uint64_t inputs = record.batch.inputs.size();
  for (std::uint64_t i = 0; i < inputs; ++i) {
    if (random.chance(0.4)) record.moved.push_back({static_cast<std::uint32_t>(i), some_text(random, 30)});
    if (random.chance(0.4)) {
      record.parts.population.deltas.push_back(
          {static_cast<std::uint32_t>(i), some_point(random), some_point(random)});
    }
    if (random.chance(0.4)) record.wakes.push_back({static_cast<std::uint32_t>(i), some_text(random, 30)});
    if (random.chance(0.4)) {
      record.parts.messages.push_back({record.batch.first_position + i, some_text(random, 30),
                                       static_cast<std::uint32_t>(random.below(9)), some_text(random, 30),
                                       some_text(random, 30)});
    }
  }
  times([&] {
    if (inputs == 0) return;
    record.parts.population.outcomes.push_back(
        {static_cast<std::uint32_t>(random.below(inputs)),
         {.risk_ppm = static_cast<std::uint32_t>(random.below(1'000'001)),
          .band = static_cast<std::uint8_t>(random.below(5)),
          .silent = random.chance(0.5)}});
  });
  times([&] { record.parts.population.census.push_back(some_text(random, 50)); });
  Sequence sequence = random.below(1'000'000);
  times([&] {
    ++sequence;
    record.parts.alerts.push_back(
        {sequence, some_text(random, 10), some_text(random, 10), some_text(random, 90)});
  });
  pack_alerts(record.parts.alerts, record.parts.alert_blocks);
}

/// What was read, ready to be written again; null when it was refused.
std::unique_ptr<Record> decode(std::string_view body, Position first_position) {
  auto record = std::make_unique<Record>();
  record->batch.number = 7;
  record->batch.first_position = first_position;
  const Status status = decode_record(body, record->batch, record->parts);
  if (!status.ok()) {
    EXPECT_EQ(status.code(), Code::kCorruption);
    return nullptr;
  }
  record->wakes = record->batch.logged_wakes;
  record->moved = record->batch.logged_moved;
  return record;
}

void expect_equal(const Record& a, const Record& b) {
  ASSERT_EQ(a.batch.inputs.size(), b.batch.inputs.size());
  for (std::size_t i = 0; i < a.batch.inputs.size(); ++i) {
    const Input& x = a.batch.inputs[i];
    const Input& y = b.batch.inputs[i];
    ASSERT_EQ(std::tie(x.kind, x.verdict, x.mark_before, x.drain, x.reject, x.parked_at, x.time),
              std::tie(y.kind, y.verdict, y.mark_before, y.drain, y.reject, y.parked_at, y.time));
    ASSERT_EQ(a.batch.view(x), b.batch.view(y));
  }
  ASSERT_EQ(a.batch.first_new_key, b.batch.first_new_key);
  ASSERT_EQ(a.batch.new_keys, b.batch.new_keys);
  ASSERT_EQ(a.batch.sources.size(), b.batch.sources.size());
  for (std::size_t i = 0; i < a.batch.sources.size(); ++i) {
    ASSERT_EQ(a.batch.sources[i].first, b.batch.sources[i].first);
    ASSERT_EQ(a.batch.sources[i].second.offset, b.batch.sources[i].second.offset);
    ASSERT_EQ(a.batch.sources[i].second.digest, b.batch.sources[i].second.digest);
    ASSERT_EQ(a.batch.sources[i].second.lines, b.batch.sources[i].second.lines);
  }
  ASSERT_EQ(a.wakes.size(), b.wakes.size());
  ASSERT_EQ(a.moved.size(), b.moved.size());
  ASSERT_EQ(a.parts.population.deltas.size(), b.parts.population.deltas.size());
  for (std::size_t i = 0; i < a.parts.population.deltas.size(); ++i) {
    ASSERT_EQ(a.parts.population.deltas[i].before, b.parts.population.deltas[i].before);
    ASSERT_EQ(a.parts.population.deltas[i].after, b.parts.population.deltas[i].after);
  }
  ASSERT_EQ(a.parts.population.census, b.parts.population.census);
  ASSERT_EQ(a.parts.messages.size(), b.parts.messages.size());
  ASSERT_EQ(a.parts.alerts.size(), b.parts.alerts.size());
  for (std::size_t i = 0; i < a.parts.alerts.size(); ++i) {
    ASSERT_EQ(a.parts.alerts[i].sequence, b.parts.alerts[i].sequence);
    ASSERT_EQ(a.parts.alerts[i].json, b.parts.alerts[i].json);
  }
  // Everything else: equal bytes.
  ASSERT_EQ(a.encode(), b.encode());
}

TEST(RecordCodec, GivesBackWhatWasWritten) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed);
    Record record;
    fill(record, random, 12);
    const std::unique_ptr<Record> read = decode(record.encode(), record.batch.first_position);
    ASSERT_TRUE(read) << "seed " << seed;
    expect_equal(record, *read);
    if (::testing::Test::HasFatalFailure()) FAIL() << "seed " << seed;
  }
}

TEST(RecordCodec, AnEmptyRecordIsARecord) {
  const Record nothing;
  const std::string body = nothing.encode();
  EXPECT_EQ(body.size(), 12U) << "eleven counts and the first name's number";
  EXPECT_TRUE(decode(body, 1));
}

TEST(RecordCodec, ACutRecordIsRefused) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    Random random(seed);
    Record record;
    fill(record, random, 5);
    const std::string body = record.encode();
    for (std::size_t bytes = 0; bytes < body.size(); ++bytes) {
      ASSERT_FALSE(decode(std::string_view(body).substr(0, bytes), 1))
          << "seed " << seed << ", bytes " << bytes;
    }
    ASSERT_FALSE(decode(body + '\0', 1)) << "seed " << seed;
  }
}

/// Nothing but the checksum protects a record's meaning; bytes that pass must still be a record.
TEST(RecordCodec, FlippedBytesAreRefusedOrARecord) {
  std::size_t refused = 0;
  std::size_t taken = 0;
  for (std::uint64_t seed = 0; seed < 15; ++seed) {
    Random random(seed);
    Record record;
    fill(record, random, 5);
    const std::string body = record.encode();
    for (std::size_t at = 0; at < body.size(); ++at) {
      for (const unsigned mask : {0x01U, 0x80U, 0xFFU, 0x40U}) {
        std::string flipped = body;
        flipped[at] = static_cast<char>(static_cast<unsigned char>(flipped[at]) ^ mask);
        const std::unique_ptr<Record> read = decode(flipped, record.batch.first_position);
        if (!read) {
          ++refused;
          continue;
        }
        ++taken;
        const std::unique_ptr<Record> again = decode(read->encode(), record.batch.first_position);
        ASSERT_TRUE(again) << "seed " << seed << ", at " << at;
        expect_equal(*read, *again);
        if (::testing::Test::HasFatalFailure()) FAIL() << "seed " << seed << ", at " << at;
      }
    }
  }
  EXPECT_GT(refused, 1000U);
  EXPECT_GT(taken, 1000U);
}

TEST(RecordCodec, AControlNobodyKnowsIsRefused) {
  Record record;
  record.batch.controls.push_back({static_cast<Control::Type>(6), "later"});
  EXPECT_FALSE(decode(record.encode(), 1));
  record.batch.controls[0].type = static_cast<Control::Type>(0);
  EXPECT_FALSE(decode(record.encode(), 1));
  record.batch.controls[0].type = Control::Type::kCurrency;
  EXPECT_TRUE(decode(record.encode(), 1));
}

TEST(RecordCodec, Activation) {
  Activation activation{4'000'000'000, ~0ULL, 3, 0x0123456789ABCDEF, "tiers: {}\n"};
  const std::string bytes = encode_activation(activation);
  const Result<Activation> read = decode_activation(bytes);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->version, activation.version);
  EXPECT_EQ(read->lineage, activation.lineage);
  EXPECT_EQ(read->scoring_revision, activation.scoring_revision);
  EXPECT_EQ(read->zone_rules, activation.zone_rules);
  EXPECT_EQ(read->content, activation.content);
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_EQ(decode_activation(bytes.substr(0, n)).status().code(), Code::kCorruption) << n;
  }
  EXPECT_FALSE(decode_activation(bytes + "x").ok());
}

}  // namespace
}  // namespace tidemark::engine
