// Concern: kill -9 at any instant, as often as it happens, and the alerts file lost or damaged meanwhile:
// started again until it is done, the program leaves what it leaves undisturbed.
//
// TIDEMARK_KILLS=200 asks for so many kills; TIDEMARK_KILL_SEED=N begins with another seed.

#include <chrono>
#include <cstdlib>

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

class Kill : public Workshop {
 protected:
  /// One way of running, again and again on one store.
  struct Story {
    std::vector<std::string> inputs;  ///< each run takes any of these: forms of one content
    Environment environment;
    std::string durability = "fsync";
    bool damage_alerts = false;
  };

  static constexpr unsigned kKillsAtOnceMax = 6;  ///< then a run may end

  static ScoreCall undisturbed(const Story& story) {
    ScoreCall call;
    call.inputs = {story.inputs.front()};
    call.environment = story.environment;
    return call;
  }

  /// Runs until `kills` processes have been killed and the one after them has ended, from new stores whenever
  /// one is done.
  void tell(const Story& story, std::uint64_t kills) {
    const ScoreCall call = undisturbed(story);
    const Answers expected = answers_of(call);
    ScoreCall stored = call;
    stored.data = "timed";
    const auto usual = std::chrono::duration_cast<std::chrono::microseconds>(time_of(stored));
    std::uint64_t seed = number_from("TIDEMARK_KILL_SEED", 1);
    for (std::uint64_t killed = 0; killed < kills; ++seed) {
      Random random(seed);
      remove("store");
      remove(call.alerts);
      killed += one_store(story, usual, random);
      ASSERT_TRUE(same_answers(expected, written_by(call))) << "repeat with TIDEMARK_KILL_SEED=" << seed;
    }
  }

 private:
  std::chrono::duration<double> time_of(const ScoreCall& call) {
    const Ended ended = run(call.arguments(), call.environment);
    EXPECT_EQ(ended.code, 0) << ended.err;
    return ended.seconds;
  }

  /// Gives how often the store's owner was killed before it was done.
  std::uint64_t one_store(const Story& story, std::chrono::microseconds usual, Random& random) {
    for (unsigned killed = 0;; ++killed) {
      ScoreCall call = undisturbed(story);
      call.inputs = {story.inputs[random.below(story.inputs.size())]};
      call.data = "store";
      call.durability = story.durability;
      constexpr unsigned kShards[] = {1, 2, 8};
      call.shards = kShards[random.below(3)];
      const auto delay =
          std::chrono::microseconds(random.below(static_cast<std::uint64_t>(usual.count()) * 5 / 4));
      Program program(directory(), call.arguments(), call.environment);
      if (killed == kKillsAtOnceMax || program.ended_within(delay)) {
        const Ended ended = program.wait();
        EXPECT_EQ(ended.code, 0) << ended.err;
        return killed;
      }
      program.kill();
      if (story.damage_alerts) damage(call.alerts, random);
    }
  }

  void damage(const std::string& alerts, Random& random) const {
    const std::string text = read(alerts);
    switch (random.below(5)) {
      case 0:
        remove(alerts);
        break;
      case 1:
        write(alerts, "");
        break;
      case 2:
        write(alerts, text.substr(0, random.below(text.size() + 1)));
        break;
      case 3:
        append(alerts, "{\"specversion\":\"1.0\"");
        break;
      default:
        break;
    }
  }
};

constexpr std::uint64_t kKillsByDefault = 12;

Environment small_steps() {
  return {{"TIDEMARK_LOG__BATCH_INPUTS", "100"},
          {"TIDEMARK_LOG__CHECKPOINT_INPUTS", "1000"},
          {"TIDEMARK_LOG__SEGMENT", "128KiB"}};
}

TEST_F(Kill, LeavesNoTrace) {
  write("events.ndjson", simulated(500, 15'000, 1));
  tell({{"events.ndjson"}, small_steps()}, number_from("TIDEMARK_KILLS", kKillsByDefault));
}

TEST_F(Kill, LeavesNoTraceWhenTheAlertsFileIsDamagedToo) {
  write("events.ndjson", simulated(500, 15'000, 2));
  tell({{"events.ndjson"}, small_steps(), "fsync", true}, number_from("TIDEMARK_KILLS", kKillsByDefault));
}

TEST_F(Kill, LeavesNoTraceWithBatchesOfTheUsualSize) {
  write("events.ndjson", simulated(1500, 30'000, 3));
  tell({{"events.ndjson"}, {{"TIDEMARK_LOG__CHECKPOINT_INPUTS", "5000"}}},
       number_from("TIDEMARK_KILLS", kKillsByDefault));
}

/// Nothing but its place in the input keeps an event without an id from counting twice; batches end anywhere
/// in what was read at once, and the next run may read the same content in another form.
TEST_F(Kill, LeavesNoTraceInEventsWithoutIds) {
  Random random(4);
  std::string text;
  for (int i = 0; i < 7000; ++i) {
    const std::string who = "c" + std::to_string(random.below(400));
    const Millis time = kBegin + i * (60 * kDay / 7000);
    text += random.chance(0.3) ? purchase_line(who, time, std::to_string(random.between(5, 80)))
                               : event_line("page_view", who, time);
  }
  write("events.ndjson", text);
  write("events.ndjson.gz", gzip(text));
  write("events.ndjson.zst", zstd(text));
  tell({{"events.ndjson", "events.ndjson.gz", "events.ndjson.zst"}, small_steps()},
       number_from("TIDEMARK_KILLS", kKillsByDefault));
}

}  // namespace
}  // namespace tidemark::golden
