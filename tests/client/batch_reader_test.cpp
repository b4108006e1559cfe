// Concern: every line of the inputs is in exactly one batch, in order, and a batch's end is a place from
// which another reader goes on with exactly what follows.

#include "tools/client/batch_reader.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/client/temporary.h"

namespace tidemark::tools {
namespace {

using testing::numbered_lines;
using testing::Temporary;

/// All batches, as fast as they come.
std::vector<EventBatch> batches_of(BatchReader& reader) {
  std::vector<EventBatch> batches;
  for (;;) {
    EventBatch batch;
    const Result<BatchReader::Step> step = reader.next(1, batch);
    EXPECT_TRUE(step.ok()) << step.status().message();
    if (!step.ok() || *step == BatchReader::Step::kEnd) return batches;
    if (*step == BatchReader::Step::kBatch) batches.push_back(std::move(batch));
  }
}

std::string text_of(const std::vector<EventBatch>& batches, std::size_t from = 0) {
  std::string text;
  for (std::size_t i = from; i < batches.size(); ++i) text += batches[i].ndjson;
  return text;
}

TEST(BatchReader, CutsByLinesAndNeverAcrossInputs) {
  const Temporary place;
  BatchReader::Options options;
  options.inputs = {place.write("a", numbered_lines(250)), place.write("b", numbered_lines(10, 250))};
  options.batch_lines = 100;
  BatchReader reader(options);
  const std::vector<EventBatch> batches = batches_of(reader);
  std::vector<std::pair<std::size_t, std::size_t>> got;
  for (const EventBatch& batch : batches) got.emplace_back(batch.input, batch.lines);
  const std::vector<std::pair<std::size_t, std::size_t>> wanted = {{0, 100}, {0, 100}, {0, 50}, {1, 10}};
  EXPECT_EQ(got, wanted);
  EXPECT_EQ(text_of(batches), numbered_lines(260));
  EXPECT_EQ(reader.fraction(), 1);
}

/// Long lines too: chunks of the source begin anywhere between batches.
TEST(BatchReader, GoesOnFromEveryBatchsEnd) {
  const Temporary place;
  std::string log;
  for (std::size_t i = 0; i < 1500; ++i) log += std::to_string(i) + std::string(i % 7 * 300, 'x') + "\n\n";
  log += "the last one has no newline";
  BatchReader::Options options;
  options.inputs = {place.write("log", log)};
  options.batch_lines = 70;
  BatchReader whole(options);
  const std::vector<EventBatch> batches = batches_of(whole);
  ASSERT_GT(batches.size(), 20U);
  for (std::size_t i = 0; i < batches.size(); ++i) {
    options.known = {engine::SourcePosition{3, {1, 2}}, batches[i].end};
    BatchReader rest(options);
    EXPECT_EQ(text_of(batches_of(rest)), text_of(batches, i + 1)) << i;
    EXPECT_EQ(rest.known_of(0), 1);
  }
}

TEST(BatchReader, AnInputIsKnownByItsContent) {
  const Temporary place;
  BatchReader::Options options;
  options.inputs = {place.write("a", numbered_lines(30))};
  BatchReader first(options);
  options.known = {batches_of(first).back().end};

  options.inputs = {place.write("moved", numbered_lines(40))};
  BatchReader longer(options);
  EXPECT_EQ(text_of(batches_of(longer)), numbered_lines(10, 30));

  options.inputs = {place.write("other", numbered_lines(40, 1))};
  BatchReader other(options);
  EXPECT_EQ(text_of(batches_of(other)), numbered_lines(40, 1));
  EXPECT_EQ(other.known_of(0), -1);
}

TEST(BatchReader, ReadsGzip) {
  const Temporary place;
  gzFile file = ::gzopen(place.path("a.gz").c_str(), "wb");
  const std::string text = numbered_lines(1000);
  ASSERT_EQ(::gzwrite(file, text.data(), static_cast<unsigned>(text.size())), static_cast<int>(text.size()));
  ASSERT_EQ(::gzclose(file), Z_OK);
  BatchReader::Options options;
  options.inputs = {place.path("a.gz")};
  BatchReader reader(options);
  EXPECT_EQ(text_of(batches_of(reader)), text);
}

TEST(BatchReader, ALineThatNobodyTakesIsCountedAndLeftOut) {
  const Temporary place;
  const std::string huge(9 << 20, 'x');   // beyond what a source hands out whole
  const std::string large(5 << 20, 'y');  // beyond what is sent
  BatchReader::Options options;
  options.inputs = {place.write("a", "one\n" + huge + "\n" + large + "\ntwo\n" + huge)};
  BatchReader reader(options);
  const std::vector<EventBatch> batches = batches_of(reader);
  EXPECT_EQ(text_of(batches), "one\ntwo\n");
  std::uint64_t left_out = 0;
  for (const EventBatch& batch : batches) left_out += batch.lines_too_large;
  EXPECT_EQ(left_out, 3U);
  options.known = {batches.back().end};
  BatchReader again(options);
  EXPECT_EQ(batches_of(again).size(), 0U);
}

TEST(BatchReader, WithARateBatchesAreSmallAndWaitForTheirTime) {
  const Temporary place;
  BatchReader::Options options;
  options.inputs = {place.write("a", numbered_lines(100))};
  options.per_second = 50;
  BatchReader reader(options);
  EventBatch batch;
  std::uint64_t now_us = 1'000'000;
  std::size_t lines = 0;
  for (;;) {
    const Result<BatchReader::Step> step = reader.next(now_us, batch);
    ASSERT_TRUE(step.ok());
    if (*step == BatchReader::Step::kEnd) break;
    if (*step == BatchReader::Step::kWait) {
      ASSERT_GT(reader.due_us(), now_us);
      now_us = reader.due_us();
      continue;
    }
    EXPECT_LE(batch.lines, 5U);
    lines += batch.lines;
    EXPECT_LE(lines, 1 + (now_us - 1'000'000) / 20'000) << "ahead of the rate";
  }
  EXPECT_EQ(lines, 100U);
  EXPECT_EQ(now_us, 1'000'000U + 99 * 20'000);
}

TEST(BatchReader, WhatWasReadBeforeDamageIsHandedOutFirst) {
  const Temporary place;
  gzFile file = ::gzopen(place.path("a.gz").c_str(), "wb");
  const std::string text = numbered_lines(100'000);
  ASSERT_EQ(::gzwrite(file, text.data(), static_cast<unsigned>(text.size())), static_cast<int>(text.size()));
  ASSERT_EQ(::gzclose(file), Z_OK);
  const std::string packed = place.read("a.gz");
  BatchReader::Options options;
  options.inputs = {place.write("cut.gz", packed.substr(0, packed.size() / 2))};
  BatchReader reader(options);
  std::string got;
  for (;;) {
    EventBatch batch;
    const Result<BatchReader::Step> step = reader.next(1, batch);
    if (!step.ok()) {
      EXPECT_EQ(step.status().code(), Code::kForeign);
      break;
    }
    ASSERT_NE(*step, BatchReader::Step::kEnd);
    got += batch.ndjson;
  }
  EXPECT_GT(got.size(), text.size() / 4);
  EXPECT_TRUE(text.starts_with(got) && got.ends_with('\n'));
}

}  // namespace
}  // namespace tidemark::tools
