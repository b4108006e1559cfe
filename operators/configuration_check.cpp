#include "operators/configuration_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string_view>

#include "config/churn_names.h"
#include "operators/value_names.h"

namespace tidemark::operators {
namespace {

constexpr Millis kDurationMax = 1000 * 366 * kDay;
constexpr std::int32_t kWindowDaysMax = 366'000;

/// Keys of the customer object that are no ladders.
constexpr std::array<std::string_view, 26> kTakenNames = {
    "customer_id", "as_of",        "first_purchase", "last_purchase", "orders",  "gross",     "refunds",
    "net",         "recency_days", "btyd",           "rfm",           "abc",     "lifecycle", "churn",
    "value",       "next",         "first_seen",     "last_seen",     "events",  "customer",  "hb",
    "end",         "tiers",        "scores",         "segments",      "features"};

Status bad(std::string_view setting, std::string_view what) {
  return Status::invalid(fmt::format("{}: {}", setting, what));
}

Status check_duration(std::string_view setting, Millis duration) {
  if (duration >= 0 && duration <= kDurationMax) return {};
  return bad(setting, "has to be between 0 and 1000 years");
}

bool is_level_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

Status check_ladder(const config::Ladder& ladder) {
  const std::string setting = "tiers." + ladder.name;
  if (!is_level_name(ladder.name)) {
    return bad(setting, "a ladder's name consists of letters, digits, '_' and '-'");
  }
  if (std::find(kTakenNames.begin(), kTakenNames.end(), ladder.name) != kTakenNames.end()) {
    return bad(setting, "this name is taken by another part of the customer; choose another");
  }
  if (ladder.levels.size() < 2 || ladder.levels.size() > kValuesMax) {
    return bad(setting + ".levels", fmt::format("needs 2 to {} levels", kValuesMax));
  }
  for (std::size_t i = 1; i < ladder.levels.size(); ++i) {
    if (ladder.levels[i].at > ladder.levels[i - 1].at) continue;
    return bad(fmt::format("{}.levels[{}].at", setting, i), "has to be more than the level before it");
  }
  if (ladder.hysteresis_ppm < 0 || ladder.hysteresis_ppm > 1'000'000) {
    return bad(setting + ".hysteresis", "has to be between 0 and 1");
  }
  if (ladder.basis.days < 0 || ladder.basis.days > kWindowDaysMax) {
    return bad(setting + ".basis", fmt::format("a window has 0 to {} days", kWindowDaysMax));
  }
  TM_RETURN_IF_ERROR(check_duration(setting + ".grace", ladder.grace));
  return check_duration(setting + ".minimum_stay", ladder.minimum_stay);
}

Status check_ladders(const config::Config& config) {
  if (config.ladders.size() + 3 > kLevelsMax) {
    return bad("tiers", fmt::format("at most {} ladders are possible", kLevelsMax - 3));
  }
  std::set<std::string_view> names;
  for (const config::Ladder& ladder : config.ladders) {
    TM_RETURN_IF_ERROR(check_ladder(ladder));
    if (!names.insert(ladder.name).second) return bad("tiers." + ladder.name, "appears twice");
  }
  return {};
}

Status check_lifecycle(const config::Lifecycle& lifecycle) {
  TM_RETURN_IF_ERROR(check_duration("lifecycle.new_for", lifecycle.new_for));
  TM_RETURN_IF_ERROR(check_duration("lifecycle.at_risk_after", lifecycle.at_risk_after));
  TM_RETURN_IF_ERROR(check_duration("lifecycle.churned_after", lifecycle.churned_after));
  return check_duration("lifecycle.won_back_for", lifecycle.won_back_for);
}

Status check_rfm(const config::Rfm& rfm) {
  if (!rfm.enabled) return {};
  const auto& days = rfm.recency_days;
  const bool finite = std::all_of(days.begin(), days.end(), [](double cut) { return std::isfinite(cut); });
  if (!finite || !std::is_sorted(days.begin(), days.end())) {
    return bad("rfm.recency_days", "four finite numbers in ascending order are needed");
  }
  if (!std::is_sorted(rfm.frequency.begin(), rfm.frequency.end())) {
    return bad("rfm.frequency", "four numbers in ascending order are needed");
  }
  if (!std::is_sorted(rfm.monetary.begin(), rfm.monetary.end())) {
    return bad("rfm.monetary", "four amounts in ascending order are needed");
  }
  if (rfm.segments.empty() || rfm.segments.size() > kValuesMax) {
    return bad("rfm.segments", fmt::format("1 to {} segments are needed", kValuesMax));
  }
  const bool named = std::all_of(rfm.cell.begin(), rfm.cell.end(),
                                 [&](std::uint8_t segment) { return segment < rfm.segments.size(); });
  return named ? Status() : bad("rfm.segments", "a cell has a segment that does not exist");
}

Status check_cuts(const config::Churn& churn) {
  for (std::size_t i = 0; i < churn.enter.size(); ++i) {
    const bool finite = std::isfinite(churn.enter[i]) && std::isfinite(churn.leave[i]);
    if (!finite || churn.leave[i] > churn.enter[i]) {
      return bad("churn.bands", "every leave has to be a number not above its enter");
    }
  }
  if (!std::is_sorted(churn.enter.begin(), churn.enter.end()) ||
      !std::is_sorted(churn.leave.begin(), churn.leave.end())) {
    return bad("churn.bands", "cuts have to ascend from medium to critical");
  }
  return {};
}

Status check_parameters(const config::Churn& churn, config::Churn::Model model) {
  const std::optional<config::BtydParameters>& given = churn.parameters_of(model);
  if (!given) return {};
  const auto right = [](double p) { return std::isfinite(p) && p > 0; };
  const bool drops_out = model != config::Churn::Model::kNbd;
  if (right(given->r) && right(given->alpha) && (!drops_out || (right(given->a) && right(given->b))))
    return {};
  return bad(
      fmt::format("churn.{}", config::churn_model_name(model)),
      drops_out ? "r, alpha, a and b have to be numbers above 0" : "r and alpha have to be numbers above 0");
}

Status check_additive(const config::Churn& churn) {
  if (!std::isfinite(churn.points_to_double_odds) || churn.points_to_double_odds <= 0) {
    return bad("churn.points_to_double_odds", "has to be more than 0");
  }
  if (!(churn.calibration.slope > 0) || !std::isfinite(churn.calibration.slope) ||
      !std::isfinite(churn.calibration.intercept)) {
    return bad("churn.calibration", "slope has to be a number above 0, intercept a number");
  }
  for (const config::ChurnTerm& term : churn.terms) {
    if (std::isfinite(term.weight) && std::isfinite(term.reference) && std::isfinite(term.missing)) continue;
    return bad("churn.logistic.terms." + term.name, "weight, reference and missing have to be numbers");
  }
  for (const config::ChurnRule& rule : churn.rules) {
    if (!std::isfinite(rule.points)) return bad("churn.rules." + rule.name, "points have to be a number");
  }
  for (const config::Churn::Share& share : churn.mixture) {
    if (share.share > 0 && share.share <= 1 && share.model != config::Churn::Model::kMixture) continue;
    return bad("churn.mixture", "shares of models that are no mixtures have to lie between 0 and 1");
  }
  if (churn.model == config::Churn::Model::kMixture && churn.mixture.empty()) {
    return bad("churn.mixture", "needs models");
  }
  return {};
}

Status check_churn(const config::Churn& churn) {
  using Model = config::Churn::Model;
  TM_RETURN_IF_ERROR(check_cuts(churn));
  TM_RETURN_IF_ERROR(check_duration("churn.unknown_for", churn.unknown_for));
  if (churn.horizon <= 0 || churn.horizon > kDurationMax)
    return bad("churn.horizon", "has to be more than 0");
  if (churn.base_rate && !(*churn.base_rate > 0 && *churn.base_rate < 1)) {
    return bad("churn.base_rate", "has to lie between 0 and 1, both excluded");
  }
  for (const Model model : {Model::kMbgNbd, Model::kBgNbd, Model::kNbd}) {
    TM_RETURN_IF_ERROR(check_parameters(churn, model));
  }
  return check_additive(churn);
}

}  // namespace

Status check_configuration(const config::Config& config) {
  TM_RETURN_IF_ERROR(check_duration("time.accept_late", config.time.accept_late));
  TM_RETURN_IF_ERROR(check_ladders(config));
  TM_RETURN_IF_ERROR(check_lifecycle(config.lifecycle));
  TM_RETURN_IF_ERROR(check_rfm(config.rfm));
  return check_churn(config.churn);
}

Status check_section_keys(const std::vector<MachineLevel>& levels) {
  std::set<SectionKey> keys;
  for (const MachineLevel& entry : levels) {
    const Level* level = entry.level.get();
    if (!keys.insert(level->section()).second) {
      return bad("tiers." + level->name(),
                 "its name collides with another ladder's in stored records; rename it");
    }
    std::set<std::uint32_t> names;
    for (const std::string& value : level->values()) {
      if (level->values_are_configured() && !names.insert(value_name_hash(value)).second) {
        return bad(level->name() + "." + value,
                   "this name appears twice, or collides in stored records; rename it");
      }
    }
  }
  return {};
}

}  // namespace tidemark::operators
