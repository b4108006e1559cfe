#include "operators/level_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "engine/base/assert.h"
#include "operators/care_level.h"
#include "operators/churn/make_risk.h"
#include "operators/segment_level.h"
#include "operators/stage_machine.h"

namespace tidemark::operators {
namespace {

using Measure = config::FeatureName::Measure;

Status in_setting(std::string_view setting, const Status& status) {
  if (status.ok()) return status;
  return Status::invalid(fmt::format("{}: {}", setting, status.message()));
}

}  // namespace

LevelBuilder::LevelBuilder(const config::Config& config, std::shared_ptr<const Zone> zone,
                           FeatureSet& features)
    : config_(config), zone_(std::move(zone)), features_(features), parts_(std::make_unique<LevelParts>()) {}

Result<std::unique_ptr<LevelParts>> LevelBuilder::build() {
  parts_->catalogue = std::make_unique<FeatureCatalogue>(
      config_, zone_, BaseFeatures{features_.activity(), features_.purchases()}, features_.fields(),
      [this](const config::FeatureName& name) { return level_signal_of(name); });
  if (!config_.ladders.empty()) {
    auto pins = std::make_unique<PinsFeature>();
    pins_ = pins.get();
    features_.add(std::move(pins));
  }
  TM_RETURN_IF_ERROR(begin_churn());
  begin_value();
  TM_RETURN_IF_ERROR(build_all());
  for (auto& feature : parts_->catalogue->take_features()) features_.add(std::move(feature));
  return std::move(parts_);
}

Status LevelBuilder::build_all() {
  parts_->ladders.resize(config_.ladders.size());
  parts_->ladder_index.resize(config_.ladders.size());
  parts_->scores.resize(config_.scores.size());
  for (std::size_t i = 0; i < config_.ladders.size(); ++i) TM_RETURN_IF_ERROR(need({Source::kLadder, i}));
  if (config_.lifecycle.enabled) TM_RETURN_IF_ERROR(need({Source::kLifecycle, 0}));
  if (config_.rfm.enabled) TM_RETURN_IF_ERROR(need({Source::kRfm, 0}));
  if (config_.abc.enabled) TM_RETURN_IF_ERROR(need({Source::kAbc, 0}));
  TM_RETURN_IF_ERROR(need({Source::kChurn, 0}));
  for (std::size_t i = 0; i < config_.scores.size(); ++i) TM_RETURN_IF_ERROR(need({Source::kScore, i}));
  for (std::size_t i = 0; i < config_.segments.size(); ++i) TM_RETURN_IF_ERROR(need({Source::kSegment, i}));
  for (const config::Care& care : config_.care) TM_RETURN_IF_ERROR(make_care(care));
  if (parts_->levels.size() > kLevelsMax) {
    return Status::invalid(
        fmt::format("tiers, scores, segments and care make {} levels; at most {} are possible",
                    parts_->levels.size(), kLevelsMax));
  }
  TM_RETURN_IF_ERROR(parts_->catalogue->find_configured());
  TM_RETURN_IF_ERROR(make_value());
  return make_actions();
}

Status LevelBuilder::need(const Place& place) {
  const auto known = built_.find(place);
  if (known != built_.end()) {
    if (known->second != kNotYet) return {};
    return Status::invalid("levels look at each other in a circle; take one of them out of the other");
  }
  built_[place] = kNotYet;
  return make(place);
}

Status LevelBuilder::make(const Place& place) {
  switch (place.first) {
    case Source::kLadder:
      return make_ladder(place.second);
    case Source::kLifecycle:
      if (!config_.lifecycle.enabled) return Status::invalid("lifecycle is switched off");
      return make_lifecycle();
    case Source::kRfm:
      if (!config_.rfm.enabled) return Status::invalid("rfm is switched off");
      parts_->rfm = &add(place, std::make_unique<Rfm>(config_.rfm));
      return {};
    case Source::kAbc:
      if (!config_.abc.enabled) return Status::invalid("abc is switched off");
      return make_abc();
    case Source::kChurn:
      return make_churn();
    case Source::kScore:
      return make_score(place.second);
    case Source::kSegment:
      return make_segment(place.second);
    default:
      TM_ASSERT(false);
      return {};
  }
}

template <typename T>
const T& LevelBuilder::add(const Place& place, std::unique_ptr<T> level, std::uint64_t looks_at) {
  const T& added = *level;
  MachineLevel entry{.level = std::move(level), .looks_at = looks_at};
  for (const config::AlertLimit& limit : config_.alerts.limits) {
    if (limit.level == entry.level->chain()) entry.limiter.emplace(limit);
  }
  entry.of_population = place.first == Source::kAbc || place.first == Source::kRfm;
  for (std::size_t i = 0; i < parts_->levels.size(); ++i) {
    if ((looks_at >> i & 1) != 0 && parts_->levels[i].of_population) entry.of_population = true;
  }
  built_[place] = parts_->levels.size();
  parts_->levels.push_back(std::move(entry));
  return added;
}

Status LevelBuilder::make_ladder(std::size_t index) {
  const config::Ladder& ladder = config_.ladders[index];
  const std::string setting = "tiers." + ladder.name;
  std::uint64_t looks_at = 0;
  LadderInputs inputs;
  inputs.activity = &features_.activity();
  inputs.pins = pins_;
  if (ladder.basis.measure == config::Basis::Measure::kFeature) {
    Result<const Signal*> basis = signal_of(ladder.basis.name, looks_at);
    if (!basis.ok()) return in_setting(setting + ".basis", basis.status());
    inputs.basis = *basis;
  }
  const bool conditional = std::any_of(ladder.levels.begin(), ladder.levels.end(),
                                       [](const config::TierLevel& level) { return !level.when.empty(); });
  for (const config::TierLevel& level : ladder.levels) {
    if (!conditional) break;
    inputs.conditions.push_back(nullptr);
    if (level.when.empty()) continue;
    Result<const Signal*> when = signal_of(level.when, looks_at);
    if (!when.ok()) return in_setting(setting + ".levels." + level.name + ".when", when.status());
    inputs.conditions.back() = *when;
  }
  if (ladder.validity.from == config::Validity::From::kAttribute) {
    Result<const Signal*> date = parts_->catalogue->find("attribute." + ladder.validity.attribute);
    if (!date.ok()) return in_setting(setting + ".validity", date.status());
    inputs.valid_from = *date;
  }
  const Ladder& made =
      add({Source::kLadder, index}, std::make_unique<Ladder>(ladder, zone_, std::move(inputs)), looks_at);
  features_.purchases().look_back(made.look_back_days());
  parts_->ladders[index] = &made;
  parts_->ladder_index[index] = parts_->levels.size() - 1;
  return {};
}

Status LevelBuilder::make_lifecycle() {
  if (!config_.lifecycle.stages.empty()) return make_stages();
  parts_->lifecycle = &add({Source::kLifecycle, 0}, std::make_unique<Lifecycle>(config_.lifecycle));
  return {};
}

Status LevelBuilder::make_stages() {
  const std::vector<config::Lifecycle::Stage>& settings = config_.lifecycle.stages;
  std::uint64_t looks_at = 0;
  std::vector<StageMachine::Stage> stages;
  for (const config::Lifecycle::Stage& stage : settings) {
    const std::string setting = "lifecycle.stages." + stage.name;
    Result<Condition> enter = ask(stage.when, looks_at);
    if (!enter.ok()) return in_setting(setting + ".when", enter.status());
    Result<Condition> stay = ask(stage.stay.empty() ? stage.when : stage.stay, looks_at);
    if (!stay.ok()) return in_setting(setting + ".stay", stay.status());
    std::uint64_t from = 0;
    for (std::size_t i = 0; i < settings.size(); ++i) {
      const bool named =
          std::find(stage.from.begin(), stage.from.end(), settings[i].name) != stage.from.end();
      if (named) from |= 1ULL << i;
    }
    stages.push_back({enter.take(), stay.take(), from});
  }
  add({Source::kLifecycle, 0}, std::make_unique<StageMachine>(settings, std::move(stages)), looks_at);
  return {};
}

/// What levels may ask of churn's BTYD models before churn itself is made, which may look at these levels.
Status LevelBuilder::begin_churn() {
  std::optional<Silence> silence;
  if (config_.churn.activity.empty()) {
    silence.emplace(features_.purchases(), zone_);
  } else {
    const Result<const ActiveDaysFeature*> days = parts_->catalogue->find_days(config_.churn.activity);
    if (!days.ok()) return in_setting("churn.activity", days.status());
    silence.emplace(**days, zone_);
  }
  parts_->btyd = std::make_unique<BtydModels>(config_.churn, *std::move(silence));
  return {};
}

/// Churn, and the proof of a trained model.
Status LevelBuilder::make_churn() {
  std::uint64_t looks_at = 0;
  Result<std::unique_ptr<const ChurnRisk>> risk = make_churn_risk(
      config_.churn, *parts_->btyd, [&](const std::string& text) { return signal_of(text, looks_at); });
  if (!risk.ok()) return risk.status();
  parts_->churn =
      &add({Source::kChurn, 0}, std::make_unique<Churn>(config_.churn, *parts_->btyd, risk.take()), looks_at);
  if (config_.churn.version == 0) return {};
  auto proof = std::make_unique<ChurnProof>(config_.churn, *parts_->churn, parts_->btyd->silence());
  parts_->churn_proof = proof.get();
  parts_->churn_proof_index = parts_->levels.size();
  parts_->levels.push_back({.level = std::move(proof), .looks_at = looks_at});
  return {};
}

/// Over the whole life gross and net are at hand; what else it may be is a feature like any other.
Status LevelBuilder::make_abc() {
  std::uint64_t looks_at = 0;
  const Signal* value = nullptr;
  if (config_.abc.days == 0 && config_.abc.measure != config::Abc::Measure::kMargin) {
    value = keep(lifetime_money_signal(abc_feature(config_.abc),
                                       config_.abc.measure == config::Abc::Measure::kGross,
                                       features_.purchases()));
  } else {
    Result<const Signal*> found = signal_of(abc_feature(config_.abc), looks_at);
    if (!found.ok()) return in_setting("abc.measure", found.status());
    value = *found;
  }
  parts_->abc = &add({Source::kAbc, 0}, std::make_unique<AbcLevel>(config_.abc, *value, zone_), looks_at);
  return {};
}

Status LevelBuilder::make_score(std::size_t index) {
  const config::Score& score = config_.scores[index];
  std::uint64_t looks_at = 0;
  std::vector<const Signal*> values;
  for (const config::Score::Part& part : score.parts) {
    Result<const Signal*> value = signal_of(part.value, looks_at);
    if (!value.ok()) {
      return in_setting(fmt::format("scores.{}.parts.{}.value", score.name, part.name), value.status());
    }
    values.push_back(*value);
  }
  const ScoreSignal* signal = keep(std::make_unique<ScoreSignal>(score, std::move(values)));
  parts_->scores[index] = signal;
  add({Source::kScore, index}, std::make_unique<ScoreLevel>(score, *signal, zone_), looks_at);
  return {};
}

Status LevelBuilder::make_segment(std::size_t index) {
  const config::Segment& segment = config_.segments[index];
  std::uint64_t looks_at = 0;
  Result<Condition> condition = ask(segment.when, looks_at);
  if (!condition.ok()) return in_setting("segments." + segment.name, condition.status());
  add({Source::kSegment, index}, std::make_unique<SegmentLevel>(segment, condition.take()), looks_at);
  return {};
}

Status LevelBuilder::make_care(const config::Care& care) {
  const Signal* signal = nullptr;
  if (care.form == config::Care::Form::kSilence) {
    Result<const Signal*> found = parts_->catalogue->find_contact(care.kinds);
    if (!found.ok()) return in_setting("care." + care.name, found.status());
    signal = *found;
  } else if (care.attribute.empty()) {
    signal = keep(joining_signal(features_.activity()));
  } else {
    Result<const Signal*> found = parts_->catalogue->find("attribute." + care.attribute);
    if (!found.ok()) return in_setting("care." + care.name, found.status());
    signal = *found;
  }
  MachineLevel entry{.level = std::make_unique<CareLevel>(care, *signal, zone_)};
  parts_->levels.push_back(std::move(entry));
  return {};
}

Status LevelBuilder::make_actions() {
  for (std::size_t i = 0; i < config_.actions.size(); ++i) {
    ActionRule rule{config_.actions[i], nullptr};
    if (!rule.action.when.empty()) {
      std::uint64_t looks_at = 0;
      Result<std::shared_ptr<const CompiledExpression>> when = compile(rule.action.when, looks_at);
      if (!when.ok()) return in_setting(fmt::format("actions[{}].when", i), when.status());
      rule.when = when.take();
    }
    parts_->actions.push_back(std::move(rule));
  }
  return {};
}

void LevelBuilder::begin_value() {
  ValueSignals& value = parts_->value;
  value.model = std::make_unique<ValueModel>(config_.value, *parts_->btyd, features_.purchases());
  const auto signal = [&](const char* name, Measure measure) {
    return value_signal(name, *value.model, measure);
  };
  value.expected_purchases = signal("value.expected_purchases", Measure::kExpectedPurchases);
  value.expected_spend = signal("value.expected_spend", Measure::kExpectedSpend);
  value.clv = signal("value.clv", Measure::kClv);
}

Status LevelBuilder::make_value() {
  const Result<const Signal*> at_risk = value_signal_of(Measure::kAtRisk);
  if (!at_risk.ok()) return at_risk.status();
  std::uint64_t looks_at = 0;
  const auto ask_for = [&](const std::string& text, const Signal*& out) -> Status {
    if (text.empty()) return {};
    const Result<const Signal*> signal = signal_of(text, looks_at);
    if (signal.ok()) out = *signal;
    return signal.status();
  };
  TM_RETURN_IF_ERROR(
      in_setting("value.potential", ask_for(config_.value.potential, parts_->value.potential)));
  return in_setting("value.key_account", ask_for(config_.value.key_account, parts_->value.key_account));
}

Result<const Signal*> LevelBuilder::value_signal_of(Measure measure) {
  ValueSignals& value = parts_->value;
  if (measure == Measure::kExpectedPurchases) return value.expected_purchases.get();
  if (measure == Measure::kExpectedSpend) return value.expected_spend.get();
  if (measure == Measure::kClv) return value.clv.get();
  if (value.at_risk == nullptr) {
    const std::optional<config::FeatureName> name = config::find_feature("churn.risk", config_);
    const Result<const Signal*> risk = level_signal_of(*name);
    if (!risk.ok()) return risk.status();
    value.at_risk = at_risk_signal("value.at_risk", **risk, *value.expected_purchases, *value.expected_spend);
  }
  return value.at_risk.get();
}

Status LevelBuilder::look(const std::string& text, std::uint64_t& looks_at) {
  const Result<config::Expression> parsed = config::parse_expression(text, config_);
  if (!parsed.ok()) return parsed.status();
  for (const config::FeatureName& name : parsed->features) TM_RETURN_IF_ERROR(look(name, looks_at));
  return {};
}

Status LevelBuilder::look(const config::FeatureName& name, std::uint64_t& looks_at) {
  if (name.source == Source::kCustom) {
    const config::CustomFeature& custom = config_.features.custom[name.index];
    const bool stands_on_others = custom.form == config::CustomFeature::Form::kExpression;
    return stands_on_others ? look(custom.expression, looks_at) : Status();
  }
  if (name.source < Source::kLadder || config::is_of_btyd(name)) return {};
  if (name.source == Source::kValue && name.measure != Measure::kAtRisk) return {};  // it looks at none
  const Place place =
      name.source == Source::kValue ? Place{Source::kChurn, 0} : Place{name.source, name.index};
  TM_RETURN_IF_ERROR(need(place));
  const std::size_t level = built_.at(place);
  looks_at |= 1ULL << level | parts_->levels[level].looks_at;
  return {};
}

/// Levels and scores as features: those it is asked for have been made by look().
Result<const Signal*> LevelBuilder::level_signal_of(const config::FeatureName& name) {
  if (name.source == Source::kValue) return value_signal_of(name.measure);
  if (name.measure == Measure::kAlive) return keep(p_alive_signal(name.name, *parts_->btyd));
  if (name.measure == Measure::kP0Logit) {
    return keep(p0_logit_signal(name.name, *parts_->btyd, parts_->btyd->model_behind()));
  }
  TM_RETURN_IF_ERROR(need({name.source, name.index}));
  const std::size_t index = built_.at({name.source, name.index});
  const Level& level = *parts_->levels[index].level;
  if (name.source == Source::kScore && name.measure != Measure::kLevel) return parts_->scores[name.index];
  if (name.source == Source::kSegment) {
    return keep(level_is_signal(name.name, index, SegmentLevel::kIn, parts_->place));
  }
  switch (name.measure) {
    case Measure::kR:
      return keep(rfm_signal(name.name, *parts_->rfm, RfmPart::kR, features_.purchases()));
    case Measure::kF:
      return keep(rfm_signal(name.name, *parts_->rfm, RfmPart::kF, features_.purchases()));
    case Measure::kM:
      return keep(rfm_signal(name.name, *parts_->rfm, RfmPart::kM, features_.purchases()));
    case Measure::kRisk:
      return keep(churn_risk_signal(name.name, *parts_->churn));
    default:
      return keep(level_signal(name.name, level, index, parts_->place));
  }
}

Result<std::shared_ptr<const CompiledExpression>> LevelBuilder::compile(const std::string& text,
                                                                        std::uint64_t& looks_at) {
  TM_RETURN_IF_ERROR(look(text, looks_at));
  const Result<config::Expression> parsed = config::parse_expression(text, config_);
  if (!parsed.ok()) return parsed.status();
  Result<CompiledExpression> compiled = CompiledExpression::make(
      *parsed, [this](std::string_view name) { return parts_->catalogue->find(name); });
  if (!compiled.ok()) return compiled.status();
  return std::make_shared<const CompiledExpression>(compiled.take());
}

Result<const Signal*> LevelBuilder::signal_of(const std::string& text, std::uint64_t& looks_at) {
  Result<std::shared_ptr<const CompiledExpression>> compiled = compile(text, looks_at);
  if (!compiled.ok()) return compiled.status();
  return keep(std::make_unique<ExpressionSignal>(text, **compiled));
}

Result<Condition> LevelBuilder::ask(const std::string& text, std::uint64_t& looks_at) {
  Result<std::shared_ptr<const CompiledExpression>> compiled = compile(text, looks_at);
  if (!compiled.ok()) return compiled.status();
  return Condition(compiled.take(), zone_);
}

template <typename T>
const T* LevelBuilder::keep(std::unique_ptr<T> signal) {
  const T* kept = signal.get();
  parts_->signals.push_back(std::move(signal));
  return kept;
}

}  // namespace tidemark::operators
