#include "operators/alert_writer.h"

#include <fmt/format.h>

#include <algorithm>

namespace tidemark::operators {
namespace {

std::string hex(const Hash128& id) {
  return fmt::format("{:016x}{:016x}", id.high, id.low);
}

void write_cause(const Stimulus& stimulus, JsonWriter& out) {
  out.key("cause").begin_object();
  out.key("kind").value(cause_name(stimulus.cause));
  if (!stimulus.event_id.empty()) out.key("event_id").value(stimulus.event_id);
  out.end_object();
}

void write_name(std::string_view key, std::string_view name, JsonWriter& out) {
  out.key(key);
  name.empty() ? out.null() : out.value(name);
}

void write_reasons(const std::vector<Reason>& reasons, JsonWriter& out) {
  out.key("reasons").begin_array();
  for (const Reason& reason : reasons) {
    out.begin_object();
    out.key("feature").value(reason.feature);
    out.key("value").value(reason.value);
    out.key("before").value(reason.before);
    out.key("reference").value(reason.reference);
    out.key("contribution").value(reason.contribution);
    out.key("text").value(reason.text);
    out.end_object();
  }
  out.end_array();
}

}  // namespace

AlertWriter::AlertWriter(const Composition& composition, const CustomerView& view)
    : composition_(composition), view_(view) {
  ByteWriter prefix(id_prefix_);
  prefix.text(composition.config.alerts.source);
  prefix.fixed64(composition.lineage);
}

Hash128 AlertWriter::id(std::string_view customer_id, std::string_view level, std::uint32_t ordinal,
                        Millis instant, Cause cause, std::uint32_t event_hash) const {
  std::string bytes = id_prefix_;
  ByteWriter out(bytes);
  out.text(customer_id);
  out.text(level);
  out.fixed32(ordinal);
  out.fixed64(static_cast<std::uint64_t>(instant));
  out.u8(static_cast<std::uint8_t>(cause));
  out.fixed32(event_hash);
  return hash128(bytes, 0);
}

AlertDraft AlertWriter::draft(const AlertOccasion& occasion, const Transition& change) const {
  const Level& level = composition_.machine[change.level];
  AlertDraft alert;
  alert.id = id(occasion.customer_id, level.name(), change.ordinal, occasion.now.t, occasion.stimulus.cause,
                occasion.stimulus.event_hash);
  alert.instant = occasion.now.t;
  alert.ordinal = change.ordinal;
  alert.chain = composition_.chain_of[change.level];
  alert.direction = static_cast<std::uint8_t>(change.direction);
  alert.to = level.topic_value(change);
  alert.type = level.alert_type(change);
  alert.data.reserve(1024);
  JsonWriter out(alert.data);
  write_data(occasion, change, out);
  return alert;
}

AlertDraft AlertWriter::population_moved(const ConcentrationMove& move) const {
  AlertDraft alert;
  alert.id = id(kPopulationChain, kPopulationChain, move.ordinal, move.instant, Cause::kPopulation, 0);
  alert.instant = move.instant;
  alert.ordinal = move.ordinal;
  alert.chain = static_cast<std::uint16_t>(composition_.chains.size() - 1);
  const Direction direction = move.now > move.before ? Direction::kUp : Direction::kDown;
  alert.direction = static_cast<std::uint8_t>(direction);
  alert.to = "concentration";
  alert.type = "tidemark.population.moved";
  Stimulus population;
  population.cause = Cause::kPopulation;
  JsonWriter out(alert.data);
  out.begin_object();
  out.key("customer_id").null();
  out.key("level").value(kPopulationChain);
  out.key("from").null();
  out.key("to").value(alert.to);
  out.key("direction").value(direction_name(direction));
  out.key("sentiment").value(sentiment_name(Sentiment::kNeutral));
  out.key("score").value(move.now);
  write_cause(population, out);
  write_reasons({{"top_20_share", move.now, move.before, move.before, move.now - move.before,
                  fmt::format("The best 20 % of customers now have {} % of all value, it was {} %.",
                              plain_number(100 * move.now), plain_number(100 * move.before))}},
                out);
  for (const char* nothing : {"valid_until", "value_at_risk", "supersedes"}) out.key(nothing).null();
  out.key("config_version").unsigned_integer(composition_.version);
  for (const char* nothing : {"model_version", "action", "customer"}) out.key(nothing).null();
  out.end_object();
  return alert;
}

/// The first entry of the configuration's actions whose every part fits.
void AlertWriter::write_action(const AlertOccasion& occasion, const Transition& change,
                               JsonWriter& out) const {
  const auto among = [](const std::vector<std::string>& list, std::string_view name) {
    return list.empty() || std::find(list.begin(), list.end(), name) != list.end();
  };
  const Level& level = composition_.machine[change.level];
  out.key("action");
  const bool of_a_change = change.notice != Notice::kDowngradeCancelled;  // nothing is to be done then
  for (const ActionRule& rule : composition_.parts->actions) {
    const bool fits = of_a_change && among(rule.action.levels, level.chain()) &&
                      among(rule.action.to, level.topic_value(change)) &&
                      among(rule.action.cause, cause_name(change.cause)) &&
                      (rule.when == nullptr || rule.when->holds(occasion.state, occasion.now));
    if (!fits) continue;
    out.begin_object();
    out.key("code").value(rule.action.code);
    out.key("text").value(rule.action.text);
    out.end_object();
    return;
  }
  out.null();
}

/// Of churn alone: other levels say nothing about how much of a customer's value may be lost.
void AlertWriter::write_value_at_risk(const AlertOccasion& occasion, const Level& level,
                                      JsonWriter& out) const {
  out.key("value_at_risk");
  if (&level == composition_.parts->churn) {
    out.value(composition_.parts->value.at_risk->number(occasion.state, occasion.now));
  } else {
    out.null();
  }
}

void AlertWriter::write_data(const AlertOccasion& occasion, const Transition& change, JsonWriter& out) const {
  const Level& level = composition_.machine[change.level];
  const Explanation why = level.explain({occasion.facts, occasion.now, occasion.facts_before,
                                         occasion.moment_before, change, occasion.stimulus});
  out.begin_object();
  out.key("customer_id").value(occasion.customer_id);
  out.key("level").value(level.chain());
  write_name("from", level.alert_from(change), out);
  write_name("to", level.alert_to(change), out);
  out.key("direction").value(direction_name(change.direction));
  out.key("sentiment").value(sentiment_name(level.sentiment(change)));
  out.key("score").value(why.score);
  write_cause(occasion.stimulus, out);
  write_reasons(why.reasons, out);
  const LevelState& state = composition_.levels(occasion.state)[change.level];
  const Millis until = level.valid_until(occasion.facts, state, occasion.now);
  out.key("valid_until").instant(until);
  write_value_at_risk(occasion, level, out);
  out.key("supersedes");
  if (change.correction) {
    out.value(hex(id(occasion.customer_id, level.name(), change.undone_ordinal, change.undone_at,
                     change.undone_cause, change.undone_event_hash)));
  } else {
    out.null();
  }
  out.key("config_version").unsigned_integer(composition_.version);
  out.key("model_version");
  const std::uint32_t model = composition_.config.churn.version;
  model == 0 ? out.null() : out.unsigned_integer(model);
  write_action(occasion, change, out);
  out.key("customer");
  view_.write_summary(occasion.state, occasion.customer_id, occasion.now.t, out);
  out.end_object();
}

}  // namespace tidemark::operators
