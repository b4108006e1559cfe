#include "operators/features/catalogue.h"

#include <algorithm>

#include "operators/features/order_signals.h"
#include "operators/features/plain_signals.h"

namespace tidemark::operators {
namespace {

using Source = config::FeatureName::Source;
using Measure = config::FeatureName::Measure;

LatestFeature::Type type_of(config::Attribute::Type type) {
  switch (type) {
    case config::Attribute::Type::kNumber:
      return LatestFeature::Type::kNumber;
    case config::Attribute::Type::kTruth:
      return LatestFeature::Type::kTruth;
    case config::Attribute::Type::kDate:
      return LatestFeature::Type::kInstant;
    default:
      return LatestFeature::Type::kText;
  }
}

Taste taste_of(Measure measure) {
  if (measure == Measure::kChannel) return Taste::kChannel;
  return measure == Measure::kCategory ? Taste::kCategory : Taste::kProduct;
}

Status in_setting(const std::string& setting, const Status& status) {
  return Status::invalid(setting + ": " + status.message());
}

/// Whether the latest start or renewal is later than the latest cancellation; null without either.
double subscribed(const Counts& begun, const Counts& cancelled) {
  if (begun.events == 0 && cancelled.events == 0) return kNull;
  return begun.last > cancelled.last ? 1 : 0;
}

}  // namespace

FeatureCatalogue::FeatureCatalogue(const config::Config& config, std::shared_ptr<const Zone> zone,
                                   BaseFeatures base, FieldNames& fields, LevelResolver levels)
    : config_(config),
      base_(base),
      fields_(fields),
      levels_(std::move(levels)),
      pool_(config, std::move(zone), fields) {}

Result<const Signal*> FeatureCatalogue::find(std::string_view name) {
  const auto known = signals_.find(name);
  if (known != signals_.end()) return known->second.signal.get();
  const Result<config::FeatureName> feature = config::parse_feature_name(name, config_);
  return feature.ok() ? find(*feature) : feature.status();
}

Result<const Signal*> FeatureCatalogue::find(const config::FeatureName& feature) {
  const auto known = signals_.find(feature.name);
  if (known != signals_.end()) return known->second.signal.get();
  if (feature.source >= Source::kLadder) return levels_(feature);
  Made made = make(feature);
  if (!made.ok()) return made.status();
  Entry& entry = signals_[feature.name];
  entry.signal = made.take();
  entry.pii = is_personal(feature);
  return entry.signal.get();
}

Status FeatureCatalogue::find_configured() {
  for (const config::Attribute& attribute : config_.features.attributes) {
    const Result<const Signal*> found = find("attribute." + attribute.name);
    if (!found.ok()) return in_setting("features.attributes." + attribute.name, found.status());
  }
  for (const config::CustomFeature& custom : config_.features.custom) {
    const Result<const Signal*> found = find(custom.name);
    if (!found.ok()) return in_setting("features.custom." + custom.name, found.status());
  }
  return {};
}

std::vector<ListedSignal> FeatureCatalogue::listed() const {
  std::vector<ListedSignal> listed;
  for (const auto& [name, entry] : signals_) listed.push_back({name, entry.signal.get(), entry.pii});
  return listed;
}

FeatureCatalogue::Made FeatureCatalogue::make(const config::FeatureName& feature) {
  switch (feature.source) {
    case Source::kOrders:
      return make_orders(feature);
    case Source::kPurchases:
      if (feature.measure == Measure::kTenureDays) return tenure_signal(feature.name, base_.activity);
      return purchases_signal(feature.name, base_.purchases, config_.features, feature.measure);
    case Source::kEvents:
      return make_events(feature);
    case Source::kSessions:
      return session_signal(feature.name, pool_.sessions(), feature.measure);
    case Source::kPreferences:
      return make_preference(feature);
    case Source::kSatisfaction:
      return make_satisfaction(feature);
    case Source::kSubscription:
      return make_subscribed(feature);
    case Source::kAttribute:
      return make_attribute(feature);
    case Source::kCustom:
      return make_custom(feature);
    default:
      return Status::invalid("'" + feature.name + "' is no feature");
  }
}

FeatureCatalogue::Made FeatureCatalogue::make_orders(const config::FeatureName& feature) {
  const bool windowed = feature.window.unit != config::Window::Unit::kLifetime;
  const std::int32_t reach = windowed ? WindowShape(feature.window).reach() : 0;
  if (feature.measure != Measure::kMargin) {
    base_.purchases.look_back(reach);
    return orders_signal(feature.name, base_.purchases, feature.measure, feature.window);
  }
  const Result<MarginFeature*> margin = pool_.margin();
  if (!margin.ok()) return margin.status();
  (*margin)->look_back(reach);
  return margin_signal(feature.name, **margin, feature.window);
}

FeatureCatalogue::Made FeatureCatalogue::make_events(const config::FeatureName& feature) {
  const bool lifetime = feature.window.unit == config::Window::Unit::kLifetime;
  if (feature.measure == Measure::kCount) {
    if (feature.kind == Kind::kOther && lifetime) return events_signal(feature.name, base_.activity);
    return make_count(feature.name, filter_of(feature.kind), feature.window);
  }
  if (feature.kind == Kind::kOther) return idle_signal(feature.name, base_.activity);
  const Result<CountsFeature*> counts = pool_.counts(filter_of(feature.kind));
  if (!counts.ok()) return counts.status();
  return days_since_signal(feature.name, **counts);
}

FeatureCatalogue::Made FeatureCatalogue::make_count(const std::string& name, EventFilter filter,
                                                    const config::Window& window) {
  if (window.unit == config::Window::Unit::kLifetime) {
    const Result<CountsFeature*> counts = pool_.counts(std::move(filter));
    if (!counts.ok()) return counts.status();
    return count_signal(name, **counts);
  }
  const WindowShape shape(window);
  const Result<CountStream*> stream = pool_.count_stream(std::move(filter), unit_of(shape));
  if (!stream.ok()) return stream.status();
  (*stream)->look_back(shape.reach());
  return window_signal(name, **stream, StreamMeasure::kEvents, window);
}

FeatureCatalogue::Made FeatureCatalogue::make_preference(const config::FeatureName& feature) {
  const Taste taste = taste_of(feature.measure);
  TM_RETURN_IF_ERROR(pool_.preferences().ask_for(taste, fields_));
  return preference_signal(feature.name, pool_.preferences(), taste);
}

FeatureCatalogue::Made FeatureCatalogue::make_satisfaction(const config::FeatureName& feature) {
  const Result<SatisfactionFeature*> satisfaction = pool_.satisfaction();
  if (!satisfaction.ok()) return satisfaction.status();
  return satisfaction_signal(feature.name, **satisfaction, feature.measure);
}

FeatureCatalogue::Made FeatureCatalogue::make_subscribed(const config::FeatureName& feature) {
  Result<EventFilter> starts =
      EventFilter::make(config_.events, {"subscription_started", "subscription_renewed"}, {}, fields_);
  if (!starts.ok()) return starts.status();
  const Result<CountsFeature*> begun = pool_.counts(starts.take());
  if (!begun.ok()) return begun.status();
  const Result<CountsFeature*> cancelled = pool_.counts(filter_of(Kind::kSubscriptionCancelled));
  if (!cancelled.ok()) return cancelled.status();
  KindSet kinds = (*begun)->kinds();
  kinds.add((*cancelled)->kinds());
  return steady_signal(
      feature.name, kinds,
      [b = *begun, c = *cancelled](const std::byte* state) { return subscribed(b->in(state), c->in(state)); },
      SignalType::kTruth);
}

/// Attributes come with identify, and with `group` where the configuration has such a kind.
FeatureCatalogue::Made FeatureCatalogue::make_attribute(const config::FeatureName& feature) {
  const config::Attribute& attribute = config_.features.attributes[feature.index];
  std::vector<std::string> kinds = {"identify"};
  if (config::kind_named(config_.events, "group") != Kind::kOther) kinds.emplace_back("group");
  Result<EventFilter> filter = EventFilter::make(config_.events, kinds, {}, fields_);
  if (!filter.ok()) return filter.status();
  const LatestFeature::Type type = type_of(attribute.type);
  const KindSet moved_by = filter->kinds();
  LatestFeature& latest = pool_.latest();
  const Result<std::uint32_t> key = latest.remember(filter.take(), attribute.name, type, true, fields_);
  if (!key.ok()) return key.status();
  return latest_signal(feature.name, latest, *key, type, moved_by);
}

std::string FeatureCatalogue::name_of(Kind kind) const {
  const auto number = static_cast<std::uint8_t>(kind);
  if (number < kFirstCustomKind) return std::string(kind_name(kind));
  return config_.events.kinds[number - kFirstCustomKind];
}

/// kOther: every event.
EventFilter FeatureCatalogue::filter_of(Kind kind) const {
  return kind == Kind::kOther ? EventFilter::of_all() : EventFilter::of(kind, name_of(kind));
}

}  // namespace tidemark::operators
