// The configuration's own features.

#include <algorithm>

#include "config/expression.h"
#include "operators/expression/expression_signal.h"
#include "operators/features/catalogue.h"

namespace tidemark::operators {
namespace {

using Form = config::CustomFeature::Form;

TotalsMeasure totals_measure(Form form) {
  switch (form) {
    case Form::kMean:
      return TotalsMeasure::kMean;
    case Form::kMin:
      return TotalsMeasure::kMin;
    case Form::kMax:
      return TotalsMeasure::kMax;
    default:
      return TotalsMeasure::kSum;
  }
}

bool is_lifetime(const config::Window& window) {
  return window.unit == config::Window::Unit::kLifetime;
}

}  // namespace

FeatureCatalogue::Made FeatureCatalogue::make_custom(const config::FeatureName& feature) {
  const config::CustomFeature& custom = config_.features.custom[feature.index];
  if (custom.form == Form::kExpression) return make_expression(custom);
  Result<EventFilter> filter = EventFilter::make(config_.events, custom.kinds, custom.where, fields_);
  if (!filter.ok()) return filter.status();
  switch (custom.form) {
    case Form::kCount:
      return make_count(custom.name, filter.take(), custom.window);
    case Form::kDays:
      return make_days(custom, filter.take());
    case Form::kLast:
      return make_last(custom, filter.take());
    case Form::kDecayed:
      return make_decayed(custom, filter.take());
    case Form::kDaysSince: {
      const Result<CountsFeature*> counts = pool_.counts(filter.take());
      if (!counts.ok()) return counts.status();
      return days_since_signal(custom.name, **counts);
    }
    default:
      return make_sum(custom, filter.take());
  }
}

Result<const Signal*> FeatureCatalogue::find_contact(const std::vector<std::string>& kinds) {
  Result<EventFilter> filter = EventFilter::make(config_.events, kinds, {}, fields_);
  if (!filter.ok()) return filter.status();
  Result<CountsFeature*> counts = pool_.counts(filter.take());
  if (!counts.ok()) return counts.status();
  contacts_.push_back(days_since_signal("days_since_contact", **counts));
  return contacts_.back().get();
}

Result<const ActiveDaysFeature*> FeatureCatalogue::find_days(const std::vector<std::string>& kinds) {
  Result<EventFilter> filter = EventFilter::make(config_.events, kinds, {}, fields_);
  if (!filter.ok()) return filter.status();
  const Result<ActiveDaysFeature*> days = pool_.active_days(filter.take());
  if (!days.ok()) return days.status();
  return *days;
}

FeatureCatalogue::Made FeatureCatalogue::make_expression(const config::CustomFeature& custom) {
  if (std::find(making_.begin(), making_.end(), custom.name) != making_.end()) {
    std::string circle;
    for (const std::string& name : making_) circle += "'" + name + "' stands on ";
    return Status::invalid("features.custom: " + circle + "'" + custom.name +
                           "': a circle; leave one of them out");
  }
  making_.push_back(custom.name);
  Made made = [&]() -> Made {
    const Result<config::Expression> parsed = config::parse_value(custom.expression, config_);
    if (!parsed.ok()) return parsed.status();
    Result<CompiledExpression> compiled =
        CompiledExpression::make(*parsed, [this](std::string_view name) { return find(name); });
    if (!compiled.ok()) return compiled.status();
    return std::unique_ptr<Signal>(std::make_unique<ExpressionSignal>(custom.name, compiled.take()));
  }();
  making_.pop_back();
  return made;
}

/// What an expression stands on was found when it was made.
bool FeatureCatalogue::is_personal(const config::FeatureName& feature) const {
  using Source = config::FeatureName::Source;
  const std::vector<config::Attribute>& attributes = config_.features.attributes;
  if (feature.source == Source::kAttribute) return attributes[feature.index].pii;
  if (feature.source != Source::kCustom) return false;
  const config::CustomFeature& custom = config_.features.custom[feature.index];
  if (custom.form != Form::kExpression) {
    return std::any_of(attributes.begin(), attributes.end(), [&](const config::Attribute& attribute) {
      return attribute.pii && attribute.name == custom.property;
    });
  }
  const std::vector<std::string> names = referenced_names(*config::parse_value(custom.expression, config_));
  return std::any_of(names.begin(), names.end(), [this](const std::string& name) {
    const auto found = signals_.find(name);
    return found != signals_.end() && found->second.pii;
  });
}

FeatureCatalogue::Made FeatureCatalogue::make_last(const config::CustomFeature& custom, EventFilter filter) {
  constexpr auto kType = LatestFeature::Type::kAny;
  LatestFeature& latest = pool_.latest();
  const KindSet moved_by = filter.kinds();
  const Result<std::uint32_t> key =
      latest.remember(std::move(filter), custom.property, kType, false, fields_);
  if (!key.ok()) return key.status();
  return latest_signal(custom.name, latest, *key, kType, moved_by);
}

FeatureCatalogue::Made FeatureCatalogue::make_sum(const config::CustomFeature& custom, EventFilter filter) {
  Result<EventNumber> number = EventNumber::make(custom.property, fields_);
  if (!number.ok()) return number.status();
  if (is_lifetime(custom.window)) {
    const Result<TotalsFeature*> totals = pool_.totals(std::move(filter), number.take());
    if (!totals.ok()) return totals.status();
    return totals_signal(custom.name, **totals, totals_measure(custom.form));
  }
  const WindowShape shape(custom.window);
  const Result<SumStream*> stream = pool_.sum_stream(std::move(filter), number.take(), unit_of(shape));
  if (!stream.ok()) return stream.status();
  (*stream)->look_back(shape.reach());
  const bool mean = custom.form == Form::kMean;
  return window_signal(custom.name, **stream, mean ? StreamMeasure::kMean : StreamMeasure::kSum,
                       custom.window);
}

FeatureCatalogue::Made FeatureCatalogue::make_days(const config::CustomFeature& custom, EventFilter filter) {
  const Result<CountStream*> stream = pool_.count_stream(std::move(filter), StreamUnit::kDay);
  if (!stream.ok()) return stream.status();
  if (is_lifetime(custom.window)) {
    (*stream)->count_forgotten();
    return all_days_signal(custom.name, **stream);
  }
  (*stream)->look_back(WindowShape(custom.window).reach());
  return window_signal(custom.name, **stream, StreamMeasure::kBuckets, custom.window);
}

FeatureCatalogue::Made FeatureCatalogue::make_decayed(const config::CustomFeature& custom,
                                                      EventFilter filter) {
  DecayedFeature::Weights weights;
  for (std::size_t i = 0; i < custom.kinds.size(); ++i) {
    const Kind kind = config::kind_named(config_.events, custom.kinds[i]);
    weights.push_back({kind, custom.kinds[i], i < custom.weights.size() ? custom.weights[i] : 1});
  }
  const Result<DecayedFeature*> decayed = pool_.decayed(std::move(filter), weights, custom.half_life);
  if (!decayed.ok()) return decayed.status();
  return decayed_signal(custom.name, **decayed);
}

}  // namespace tidemark::operators
