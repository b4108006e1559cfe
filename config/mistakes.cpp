#include "config/mistakes.h"

#include <algorithm>
#include <array>
#include <limits>

namespace tidemark::config {
namespace {

constexpr std::size_t kQuotedBytesMax = 48;
constexpr std::size_t kWordBytesMax = 64;
/// From so many letters on the beginning of a name is as good as the name.
constexpr std::size_t kBeginningMin = 3;

/// Cut at a whole UTF-8 character, without control characters.
std::string printable(std::string_view text) {
  const bool cut = text.size() > kQuotedBytesMax;
  if (cut) {
    std::size_t end = kQuotedBytesMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  std::string out(text);
  for (char& c : out) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  if (cut) out += "…";
  return out;
}

Mistake mistake_of(const Item& item, bool at_key, Problem problem) {
  Mistake mistake{0, 0, item.path, std::move(problem.text), std::move(problem.remedy)};
  if (item.node == nullptr) return mistake;
  mistake.in_model = item.node->from_model;
  if (!item.node->variable.empty()) {
    mistake.path = item.node->variable;
    return mistake;
  }
  // The parser places a missing value at whatever comes next, which may be lines below.
  const bool key_is_better = at_key || item.node->kind == Node::Kind::kNull;
  const bool use_key = key_is_better && item.node->key_line > 0;
  mistake.line = use_key ? item.node->key_line : item.node->line;
  mistake.column = use_key ? item.node->key_column : item.node->column;
  return mistake;
}

}  // namespace

std::string child_path(std::string_view parent, std::string_view key) {
  std::string path(parent);
  if (!path.empty()) path += '.';
  return path += printable(key);
}

std::string element_path(std::string_view parent, std::size_t index) {
  return std::string(parent) + "[" + std::to_string(index) + "]";
}

std::string quoted(std::string_view text) {
  return "'" + printable(text) + "'";
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  a = a.substr(0, kWordBytesMax);
  b = b.substr(0, kWordBytesMax);
  using Row = std::array<std::size_t, kWordBytesMax + 1>;
  Row before_previous{};
  Row previous{};
  Row current{};
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) current[j] = std::min(current[j], before_previous[j - 2] + 1);
    }
    before_previous = previous;
    previous = current;
  }
  return previous[b.size()];
}

std::string did_you_mean(std::string_view word, const std::vector<std::string>& known) {
  if (known.empty()) return "remove it";
  std::size_t best = std::numeric_limits<std::size_t>::max();
  const std::string* nearest = nullptr;
  for (const std::string& name : known) {
    std::size_t distance = edit_distance(word, name);
    if (word.size() >= kBeginningMin && name.starts_with(word)) distance = std::min<std::size_t>(distance, 1);
    if (distance < best) {
      best = distance;
      nearest = &name;
    }
  }
  // Beyond half of its letters a name is no slip of the finger any more.
  const bool likely = best <= std::max<std::size_t>(2, nearest->size() / 2);
  std::string out =
      likely ? "did you mean " + quoted(*nearest) + "?" : "the nearest is " + quoted(*nearest) + ";";
  if (known.size() == 1) return out + " nothing else is known here";
  out += " known here: ";
  for (const std::string& name : known) {
    if (&name != &known.front()) out += ", ";
    out += name;
  }
  return out;
}

void Mistakes::add(const Item& item, Problem problem) {
  mistakes_.push_back(mistake_of(item, false, std::move(problem)));
}

void Mistakes::add_key(const Item& item, Problem problem) {
  mistakes_.push_back(mistake_of(item, true, std::move(problem)));
}

std::vector<Mistake> Mistakes::take() {
  const auto rank = [](const Mistake& m) { return m.line > 0 ? m.line : std::numeric_limits<int>::max(); };
  std::stable_sort(mistakes_.begin(), mistakes_.end(), [rank](const Mistake& a, const Mistake& b) {
    return rank(a) != rank(b) ? rank(a) < rank(b) : a.column < b.column;
  });
  return std::move(mistakes_);
}

std::string describe(const Mistake& mistake, std::string_view file, std::string_view model) {
  if (mistake.in_model) file = model.empty() ? "model" : model;
  std::string out;
  if (mistake.line > 0) {
    out += file.empty() ? std::string_view("configuration") : file;
    out += ":" + std::to_string(mistake.line) + ":" + std::to_string(mistake.column) + ": ";
  }
  if (!mistake.path.empty()) out += mistake.path + ": ";
  out += mistake.text;
  if (!mistake.remedy.empty()) out += "; " + mistake.remedy;
  return out;
}

}  // namespace tidemark::config
