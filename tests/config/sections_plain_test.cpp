// time, alerts, memory, log and durability.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(PlainSections, EverySettingArrives) {
  const Config c = config_of(R"(
time:
  clock: event
  zone: America/New_York
  silence_delay: 1s
  accept_late: 2s
  accept_future: 3s
  restart_grace: 4s
  jump_gap: 5s
alerts: {source: "https://shop.example/tidemark?a=b#c", keep: 3d, keep_bytes: 1GiB}
memory: {budget: 512MiB}
durability: none
log:
  segment: 1MiB
  keep: 0
  checkpoint_inputs: 1000
  batch_inputs: 100
  wake_budget: 8
)");
  EXPECT_EQ(c.time.clock, ClockMode::kEvent);
  EXPECT_EQ(c.time.zone, "America/New_York");
  EXPECT_EQ(c.time.silence_delay, 1 * kSecond);
  EXPECT_EQ(c.time.accept_late, 2 * kSecond);
  EXPECT_EQ(c.time.accept_future, 3 * kSecond);
  EXPECT_EQ(c.time.restart_grace, 4 * kSecond);
  EXPECT_EQ(c.time.jump_gap, 5 * kSecond);
  EXPECT_EQ(c.alerts.source, "https://shop.example/tidemark?a=b#c");
  EXPECT_EQ(c.alerts.keep, 3 * kDay);
  EXPECT_EQ(c.alerts.keep_bytes, 1ULL << 30);
  EXPECT_EQ(c.memory.budget_bytes, 512ULL << 20);
  EXPECT_EQ(c.durability, Durability::kNone);
  EXPECT_EQ(c.log.segment_bytes, 1ULL << 20);
  EXPECT_EQ(c.log.keep_bytes, 0U);
  EXPECT_EQ(c.log.checkpoint_inputs, 1000U);
  EXPECT_EQ(c.log.batch_inputs, 100U);
  EXPECT_EQ(c.log.wake_budget, 8U);
}

TEST(PlainSections, RangesAreKept) {
  EXPECT_NE(mistakes_of("time: {jump_gap: 0s}").find("time.jump_gap: is too short: '0s'; write more than 0s"),
            std::string::npos);
  EXPECT_NE(mistakes_of("memory: {budget: 1MiB}").find("write a size from 64MiB"), std::string::npos);
  for (const char* text : {"log: {batch_inputs: 0}", "log: {wake_budget: 0}", "log: {checkpoint_inputs: 0}",
                           "log: {segment: 1}", "durability: sync", "time: {clock: Wall}",
                           "alerts: {source: 'a b'}", "alerts: {source: ''}", "time: {silence_delay: -5m}"}) {
    EXPECT_NE(mistakes_of(text), "") << text;
  }
}

TEST(PlainSections, AllMistakesAtOnce) {
  EXPECT_EQ(mistakes_of("time:\n  clock: sun\n  zone: Europe/Berln\n  silence_delay: 5\nlog:\n  keep: "
                        "lots\ndurability: maybe\n"),
            "f:2:10: time.clock: is none of the choices: 'sun'; write wall or event\n"
            "f:3:9: time.zone: is not a time zone of this machine's database: 'Europe/Berln'; write an IANA "
            "name such as "
            "Europe/Berlin, America/New_York or UTC\n"
            "f:4:18: time.silence_delay: has no unit: '5'; write 5d for days, 5h for hours\n"
            "f:6:9: log.keep: is not a size: 'lots'; write a whole number with a unit (KiB, MiB, GiB, TiB), "
            "such as 64MiB\n"
            "f:7:13: durability: is none of the choices: 'maybe'; write fsync, os or none\n");
}

}  // namespace
}  // namespace tidemark::config
