#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"
#include "config/tree.h"

/// How mistakes are worded and gathered. Private to the loader.
namespace tidemark::config {

/// What is wrong with a piece of text and what would be right, before it is known where it stands.
struct Problem {
  std::string text;
  std::string remedy;
};

/// A value together with the name it is reported under; `node` is null where the file does not have it.
struct Item {
  const Node* node = nullptr;
  std::string path;
};

/// "a.b", or "b" at the top; long and unprintable names are cut and cleaned.
std::string child_path(std::string_view parent, std::string_view key);
/// "a[2]".
std::string element_path(std::string_view parent, std::size_t index);
/// 'text', cut to a readable length, control characters replaced.
std::string quoted(std::string_view text);
/// "a, b and c".
std::string listed(const std::vector<std::string>& words);

/// Number of letters to insert, drop, change or swap with their neighbour (optimal string alignment).
/// Cost: product of the lengths; both are cut to 64 bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);
/// "did you mean 'zone'? known here: clock, zone": the nearest name is always told, however far it is.
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

/// Collects mistakes. One that an environment variable caused is told under the variable's name.
class Mistakes {
 public:
  /// At the value; at its key where there is no value.
  void add(const Item& item, Problem problem);
  /// At the key.
  void add_key(const Item& item, Problem problem);
  void add(Mistake mistake) { mistakes_.push_back(std::move(mistake)); }

  bool empty() const { return mistakes_.empty(); }
  /// In file order; those without a place in the file come last, in the order they were found.
  std::vector<Mistake> take();

 private:
  std::vector<Mistake> mistakes_;
};

}  // namespace tidemark::config
