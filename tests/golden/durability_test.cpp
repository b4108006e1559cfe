// Concern: what a kill takes back under durability none – alerts that were published and never reached the
// log – is not left in the alerts file, where later ones will have their numbers.

#include "tests/golden/stream.h"
#include "tests/golden/workshop.h"

namespace tidemark::golden {
namespace {

class DurabilityNone : public Workshop {
 protected:
  static ScoreCall call_of(const std::string& input) {
    ScoreCall call;
    call.inputs = {input};
    call.data = "store";
    call.durability = "none";
    call.environment = {{"TIDEMARK_LOG__BATCH_INPUTS", "100"}};
    return call;
  }
  /// The stream's third of that number, whole lines.
  static std::string third(int number) {
    const std::string& text = simulated(500, 15'000, 9);
    const auto cut = [&](int n) {
      return n == 0 ? 0 : text.find('\n', text.size() * static_cast<std::size_t>(n) / 3 - 1) + 1;
    };
    return text.substr(cut(number), cut(number + 1) - cut(number));
  }
};

TEST_F(DurabilityNone, TheAlertsFileHasWhatTheLogHas) {
  write("first", third(0));
  write("third", third(2));
  const std::string alerts = answers_of(call_of("first")).alerts;
  {
    const ScoreCall call = call_of("-");
    Program killed(directory(), call.arguments(), call.environment, Program::Stdin::kPipe);
    ASSERT_TRUE(killed.write_stdin(third(1)));
    while (read(call.alerts).size() == alerts.size()) {
      ASSERT_FALSE(killed.ended_within(std::chrono::milliseconds(10)));
    }
    killed.kill();
  }
  const std::string found = answers_of(call_of("third")).alerts;
  EXPECT_TRUE(found.starts_with(alerts));
  std::uint64_t sequence = 0;
  for (const tools::JsonValue& alert : json_lines(found)) {
    ASSERT_EQ(std::stoull(std::string(alert.text_of("sequence"))), ++sequence);
  }
  remove("alerts.ndjson");
  EXPECT_TRUE(same_bytes(answers_of(call_of("third")).alerts, found)) << "the outbox has others";
}

}  // namespace
}  // namespace tidemark::golden
