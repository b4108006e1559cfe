// Canonical text of features.
#include <cmath>

#include "config/content_lines.h"
#include "config/scalars.h"

namespace tidemark::config {
namespace {

using Form = CustomFeature::Form;

void write_attributes(const std::vector<Attribute>& attributes, Lines& lines) {
  constexpr std::string_view kTypes[] = {"text", "number", "truth", "date"};
  if (attributes.empty()) return lines.line("attributes", "{}");
  lines.group("attributes");
  for (const Attribute& attribute : attributes) {
    lines.line(in_quotes(attribute.name),
               "{type: " + std::string(kTypes[static_cast<std::size_t>(attribute.type)]) +
                   ", pii: " + (attribute.pii ? "true" : "false") + "}");
  }
  lines.end_group();
}

std::string weights_of(const CustomFeature& feature) {
  std::string out = "{";
  for (std::size_t i = 0; i < feature.kinds.size(); ++i) {
    if (i > 0) out += ", ";
    out += in_quotes(feature.kinds[i]) + ": " + format_number(feature.weights[i]);
  }
  return out + "}";
}

/// The key of a form that has a property.
std::string_view property_form(Form form) {
  switch (form) {
    case Form::kSum:
      return "sum";
    case Form::kMean:
      return "mean";
    case Form::kMin:
      return "min";
    case Form::kMax:
      return "max";
    default:
      return "last";
  }
}

void write_form(const CustomFeature& feature, Lines& lines) {
  switch (feature.form) {
    case Form::kCount:
      return lines.line("count", texts_of(feature.kinds));
    case Form::kDays:
      return lines.line("days", texts_of(feature.kinds));
    case Form::kDaysSince:
      return lines.line("days_since", texts_of(feature.kinds));
    case Form::kDecayed:
      lines.line("decayed", weights_of(feature));
      return lines.duration("half_life", feature.half_life);
    case Form::kExpression:
      return lines.text("expression", feature.expression);
    default:
      lines.text(property_form(feature.form), feature.property);
      return lines.texts_if_any("of", feature.kinds);
  }
}

void write_custom(const CustomFeature& feature, Lines& lines) {
  lines.group(in_quotes(feature.name));
  write_form(feature, lines);
  if (!feature.where.empty()) {
    lines.group("where");
    for (const PropertyFilter& filter : feature.where) {
      lines.line(in_quotes(filter.property), texts_of(filter.values));
    }
    lines.end_group();
  }
  if (feature.window.unit != Window::Unit::kLifetime) {
    lines.line("window", format_window(feature.window));
    lines.flag("prior", feature.window.prior);
  }
  lines.end_group();
}

}  // namespace

void write_features(const FeatureSettings& features, Lines& lines) {
  constexpr double kPpm = 1e6;
  lines.group("features");
  lines.line("order_book", "{keep: " + format_duration(features.order_keep) +
                               ", orders: " + std::to_string(features.order_count) + "}");
  if (features.margin) lines.line("margin", format_micro(std::llround(*features.margin * kPpm)));
  lines.line("sessions", "{gap: " + format_duration(features.session_gap) +
                             ", reorder: " + format_duration(features.session_reorder) +
                             ", dwell_max: " + format_duration(features.dwell_max) + "}");
  lines.line("preferences", "{half_life: " + format_duration(features.preference_half_life) +
                                ", count: " + std::to_string(features.preference_count) + "}");
  lines.line("gaps", "{prior: " + format_duration(features.gap_prior) +
                         ", weight: " + format_number(features.gap_weight) + "}");
  lines.line("complaints", "{open_for: " + format_duration(features.complaint_open) + "}");
  write_attributes(features.attributes, lines);
  write_custom_features(features.custom, lines);
  lines.end_group();
}

void write_custom_features(const std::vector<CustomFeature>& custom, Lines& lines) {
  if (custom.empty()) return lines.line("custom", "{}");
  lines.group("custom");
  for (const CustomFeature& feature : custom) write_custom(feature, lines);
  lines.end_group();
}

}  // namespace tidemark::config
