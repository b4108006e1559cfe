#include "operators/features/preferences.h"

#include <algorithm>
#include <cmath>

#include "operators/features/event_filter.h"
#include "operators/features/plain_signals.h"

namespace tidemark::operators {
namespace {

using Names = std::vector<Preference>;

bool heavier(const Preference& a, const Preference& b) {
  return a.weight != b.weight ? a.weight > b.weight : a.name.view() < b.name.view();
}

void scale(Preferences& preferences, double factor) {
  for (Names& names : preferences.by_taste) {
    for (Preference& preference : names) preference.weight *= factor;
  }
}

void add(Names& names, std::string_view name, double weight, std::size_t count_max) {
  auto place = std::find_if(names.begin(), names.end(),
                            [name](const Preference& preference) { return preference.name.view() == name; });
  if (place == names.end()) {
    names.push_back({weight, PackedText(name)});
  } else {
    place->weight += weight;
  }
  std::sort(names.begin(), names.end(), heavier);
  if (names.size() > count_max) names.pop_back();
}

}  // namespace

std::size_t Preferences::heap_bytes() const {
  std::size_t bytes = 0;
  for (const Names& names : by_taste) {
    bytes += names.capacity() * sizeof(Preference);
    for (const Preference& preference : names) bytes += preference.name.heap_bytes();
  }
  return bytes;
}

PreferencesFeature::PreferencesFeature(const config::FeatureSettings& settings)
    : half_life_(static_cast<double>(settings.preference_half_life)),
      count_max_(settings.preference_count),
      kinds_(KindSet::all()) {
  for (const Kind kind : {Kind::kRefund, Kind::kCancel, Kind::kIdentify, Kind::kAlias}) kinds_.remove(kind);
}

Status PreferencesFeature::ask_for(Taste taste, FieldNames& fields) {
  static const std::array<std::vector<std::string_view>, 3> kProperties = {
      {{"channel"}, {"category"}, {"product_id", "product"}}};
  const auto index = static_cast<std::size_t>(taste);
  if (!fields_[index].empty()) return {};
  for (const std::string_view property : kProperties[index]) {
    const Result<std::size_t> field = fields.number_of(property);
    if (!field.ok()) return field.status();
    fields_[index].push_back(*field);
  }
  return {};
}

void PreferencesFeature::apply(Rare<Preferences>& slot, const Event& event, Fields fields) const {
  std::string buffer;
  for (std::size_t taste = 0; taste < fields_.size(); ++taste) {
    std::string_view name;
    for (std::size_t i = 0; i < fields_[taste].size() && name.empty(); ++i) {
      name = clip_text(field_at(fields, fields_[taste][i]).as_text(buffer), kNameBytesMax);
    }
    if (name.empty()) continue;
    Preferences& preferences = slot.touch();
    double weight = 1;
    if (preferences.at == kNoTime) {
      preferences.at = event.time;
    } else if (event.time > preferences.at) {
      scale(preferences, std::exp2(static_cast<double>(preferences.at - event.time) / half_life_));
      preferences.at = event.time;
    } else {
      weight = std::exp2(static_cast<double>(event.time - preferences.at) / half_life_);
    }
    add(preferences.by_taste[taste], name, weight, count_max_);
  }
}

//     nothing, or instant · 3 × { varint names · { f64 weight · text name } … }
void PreferencesFeature::encode(const Rare<Preferences>& slot, SectionWriter& out) const {
  const Preferences* preferences = slot.get();
  if (preferences == nullptr) return;
  out.instant(preferences->at);
  for (const Names& names : preferences->by_taste) {
    out.bytes.varint(names.size());
    for (const Preference& preference : names) {
      out.bytes.f64(preference.weight);
      out.bytes.text(preference.name.view());
    }
  }
}

Status PreferencesFeature::decode(Rare<Preferences>& slot, std::uint32_t form, SectionReader& in) const {
  if (form != this->form()) return unknown_form(name(), form);
  if (in.bytes.done()) return {};
  Preferences& preferences = slot.touch();
  preferences.at = in.instant();
  if (preferences.at == kNoTime) in.fail();
  for (Names& names : preferences.by_taste) {
    const std::uint64_t count = in.bytes.varint();
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
      Preference preference;
      preference.weight = in.bytes.f64();
      const std::string_view name = in.bytes.text();
      preference.name = PackedText(name);
      const bool sane = std::isfinite(preference.weight) && preference.weight >= 0 && !name.empty() &&
                        name.size() <= kNameBytesMax;
      const bool in_order = names.empty() || names.back().weight >= preference.weight;
      if (!sane || !in_order) in.fail();
      if (in.ok()) names.push_back(std::move(preference));
    }
  }
  return in.finished() ? Status() : damaged_section(name());
}

std::string_view PreferencesFeature::favourite(const std::byte* state, Taste taste) const {
  const Preferences* preferences = in(state).get();
  if (preferences == nullptr) return {};
  const Names& names = preferences->by_taste[static_cast<std::size_t>(taste)];
  return names.empty() ? std::string_view() : names.front().name.view();
}

std::unique_ptr<Signal> preference_signal(std::string name, const PreferencesFeature& preferences,
                                          Taste taste) {
  return text_signal(std::move(name), preferences.kinds(), [&preferences, taste](const std::byte* state) {
    return preferences.favourite(state, taste);
  });
}

}  // namespace tidemark::operators
