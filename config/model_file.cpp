#include "config/model_file.h"

#include <algorithm>
#include <cmath>

#include "config/churn_names.h"
#include "config/content_lines.h"
#include "config/mistakes.h"
#include "config/scalars.h"
#include "config/section.h"
#include "config/tree.h"

namespace tidemark::config {
namespace {

void write_trained_churn(const TrainedModel& model, Lines& lines) {
  const Churn& churn = model.churn;
  lines.group("churn");
  lines.line("model", churn_model_name(churn.model));
  lines.whole("version", churn.version);
  lines.duration("horizon", churn.horizon);
  lines.texts_if_any("activity", churn.activity);
  if (churn.base_rate) lines.number("base_rate", *churn.base_rate);
  if (model.has_cuts) {
    lines.group("bands");
    lines.line("on", "risk");
    lines.line("enter", list_of(churn.enter, format_number));
    lines.line("leave", list_of(churn.leave, format_number));
    lines.end_group();
  }
  write_churn_parameters(churn, lines);
  if (churn.model == Churn::Model::kLogistic) write_churn_logistic(churn, lines);
  write_churn_calibration(churn, lines);
  lines.end_group();
}

void write_candidates(const std::vector<TrainedCandidate>& candidates, Lines& lines) {
  if (candidates.empty()) return;
  lines.group("candidates");
  for (const TrainedCandidate& candidate : candidates) {
    std::string row;
    for (const auto& [name, value] : candidate.measures) {
      constexpr double kDigits = 1e5;
      if (!std::isfinite(value)) continue;
      row += (row.empty() ? "" : ", ") + name + ": " + format_number(std::round(value * kDigits) / kDigits);
    }
    lines.line(in_quotes(candidate.name), "{" + row + "}");
  }
  lines.end_group();
}

void write_evidence(const TrainedEvidence& evidence, Lines& lines) {
  lines.group("trained");
  for (const auto& [name, value] : evidence.facts) lines.text(name, value);
  write_candidates(evidence.candidates, lines);
  if (!evidence.notes.empty()) lines.line("notes", texts_of(evidence.notes));
  lines.end_group();
}

void mark_as_models(Node& node) {
  node.from_model = true;
  for (Node& child : node.children) mark_as_models(child);
}

bool same(const Node& a, const Node& b) {
  return a.kind == b.kind && a.key == b.key && a.text == b.text &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(), same);
}

/// The group of that name inside a group, made where it is missing. Null where something else stands there,
/// which the group's own reader tells.
Node* group_in(Node& parent, const Node& like) {
  if (parent.kind == Node::Kind::kNull) parent.kind = Node::Kind::kMap;
  if (parent.kind != Node::Kind::kMap) return nullptr;
  Node* found = parent.find(like.key);
  if (found == nullptr) {
    Node empty = like;
    empty.children.clear();
    found = &parent.children.emplace_back(std::move(empty));
  }
  if (found->kind == Node::Kind::kNull) found->kind = Node::Kind::kMap;
  return found->kind == Node::Kind::kMap ? found : nullptr;
}

void put(Node& group, const Node& child) {
  if (Node* there = group.find(child.key)) {
    *there = child;
  } else {
    group.children.push_back(child);
  }
}

class Overlay {
 public:
  Overlay(Node& root, Mistakes& mistakes) : root_(root), mistakes_(mistakes) {}

  void apply(const Node& model) {
    for (const Node& group : model.children) {
      if (group.key == "churn") {
        lay_churn(group);
      } else if (group.key == "features") {
        only(group, "custom", [&](const Node& custom) { lay_features(group, custom); });
      } else if (group.key == "value") {
        only(group, "gamma_gamma", [&](const Node& spend) {
          if (Node* value = group_in(root_, group)) put(*value, spend);
        });
      } else if (group.key != "trained") {
        refuse(group, group.key);
      }
    }
  }

 private:
  void refuse(const Node& node, const std::string& path) {
    mistakes_.add_key({&node, path}, {"a model file has no such setting; known here: churn, features.custom, "
                                      "value.gamma_gamma, trained",
                                      "write it into the configuration"});
  }

  template <typename Take>
  void only(const Node& group, std::string_view key, Take take) {
    for (const Node& child : group.children) {
      if (child.key == key) {
        take(child);
      } else {
        refuse(child, child_path(group.key, child.key));
      }
    }
  }

  void lay_churn(const Node& model) {
    Node* churn = group_in(root_, model);
    if (churn == nullptr) return;
    for (const Node& child : model.children) {
      Node* bands = child.key == "bands" ? group_in(*churn, child) : nullptr;
      if (bands == nullptr) {
        put(*churn, child);
      } else {
        for (const Node& cut : child.children) put(*bands, cut);
      }
    }
  }

  void lay_features(const Node& group, const Node& custom) {
    Node* features = group_in(root_, group);
    Node* own = features == nullptr ? nullptr : group_in(*features, custom);
    if (own == nullptr) return;
    for (const Node& feature : custom.children) {
      const Node* there = own->find(feature.key);
      if (there == nullptr) {
        own->children.push_back(feature);
      } else if (!same(*there, feature)) {
        mistakes_.add_key({&feature, child_path("features.custom", feature.key)},
                          {"the configuration has another feature of this name",
                           "rename the configuration's, or train again with this configuration (tidemark "
                           "train --config), which takes names that are free"});
      }
    }
  }

  Node& root_;
  Mistakes& mistakes_;
};

}  // namespace

std::string render_model(const TrainedModel& model, const TrainedEvidence& evidence) {
  Lines lines;
  write_evidence(evidence, lines);
  write_trained_churn(model, lines);
  if (!model.features.empty()) {
    lines.group("features");
    write_custom_features(model.features, lines);
    lines.end_group();
  }
  if (model.gamma_gamma) {
    lines.group("value");
    write_gamma_gamma(*model.gamma_gamma, lines);
    lines.end_group();
  }
  return "# Made by 'tidemark train'; lay it over a configuration with --model.\n" + lines.take();
}

void overlay_model(Node& root, std::string_view model, Mistakes& mistakes) {
  Node tree;
  Mistakes of_model;
  const bool whole = parse_tree(model, tree, of_model);
  for (Mistake& mistake : of_model.take()) {
    mistake.in_model = true;
    mistakes.add(std::move(mistake));
  }
  if (!whole) return;
  mark_as_models(tree);
  if (tree.kind != Node::Kind::kMap || tree.find("churn") == nullptr) {
    Mistake mistake{1, 1, "churn", "is missing: this is no model file", "make one with 'tidemark train'"};
    mistake.in_model = true;
    return mistakes.add(std::move(mistake));
  }
  Overlay(root, mistakes).apply(tree);
}

}  // namespace tidemark::config
