// Concern: what the process says to its caller: 1 failed, 2 wrong usage, 75 the storage failed, each with one
// clear line; and nothing it refuses to touch is touched.

#include <algorithm>
#include <filesystem>

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

constexpr int kFailed = 1;
constexpr int kUsage = 2;
constexpr int kStorage = 75;

class ExitCodes : public Workshop {
 protected:
  void SetUp() override { write("events.ndjson", simulated(200, 3000, 1)); }

  void expect(int code, const std::string& said, const std::vector<std::string>& arguments) const {
    const Ended ended = run(arguments);
    EXPECT_EQ(ended.code, code) << arguments[0] << ": " << ended.err;
    EXPECT_NE(ended.err.find(said), std::string::npos) << ended.err;
    EXPECT_EQ(std::count(ended.err.begin(), ended.err.end(), '\n'), 1) << ended.err;
  }
};

TEST_F(ExitCodes, WrongUsage) {
  expect(kUsage, "EVENTS", {"score"});
  expect(kUsage, "--shards", {"score", "events.ndjson", "--shards", "65"});
  expect(kUsage, "--durability", {"score", "events.ndjson", "--durability", "perhaps"});
  expect(kUsage, "soon", {"score", "events.ndjson", "--until", "soon"});
  expect(kUsage, "events.ndjson", {"score", "events.ndjson", "--alerts", "events.ndjson"});
  expect(kUsage, "nothing-of-ours", {"nothing-of-ours"});
  expect(kUsage, "--from", {"get", "c1", "--from", "nowhere"});
}

TEST_F(ExitCodes, Failed) {
  expect(kFailed, "no-such-input", {"score", "no-such-input"});
  expect(kFailed, "directory", {"score", "."});
  expect(kFailed, "no-such-store", {"list", "--data", "no-such-store"});
  EXPECT_FALSE(exists("no-such-store"));
  write("wrong.yaml", "tiers: {tier: {basis: spend_365d, levels: {bronze: 1}}}\n");
  expect(kFailed, "wrong.yaml", {"score", "events.ndjson", "--config", "wrong.yaml", "--data", "store"});
  EXPECT_FALSE(exists("store"));
  (void)run({"score", "events.ndjson", "--config", kMoving, "--data", "store"});
  expect(kFailed, "nobody", {"get", "nobody", "--data", "store"});
}

TEST_F(ExitCodes, TheStorageCannotBeWritten) {
  write("a-file", "");
  expect(kStorage, "a-file", {"score", "events.ndjson", "--data", "a-file"});
  expect(kStorage, "a-file", {"score", "events.ndjson", "--data", "a-file/below"});
  expect(kStorage, "/dev/full", {"score", "events.ndjson", "--alerts", "/dev/full"});
  expect(kStorage, "/dev/full", {"score", "events.ndjson", "--customers", "/dev/full"});
  expect(kStorage, "nowhere", {"score", "events.ndjson", "--customers", "nowhere/customers"});
}

/// Where not even root may make a file.
TEST_F(ExitCodes, TheStorageMayNotBeWritten) {
  expect(kStorage, "/sys/tidemark", {"score", "events.ndjson", "--data", "/sys/tidemark"});
}

/// The owner waits for its input: nobody else may open the store, not even to look.
TEST_F(ExitCodes, TheStoreIsInUse) {
  ScoreCall call;
  call.inputs = {"-"};
  call.data = "store";
  Program owner(directory(), call.arguments(), {}, Program::Stdin::kPipe);
  ASSERT_TRUE(owner.write_stdin(simulated(200, 3000, 1)));
  while (!exists("store/state/CURRENT")) ASSERT_FALSE(owner.ended_within(std::chrono::milliseconds(10)));
  expect(kFailed, "store", {"score", "events.ndjson", "--data", "store"});
  expect(kFailed, "store", {"list", "--data", "store"});
  expect(kFailed, "store", {"get", "c1", "--data", "store"});
  owner.close_stdin();
  const Ended ended = owner.wait();
  EXPECT_EQ(ended.code, 0) << ended.err;
  EXPECT_EQ(count_of(json_of(ended.out), "inputs"), lines_of(simulated(200, 3000, 1)).size());
}

