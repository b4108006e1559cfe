#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/mistakes.h"
#include "config/scalars.h"

/// Walks over the tree by the names a group of settings knows. Private to the loader.
namespace tidemark::config {

/// The text of a single value; nothing, with the mistake told, when it is a list, a group or missing.
std::optional<std::string_view> text_of(const Item& item, Mistakes& mistakes);

/// Hands a single value to `parse` (text → Verdict). True when it is there and right.
template <typename Parse>
bool read_value(const Item& item, Mistakes& mistakes, Parse parse) {
  if (item.node == nullptr) return false;
  const std::optional<std::string_view> text = text_of(item, mistakes);
  if (!text) return false;
  Verdict verdict = parse(*text);
  if (!verdict) return true;
  mistakes.add(item, std::move(*verdict));
  return false;
}

/// The elements of a list; nothing, with the mistake told, when it is no list. Nothing under it: empty.
std::optional<std::vector<Item>> elements_of(const Item& item, Mistakes& mistakes);
/// The entries of a map with free keys, likewise.
std::optional<std::vector<Item>> entries_of(const Item& item, Mistakes& mistakes);

/// A group of settings with known names. Absent or empty, every read leaves what is there: the default.
class Section {
 public:
  Section(Item item, Mistakes& mistakes);

  /// The child of that name, which is known from now on; its node is null where the file has none.
  Item item(std::string_view key);
  const Item& self() const { return self_; }

  /// Reads a single value when there is one. True when it is there and right.
  template <typename Parse>
  bool read(std::string_view key, Parse parse) {
    return read_value(item(key), mistakes_, parse);
  }

  /// Reads exactly N values; `out` is changed only when all are right. False when absent or wrong.
  template <typename T, std::size_t N, typename Parse>
  bool read_array(std::string_view key, std::array<T, N>& out, std::string_view example, Parse parse) {
    const std::optional<std::vector<Item>> items = array_items(item(key), N, example);
    if (!items) return false;
    std::array<T, N> values{};
    bool right = true;
    for (std::size_t i = 0; i < N; ++i) {
      right &=
          read_value((*items)[i], mistakes_, [&](std::string_view text) { return parse(text, values[i]); });
    }
    if (right) out = values;
    return right;
  }

  /// Names of the contract that this version does not have yet: refused as such.
  void not_yet(std::initializer_list<std::string_view> keys);
  /// Tells every key that nobody asked for. Call once, last.
  void finish();

 private:
  std::optional<std::vector<Item>> array_items(const Item& item, std::size_t count, std::string_view example);
  void tell_unknown(const Node& child, const std::string& path);

  Item self_;
  Mistakes& mistakes_;
  std::vector<std::string> known_;
  std::vector<std::string> not_yet_;
};

/// The entries of `values` must rise; tells the first that does not, at its element.
template <typename Values>
bool check_ascending(const Item& list, const Values& values, Mistakes& mistakes) {
  for (std::size_t i = 1; i < values.size(); ++i) {
    if (values[i - 1] < values[i]) continue;
    const Node* node = list.node;
    if (node != nullptr && i < node->children.size()) node = &node->children[i];
    mistakes.add({node, element_path(list.path, i)},
                 {"is not more than the value before it", "write the values from small to large"});
    return false;
  }
  return true;
}

}  // namespace tidemark::config
