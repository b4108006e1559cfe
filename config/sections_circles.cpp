#include "config/sections_circles.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "config/churn_names.h"
#include "config/expression.h"

namespace tidemark::config {
namespace {

using Source = FeatureName::Source;

/// Something with a name whose value comes from expressions.
struct Defined {
  Source source;
  std::size_t index;
  std::string name;                ///< as expressions call it
  std::vector<std::string> place;  ///< its keys in the file
  std::vector<std::string> expressions;
};

/// What is not used stands on nothing.
void add_churn(const Churn& churn, std::vector<std::string>& expressions) {
  if (uses(churn, Churn::Model::kLogistic)) {
    for (const ChurnTerm& term : churn.terms) expressions.push_back(term.value);
  }
  if (uses(churn, Churn::Model::kRules)) {
    for (const ChurnRule& rule : churn.rules) expressions.insert(expressions.end(), {rule.when, rule.value});
  }
}

/// Value at risk is made of churn's risk.
Source source_of(const FeatureName& feature) {
  return feature.measure == FeatureName::Measure::kAtRisk ? Source::kChurn : feature.source;
}

std::vector<Defined> all_defined(const Config& config) {
  std::vector<Defined> all;
  const auto add = [&all](Source source, std::size_t index, std::string name,
                          std::vector<std::string> place) -> std::vector<std::string>& {
    return all.emplace_back(Defined{source, index, std::move(name), std::move(place), {}}).expressions;
  };
  for (std::size_t i = 0; i < config.features.custom.size(); ++i) {
    const CustomFeature& feature = config.features.custom[i];
    add(Source::kCustom, i, feature.name, {"features", "custom", feature.name}).push_back(feature.expression);
  }
  for (std::size_t i = 0; i < config.ladders.size(); ++i) {
    const Ladder& ladder = config.ladders[i];
    auto& expressions = add(Source::kLadder, i, ladder.name, {"tiers", ladder.name});
    if (ladder.basis.measure == Basis::Measure::kFeature) expressions.push_back(ladder.basis.name);
    for (const TierLevel& level : ladder.levels) expressions.push_back(level.when);
  }
  auto& of_stages = add(Source::kLifecycle, 0, "lifecycle", {"lifecycle"});
  for (const Lifecycle::Stage& stage : config.lifecycle.stages) {
    of_stages.insert(of_stages.end(), {stage.when, stage.stay});
  }
  add_churn(config.churn, add(Source::kChurn, 0, "churn", {"churn"}));
  for (std::size_t i = 0; i < config.scores.size(); ++i) {
    const Score& score = config.scores[i];
    auto& expressions = add(Source::kScore, i, "score." + score.name, {"scores", score.name});
    for (const Score::Part& part : score.parts) expressions.push_back(part.value);
  }
  for (std::size_t i = 0; i < config.segments.size(); ++i) {
    const Segment& segment = config.segments[i];
    add(Source::kSegment, i, "segment." + segment.name, {"segments", segment.name}).push_back(segment.when);
  }
  return all;
}

/// Goes from everything to what it stands on, and remembers the way.
class Walk {
 public:
  Walk(const Config& config, const Node& root, Mistakes& mistakes)
      : config_(config),
        root_(root),
        mistakes_(mistakes),
        all_(all_defined(config)),
        states_(all_.size(), State::kNew) {}

  void run() {
    for (std::size_t i = 0; i < all_.size(); ++i) visit(i);
  }

 private:
  enum class State : std::uint8_t { kNew, kOnTheWay, kDone };

  void visit(std::size_t i) {
    if (states_[i] == State::kOnTheWay) return tell(i);
    if (states_[i] == State::kDone) return;
    states_[i] = State::kOnTheWay;
    way_.push_back(i);
    for (const std::size_t next : stands_on(all_[i])) visit(next);
    way_.pop_back();
    states_[i] = State::kDone;
  }

  std::vector<std::size_t> stands_on(const Defined& defined) const {
    std::vector<std::size_t> out;
    for (const std::string& text : defined.expressions) {
      if (text.empty()) continue;
      const Result<Expression> expression = parse_expression(text, config_);
      if (!expression.ok()) continue;
      for (const FeatureName& feature : expression->features) {
        if (is_of_btyd(feature)) continue;
        for (std::size_t i = 0; i < all_.size(); ++i) {
          if (all_[i].source == source_of(feature) && all_[i].index == feature.index) out.push_back(i);
        }
      }
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  void tell(std::size_t first) {
    const auto begin = std::find(way_.begin(), way_.end(), first);
    std::string text = quoted(all_[first].name) + " stands on ";
    for (auto at = begin + 1; at != way_.end(); ++at) text += quoted(all_[*at].name) + ", which stands on ";
    text += begin + 1 == way_.end() ? "itself" : quoted(all_[first].name);
    mistakes_.add_key(item_of(all_[first]), {text, "remove one of these names from what stands on it"});
  }

  Item item_of(const Defined& defined) const {
    Item item{&root_, ""};
    for (const std::string& key : defined.place) {
      if (item.node != nullptr) item.node = item.node->find(key);
      item.path = child_path(item.path, key);
    }
    return item;
  }

  const Config& config_;
  const Node& root_;
  Mistakes& mistakes_;
  std::vector<Defined> all_;
  std::vector<State> states_;
  std::vector<std::size_t> way_;
};

}  // namespace

void check_circles(const Node& root, const Config& config, Mistakes& mistakes) {
  Walk(config, root, mistakes).run();
}

}  // namespace tidemark::config
