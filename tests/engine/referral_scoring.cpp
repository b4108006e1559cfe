#include "tests/engine/referral_scoring.h"

#include <vector>

#include "engine/base/assert.h"
#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

struct Waiting {
  Millis due;
  std::string to;
  std::string payload;
};

struct State {
  std::uint64_t events = 0;
  std::uint64_t received = 0;
  std::uint64_t digest = 0;  ///< of all payloads in their order
  std::uint32_t alerts = 0;
  std::vector<Waiting> waiting;  ///< in order of due
};
static_assert(sizeof(State) % 8 == 0);

State& state_of(std::byte* state) {
  return *reinterpret_cast<State*>(state);
}
const State& state_of(const std::byte* state) {
  return *reinterpret_cast<const State*>(state);
}

class ReferralScoring final : public operators::Scoring {
 public:
  ReferralScoring(const config::Config& config, std::uint32_t version) : config_(config), version_(version) {}

  std::size_t state_bytes() const override { return sizeof(State); }
  void construct(std::byte* state, const operators::Boundaries*) const override { new (state) State(); }
  void destroy(std::byte* state) const override { state_of(state).~State(); }
  std::size_t heap_bytes(const std::byte* state) const override {
    return state_of(state).waiting.capacity() * sizeof(Waiting);
  }
  void copy(std::byte* to, const std::byte* from) const override { new (to) State(state_of(from)); }

  void apply(std::byte* bytes, const Event& event, Millis watermark,
             operators::Effects& effects) const override {
    wake(bytes, event.customer_id, watermark, effects);
    State& state = state_of(bytes);
    ++state.events;
    if (event.kind != Kind::kReferral) return;
    const std::string_view id = event.event_id;
    const std::size_t colon = id.find(':');
    const std::string to(id.substr(colon + 1, id.find(':', colon + 1) - colon - 1));
    std::string payload = std::string(event.customer_id) + "/" + std::string(id);
    if (id.substr(0, colon) == "now") {
      effects.messages.push_back({to, std::move(payload)});
    } else {
      state.waiting.push_back({event.time + kHour, to, std::move(payload)});
    }
  }

  void wake(std::byte* bytes, std::string_view, Millis watermark,
            operators::Effects& effects) const override {
    State& state = state_of(bytes);
    while (!state.waiting.empty() && due(bytes) <= watermark) {
      std::size_t first = 0;
      while (state.waiting[first].due != due(bytes)) ++first;
      effects.messages.push_back({state.waiting[first].to, state.waiting[first].payload});
      state.waiting.erase(state.waiting.begin() + static_cast<std::ptrdiff_t>(first));
    }
  }

  void receive(std::byte* bytes, std::string_view customer_id, std::string_view payload, Millis watermark,
               operators::Effects& effects) const override {
    State& state = state_of(bytes);
    ++state.received;
    state.digest = hash64(payload, state.digest);
    operators::AlertDraft& alert = effects.alerts.emplace_back();
    alert.ordinal = ++state.alerts;
    alert.id = hash128(customer_id, alert.ordinal);
    alert.instant = watermark;
    alert.to = "received";
    alert.type = "tidemark.referrals.changed";
    alert.data = R"({"payload":")" + std::string(payload) + R"(","received":)" +
                 std::to_string(state.received) + R"(,"watermark":)" + std::to_string(watermark) + "}";
    if (payload.find("ask") == std::string_view::npos) return;
    effects.messages.push_back(
        {std::string(payload.substr(0, payload.find('/'))), std::string(customer_id) + "/answer"});
  }

  Millis due(const std::byte* state) const override {
    Millis first = kNever;
    for (const Waiting& waiting : state_of(state).waiting) first = std::min(first, waiting.due);
    return first;
  }

  void encode(const std::byte* bytes, ByteWriter& out) const override {
    const State& state = state_of(bytes);
    out.varint(state.events);
    out.varint(state.received);
    out.fixed64(state.digest);
    out.varint(state.alerts);
    out.varint(state.waiting.size());
    for (const Waiting& waiting : state.waiting) {
      out.zigzag(waiting.due);
      out.text(waiting.to);
      out.text(waiting.payload);
    }
  }
  Status decode(std::byte* bytes, std::string_view sections, bool) const override {
    State& state = state_of(bytes);
    ByteReader reader(sections);
    state.events = reader.varint();
    state.received = reader.varint();
    state.digest = reader.fixed64();
    state.alerts = static_cast<std::uint32_t>(reader.varint());
    for (std::uint64_t n = reader.varint(); n > 0 && reader.ok(); --n) {
      Waiting& waiting = state.waiting.emplace_back();
      waiting.due = reader.zigzag();
      waiting.to = std::string(reader.text());
      waiting.payload = std::string(reader.text());
    }
    return reader.ok() && reader.done() ? Status() : Status::corruption("referral state");
  }
  std::uint32_t layout_id() const override { return 1; }

  const std::vector<std::string>& level_names() const override { return levels_; }
  const std::vector<std::string>& chains() const override { return levels_; }
  std::span<const std::string> wanted_properties() const override { return {}; }
  std::string_view level_value(const std::byte*, std::size_t) const override { return ""; }

  void render_customer(const std::byte* state, std::string_view customer_id, operators::AsOf,
                       JsonWriter& out) const override {
    out.begin_object().key("customer_id").value(customer_id);
    out.key("events").unsigned_integer(state_of(state).events);
    out.key("received").unsigned_integer(state_of(state).received).end_object();
  }
  std::vector<std::string> csv_columns() const override { return {"customer_id"}; }
  void render_customer_csv(const std::byte*, std::string_view customer_id, operators::AsOf,
                           std::vector<std::string>& cells) const override {
    cells.emplace_back(customer_id);
  }
  double sort_value(const std::byte* state, std::string_view, Millis) const override {
    return static_cast<double>(state_of(state).received);
  }
  bool sends_messages() const override { return true; }
  const config::Config& config() const override { return config_; }
  std::uint32_t version() const override { return version_; }

 private:
  const config::Config config_;
  const std::uint32_t version_;
  const std::vector<std::string> levels_ = {"referrals"};
};

}  // namespace

Result<std::shared_ptr<const operators::Scoring>> make_referral_scoring(const config::Config& config,
                                                                        std::uint64_t,
                                                                        std::uint32_t version) {
  return std::shared_ptr<const operators::Scoring>(std::make_shared<ReferralScoring>(config, version));
}

std::string referral_line(std::string_view how, std::string_view from, std::string_view to, Millis time,
                          std::uint64_t number) {
  const std::string id = std::string(how) + ":" + std::string(to) + ":" + std::to_string(number);
  return line_of("referral", from, time, id);
}

}  // namespace tidemark::engine::testing
