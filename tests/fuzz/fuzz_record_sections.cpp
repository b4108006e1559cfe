// Any bytes as a customer's sections: reading them never goes wrong, what is read is a state that can be
// woken, shown and written, and writing it is stable: what was written is read back to the same bytes.
//
// The first byte chooses the programme, so that records meet other ladders than the ones they were made for.

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "config/load.h"
#include "engine/base/assert.h"
#include "operators/scoring.h"

namespace {

using namespace tidemark;
using operators::Scoring;

constexpr Millis kFar = 4'102'444'800'000;  // the year 2100

std::shared_ptr<const Scoring> make_scoring(bool other) {
  config::Config config = config::default_config();
  config.churn.parameters() = config::BtydParameters{.r = 0.525, .alpha = 6.183, .a = 0.891, .b = 1.614};
  if (other) {
    config.time.zone = "America/New_York";
    config.churn.bands_on = config::Churn::BandsOn::kOddsRatio;
    config.churn.enter = {2, 4, 8};
    config.churn.leave = {1.5, 3, 6};
    config.churn.activity = {"page_view", "purchase"};
    config.rfm.segments.front() = "renamed";
    config.ladders.front().downgrade_by_step = true;
    config.ladders.front().grace = 0;
    config.ladders.push_back(config.ladders.front());
    config.ladders.back().name = "second";
  }
  Result<std::shared_ptr<const Scoring>> scoring = Scoring::make(config, 1, 1);
  TM_ASSERT(scoring.ok());
  return scoring.take();
}

class State {
 public:
  explicit State(const Scoring& scoring) : scoring_(scoring), block_(scoring.state_bytes() / 8) {
    scoring_.construct(bytes());
  }
  ~State() { scoring_.destroy(bytes()); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  std::byte* bytes() { return reinterpret_cast<std::byte*>(block_.data()); }
  std::string encoded() {
    std::string out;
    ByteWriter writer(out);
    scoring_.encode(bytes(), writer);
    return out;
  }

 private:
  const Scoring& scoring_;
  std::vector<std::uint64_t> block_;
};

void live_on(const Scoring& scoring, State& state) {
  operators::Effects effects;
  for (int steps = 0; steps < 20 && scoring.due(state.bytes()) <= kFar; ++steps) {
    const Millis due = scoring.due(state.bytes());
    scoring.wake(state.bytes(), "c", due, effects);
    TM_ASSERT(scoring.due(state.bytes()) > due);
  }
  Event event;
  event.kind = Kind::kPurchase;
  event.time = kFar;
  event.amount = kAmountMax;
  event.has_amount = true;
  event.customer_id = "c";
  if (scoring.due(state.bytes()) > kFar) scoring.apply(state.bytes(), event, kFar, effects);
  std::string json;
  JsonWriter out(json);
  if (scoring.due(state.bytes()) > kFar) scoring.render_customer(state.bytes(), "c", kFar, out);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const std::array<std::shared_ptr<const Scoring>, 2> kScorings = {make_scoring(false),
                                                                          make_scoring(true)};
  if (size == 0) return 0;
  const Scoring& scoring = *kScorings[data[0] & 1];
  State first(scoring);
  const std::string_view sections(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (!scoring.decode(first.bytes(), sections).ok()) return 0;

  const std::string encoded = first.encoded();
  State second(scoring);
  TM_ASSERT(scoring.decode(second.bytes(), encoded).ok());
  TM_ASSERT(second.encoded() == encoded);
  TM_ASSERT(scoring.due(second.bytes()) == scoring.due(first.bytes()));
  live_on(scoring, first);
  return 0;
}
