#include "config/tree.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <sstream>

#include "config/mistakes.h"
#include "config/text_check.h"

namespace tidemark::config {
namespace {

/// Leaves the parser when going on makes no sense; caught in parse_tree().
struct Refusal {
  Mistake mistake;
};

Mistake mistake_at(const YAML::Mark& mark, std::string text, std::string remedy) {
  const int line = mark.line < 0 ? 1 : mark.line + 1;
  const int column = mark.column < 0 ? 1 : mark.column + 1;
  return {line, column, "", std::move(text), std::move(remedy)};
}

/// Builds the tree from the parser's events. The library's own Node is not used: it takes the first of two
/// equal keys silently and forgets where keys stand.
class TreeBuilder final : public YAML::EventHandler {
 public:
  TreeBuilder(Node& root, Mistakes& mistakes) : root_(root), mistakes_(mistakes) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ == 1) return;
    throw Refusal{mistake_at(mark, "a second document begins here", "keep one, without a line '---' inside")};
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark&, const std::string&) override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { add(node_at(mark, Node::Kind::kNull)); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    mistakes_.add(mistake_at(mark, "a reference with '*' to another place", "write the value itself here"));
    add(node_at(mark, Node::Kind::kRefused));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& value) override {
    check_tag(mark, tag);
    Node node = node_at(mark, Node::Kind::kScalar);
    node.text = value;
    add(std::move(node));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    open(mark, Node::Kind::kList);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    check_tag(mark, tag);
    open(mark, Node::Kind::kMap);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  /// A list or map that is still open.
  struct Frame {
    Node node;
    std::optional<Node> key;           ///< of a map: read, its value is not
    std::map<std::string, int> lines;  ///< of a map: keys seen and their lines
    bool key_doubled = false;
  };

  Node node_at(const YAML::Mark& mark, Node::Kind kind) {
    if (++nodes_ > kNodesMax) {
      throw Refusal{mistake_at(mark, "more than 20000 values", "check that this is the file you meant")};
    }
    Node node;
    node.kind = kind;
    const Mistake place = mistake_at(mark, "", "");
    node.line = place.line;
    node.column = place.column;
    return node;
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) {
    // The library's words for "no tag": "?" for plain values, "!" for quoted ones.
    if (tag.empty() || tag == "?" || tag == "!") return;
    mistakes_.add(mistake_at(mark, "a type tag " + quoted(tag), "remove it; every setting knows its type"));
  }

  void open(const YAML::Mark& mark, Node::Kind kind) {
    if (expects_key()) {
      const Mistake place = mistake_at(mark, "", "");
      refuse_key(place.line, place.column);
    }
    if (stack_.size() == kDepthMax) {
      throw Refusal{
          mistake_at(mark, "nested deeper than 16 levels", "no setting is that deep; check the brackets")};
    }
    Frame frame;
    frame.node = node_at(mark, kind);
    stack_.push_back(std::move(frame));
  }

  void close() {
    Node node = std::move(stack_.back().node);
    stack_.pop_back();
    add(std::move(node));
  }

  void add(Node node) {
    if (stack_.empty()) {
      root_ = std::move(node);
    } else if (expects_key()) {
      add_key(std::move(node));
    } else {
      add_value(std::move(node));
    }
  }

  bool expects_key() const {
    return !stack_.empty() && stack_.back().node.kind == Node::Kind::kMap && !stack_.back().key;
  }

  void add_key(Node node) {
    Frame& frame = stack_.back();
    if (node.kind != Node::Kind::kScalar || node.text.empty() || node.text.size() > kKeyBytesMax) {
      refuse_key(node.line, node.column);
    }
    const auto [first, is_new] = frame.lines.emplace(node.text, node.line);
    frame.key_doubled = !is_new;
    if (!is_new) {
      mistakes_.add(Mistake{node.line, node.column, path_to(node.text),
                            "is there twice, first in line " + std::to_string(first->second),
                            "remove one of the two"});
    }
    frame.key = std::move(node);
  }

  void add_value(Node node) {
    Frame& frame = stack_.back();
    if (frame.node.kind == Node::Kind::kMap) {
      node.key = std::move(frame.key->text);
      node.key_line = frame.key->line;
      node.key_column = frame.key->column;
      frame.key.reset();
      if (frame.key_doubled) return;
    }
    frame.node.children.push_back(std::move(node));
  }

  [[noreturn]] static void refuse_key(int line, int column) {
    throw Refusal{Mistake{line, column, "", "what stands before ':' is no name of a setting",
                          "write lines such as 'zone: Europe/Berlin'"}};
  }

  std::string path_to(std::string_view key) const {
    std::string path;
    for (const Frame& frame : stack_) {
      if (frame.key) {
        path = child_path(path, frame.key->text);
      } else if (frame.node.kind == Node::Kind::kList) {
        path = element_path(path, frame.node.children.size());
      }
    }
    return child_path(path, key);
  }

  Node& root_;
  Mistakes& mistakes_;
  std::vector<Frame> stack_;
  std::size_t nodes_ = 0;
  int documents_ = 0;
};

struct Wording {
  std::string_view library;  ///< how the library's message begins
  std::string_view text;
  std::string_view remedy;
};
constexpr std::array<Wording, 14> kWordings = {{
    {"illegal map value", "a ':' where no value may begin",
     "put text that contains ': ' into quotes, and check the indentation"},
    {"illegal map key", "a key where none may stand", "check the indentation of this line"},
    {"illegal tab", "the line is indented with a tab", "indent with blanks"},
    {"illegal block entry", "a '-' where no list may begin", "begin the list on a line of its own"},
    {"end of map flow not found", "a '{' is never closed", "add the missing '}', or a comma before this"},
    {"end of sequence flow not found", "a '[' is never closed",
     "add the missing ']', or a comma before this"},
    {"end of map not found", "the line does not fit the lines before it",
     "give all settings of a group the same indentation, each as 'key: value'"},
    {"end of sequence not found", "the line does not fit the list before it",
     "begin every element with '- ' at the same indentation"},
    {"unknown token", "a character that no value begins with", "put the value into quotes"},
    {"illegal EOF in scalar", "a quote is opened and never closed",
     "close it; it may stand some lines above"},
    {"illegal document indicator in scalar", "a quote is opened and never closed", "close it"},
    {"unknown escape character", "an unknown escape after '\\'", "write '\\\\', or use single quotes"},
    {"alias not found", "a '*' that stands alone", "put text that begins with '*' into quotes"},
    {"the referenced anchor is not defined", "a '*' begins a reference",
     "put text that begins with '*' into quotes"},
}};

/// Whether the indentation of a line, counted from 0, has a tab.
bool has_tab_before_text(std::string_view yaml, int line) {
  for (; line > 0 && !yaml.empty(); --line)
    yaml.remove_prefix(std::min(yaml.find('\n'), yaml.size() - 1) + 1);
  return yaml.substr(0, std::min(yaml.find_first_not_of(" \t"), yaml.size())).find('\t') !=
         std::string_view::npos;
}

Mistake wording_of(const YAML::Exception& error, std::string_view yaml) {
  const std::string_view message = error.msg;
  if (has_tab_before_text(yaml, error.mark.line)) {
    return mistake_at(error.mark, "the line is indented with a tab", "indent with blanks");
  }
  for (const Wording& wording : kWordings) {
    if (message.starts_with(wording.library)) {
      return mistake_at(error.mark, std::string(wording.text), std::string(wording.remedy));
    }
  }
  return mistake_at(error.mark, "is not YAML: " + error.msg,
                    "check indentation, quotes and brackets of this line and the one before");
}

void run_parser(std::string_view yaml, TreeBuilder& builder) {
  // Before a last line end the library takes an unclosed quote for a closed one.
  yaml = yaml.substr(0, yaml.find_last_not_of(" \t\r\n") + 1);
  std::istringstream stream{std::string(yaml)};
  YAML::Parser parser(stream);
  if (parser.HandleNextDocument(builder))
    (void)parser.HandleNextDocument(builder);  // a second one is refused
}

}  // namespace

const Node* Node::find(std::string_view name) const {
  for (const Node& child : children) {
    if (child.key == name) return &child;
  }
  return nullptr;
}

Node* Node::find(std::string_view name) {
  return const_cast<Node*>(static_cast<const Node*>(this)->find(name));
}

bool parse_tree(std::string_view yaml, Node& root, Mistakes& mistakes) {
  if (std::optional<Mistake> mistake = check_text(yaml)) {
    mistakes.add(std::move(*mistake));
    return false;
  }
  try {
    TreeBuilder builder(root, mistakes);
    run_parser(yaml, builder);
    return true;
  } catch (const Refusal& refusal) {
    mistakes.add(refusal.mistake);
  } catch (const YAML::Exception& error) {
    mistakes.add(wording_of(error, yaml));
  }
  return false;
}

}  // namespace tidemark::config
