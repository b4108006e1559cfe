#include "tools/configuration_text.h"

#include <fmt/format.h>

#include "engine/base/time.h"
#include "tools/configuration_names.h"
#include "tools/ladder_text.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

using config::Config;
using config::Ladder;

template <typename Named>
std::string names_of(const std::vector<Named>& all) {
  std::string text;
  for (const Named& one : all) text += (text.empty() ? "" : ", ") + one.name;
  return text;
}

std::string lifecycle_text(const config::Lifecycle& lifecycle) {
  if (!lifecycle.enabled) return "off";
  if (!lifecycle.stages.empty()) return names_of(lifecycle.stages);
  return "at risk after " + format_duration(lifecycle.at_risk_after) + " of silence, churned after " +
         format_duration(lifecycle.churned_after) + ", loyal from " + std::to_string(lifecycle.loyal_orders) +
         " orders";
}

std::string rfm_text(const config::Rfm& rfm) {
  if (!rfm.enabled) return "off";
  return std::to_string(rfm.segments.size()) + " segments by fixed cuts, monetary is " +
         (rfm.measure == config::Rfm::Measure::kGross ? "gross" : "net");
}

std::string churn_text(const config::Churn& churn) {
  if (config::lacks_parameters(churn))
    return "unknown for everyone: no parameters are given (churn.mbgnbd or churn.bgnbd)";
  const auto& enter = churn.enter;
  return fmt::format("{}, horizon {}, {} medium from {:g}, high from {:g}, critical from {:g}",
                     model_name(churn), format_duration(churn.horizon),
                     churn.bands_on == config::Churn::BandsOn::kRisk ? "risk" : "odds ratio", enter[0],
                     enter[1], enter[2]);
}

std::string score_text(const config::Score& score) {
  std::string text;
  for (const config::Score::Cut& cut : score.levels) {
    text += (text.empty() ? "" : ", ") + cut.name;
    if (cut.at > 0) text += fmt::format(" from {:g}", cut.at);
  }
  return text + "  (" + names_of(score.parts) + ")";
}

std::string segment_text(const config::Segment& segment) {
  if (segment.minimum_stay == 0) return segment.when;
  return segment.when + "  (left after " + format_duration(segment.minimum_stay) + " at the earliest)";
}

std::string care_text(const config::Care& care) {
  if (care.form == config::Care::Form::kSilence) {
    std::string kinds;
    for (const std::string& kind : care.kinds) kinds += (kinds.empty() ? "" : ", ") + kind;
    return format_duration(care.silence) + " without " + (kinds.empty() ? "any event" : kinds);
  }
  const std::string day = care.attribute.empty() ? "joining" : "attribute." + care.attribute;
  return "every year on " + day + (care.ahead > 0 ? ", " + format_duration(care.ahead) + " ahead" : "");
}

std::string limit_text(const config::AlertLimit& limit) {
  std::string text = limit.loud_start ? "a new level tells where customers stand" : "";
  const auto add = [&](const std::string& rule) { text += (text.empty() ? "" : ", ") + rule; };
  if (limit.cooldown > 0) add("not again within " + format_duration(limit.cooldown));
  if (limit.budget_per > 0)
    add(fmt::format("at most {} in {}", limit.budget, format_duration(limit.budget_per)));
  return text;
}

class Page {
 public:
  explicit Page(OutputStream& out) : out_(out) {}
  void entry(std::string_view name, std::string_view text) {
    out_.write("  ").write(pad_right(name, 14)).line(text);
  }

 private:
  OutputStream& out_;
};

void write_levels(Page& page, const Config& config) {
  for (const Ladder& ladder : config.ladders) {
    page.entry(ladder.name, ladder_text(ladder));
    if (const std::string rules = ladder_rules(ladder); !rules.empty()) page.entry("", rules);
  }
  if (config.ladders.empty()) page.entry("tiers", "none");
  page.entry("lifecycle", lifecycle_text(config.lifecycle));
  page.entry("rfm", rfm_text(config.rfm));
  page.entry("churn", churn_text(config.churn));
  for (const config::Score& score : config.scores) page.entry("score", score.name + ": " + score_text(score));
  for (const config::Segment& segment : config.segments) {
    page.entry("segment", segment.name + ": " + segment_text(segment));
  }
}

void write_notices(Page& page, const Config& config) {
  for (const config::Care& care : config.care) page.entry("care", care.name + ": " + care_text(care));
  if (!config.actions.empty()) page.entry("actions", std::to_string(config.actions.size()));
  for (const config::AlertLimit& limit : config.alerts.limits) {
    page.entry("alerts", limit.level + ": " + limit_text(limit));
  }
}

}  // namespace

void write_configuration(OutputStream& out, const Configuration& configuration) {
  const Config& config = configuration.loaded.config;
  out.line("Configuration: " + configuration.name + " - valid");
  Page page(out);
  page.entry("zone", config.time.zone);
  page.entry("currency",
             config.events.currency.empty() ? "that of the first money event" : config.events.currency);
  page.entry("silence", "counts after " + format_duration(config.time.silence_delay));
  page.entry("durability", durability_name(config.durability));
  if (!config.features.attributes.empty()) page.entry("attributes", names_of(config.features.attributes));
  if (!config.features.custom.empty()) page.entry("features", names_of(config.features.custom));
  write_levels(page, config);
  write_notices(page, config);
}

}  // namespace tidemark::tools
