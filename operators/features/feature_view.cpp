#include "operators/features/feature_view.h"

#include <string>

namespace tidemark::operators {
namespace {

void write_value(const Signal& signal, const std::byte* state, Moment now, JsonWriter& out) {
  const double number = signal.number(state, now);
  const std::string_view text = signal.type() == SignalType::kText ? signal.text(state) : std::string_view();
  if (is_null(number) && text.data() == nullptr) {
    out.null();
  } else if (is_null(number)) {
    out.value(text);
  } else if (signal.type() == SignalType::kTruth) {
    out.value(number != 0);
  } else if (signal.type() == SignalType::kInstant) {
    out.instant(static_cast<Millis>(number));
  } else {
    out.value(number);
  }
}

}  // namespace

void write_features(std::span<const ListedSignal> signals, const std::byte* state, Moment now,
                    PersonalData personal, JsonWriter& out) {
  std::string escaped;
  out.begin_object();
  for (const ListedSignal& listed : signals) {
    if (listed.pii && personal == PersonalData::kLeftOut) continue;
    escaped.clear();
    append_json_string(escaped, listed.name);  // an attribute's name may hold quotes
    out.key(std::string_view(escaped).substr(1, escaped.size() - 2));
    write_value(*listed.signal, state, now, out);
  }
  out.end_object();
}

}  // namespace tidemark::operators
