// Concern: a history scored in pieces gives the answers of the whole, whatever the pieces are and however
// they come; what the store has seen is not counted twice.

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

class Cut : public Workshop {
 protected:
  static const std::string& text(unsigned seed = 1) { return simulated(600, 20'000, seed); }
  ScoreCall whole() const {
    write("whole.ndjson", text());
    ScoreCall call;
    call.inputs = {"whole.ndjson"};
    return call;
  }
  static ScoreCall continued(std::vector<std::string> inputs, unsigned shards = 2) {
    ScoreCall call;
    call.inputs = std::move(inputs);
    call.shards = shards;
    call.data = "store";
    call.durability = "os";
    call.alerts = "continued.ndjson";
    return call;
  }
};

TEST_F(Cut, AnywhereAndOnAnyNumberOfShards) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    write("whole.ndjson", text(seed));
    ScoreCall uncut;
    uncut.inputs = {"whole.ndjson"};
    const Answers expected = answers_of(uncut);
    Random random(seed);
    remove("store");
    remove("continued.ndjson");
    Answers found;
    for (const std::string_view piece : cut(text(seed), 4, random)) {
      constexpr unsigned kShards[] = {1, 2, 8};
      write("piece.ndjson", piece);
      found = answers_of(continued({"piece.ndjson"}, kShards[random.below(3)]));
    }
    EXPECT_TRUE(same_answers(expected, found)) << "seed " << seed;
  }
}

TEST_F(Cut, AsInputsOfOneRun) {
  const Answers expected = answers_of(whole());
  Random random(5);
  std::vector<std::string> names;
  for (const std::string_view piece : cut(text(), 3, random)) {
    names.push_back("piece" + std::to_string(names.size()) + (names.size() == 1 ? ".gz" : ".ndjson"));
    write(names.back(), names.size() == 2 ? gzip(piece) : std::string(piece));
  }
  EXPECT_TRUE(same_answers(expected, answers_of(continued(names))));
}

TEST_F(Cut, AGrowingInput) {
  const Answers expected = answers_of(whole());
  Random random(6);
  Answers found;
  for (const std::string_view piece : cut(text(), 3, random)) {
    append("growing.ndjson", piece);
    found = answers_of(continued({"growing.ndjson"}));
  }
  EXPECT_TRUE(same_answers(expected, found));
}

TEST_F(Cut, AnInputThatGrowsByEachOfItsForms) {
  const Answers expected = answers_of(whole());
  const std::vector<std::string_view> lines = lines_with_ends(text());
  const auto first = [&](std::size_t count) {
    return std::string_view(text()).substr(0, static_cast<std::size_t>(lines[count].data() - text().data()));
  };
  write("a.ndjson", first(3000));
  write("b.gz", gzip(first(9000)));
  write("c.zst", zstd(first(15'000)));
  Answers found;
  for (const char* name : {"a.ndjson", "b.gz", "c.zst", "whole.ndjson"})
    found = answers_of(continued({name}));
  EXPECT_TRUE(same_answers(expected, found));
}

TEST_F(Cut, WhatIsKnownAddsNothing) {
  const Answers expected = answers_of(whole());
  EXPECT_TRUE(same_answers(expected, answers_of(continued({"whole.ndjson"}))));
  write("copy.ndjson", text());
  write("copy.ndjson.gz", gzip(text()));
  write("copy.ndjson.zst", zstd(text()));
  for (const char* name : {"whole.ndjson", "copy.ndjson", "copy.ndjson.gz", "copy.ndjson.zst"}) {
    const ScoreCall again = continued({name});
    const tools::JsonValue summary = summary_of(again);
    EXPECT_EQ(count_of(summary, "inputs"), 0U) << name;
    EXPECT_EQ(summary.text_of("resumed"), "true");
    EXPECT_TRUE(same_answers(expected, written_by(again))) << name;
  }
}

TEST_F(Cut, TheSameInputTwiceInOneRunIsKnownTheSecondTime) {
  const Answers expected = answers_of(whole());
  const ScoreCall twice = continued({"whole.ndjson", "whole.ndjson"});
  EXPECT_EQ(count_of(summary_of(twice), "inputs"), lines_of(text()).size());
  EXPECT_TRUE(same_answers(expected, written_by(twice)));
}

/// Stdin is always new; event ids keep its events from counting twice.
TEST_F(Cut, StdinIsNewAndItsDuplicatesAreFound) {
  const Environment remember = {{"TIDEMARK_EVENTS__DEDUPE_HORIZON", "3650d"}};
  std::string clean;
  for (const std::string_view line : lines_with_ends(text())) {
    if (line.starts_with("{\"type\"") && line.ends_with("}\n")) clean += line;
  }
  write("clean.ndjson", clean);
  ScoreCall first = continued({"clean.ndjson"});
  first.environment = remember;
  const std::uint64_t rejected = count_of(summary_of(first), "dead_letters.bad_json");
  const Answers expected = written_by(first);

  ScoreCall again = continued({"-"});
  again.environment = remember;
  Program program(directory(), again.arguments(), again.environment, Program::Stdin::kPipe);
  ASSERT_TRUE(program.write_stdin(clean));
  program.close_stdin();
  const Ended ended = program.wait();
  ASSERT_EQ(ended.code, 0) << ended.err;
  const tools::JsonValue summary = json_of(ended.out);
  EXPECT_EQ(count_of(summary, "inputs"), lines_of(clean).size());
  EXPECT_EQ(count_of(summary, "accepted"), 0U);
  EXPECT_EQ(count_of(summary, "duplicates") + rejected, lines_of(clean).size());
  EXPECT_TRUE(same_answers(expected, written_by(again)));
}

TEST_F(Cut, WithOtherDurabilitiesInBetween) {
  const Answers expected = answers_of(whole());
  Random random(8);
  const std::vector<std::string_view> pieces = cut(text(), 2, random);
  const char* const durabilities[] = {"none", "fsync", "os"};
  Answers found;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    write("piece.ndjson", pieces[i]);
    ScoreCall call = continued({"piece.ndjson"});
    call.durability = durabilities[i];
    found = answers_of(call);
  }
  EXPECT_TRUE(same_answers(expected, found));
}

}  // namespace
}  // namespace tidemark::golden
