#include "config/unknown_name.h"

#include <algorithm>
#include <limits>

#include "config/feature_name.h"

namespace tidemark::config {
namespace {

constexpr std::size_t kSuggestionsMax = 3;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Where a window begins at the end of a name, right or wrong: at "_30d", "_0h_prior", "_month". The name's
/// length when there is none.
std::size_t window_begin(std::string_view name) {
  const std::string_view prior = name.ends_with("_prior") ? "_prior" : "";
  const std::string_view rest = name.substr(0, name.size() - prior.size());
  const std::size_t at = rest.rfind('_');
  if (at == std::string_view::npos) return name.size();
  const std::string_view word = rest.substr(at + 1);
  if (word == "month" || word == "quarter" || word == "year") return at;
  const bool length = word.size() > 1 && (word.back() == 'd' || word.back() == 'h') &&
                      std::all_of(word.begin(), word.end() - 1, is_digit);
  return length ? at : name.size();
}

std::string wrong_window(std::string_view window) {
  Window parsed;
  if (!parse_window_suffix(window, parsed)) return "write a window of 1 to 3660 days or hours, such as _30d";
  if (parsed.unit != Window::Unit::kHours) return "";
  return "orders and their money are kept by days: write the window in days, such as _1d";
}

/// What would be known if a level were not switched off.
std::string switched_off(std::string_view name, const Config& config) {
  Config all = config;
  all.lifecycle.enabled = true;
  all.rfm.enabled = true;
  if (!find_feature(name, all)) return "";
  return "write '" + std::string(name == "lifecycle" ? "lifecycle" : "rfm") + ".enabled: true' to have it";
}

/// Whoever asks for an attribute that nobody declared wants to declare it; one that is written nearly so was
/// misspelt.
std::string undeclared_attribute(std::string_view name, const Config& config) {
  constexpr std::string_view kPrefix = "attribute.";
  if (!name.starts_with(kPrefix)) return "";
  std::vector<std::string> names;
  std::vector<std::string> in_full;
  for (const Attribute& attribute : config.features.attributes) {
    names.push_back(attribute.name);
    in_full.push_back(std::string(kPrefix) + attribute.name);
  }
  const std::string remedy = "add it to features.attributes, with its type";
  // The prefix that all share makes nobody nearer.
  const bool near = !nearest_of(name.substr(kPrefix.size()), names).empty();
  return near ? nearest_of(name, in_full) + " else " + remedy : remedy;
}

/// Names may hold a minus, so one without blanks does not subtract: whether it was meant to.
bool subtracts(std::string_view name, const Config& config) {
  for (std::size_t at = name.find('-'); at != std::string_view::npos; at = name.find('-', at + 1)) {
    if (find_feature(name.substr(0, at), config)) return true;
  }
  return false;
}

}  // namespace

std::string nearest_of(std::string_view word, const std::vector<std::string>& known) {
  std::size_t best = std::numeric_limits<std::size_t>::max();
  std::vector<std::string> nearest;
  for (const std::string& name : known) {
    const std::size_t distance = edit_distance(word, name);
    if (distance < best) nearest.clear();
    if (distance > best) continue;
    best = distance;
    if (nearest.size() < kSuggestionsMax) nearest.push_back(quoted(name));
  }
  // Beyond half of its letters a name is no slip of the finger any more.
  if (nearest.empty() || best > std::max<std::size_t>(2, word.size() / 2)) return "";
  std::string out = "did you mean " + nearest.front();
  for (std::size_t i = 1; i < nearest.size(); ++i) {
    out += (i + 1 == nearest.size() ? " or " : ", ") + nearest[i];
  }
  return out + "?";
}

Problem unknown_name(std::string_view name, const Config& config) {
  const std::string text = "there is no " + quoted(name);
  if (const std::string remedy = switched_off(name, config); !remedy.empty()) {
    return {quoted(name) + " is switched off", remedy};
  }
  const std::size_t begin = window_begin(name);
  const std::vector<std::string> windowed = windowed_features(config);
  const std::string_view stem = name.substr(0, begin);
  if (begin < name.size() && std::find(windowed.begin(), windowed.end(), stem) != windowed.end()) {
    if (const std::string remedy = wrong_window(name.substr(begin)); !remedy.empty()) return {text, remedy};
  }
  if (subtracts(name, config)) return {text, "put blanks around a minus"};
  if (const std::string remedy = undeclared_attribute(name, config); !remedy.empty()) return {text, remedy};
  std::vector<std::string> known = known_features(config);
  if (begin < name.size()) {
    for (const std::string& one : windowed) known.push_back(one + std::string(name.substr(begin)));
  }
  if (const std::string remedy = nearest_of(name, known); !remedy.empty()) return {text, remedy};
  return {text,
          "write a feature such as spend_365d, recency_days or days_since_purchase, a level, a score, or "
          "attribute.<name>"};
}

}  // namespace tidemark::config
