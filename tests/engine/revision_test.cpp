// Concern: what another version of the program left unfinished is refused, not replayed with other answers;
// what it left finished is taken over.
#include <gtest/gtest.h>

#include "engine/checkpoint/checkpointer.h"
#include "state/log.h"
#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

config::Config small() {
  config::Config config = programme();
  config.log.batch_inputs = 20;
  config.log.checkpoint_inputs = 100;
  return config;
}
const std::vector<std::string>& lines() {
  static const std::vector<std::string> made = shop_lines(4, 600, 20);
  return made;
}

/// A life that takes lines up to `end`.
void live(Storage& storage, std::size_t end, bool clean) {
  Life life(storage, {.config = small()});
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(lines(), end).ok());
  if (clean) {
    ASSERT_TRUE(life.close().ok());
  }
  storage.kill();
}

/// Changes what the checkpoint says of the program that wrote it.
void rewrite_root(Storage& storage, const std::function<void(Activation&)>& change) {
  const std::unique_ptr<state::Store> store = storage.disk.open();
  CheckpointRoot root = CheckpointRoot::decode(**store->get(state::Table::kMeta, kRootKey)).take();
  CommitState commit = CommitState::decode(root.commit_state).take();
  change(commit.activation);
  root.commit_state = commit.encode();
  state::WriteList list;
  list.put(state::Table::kMeta, kRootKey, root.encode());
  ASSERT_TRUE(store->write(list).ok());
}

void make_foreign(Activation& activation) {
  activation.scoring_revision = kScoringRevision + 1;
}

Status open(Storage& storage, bool read_only = false) {
  Life life(storage, {.config = small(), .read_only = read_only});
  return life.open();
}

TEST(ScoringRevision, ATailOfAnotherOneIsRefused) {
  Storage storage;
  live(storage, 350, false);
  rewrite_root(storage, make_foreign);
  for (const bool read_only : {false, true}) {
    const Status status = open(storage, read_only);
    EXPECT_EQ(status.code(), Code::kUnsupported);
    EXPECT_NE(status.message().find("another version of this program"), std::string::npos)
        << status.message();
  }
}

/// The same where there is no checkpoint yet: the log's first record says who wrote it.
TEST(ScoringRevision, ALogOfAnotherOneIsRefused) {
  Storage ours;
  live(ours, 60, false);
  Storage theirs;
  const auto log = state::LogWriter::open(theirs.files, "/store/log", {.segment_bytes = 1 << 16}, 1);
  ASSERT_TRUE(log.ok());
  for (LoggedRecord& record : read_records(ours)) {
    for (Control& control : record.batch->controls) {
      Activation activation = decode_activation(control.payload).take();
      make_foreign(activation);
      control.payload = encode_activation(activation);
    }
    std::string body;
    encode_record(*record.batch, {}, {}, record.parts, body);
    ASSERT_TRUE((*log)->append(record.header, body).ok());
  }
  ASSERT_TRUE((*log)->sync().ok());
  EXPECT_EQ(open(theirs).code(), Code::kUnsupported);
  EXPECT_TRUE(open(ours).ok());
}

TEST(ScoringRevision, ACleanEndOfAnotherOneIsTakenOver) {
  Storage storage;
  live(storage, 350, true);
  rewrite_root(storage, make_foreign);
  Life life(storage, {.config = small()});
  const Status opened = life.open();
  ASSERT_TRUE(opened.ok()) << opened.message();
  ASSERT_TRUE(life.feed(lines(), 400).ok());
  const Activation& activation = life.core().committer().state().activation;
  EXPECT_EQ(activation.version, 2U) << "other answers are another version of the configuration";
  EXPECT_EQ(activation.scoring_revision, kScoringRevision);
  EXPECT_EQ(activation.content, small().content);
}

TEST(ScoringRevision, RefusalChangesNothing) {
  Storage storage;
  live(storage, 350, false);
  const auto log_before = storage.files.snapshot();
  rewrite_root(storage, make_foreign);
  EXPECT_FALSE(open(storage).ok());
  EXPECT_EQ(storage.files.snapshot().names, log_before.names);
  rewrite_root(storage, [](Activation& activation) { activation.scoring_revision = kScoringRevision; });
  Life life(storage, {.config = small()});
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(lines()).ok());
  Storage straight;
  Life whole(straight, {.config = small()});
  ASSERT_TRUE(whole.open().ok());
  ASSERT_TRUE(whole.feed(lines()).ok());
  EXPECT_EQ(difference(life.outbox(), json_of(whole.alerts())), "");
}

/// Governments change their clocks; the same configuration then means something else.
TEST(ZoneRules, OtherOnesActivateAnotherVersion) {
  Storage storage;
  live(storage, 350, true);
  rewrite_root(storage, [](Activation& activation) { activation.zone_rules ^= 1; });
  Life life(storage, {.config = small()});
  ASSERT_TRUE(life.open().ok());
  ASSERT_TRUE(life.feed(lines(), 400).ok());
  EXPECT_EQ(life.core().committer().state().activation.version, 2U);
}

}  // namespace
}  // namespace tidemark::engine::testing
