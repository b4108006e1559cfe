// care: notices on a date of every year, or after a silence.
#include <algorithm>

#include "config/sections.h"
#include "config/sections_names.h"

namespace tidemark::config {
namespace {

constexpr std::size_t kCareMax = 16;
constexpr Millis kAheadMax = 365 * kDay;
constexpr std::string_view kAttribute = "attribute.";

Verdict parse_ahead(std::string_view text, Millis& out) {
  Millis ahead = 0;
  Verdict verdict = parse_span(text, 0, ahead);
  if (!verdict && (ahead % kDay != 0 || ahead > kAheadMax)) {
    verdict = Problem{"is no number of whole days up to 365: " + quoted(text), "write days, such as 7d"};
  }
  if (!verdict) out = ahead;
  return verdict;
}

/// on: joining, on: attribute.birthday
void read_date(const Item& on, const Config& config, Care& out, Mistakes& mistakes) {
  read_value(on, mistakes, [&](std::string_view text) {
    return parse_day_of_customer(text, {"joining"}, config, out.attribute);
  });
}

Care read_one(const Item& item, const Config& config, Mistakes& mistakes) {
  Section section(item, mistakes);
  Care care;
  care.name = item.node->key;
  const Item on = section.item("on");
  const Item silence = section.item("silence");
  const Item ahead = section.item("ahead");
  const Item of = section.item("of");
  section.finish();
  tell_missing(item, on.node != nullptr ? on : silence,
               {"does not say when", "add 'on', such as on: joining, or 'silence', such as silence: 60d"},
               mistakes);
  if (on.node == nullptr && silence.node == nullptr) return care;
  if (on.node != nullptr && silence.node != nullptr) {
    mistakes.add_key(silence, {"is beside 'on', and a notice is for one of them", "remove one of the two"});
    return care;
  }
  const bool yearly = on.node != nullptr;
  care.form = yearly ? Care::Form::kYearly : Care::Form::kSilence;
  const Item& foreign = yearly ? of : ahead;
  if (foreign.node != nullptr) {
    mistakes.add_key(foreign,
                     {std::string("does not go with ") + (yearly ? "'on'" : "'silence'"), "remove it"});
  }
  if (yearly) {
    read_date(on, config, care, mistakes);
    read_value(ahead, mistakes, [&](auto text) { return parse_ahead(text, care.ahead); });
  } else {
    read_value(silence, mistakes, [&](auto text) { return parse_span(text, kHour, care.silence); });
    read_kind_names(of, config.events, care.kinds, mistakes);
  }
  return care;
}

}  // namespace

Verdict parse_day_of_customer(std::string_view text, std::vector<std::string> words, const Config& config,
                              std::string& attribute) {
  if (std::find(words.begin(), words.end(), text) != words.end()) return std::nullopt;
  const std::size_t own_words = words.size();
  for (const Attribute& date : config.features.attributes) {
    if (date.type == Attribute::Type::kDate) words.push_back(std::string(kAttribute) + date.name);
  }
  std::string known;
  Verdict verdict = parse_known(text, "date", words, known);
  if (!verdict) {
    attribute = known.substr(kAttribute.size());
  } else if (words.size() == own_words && text.starts_with(kAttribute)) {
    verdict->remedy = "make it a date in features.attributes, such as birthday: date";
  }
  return verdict;
}

void read_care(const Item& item, const Config& config, std::vector<Care>& out, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->size() > kCareMax) {
    mistakes.add(item, {"has " + std::to_string(entries->size()) + " notices", "keep at most 16"});
    return;
  }
  for (const Item& entry : *entries) {
    if (check_new_name(entry, "a notice", mistakes)) out.push_back(read_one(entry, config, mistakes));
  }
}

}  // namespace tidemark::config
