#include "operators/forecast.h"

#include <bitset>

namespace tidemark::operators {

Forecast::Forecast(const Composition& composition, const std::byte* state, AsOf as_of)
    : composition_(composition), state_(composition.new_state()) {
  composition.copy(state_, state);
  StateHeader& header = composition.header(state_);
  while (header.due <= as_of.t) {
    TransitionList unheard;
    step(unheard);
  }
  if (as_of.population == nullptr) return;
  header.population = as_of.population;
  Stimulus population;
  population.cause = Cause::kPopulation;
  TransitionList unheard;
  composition.machine.assess(header, composition.level_states(state_), composition.features.facts(state_),
                             composition.moment(std::max(as_of.t, header.assessed)), population, unheard);
}

Forecast::~Forecast() {
  composition_.destroy(state_);
  composition_.delete_state(state_);
}

void Forecast::step(TransitionList& transitions) {
  StateHeader& header = composition_.header(state_);
  composition_.machine.assess(header, composition_.level_states(state_), composition_.features.facts(state_),
                              composition_.moment(header.due), {}, transitions);
}

std::vector<Forecast::Change> Forecast::next_changes() {
  constexpr int kStepsMax = 64;
  std::vector<Change> changes;
  std::bitset<kLevelsMax> seen;
  for (int i = 0; i < kStepsMax && changes.size() < composition_.machine.size(); ++i) {
    const Millis at = composition_.header(state_).due;
    if (at == kNever) break;
    TransitionList transitions;
    step(transitions);
    for (const Transition& change : transitions.all()) {
      if (change.notice != Notice::kNone || seen.test(change.level)) continue;
      seen.set(change.level);
      changes.push_back({change.level, change.to, at});
    }
  }
  return changes;
}

}  // namespace tidemark::operators
