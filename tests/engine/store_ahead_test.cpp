// Concern: a store that knows more than its log – the log's last files were lost by hand – is refused with a
// clear word, wherever the log now ends; what is opened nevertheless has exactly what the log tells.
#include <gtest/gtest.h>

#include "engine/base/bytes.h"
#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

constexpr std::string_view kLog = "/store/log";
constexpr std::size_t kRecordHeaderBytes = 48;

/// Many customers, so that writing a checkpoint takes several batches.
const std::vector<std::string>& lines() {
  static const std::vector<std::string> made = shop_lines(11, 2400, 1500, 10 * kMinute);
  return made;
}

config::Config in_small_steps() {
  config::Config config = programme("log: {checkpoint_inputs: 800}\n");
  config.log.batch_inputs = 20;
  return config;
}

/// The log as of record `last`, as whoever cuts or deletes files might leave it.
void cut_log(Storage& storage, state::RecordNumber last) {
  const std::string directory(kLog);
  const std::vector<std::string> names = storage.files.list(directory).take();
  for (const std::string& name : names) {
    if (!name.ends_with(".log")) continue;
    const std::string path = directory + "/" + name;
    std::string bytes = *storage.files.read_file(path);
    std::size_t end = 0;
    for (state::RecordNumber number = std::stoull(name); number <= last; ++number) {
      if (end + kRecordHeaderBytes > bytes.size() || bytes.compare(end, 4, "TMR1") != 0) break;
      ByteReader body_bytes(std::string_view(bytes).substr(end + 4, 4));
      end += kRecordHeaderBytes + body_bytes.fixed32();
    }
    if (end == 0) {
      ASSERT_TRUE(storage.files.remove(path).ok());
    } else {
      storage.files.put_durable(path, bytes.substr(0, end));
    }
  }
}

/// A store whose engine was killed after so many lines.
struct Killed {
  Storage storage;
  state::RecordNumber last = 0;
  explicit Killed(std::size_t taken) {
    Life life(storage, {.config = in_small_steps()});
    EXPECT_TRUE(life.open().ok());
    EXPECT_TRUE(life.feed(lines(), taken).ok());
    last = life.core().next_number() - 1;
    storage.kill();
  }
};

std::vector<std::string> customers_after(std::size_t taken) {
  Storage storage;
  Life life(storage, {.config = in_small_steps()});
  EXPECT_TRUE(life.open().ok());
  EXPECT_TRUE(life.feed(lines(), taken).ok());
  return customers_of(life.core());
}

struct Opened {
  Status status;
  std::size_t taken = 0;
  std::vector<std::string> customers;
};
Opened open_cut_at(std::size_t taken, state::RecordNumber last) {
  Killed killed(taken);
  cut_log(killed.storage, last);
  Life life(killed.storage, {.config = in_small_steps()});
  Opened opened;
  opened.status = life.open();
  if (!opened.status.ok()) return opened;
  opened.taken = life.lines_taken();
  opened.customers = customers_of(life.core());
  return opened;
}

/// Killed in the middle of a checkpoint (before any, and after one), which has written customers ahead of its
/// root.
TEST(StoreAhead, IsRefusedOrHasWhatTheLogTells) {
  for (const std::size_t taken : {860U, 1660U}) {
    const state::RecordNumber end = Killed(taken).last;
    std::size_t refused = 0;
    for (state::RecordNumber last = 0; last <= end; last += last + 8 < end ? 7 : 1) {
      const Opened opened = open_cut_at(taken, last);
      if (!opened.status.ok()) {
        EXPECT_EQ(opened.status.code(), Code::kCorruption) << opened.status.message();
        ++refused;
        EXPECT_NE(last, end) << "nothing is missing: " << opened.status.message();
        continue;
      }
      EXPECT_EQ(difference(opened.customers, customers_after(opened.taken)), "")
          << "killed at " << taken << ", the log cut at record " << last << " of " << end;
    }
    EXPECT_GT(refused, 2U);
  }
}

TEST(StoreAhead, SaysWhatIsMissing) {
  const Killed killed(860);
  const Opened opened = open_cut_at(860, killed.last - 2);
  EXPECT_NE(
      opened.status.message().find("/store/log: the log ends with record " + std::to_string(killed.last - 2)),
      std::string::npos)
      << opened.status.message();
  EXPECT_NE(opened.status.message().find("files are missing or cut"), std::string::npos)
      << opened.status.message();
}

/// After a clean end the checkpoint alone would be enough to go on, with positions given away twice.
TEST(StoreAhead, IsRefusedWithoutItsLog) {
  Storage storage;
  {
    Life life(storage, {.config = in_small_steps()});
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines(), 100).ok());
    ASSERT_TRUE(life.close().ok());
  }
  storage.kill();
  cut_log(storage, 0);
  for (const bool read_only : {true, false}) {
    Life life(storage, {.config = in_small_steps(), .read_only = read_only});
    const Status opened = life.open();
    EXPECT_EQ(opened.code(), Code::kCorruption) << opened.message();
    EXPECT_NE(opened.message().find("holds a checkpoint"), std::string::npos) << opened.message();
  }
}

/// Below any checkpoint the copies of alerts are what the store is ahead with.
TEST(StoreAhead, IsRefusedForAnAlertThatTheLogDoesNotHave) {
  Storage storage;
  state::RecordNumber last = 0;
  {
    Life life(storage, {.config = in_small_steps()});
    ASSERT_TRUE(life.open().ok());
    ASSERT_TRUE(life.feed(lines(), 400).ok());
    ASSERT_FALSE(life.alerts().empty());
    last = life.core().next_number() - 1;
  }
  storage.kill();
  cut_log(storage, last / 2);
  Life life(storage, {.config = in_small_steps()});
  const Status opened = life.open();
  EXPECT_EQ(opened.code(), Code::kCorruption);
  EXPECT_NE(opened.message().find("alert"), std::string::npos) << opened.message();
}

}  // namespace
}  // namespace tidemark::engine::testing