/// Damage in what was committed is never taken for the end of the log.
class DamagedStore : public ExitCodes {
 protected:
  void SetUp() override {
    write("events.ndjson", simulated(400, 10'000, 1));
    ScoreCall call;
    call.inputs = {"-"};
    call.data = "store";
    call.environment = {{"TIDEMARK_LOG__BATCH_INPUTS", "100"}, {"TIDEMARK_LOG__SEGMENT", "64KiB"}};
    Program killed(directory(), call.arguments(), call.environment, Program::Stdin::kPipe);
    ASSERT_TRUE(killed.write_stdin(simulated(400, 10'000, 1)));
    while (segments().size() < 8) ASSERT_FALSE(killed.ended_within(std::chrono::milliseconds(10)));
    killed.kill();
  }
  std::vector<std::string> segments() const {
    std::vector<std::string> names;
    if (!exists("store/log")) return names;
    for (const auto& entry : std::filesystem::directory_iterator(path("store/log"))) {
      names.push_back("store/log/" + entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  void flip(const std::string& name, std::size_t at) const {
    std::string bytes = read(name);
    ASSERT_LT(at, bytes.size());
    bytes[at] = static_cast<char>(~bytes[at]);
    write(name, bytes);
  }
  void expect_refused(const std::string& named) const {
    expect(kStorage, named, {"score", "events.ndjson", "--config", kMoving, "--data", "store"});
    expect(kStorage, named, {"list", "--data", "store"});
    expect(kStorage, named, {"log", "--data", "store"});
  }
};

TEST_F(DamagedStore, InTheMiddleOfTheLog) {
  const std::string second = segments().at(1);
  flip(second, 5000);
  expect_refused(second);
}

TEST_F(DamagedStore, ByALostSegment) {
  remove(segments().at(2));
  expect_refused(segments().at(1));
}

TEST_F(DamagedStore, InTheCheckpoint) {
  const std::string manifest = [&] {
    for (const auto& entry : std::filesystem::directory_iterator(path("store/state"))) {
      const std::string name = entry.path().filename();
      if (name.starts_with("MANIFEST")) return name;
    }
    return std::string();
  }();
  flip("store/state/" + manifest, 20);
  expect_refused(manifest);
}

/// A record that was being written when the process died is no damage.
TEST_F(DamagedStore, NotByATornEnd) {
  std::string name = segments().back();
  for (const std::string& segment : segments()) {
    const std::string bytes = read(segment);
    if (bytes.find_first_not_of('\0') != std::string::npos)
      name = segment;  // the last one with anything in it
  }
  // Behind the last record stands the beginning of one that was never synced.
  std::string bytes = read(name);
  const std::size_t end = bytes.find_last_not_of('\0') + 1;
  const std::string torn = bytes.substr(0, 60);
  if (bytes.size() < end + torn.size()) bytes.resize(end + torn.size());
  bytes.replace(end, torn.size(), torn);
  write(name, bytes);
  EXPECT_EQ(run({"list", "--data", "store"}).code, 0);
  EXPECT_EQ(run({"score", "events.ndjson", "--config", kMoving, "--data", "store"}).code, 0);
}

/// An input that ends in the middle fails and loses nothing: whole, it goes on where it broke off.
TEST_F(ExitCodes, ADamagedInputIsNotTheEndOfIt) {
  const std::string& text = simulated(600, 20'000, 2);
  const std::string whole = gzip(text);
  write("events.ndjson", text);
  ScoreCall call;
  call.inputs = {"events.ndjson"};
  const Answers expected = answers_of(call);
  write("events.gz", std::string_view(whole).substr(0, whole.size() / 2));
  call.inputs = {"events.gz"};
  call.data = "store";
  const Ended broken = run(call.arguments());
  EXPECT_EQ(broken.code, kFailed) << "the store is well";
  EXPECT_NE(broken.err.find("events.gz"), std::string::npos) << broken.err;
  write("events.gz", whole);
  EXPECT_TRUE(same_answers(expected, answers_of(call)));
}

}  // namespace
}  // namespace tidemark::golden
