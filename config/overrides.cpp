#include "config/overrides.h"

#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "config/text_check.h"

namespace tidemark::config {
namespace {

constexpr std::string_view kPrefix = "TIDEMARK_";
constexpr std::string_view kSeparator = "__";
/// The one single value outside of any section.
constexpr std::string_view kDurability = "TIDEMARK_DURABILITY";
constexpr std::string_view kConfig = "TIDEMARK_CONFIG";

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

/// How a key of the file looks inside a variable's name, in small letters.
std::string as_in_variable(std::string_view key) {
  std::string out = lowered(key);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

/// The keys a variable names, as written; nothing when the name has not the form of an override.
std::optional<std::vector<std::string>> keys_of(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  if (!name.starts_with(kPrefix) || !std::all_of(name.begin(), name.end(), fits)) return std::nullopt;
  std::string_view rest = name.substr(kPrefix.size());
  std::vector<std::string> keys;
  while (true) {
    const std::size_t end = std::min(rest.find(kSeparator), rest.size());
    if (end == 0 || keys.size() == kDepthMax || end > kKeyBytesMax) return std::nullopt;
    keys.emplace_back(rest.substr(0, end));
    if (end == rest.size()) return keys;
    rest.remove_prefix(end + kSeparator.size());
  }
}

Node* find_as_in_variable(Node& group, std::string_view key) {
  const std::string wanted = lowered(key);
  if (Node* exact = group.find(wanted)) return exact;
  for (Node& child : group.children) {
    if (as_in_variable(child.key) == wanted) return &child;
  }
  return nullptr;
}

/// Places in text that nobody wrote mean nothing to people.
void forget_places(Node& node) {
  node.line = node.column = node.key_line = node.key_column = 0;
  for (Node& child : node.children) forget_places(child);
}

/// One variable on its way down the tree.
class Override {
 public:
  Override(std::string name, std::string value, Mistakes& mistakes)
      : name_(std::move(name)), value_(std::move(value)), mistakes_(mistakes) {}

  void apply(Node& root, const std::string& default_tiers) {
    const std::optional<std::vector<std::string>> keys = keys_of(name_);
    if (!keys) {
      return refuse("is not the name of a setting",
                    "write TIDEMARK_<SECTION>__<KEY> in capitals, such as TIDEMARK_TIME__ZONE");
    }
    if (!is_clean_line(value_))
      return refuse("has a value with control characters", "set it to a single line of text");
    if (keys->front() == "TIERS") add_default_tiers(root, default_tiers);
    descend(root, *keys);
  }

 private:
  void descend(Node& root, const std::vector<std::string>& keys) {
    Node* node = &root;
    std::string path;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (node->kind == Node::Kind::kNull) node->kind = Node::Kind::kMap;
      if (node->kind == Node::Kind::kRefused) return;
      if (node->kind != Node::Kind::kMap) {
        return refuse(quoted(path) + " has no settings inside that a variable could set",
                      "set it in the file");
      }
      Node* child = find_as_in_variable(*node, keys[i]);
      if (child == nullptr) {
        if (path == "tiers") return refuse_ladder(*node, keys[i]);
        child = &add_child(*node, path == "events.rates" ? keys[i] : lowered(keys[i]));
      }
      node = child;
      path = child_path(path, node->key);
    }
    set_value(*node, path);
  }

  Node& add_child(Node& group, std::string key) {
    Node child;
    child.key = std::move(key);
    child.variable = name_;
    return group.children.emplace_back(std::move(child));
  }

  void set_value(Node& node, const std::string& path) {
    if (node.kind == Node::Kind::kRefused) return;
    if (node.kind != Node::Kind::kScalar && node.kind != Node::Kind::kNull) {
      return refuse(quoted(path) + " is no single value", "unset the variable and set this in the file");
    }
    node.kind = Node::Kind::kScalar;
    node.text = value_;
    node.variable = name_;
  }

  static void add_default_tiers(Node& root, const std::string& default_tiers) {
    if (root.kind != Node::Kind::kMap && root.kind != Node::Kind::kNull) return;
    const Node* present = root.find("tiers");
    if (present != nullptr && present->kind != Node::Kind::kNull) return;
    Node text;
    Mistakes none;
    if (!parse_tree(default_tiers, text, none)) return;
    forget_places(text);
    std::erase_if(root.children, [](const Node& child) { return child.key == "tiers"; });
    root.kind = Node::Kind::kMap;
    root.children.push_back(std::move(text.children.front()));
  }

  void refuse_ladder(const Node& tiers, std::string_view key) {
    std::vector<std::string> known;
    for (const Node& ladder : tiers.children) known.push_back(ladder.key);
    refuse("there is no ladder " + quoted(lowered(key)), did_you_mean(lowered(key), known));
  }

  void refuse(std::string text, std::string remedy) {
    mistakes_.add(Mistake{0, 0, child_path("", name_), std::move(text), std::move(remedy)});
  }

  std::string name_;
  std::string value_;
  Mistakes& mistakes_;
};

}  // namespace

void apply_overrides(Node& root, const std::vector<std::pair<std::string, std::string>>& overrides,
                     const std::string& default_tiers, Mistakes& mistakes) {
  for (const auto& [name, value] : overrides) {
    if (name != kConfig) Override(name, value, mistakes).apply(root, default_tiers);
  }
}

std::vector<std::pair<std::string, std::string>> environment_overrides() {
  std::vector<std::pair<std::string, std::string>> overrides;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const std::size_t end = variable.find('=');
    if (end == std::string_view::npos || !variable.starts_with(kPrefix)) continue;
    const std::string_view name = variable.substr(0, end);
    if (name != kDurability && name.find(kSeparator) == std::string_view::npos) continue;
    overrides.emplace_back(name, variable.substr(end + 1));
  }
  std::sort(overrides.begin(), overrides.end());
  return overrides;
}

}  // namespace tidemark::config
