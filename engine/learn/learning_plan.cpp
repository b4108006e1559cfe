#include "engine/learn/learning_plan.h"

#include <algorithm>
#include <cmath>

#include "config/churn_names.h"
#include "config/expression.h"
#include "config/feature_name.h"
#include "engine/base/ids.h"

namespace tidemark::engine {
namespace {

using Form = config::CustomFeature::Form;
using Reach = operators::LearningTerm::Reach;
using Transform = config::ChurnTerm::Transform;

constexpr Millis kWindowMax = 365 * kDay;
/// A kind of event that fewer customers have is noise.
constexpr std::uint64_t kEventsMin = 50;
constexpr std::size_t kKindsMax = 12;

std::string window_suffix(Millis horizon) {
  const Millis days = std::clamp<Millis>(horizon, kDay, kWindowMax) / kDay;
  return "_" + std::to_string(days) + "d";
}

/// As training needs it: the churn level itself says nothing meanwhile.
config::Config without_model(config::Config config) {
  config::Churn bare;
  bare.horizon = config.churn.horizon;
  bare.activity = config.churn.activity;
  config.churn = bare;
  return config;
}

}  // namespace

LearningPlan::LearningPlan(const config::Config& config, const ActivityHistory& history)
    : config_(without_model(config)),
      horizon_(config.churn.horizon),
      window_(window_suffix(config.churn.horizon)) {
  if (config.churn.activity.empty()) {
    add_purchase_terms();
  } else {
    add_activity_terms();
    if (history.has_money()) add("net", "net", Reach::kClassic);
  }
  add("purchase_history", std::string(config::kP0LogitName), Reach::kHistory);
  terms_.back().transform = Transform::kNone;
  add("activity_recent", decayed("churn_recent", std::max(horizon_ / 4, kDay)), Reach::kHistory);
  add("activity_lasting", decayed("churn_lasting", horizon_), Reach::kHistory);
  add_behaviour_terms(history);
  watch_terms();
}

void LearningPlan::add_purchase_terms() {
  add_silence("recency", "recency_days", Reach::kSilence);
  add("frequency", "purchase_days", Reach::kClassic);
  add("money", "net", Reach::kClassic);
  add("tenure", "first_purchase_days", Reach::kClassic);
  add_silence("overdue", "overdue_ratio", Reach::kHistory);
  add("frequency_now", "purchase_days" + window_, Reach::kHistory);
  add("frequency_before", "purchase_days" + window_ + "_prior", Reach::kHistory);
}

void LearningPlan::add_activity_terms() {
  config::CustomFeature since;
  since.form = Form::kDaysSince;
  since.kinds = activity_kinds();
  add_silence("recency", feature("churn_silence", since), Reach::kSilence);
  config::CustomFeature days = since;
  days.form = Form::kDays;
  add("frequency", feature("churn_active_days", days), Reach::kClassic);
  add("tenure", "tenure_days", Reach::kClassic);
  days.window = {config::Window::Unit::kDays,
                 static_cast<std::int32_t>(std::clamp<Millis>(horizon_, kDay, kWindowMax) / kDay), false};
  add("frequency_now", feature("churn_active_days_now", days), Reach::kHistory);
  days.window.prior = true;
  add("frequency_before", feature("churn_active_days_before", days), Reach::kHistory);
}

/// Counts over the last horizon of whatever else happens, and states that last.
void LearningPlan::add_behaviour_terms(const ActivityHistory& history) {
  const std::vector<std::string> activity = activity_kinds();
  const auto has = [&](Kind kind) { return history.count_of(kind) >= kEventsMin; };
  std::vector<std::pair<std::uint64_t, std::string>> kinds;
  const auto consider = [&](Kind kind, const std::string& name) {
    const bool own = std::find(activity.begin(), activity.end(), name) != activity.end();
    if (!own && kind != Kind::kIdentify && kind != Kind::kAlias && has(kind)) {
      kinds.emplace_back(history.count_of(kind), name);
    }
  };
  for (unsigned k = 1; k < static_cast<unsigned>(Kind::kBuiltinCount); ++k) {
    consider(static_cast<Kind>(k), std::string(kind_name(static_cast<Kind>(k))));
  }
  for (const std::string& name : config_.events.kinds) {
    consider(config::kind_named(config_.events, name), name);
  }
  std::stable_sort(kinds.begin(), kinds.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  if (kinds.size() > kKindsMax) kinds.resize(kKindsMax);
  for (const auto& [count, name] : kinds) add(name, name + "_count" + window_, Reach::kBehaviour);
  if (!kinds.empty()) add_silence("any_silence", "days_since_event", Reach::kBehaviour);
  if (has(Kind::kSubscriptionStarted) || has(Kind::kSubscriptionCancelled)) {
    add("subscribed", "if(subscribed, 1, 0)", Reach::kBehaviour);
    add("cancelled", "days_since_subscription_cancelled", Reach::kBehaviour);
  }
  if (has(Kind::kSurvey)) add("survey", "survey_score", Reach::kBehaviour);
  if (has(Kind::kComplaint)) add("open_complaints", "open_complaints", Reach::kBehaviour);
}

void LearningPlan::add(std::string name, std::string value, Reach reach) {
  terms_.push_back({std::move(name), std::move(value), Transform::kLog, reach, false});
}

void LearningPlan::add_silence(std::string name, std::string value, Reach reach) {
  add(std::move(name), std::move(value), reach);
  terms_.back().only_rises = true;
}

std::string LearningPlan::feature(std::string name, config::CustomFeature feature) {
  std::string free = name;
  for (int n = 2; config::find_feature(free, config_); ++n) free = name + "_" + std::to_string(n);
  feature.name = free;
  features_.push_back(feature);
  config_.features.custom.push_back(std::move(feature));
  return free;
}

std::string LearningPlan::decayed(const std::string& name, Millis half_life) {
  config::CustomFeature fading;
  fading.form = Form::kDecayed;
  fading.kinds = activity_kinds();
  fading.weights.assign(fading.kinds.size(), 1);
  fading.half_life = half_life;
  return feature(name, fading);
}

/// Each value under a name of its own, so that the engine computes whatever it says.
void LearningPlan::watch_terms() {
  for (const operators::LearningTerm& term : terms_) {
    if (term.value == config::kP0LogitName) continue;
    config::CustomFeature watched;
    watched.name = "training_value_" + std::to_string(columns_.size());
    watched.form = Form::kExpression;
    watched.expression = term.value;
    columns_.push_back(watched.name);
    config_.features.custom.push_back(std::move(watched));
  }
}

std::vector<std::string> LearningPlan::activity_kinds() const {
  if (!config_.churn.activity.empty()) return config_.churn.activity;
  return {std::string(kind_name(Kind::kPurchase))};
}

std::vector<config::CustomFeature> LearningPlan::features_of(
    const std::vector<config::ChurnTerm>& terms) const {
  std::vector<config::CustomFeature> used;
  for (const config::CustomFeature& feature : features_) {
    const auto stands_on = [&](const config::ChurnTerm& term) { return term.value == feature.name; };
    if (std::any_of(terms.begin(), terms.end(), stands_on)) used.push_back(feature);
  }
  return used;
}

Result<operators::Observations> LearningPlan::observe(const Replay& replay, const ActivityHistory& history,
                                                      bool labelled, Millis ahead) const {
  const operators::Scoring& scoring = replay.scoring();
  const Millis split = replay.as_of();
  const Millis at = split + ahead;
  operators::Observations all;
  all.split = split;
  all.columns = columns_.size();
  std::uint64_t eligible = 0;
  const auto is_active = [&](const std::byte* state) {
    return !std::isnan(scoring.sort_value(state, "btyd.x", at));
  };
  TM_RETURN_IF_ERROR(
      replay.visit([&](std::string_view, const std::byte* state) { eligible += is_active(state) ? 1 : 0; }));
  const double share =
      static_cast<double>(kCustomersMax) / static_cast<double>(std::max(eligible, std::uint64_t{1}));
  constexpr std::uint64_t kParts = 1 << 20;
  const auto parts = static_cast<std::uint64_t>(std::min(1.0, share) * static_cast<double>(kParts));
  all.share = static_cast<double>(parts) / static_cast<double>(kParts);
  TM_RETURN_IF_ERROR(replay.visit([&](std::string_view id, const std::byte* state) {
    const std::uint64_t hash = customer_hash(id);
    if ((hash >> 40) % kParts >= parts || !is_active(state)) return;
    all.statistics.push_back({scoring.sort_value(state, "btyd.x", at),
                              scoring.sort_value(state, "btyd.t_x", at),
                              scoring.sort_value(state, "btyd.T", at)});
    all.hashes.push_back(hash);
    if (labelled) all.labels.push_back(history.active_within(id, split, split + horizon_) ? 0 : 1);
    for (const std::string& column : columns_) all.values.push_back(scoring.sort_value(state, column, at));
  }));
  return all;
}

}  // namespace tidemark::engine
