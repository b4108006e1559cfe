#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"

/// YAML text as a plain tree that remembers where everything stands. Private to the loader.
namespace tidemark::config {

/// One value of the file. Lines and columns count from 1, columns in bytes.
struct Node {
  enum class Kind : std::uint8_t {
    kNull,
    kScalar,
    kList,
    kMap,
    kRefused  ///< its mistake is told already: readers pass over it
  };
  Kind kind = Kind::kNull;
  int line = 0;
  int column = 0;
  std::string key;  ///< inside a map
  int key_line = 0;
  int key_column = 0;
  std::string text;         ///< of a scalar
  bool from_model = false;  ///< of a model file laid over, whose lines these are
  std::string variable;     ///< the environment variable it comes from; empty: from the file
  std::vector<Node> children;

  const Node* find(std::string_view name) const;
  Node* find(std::string_view name);
};

/// Guards against files made to hurt; real ones are a hundred times smaller.
inline constexpr std::size_t kFileBytesMax = 1 << 20;
inline constexpr std::size_t kDepthMax = 16;
inline constexpr std::size_t kNodesMax = 20'000;
inline constexpr std::size_t kKeyBytesMax = 256;

class Mistakes;

/// Reads one YAML document. An empty text is an empty map. Doubled keys, aliases and tags are mistakes, and
/// reading goes on; what is not YAML, or too large or too deep, is one mistake and ends it.
/// Returns false when the tree is not whole, so that nothing else about it can be said.
/// Any bytes are safe. Cost: linear in the text.
bool parse_tree(std::string_view yaml, Node& root, Mistakes& mistakes);

}  // namespace tidemark::config
