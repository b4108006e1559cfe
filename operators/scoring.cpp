#include "operators/scoring.h"

#include <algorithm>

#include "operators/alert_writer.h"
#include "operators/composition.h"
#include "operators/customer_view.h"
#include "operators/sections.h"

namespace tidemark::operators {
namespace {

/// The door to one composition: steps in time, and everything else handed on to the part that does it.
class ComposedScoring final : public Scoring {
 public:
  explicit ComposedScoring(std::unique_ptr<const Composition> composition)
      : composition_(std::move(composition)), c_(*composition_), view_(c_), alerts_(c_, view_) {}

  std::size_t state_bytes() const override { return c_.state_bytes(); }
  void construct(std::byte* state) const override { c_.construct(state); }
  void destroy(std::byte* state) const override { c_.destroy(state); }
  std::size_t heap_bytes(const std::byte* state) const override { return c_.heap_bytes(state); }
  void copy(std::byte* to, const std::byte* from) const override { c_.copy(to, from); }

  void apply(std::byte* state, const Event& event, Millis watermark, Effects& effects) const override;
  void wake(std::byte* state, std::string_view customer_id, Millis watermark,
            Effects& effects) const override;
  void receive(std::byte* state, std::string_view customer_id, std::string_view payload, Millis watermark,
               Effects& effects) const override;
  Millis due(const std::byte* state) const override { return c_.header(state).due; }

  void encode(const std::byte* state, ByteWriter& out) const override { encode_sections(c_, state, out); }
  Status decode(std::byte* state, std::string_view sections) const override {
    return decode_sections(c_, state, sections);
  }
  std::uint32_t layout_id() const override { return operators::layout_id(c_); }

  const std::vector<std::string>& level_names() const override { return c_.level_names; }
  std::size_t level_count() const override { return c_.machine.size(); }
  std::string_view level_value(const std::byte* state, std::size_t level) const override {
    return c_.machine[level].value_name(c_.levels(state)[level].value);
  }

  void render_customer(const std::byte* state, std::string_view customer_id, Millis as_of,
                       JsonWriter& out) const override {
    view_.write_object(state, customer_id, as_of, out);
  }
  std::vector<std::string> csv_columns() const override { return view_.column_names(); }
  void render_customer_csv(const std::byte* state, std::string_view customer_id, Millis as_of,
                           std::vector<std::string>& cells) const override {
    view_.write_cells(state, customer_id, as_of, cells);
  }
  double sort_value(const std::byte* state, std::string_view column, Millis as_of) const override {
    return view_.number(state, column, as_of);
  }

  const config::Config& config() const override { return c_.config; }
  std::uint32_t version() const override { return c_.version; }

 private:
  void take_event(std::byte* state, const Event& event, Millis clock, Effects& effects) const;
  void announce(const AlertOccasion& occasion, const TransitionList& transitions, Effects& effects) const;

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
  if (c_.header(state).due <= until) wake(state, event.customer_id, until, effects);
  if (activity.events == 0) c_.machine.begin(c_.levels(state), event.time);
  take_event(state, event, until, effects);
}

void ComposedScoring::take_event(std::byte* state, const Event& event, Millis clock, Effects& effects) const {
  Before before;
  c_.features.apply(state, event, before);
  if (!c_.features.moves_levels(event.kind)) return;

  Stimulus stimulus;
  stimulus.cause = is_refund_kind(event.kind) ? Cause::kRefund : Cause::kEvent;
  stimulus.late = effects.late;
  stimulus.kind = event.kind;
  stimulus.event_time = event.time;
  stimulus.event_id = event.event_id;
  if (!event.event_id.empty()) stimulus.event_hash = static_cast<std::uint32_t>(hash64(event.event_id, 0));

  const Moment now = c_.moment(clock);
  const Facts facts = c_.features.facts(state);
  TransitionList transitions;
  c_.machine.assess(c_.header(state), c_.levels(state), facts, now, stimulus, transitions);
  if (transitions.count == 0) return;
  announce({event.customer_id, state, facts, c_.features.facts_before(state, before), now, now, stimulus},
           transitions, effects);
}

void ComposedScoring::wake(std::byte* state, std::string_view customer_id, Millis watermark,
                           Effects& effects) const {
  StateHeader& header = c_.header(state);
  while (header.due <= watermark) {
    const Moment now = c_.moment(header.due);
    const Facts facts = c_.features.facts(state);
    const Stimulus stimulus;
    TransitionList transitions;
    c_.machine.assess(header, c_.levels(state), facts, now, stimulus, transitions);
    if (transitions.count == 0) continue;
    announce({customer_id, state, facts, facts, now, c_.moment(now.t - 1), stimulus}, transitions, effects);
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
    wake(state, customer_id, watermark, effects);
    feature->receive_slot(state, in.rest(), watermark);
    return;
  }
  ++effects.messages_ignored;
}

void ComposedScoring::announce(const AlertOccasion& occasion, const TransitionList& transitions,
                               Effects& effects) const {
  for (const Transition& transition : transitions.all()) {
    effects.alerts.push_back(alerts_.draft(occasion, transition));
  }
}

}  // namespace

Result<std::shared_ptr<const Scoring>> Scoring::make(const config::Config& config, std::uint64_t lineage,
                                                     std::uint32_t version) {
  Result<std::unique_ptr<const Composition>> composition = Composition::make(config, lineage, version);
  if (!composition.ok()) return composition.status();
  return std::shared_ptr<const Scoring>(std::make_shared<const ComposedScoring>(composition.take()));
}

}  // namespace tidemark::operators
