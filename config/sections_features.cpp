// features: what is remembered of a customer beside orders, except features of one's own.
#include "config/sections.h"
#include "config/sections_names.h"

namespace tidemark::config {
namespace {

constexpr std::uint32_t kOrdersMax = 4096;
constexpr std::uint32_t kPreferencesMax = 64;
constexpr std::size_t kAttributesMax = 32;
constexpr NumberRange kWeight{0, 1000, true};
constexpr double kPpm = 1e6;

constexpr Choice<Attribute::Type> kTypes[] = {{"text", Attribute::Type::kText},
                                              {"number", Attribute::Type::kNumber},
                                              {"truth", Attribute::Type::kTruth},
                                              {"date", Attribute::Type::kDate}};

auto span_into(Millis& out, Millis min) {
  return [&out, min](std::string_view text) { return parse_span(text, min, out); };
}

void read_order_book(Item item, FeatureSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("keep", span_into(out.order_keep, kDay));
  section.read("orders", [&](auto text) { return parse_whole_as(text, {1, kOrdersMax}, out.order_count); });
  section.finish();
}

void read_sessions(Item item, FeatureSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("gap", span_into(out.session_gap, 1));
  section.read("reorder", span_into(out.session_reorder, 0));
  section.read("dwell_max", span_into(out.dwell_max, 0));
  section.finish();
}

void read_preferences(Item item, FeatureSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("half_life", span_into(out.preference_half_life, kMinute));
  section.read("count", [&](auto text) {
    return parse_whole_as(text, {1, kPreferencesMax}, out.preference_count);
  });
  section.finish();
}

void read_gaps(Item item, FeatureSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("prior", span_into(out.gap_prior, 1));
  section.read("weight", [&](auto text) { return parse_number(text, kWeight, out.gap_weight); });
  section.finish();
}

/// birthday: date, or birthday: {type: date, pii: true}.
Attribute read_attribute(const Item& item, Mistakes& mistakes) {
  Attribute attribute;
  const auto parse = [&](auto text) { return parse_choice(text, kTypes, attribute.type); };
  if (Verdict verdict = parse_line(item.node->key, attribute.name)) {
    mistakes.add_key(item, std::move(*verdict));
  }
  if (item.node->kind != Node::Kind::kMap) {
    read_value(item, mistakes, parse);
    return attribute;
  }
  Section section(item, mistakes);
  const Item type = section.item("type");
  tell_missing(item, type, {"has no type", "add 'type', such as type: text, or number, truth, date"},
               mistakes);
  read_value(type, mistakes, parse);
  section.read("pii", [&](auto text) { return parse_flag(text, attribute.pii); });
  section.finish();
  return attribute;
}

void read_attributes(const Item& item, std::vector<Attribute>& out, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->size() > kAttributesMax) {
    mistakes.add(item, {"has " + std::to_string(entries->size()) + " attributes", "keep at most 32"});
    return;
  }
  for (const Item& entry : *entries) out.push_back(read_attribute(entry, mistakes));
}

}  // namespace

void read_features(Item item, const EventSettings& events, const Expressions& expressions,
                   FeatureSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  read_order_book(section.item("order_book"), out, mistakes);
  std::int64_t ppm = 0;
  if (section.read("margin", [&](auto text) { return parse_share(text, ppm); })) {
    out.margin = static_cast<double>(ppm) / kPpm;
  }
  read_sessions(section.item("sessions"), out, mistakes);
  read_preferences(section.item("preferences"), out, mistakes);
  read_gaps(section.item("gaps"), out, mistakes);
  Section complaints(section.item("complaints"), mistakes);
  complaints.read("open_for", span_into(out.complaint_open, 1));
  complaints.finish();
  read_attributes(section.item("attributes"), out.attributes, mistakes);
  read_custom_features(section.item("custom"), events, expressions, out.custom, mistakes);
  section.finish();
}

}  // namespace tidemark::config
