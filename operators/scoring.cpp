#include "operators/scoring.h"

#include <algorithm>

#include "operators/alert_writer.h"
#include "operators/composition.h"
#include "operators/customer_view.h"
#include "operators/forecast.h"
#include "operators/sections.h"
#include "operators/state_before.h"

namespace tidemark::operators {
namespace {

/// The door to one composition: steps in time, and everything else handed on to the part that does it.
class ComposedScoring final : public Scoring {
 public:
  explicit ComposedScoring(std::unique_ptr<const Composition> composition)
      : composition_(std::move(composition)), c_(*composition_), view_(c_), alerts_(c_, view_) {}

  std::size_t state_bytes() const override { return c_.state_bytes(); }
  void construct(std::byte* state, const Boundaries* population) const override {
    c_.construct(state, population);
  }
  void destroy(std::byte* state) const override { c_.destroy(state); }
  std::size_t heap_bytes(const std::byte* state) const override { return c_.heap_bytes(state); }
  void copy(std::byte* to, const std::byte* from) const override { c_.copy(to, from); }

  void apply(std::byte* state, const Event& event, Millis watermark, Effects& effects) const override;
  void wake(std::byte* state, std::string_view customer_id, Millis watermark,
            Effects& effects) const override;
  void receive(std::byte* state, std::string_view customer_id, std::string_view payload, Millis watermark,
               Effects& effects) const override;
  Millis due(const std::byte* state) const override { return c_.header(state).due; }
  bool fresh(const std::byte* state) const override { return c_.header(state).fresh; }
  void settle(std::byte* state, std::string_view customer_id, Millis watermark,
              Effects& effects) const override;

  void reassess(std::byte* state, std::string_view customer_id, Millis watermark,
                Effects& effects) const override;
  void set_population(std::byte* state, const Boundaries* population) const override {
    c_.header(state).population = population;
  }
  PopulationPoint population_point(const std::byte* state) const override {
    return c_.population_point(state, c_.header(state).assessed);
  }
  PopulationPoint population_point(const std::byte* state, Millis as_of) const override {
    return c_.population_point(Forecast(c_, state, as_of).state(), as_of);
  }
  AlertDraft population_moved(const ConcentrationMove& move) const override {
    return alerts_.population_moved(move);
  }
  bool moves_population(Kind kind) const override { return c_.moves_population(kind); }
  bool time_moves_population() const override { return c_.config.abc.enabled && c_.config.abc.days > 0; }
  std::string population_key() const override { return c_.population_key(); }

  void encode(const std::byte* state, ByteWriter& out) const override { encode_sections(c_, state, out); }
  Status decode(std::byte* state, std::string_view sections, bool same_version) const override {
    return decode_sections(c_, state, sections, same_version);
  }
  std::uint32_t layout_id() const override { return operators::layout_id(c_); }

  const std::vector<std::string>& chains() const override { return c_.chains; }
  const std::vector<std::string>& level_names() const override { return c_.level_names; }
  std::string_view level_value(const std::byte* state, std::size_t level) const override {
    return c_.machine[level].value_name(c_.levels(state)[level].value);
  }

  void render_customer(const std::byte* state, std::string_view customer_id, AsOf as_of,
                       JsonWriter& out) const override {
    if (!changes(as_of)) return view_.write_object(state, customer_id, as_of.t, out);
    view_.write_object(Forecast(c_, state, as_of).state(), customer_id, as_of.t, out);
  }
  std::vector<std::string> csv_columns() const override { return view_.column_names(); }
  void render_customer_csv(const std::byte* state, std::string_view customer_id, AsOf as_of,
                           std::vector<std::string>& cells) const override {
    if (!changes(as_of)) return view_.write_cells(state, customer_id, as_of.t, cells);
    view_.write_cells(Forecast(c_, state, as_of).state(), customer_id, as_of.t, cells);
  }
  double sort_value(const std::byte* state, std::string_view column, Millis as_of) const override {
    return view_.number(state, column, as_of);
  }

  std::span<const std::string> wanted_properties() const override { return c_.features.fields().all(); }
  const config::Config& config() const override { return c_.config; }
  std::uint32_t version() const override { return c_.version; }

 private:
  /// Whether other boundaries than those in force are asked for, and something stands on them.
  bool changes(AsOf as_of) const {
    return as_of.population != nullptr && as_of.population->any() && !c_.population_key().empty();
  }
  const LevelMemory& noted_risk(const std::byte* state) const {
    return c_.levels(state)[c_.parts->churn_proof_index].memory;
  }
  void take_event(std::byte* state, const Event& event, Millis clock, Effects& effects) const;
  void step(std::byte* state, std::string_view customer_id, Moment now, const std::byte* before,
            Moment moment_before, const Stimulus& stimulus, Effects& effects) const;

