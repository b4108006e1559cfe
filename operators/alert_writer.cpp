#include "operators/alert_writer.h"

#include <fmt/format.h>

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

Hash128 AlertWriter::id(std::string_view customer_id, const Level& level, std::uint32_t ordinal,
                        Millis instant, Cause cause, std::uint32_t event_hash) const {
  std::string bytes = id_prefix_;
  ByteWriter out(bytes);
  out.text(customer_id);
  out.text(level.name());
  out.fixed32(ordinal);
  out.fixed64(static_cast<std::uint64_t>(instant));
  out.u8(static_cast<std::uint8_t>(cause));
  out.fixed32(event_hash);
  return hash128(bytes, 0);
}

AlertDraft AlertWriter::draft(const AlertOccasion& occasion, const Transition& change) const {
  const Level& level = composition_.machine[change.level];
  AlertDraft alert;
  alert.id = id(occasion.customer_id, level, change.ordinal, occasion.now.t, occasion.stimulus.cause,
                occasion.stimulus.event_hash);
  alert.instant = occasion.now.t;
  alert.ordinal = change.ordinal;
  alert.level = change.level;
  alert.direction = static_cast<std::uint8_t>(change.direction);
  alert.to = level.value_name(change.to);
  alert.type = fmt::format("tidemark.{}.{}", level.name(), change.correction ? "corrected" : "changed");
  alert.data.reserve(1024);
  JsonWriter out(alert.data);
  write_data(occasion, change, out);
  return alert;
}

void AlertWriter::write_data(const AlertOccasion& occasion, const Transition& change, JsonWriter& out) const {
  const Level& level = composition_.machine[change.level];
  const Explanation why =
      level.explain({occasion.facts, occasion.now, occasion.facts_before, occasion.moment_before, change});
  out.begin_object();
  out.key("customer_id").value(occasion.customer_id);
  out.key("level").value(level.name());
  out.key("from").value(level.value_name(change.from));
  out.key("to").value(level.value_name(change.to));
  out.key("direction").value(direction_name(change.direction));
  out.key("sentiment").value(sentiment_name(level.sentiment(change)));
  out.key("score").value(why.score);
  write_cause(occasion.stimulus, out);
  write_reasons(why.reasons, out);
  out.key("valid_until").null();
  out.key("value_at_risk").null();
  out.key("supersedes");
  if (change.correction) {
    out.value(hex(id(occasion.customer_id, level, change.undone_ordinal, change.undone_at,
                     change.undone_cause, change.undone_event_hash)));
  } else {
    out.null();
  }
  out.key("config_version").unsigned_integer(composition_.version);
  out.key("model_version").null();
  out.key("action").null();
  out.key("customer");
  view_.write_summary(occasion.state, occasion.customer_id, occasion.now.t, out);
  out.end_object();
}

}  // namespace tidemark::operators
