#include "config/load.h"

#include "config/content.h"
#include "config/defaults.h"
#include "config/mistakes.h"
#include "config/overrides.h"
#include "config/sections.h"
#include "config/tree.h"

namespace tidemark::config {
namespace {

/// The groups in the order of the documentation; each stands on its own.
void read_all(const Node& root, Config& config, Mistakes& mistakes) {
  Section section({&root, ""}, mistakes);
  read_time(section.item("time"), config.time, mistakes);
  read_events(section.item("events"), config.events, mistakes);
  read_tiers(section.item("tiers"), config.ladders, mistakes);
  read_lifecycle(section.item("lifecycle"), config.lifecycle, mistakes);
  read_rfm(section.item("rfm"), config.rfm, mistakes);
  read_churn(section.item("churn"), config.churn, mistakes);
  read_alerts(section.item("alerts"), config.alerts, mistakes);
  read_http(section.item("http"), config.http, mistakes);
  read_zmq(section.item("zmq"), config.zmq, mistakes);
  read_memory(section.item("memory"), config.memory, mistakes);
  section.read("durability", [&](auto text) { return parse_durability(text, config.durability); });
  read_log(section.item("log"), config.log, mistakes);
  section.not_yet({"features", "abc", "value", "scores", "segments", "actions", "auth", "webhooks"});
  section.finish();
}

}  // namespace

Loaded load(std::string_view yaml, const std::vector<std::pair<std::string, std::string>>& overrides) {
  Loaded loaded;
  loaded.config = built_in_values();
  Mistakes mistakes;
  Node root;
  if (parse_tree(yaml, root, mistakes)) {
    apply_overrides(root, overrides, render_tiers(loaded.config.ladders), mistakes);
    read_all(root, loaded.config, mistakes);
  }
  loaded.mistakes = mistakes.take();
  if (loaded.mistakes.empty()) loaded.config.content = render_content(loaded.config);
  return loaded;
}

}  // namespace tidemark::config
