#include "config/load.h"

#include <algorithm>
#include <bit>

#include "config/content.h"
#include "config/defaults.h"
#include "config/mistakes.h"
#include "config/model_file.h"
#include "config/overrides.h"
#include "config/sections.h"
#include "config/sections_circles.h"
#include "config/tree.h"

namespace tidemark::config {
namespace {

/// Everything assessed of a customer has its place in the state, so there are at most so many in all.
void check_level_count(const Item& segments, const Config& config, Mistakes& mistakes) {
  constexpr std::size_t kLevelsMax = 64;
  const std::size_t built_in = (config.lifecycle.enabled ? 1U : 0U) + (config.rfm.enabled ? 1U : 0U) +
                               (config.abc.enabled ? 1U : 0U) + 1U;
  const std::size_t count =
      built_in + config.ladders.size() + config.scores.size() + config.segments.size() + config.care.size();
  if (count <= kLevelsMax) return;
  // The others alone are never so many.
  mistakes.add_key(segments, {"ladders, lifecycle, rfm, abc, churn, scores, segments and notices are " +
                                  std::to_string(count) + " levels",
                              "keep at most 64 in all"});
}

/// Event ids take up to 40 bytes each whatever the budget is, as answers must not depend on it. Where nobody
/// says how many, they are as many as fit into 5/16 of it, the built-in number at the built-in budget.
void fit_dedupe_ids(const Item& events, const Config& built_in, Config& config) {
  if (events.node != nullptr) {
    for (const Node& child : events.node->children) {
      if (child.key == "dedupe_ids") return;
    }
  }
  const std::uint64_t fits = std::bit_floor(config.memory.budget_bytes /
                                            (built_in.memory.budget_bytes / built_in.events.dedupe_ids));
  config.events.dedupe_ids =
      static_cast<std::uint32_t>(std::clamp<std::uint64_t>(fits, 256, built_in.events.dedupe_ids));
}

/// The groups in the order of the documentation, which is also that in which they need each other.
void read_all(const Node& root, const Expressions& expressions, Config& config, Mistakes& mistakes) {
  Section section({&root, ""}, mistakes);
  read_time(section.item("time"), config.time, mistakes);
  read_events(section.item("events"), config.time.zone, config.events, mistakes);
  read_features(section.item("features"), config.events, expressions, config.features, mistakes);
  read_tiers(section.item("tiers"), expressions, config, mistakes);
  read_lifecycle(section.item("lifecycle"), expressions, config.lifecycle, mistakes);
  read_rfm(section.item("rfm"), config.rfm, mistakes);
  read_abc(section.item("abc"), config.abc, mistakes);
  read_population(section.item("population"), config.population, mistakes);
  read_churn(section.item("churn"), config.events, expressions, config.churn, mistakes);
  read_value_to_come(section.item("value"), expressions, config.value, mistakes);
  read_scores(section.item("scores"), expressions, config, mistakes);
  read_segments(section.item("segments"), expressions, config.segments, mistakes);
  read_care(section.item("care"), config, config.care, mistakes);
  check_level_count(section.item("segments"), config, mistakes);
  read_actions(section.item("actions"), expressions, config, mistakes);
  read_alerts(section.item("alerts"), config, config.alerts, mistakes);
  read_http(section.item("http"), config.http, mistakes);
  read_zmq(section.item("zmq"), config.zmq, mistakes);
  const Config built_in;
  read_memory(section.item("memory"), config.memory, mistakes);
  fit_dedupe_ids(section.item("events"), built_in, config);
  section.read("durability", [&](auto text) { return parse_durability(text, config.durability); });
  read_log(section.item("log"), config.log, mistakes);
  section.not_yet({"auth", "webhooks"});
  section.finish();
}

/// What an expression may name, wherever it stands.
Config read_names(const Node& root, std::string_view yaml) {
  Config names = built_in_values();
  Mistakes told_later;
  read_all(root, Expressions(yaml, nullptr), names, told_later);
  return names;
}

}  // namespace

Loaded load(std::string_view yaml, const std::vector<std::pair<std::string, std::string>>& overrides,
            std::string_view model) {
  Loaded loaded;
  loaded.config = built_in_values();
  Mistakes mistakes;
  Node root;
  if (parse_tree(yaml, root, mistakes)) {
    if (!model.empty()) overlay_model(root, model, mistakes);
    apply_overrides(root, overrides, render_tiers(loaded.config.ladders), mistakes);
    const Config names = read_names(root, yaml);
    read_all(root, Expressions(yaml, &names), loaded.config, mistakes);
    check_circles(root, names, mistakes);
  }
  loaded.mistakes = mistakes.take();
  if (loaded.mistakes.empty()) loaded.config.content = render_content(loaded.config);
  return loaded;
}

}  // namespace tidemark::config
