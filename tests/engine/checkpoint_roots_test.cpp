// Concern: what a checkpoint says of committer and router comes back whole, and damage to it is noticed.
#include <gtest/gtest.h>

#include "engine/checkpoint/checkpointer.h"
#include "engine/commit/committer.h"

namespace tidemark::engine {
namespace {

CommitState some_state() {
  CommitState state;
  state.activation = {3, 0xABCDEF, 1, 99, "events:\n  currency: EUR\n"};
  state.epoch = 4;
  state.last_sequence = 123'456'789'012;
  state.level_sequences = {{"churn", 123'456'789'012}, {"tier", 17}};
  state.alert_files = {{"/a/b.ndjson", 0}, {"/a/ü.csv", 55}};
  state.undelivered.push_back({900, "from", 0, "to", "payload"});
  state.undelivered.push_back({900, "from", 1, "", std::string("\0\xFF", 2)});
  state.undelivered.push_back({5000, "other", 7, "to", ""});
  return state;
}

TEST(CommitStateBytes, ComeBack) {
  const CommitState state = some_state();
  const Result<CommitState> read = CommitState::decode(state.encode());
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->activation.version, 3U);
  EXPECT_EQ(read->activation.content, state.activation.content);
  EXPECT_EQ(read->epoch, 4U);
  EXPECT_EQ(read->last_sequence, state.last_sequence);
  EXPECT_EQ(read->level_sequences, state.level_sequences);
  EXPECT_EQ(read->alert_files, state.alert_files);
  ASSERT_EQ(read->undelivered.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    const SentMessage& a = state.undelivered[i];
    const SentMessage& b = read->undelivered[i];
    EXPECT_EQ(std::tie(a.from, a.from_customer, a.ordinal, a.to_customer, a.payload),
              std::tie(b.from, b.from_customer, b.ordinal, b.to_customer, b.payload));
  }
  EXPECT_EQ(read->encode(), state.encode());
}

TEST(CommitStateBytes, OfANewStoreComeBack) {
  const Result<CommitState> read = CommitState::decode(CommitState().encode());
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->epoch, 1U);
  EXPECT_TRUE(read->undelivered.empty());
}

TEST(CommitStateBytes, CutOrLongAreRefused) {
  const std::string bytes = some_state().encode();
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_EQ(CommitState::decode(bytes.substr(0, n)).status().code(), Code::kCorruption) << n;
  }
  EXPECT_EQ(CommitState::decode(bytes + "x").status().code(), Code::kCorruption);
}

CheckpointRoot some_root() {
  CheckpointRoot root;
  root.floor = 42'000'000'000;
  root.router_state = std::string(300, 'r');
  root.commit_state = some_state().encode();
  return root;
}

TEST(CheckpointRootBytes, ComeBack) {
  const CheckpointRoot root = some_root();
  const Result<CheckpointRoot> read = CheckpointRoot::decode(root.encode());
  ASSERT_TRUE(read.ok()) << read.status().message();
  EXPECT_EQ(read->floor, root.floor);
  EXPECT_EQ(read->router_state, root.router_state);
  EXPECT_EQ(read->commit_state, root.commit_state);
}

TEST(CheckpointRootBytes, EveryDamageIsNoticed) {
  const std::string bytes = some_root().encode();
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_EQ(CheckpointRoot::decode(bytes.substr(0, n)).status().code(), Code::kCorruption) << n;
    std::string flipped = bytes;
    flipped[n] = static_cast<char>(flipped[n] ^ 0x10);
    EXPECT_EQ(CheckpointRoot::decode(flipped).status().code(), Code::kCorruption) << n;
  }
}

TEST(CheckpointRootBytes, AFormatOfALaterVersionIsNotDamage) {
  std::string content = some_root().encode();
  content.resize(content.size() - 8);
  content[0] = 2;
  std::string later = content;
  ByteWriter(later).fixed64(hash64(content, 0));
  EXPECT_EQ(CheckpointRoot::decode(later).status().code(), Code::kUnsupported);
}

}  // namespace
}  // namespace tidemark::engine