  std::unique_ptr<const Composition> composition_;
  const Composition& c_;
  CustomerView view_;
  AlertWriter alerts_;
};

void ComposedScoring::apply(std::byte* state, const Event& event, Millis watermark, Effects& effects) const {
  const Activity& activity = c_.features.activity(state);
  const Millis clock = std::max(watermark, activity.last);
  effects.late = event.time < clock;
  const Millis until = std::max(clock, event.time);
  if (due(state) <= until || fresh(state)) settle(state, event.customer_id, until, effects);
  const bool newcomer = activity.events == 0;
  if (newcomer) c_.machine.begin(c_.level_states(state), event.time);
  const bool assessed = c_.machine.stands_on(event.kind) || (newcomer && c_.machine.assesses_newcomers());
  if (assessed) {
    take_event(state, event, until, effects);
  } else {
    c_.features.apply(state, event);
  }
}

void ComposedScoring::take_event(std::byte* state, const Event& event, Millis clock, Effects& effects) const {
  const StateBefore before(c_, state, event.kind);
  c_.features.apply(state, event);

  Stimulus stimulus;
  stimulus.cause = is_refund_kind(event.kind) ? Cause::kRefund : Cause::kEvent;
  stimulus.late = effects.late;
  stimulus.kind = event.kind;
  stimulus.event_time = event.time;
  stimulus.event_id = event.event_id;
  if (!event.event_id.empty()) stimulus.event_hash = static_cast<std::uint32_t>(hash64(event.event_id, 0));
  const Moment now = c_.moment(clock);
  step(state, event.customer_id, now, before.state(), now, stimulus, effects);
}

void ComposedScoring::wake(std::byte* state, std::string_view customer_id, Millis watermark,
                           Effects& effects) const {
  StateHeader& header = c_.header(state);
  while (header.due <= watermark) {
    const Moment now = c_.moment(header.due);
    step(state, customer_id, now, StateBefore(c_, state).state(), c_.moment(now.t - 1), Stimulus(), effects);
  }
}

void ComposedScoring::settle(std::byte* state, std::string_view customer_id, Millis watermark,
                             Effects& effects) const {
  wake(state, customer_id, watermark, effects);
  const StateHeader& header = c_.header(state);
  if (!header.fresh) return;
  const Moment now = c_.moment(std::max(watermark, header.assessed));
  Stimulus configuration;
  configuration.cause = Cause::kConfiguration;
  step(state, customer_id, now, StateBefore(c_, state).state(), now, configuration, effects);
}

void ComposedScoring::reassess(std::byte* state, std::string_view customer_id, Millis watermark,
                               Effects& effects) const {
  settle(state, customer_id, watermark, effects);
  const Moment now = c_.moment(std::max(watermark, c_.header(state).assessed));
  Stimulus population;
  population.cause = Cause::kPopulation;
  step(state, customer_id, now, StateBefore(c_, state).state(), now, population, effects);
}

/// Assesses, and draws up what is to be announced.
void ComposedScoring::step(std::byte* state, std::string_view customer_id, Moment now,
                           const std::byte* before, Moment moment_before, const Stimulus& stimulus,
                           Effects& effects) const {
  const Facts facts = c_.features.facts(state);
  TransitionList transitions;
  const ChurnProof* proof = c_.parts->churn_proof;
  const LevelMemory noted = proof == nullptr ? LevelMemory() : noted_risk(state);
  c_.machine.assess(c_.header(state), c_.level_states(state), facts, now, stimulus, transitions);
  if (proof != nullptr) {
    if (const auto outcome = proof->outcome(noted, noted_risk(state), state))
      effects.outcomes.push_back(*outcome);
  }
  effects.held += transitions.held;
  if (transitions.count == 0) return;
  const AlertOccasion occasion{customer_id, state,         facts,   c_.features.facts(before),
                               now,         moment_before, stimulus};
  for (const Transition& transition : transitions.all()) {
    effects.alerts.push_back(alerts_.draft(occasion, transition));
  }
}

// A message is a text naming the operator it is for, then what that operator understands. One for nobody here
// changes nothing, not even wakes the customer: a configuration may have lost the operator since it was sent.
void ComposedScoring::receive(std::byte* state, std::string_view customer_id, std::string_view payload,
                              Millis watermark, Effects& effects) const {
  ByteReader in(payload);
  const std::string_view name = in.text();
  for (const auto& feature : c_.features.all()) {
    if (!in.ok() || feature->name() != name || !feature->takes_messages()) continue;
    const Millis clock = std::max(watermark, c_.features.activity(state).last);
    if (clock == kNoTime) {  // nothing has happened to this customer yet, nor to anybody
      feature->receive_slot(state, in.rest(), clock);
      return;
    }
    settle(state, customer_id, clock, effects);
    const Forecast before(c_, state, clock);  // a copy: nothing is due any more
    feature->receive_slot(state, in.rest(), clock);
    Stimulus override;
    override.cause = Cause::kOverride;
    const Moment now = c_.moment(clock);
    step(state, customer_id, now, before.state(), now, override, effects);
    return;
  }
  ++effects.messages_ignored;
}

}  // namespace

Result<std::shared_ptr<const Scoring>> Scoring::make(const config::Config& config, std::uint64_t lineage,
                                                     std::uint32_t version) {
  Result<std::unique_ptr<const Composition>> composition = Composition::make(config, lineage, version);
  if (!composition.ok()) return composition.status();
  return std::shared_ptr<const Scoring>(std::make_shared<const ComposedScoring>(composition.take()));
}

}  // namespace tidemark::operators
