#include "config/section.h"

#include <algorithm>

namespace tidemark::config {
namespace {

std::string_view kind_word(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::kList:
      return "a list";
    case Node::Kind::kMap:
      return "a group";
    default:
      return "a single value";
  }
}

/// What to do about a value of the wrong shape; a variable can only ever hold a single value.
std::string shape_remedy(const Node& node, std::string_view remedy) {
  if (!node.variable.empty() && node.kind == Node::Kind::kScalar)
    return "unset the variable and set this in the file";
  return std::string(remedy);
}

void tell_shape(const Item& item, std::string_view wanted, std::string_view remedy, Mistakes& mistakes) {
  if (item.node->kind == Node::Kind::kRefused) return;
  mistakes.add(item, {"is " + std::string(kind_word(item.node->kind)) + ", not " + std::string(wanted),
                      shape_remedy(*item.node, remedy)});
}

/// The single values below a node, where an environment variable put them.
void collect_leaves(const Node& node, std::vector<const Node*>& out) {
  if (node.kind == Node::Kind::kScalar) out.push_back(&node);
  for (const Node& child : node.children) collect_leaves(child, out);
}

}  // namespace

std::optional<std::string_view> text_of(const Item& item, Mistakes& mistakes) {
  switch (item.node->kind) {
    case Node::Kind::kScalar:
      return item.node->text;
    case Node::Kind::kNull:
      mistakes.add(item, {"has no value", "write one behind the ':', or remove the line for the default"});
      return std::nullopt;
    default:
      tell_shape(item, "a single value", "write one value behind the ':'", mistakes);
      return std::nullopt;
  }
}

std::optional<std::vector<Item>> elements_of(const Item& item, Mistakes& mistakes) {
  if (item.node == nullptr) return std::nullopt;
  if (item.node->kind != Node::Kind::kList && item.node->kind != Node::Kind::kNull) {
    tell_shape(item, "a list", "write it as [first, second]", mistakes);
    return std::nullopt;
  }
  std::vector<Item> items;
  for (std::size_t i = 0; i < item.node->children.size(); ++i) {
    items.push_back({&item.node->children[i], element_path(item.path, i)});
  }
  return items;
}

std::optional<std::vector<Item>> entries_of(const Item& item, Mistakes& mistakes) {
  if (item.node == nullptr) return std::nullopt;
  if (item.node->kind != Node::Kind::kMap && item.node->kind != Node::Kind::kNull) {
    tell_shape(item, "a group of 'name: value' lines", "write one 'name: value' a line, indented", mistakes);
    return std::nullopt;
  }
  std::vector<Item> items;
  for (const Node& child : item.node->children) items.push_back({&child, child_path(item.path, child.key)});
  return items;
}

Section::Section(Item item, Mistakes& mistakes) : self_(std::move(item)), mistakes_(mistakes) {
  if (self_.node == nullptr || self_.node->kind == Node::Kind::kMap) return;
  if (self_.node->kind != Node::Kind::kNull) {
    const bool glued = self_.node->text.find(':') != std::string::npos;
    tell_shape(self_, "a group of settings",
               glued ? "put a blank behind the ':', as in 'key: value'"
                     : "write its settings below it, indented, each as 'key: value'",
               mistakes_);
  }
  self_.node = nullptr;
}

Item Section::item(std::string_view key) {
  known_.emplace_back(key);
  return {self_.node == nullptr ? nullptr : self_.node->find(key), child_path(self_.path, key)};
}

void Section::not_yet(std::initializer_list<std::string_view> keys) {
  not_yet_.assign(keys.begin(), keys.end());
}

void Section::finish() {
  if (self_.node == nullptr) return;
  for (const Node& child : self_.node->children) {
    if (std::find(known_.begin(), known_.end(), child.key) != known_.end()) continue;
    tell_unknown(child, child_path(self_.path, child.key));
  }
}

void Section::tell_unknown(const Node& child, const std::string& path) {
  const bool later = std::find(not_yet_.begin(), not_yet_.end(), child.key) != not_yet_.end();
  const Problem problem =
      later ? Problem{quoted(path) + " is not available in this version", "remove it"}
            : Problem{"there is no setting " + quoted(path), did_you_mean(child.key, known_)};
  if (child.variable.empty()) return mistakes_.add_key({&child, path}, problem);
  std::vector<const Node*> leaves;  // several variables may have met in one unknown group
  collect_leaves(child, leaves);
  for (const Node* leaf : leaves) mistakes_.add({leaf, path}, problem);
}

std::optional<std::vector<Item>> Section::array_items(const Item& item, std::size_t count,
                                                      std::string_view example) {
  std::optional<std::vector<Item>> items = elements_of(item, mistakes_);
  if (!items || items->size() == count) return items;
  mistakes_.add(
      item,
      {"has " + std::to_string(items->size()) + " values where " + std::to_string(count) + " are needed",
       "write " + std::string(count == 3 ? "three" : "four") + ", such as " + std::string(example)});
  return std::nullopt;
}

}  // namespace tidemark::config
