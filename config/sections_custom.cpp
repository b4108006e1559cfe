// features.custom: features of one's own, each in one of ten forms.
#include <algorithm>
#include <map>

#include "config/sections.h"
#include "config/sections_names.h"

namespace tidemark::config {
namespace {

using Form = CustomFeature::Form;

constexpr std::size_t kCustomMax = 64;
constexpr std::size_t kFiltersMax = 16;
constexpr std::size_t kFilterValuesMax = 64;
constexpr NumberRange kWeightRange{-1e6, 1e6, true};

/// A form is chosen by its key. What else it may have beside it:
struct FormRule {
  std::string_view key;
  Form form;
  bool of;         ///< the key has a property, `of` the kinds
  bool where;      ///< it goes over events
  bool window;     ///< … and is kept by day or hour
  bool half_life;  ///< … or fades
};
constexpr FormRule kForms[] = {{"count", Form::kCount, false, true, true, false},
                               {"sum", Form::kSum, true, true, true, false},
                               {"mean", Form::kMean, true, true, true, false},
                               {"min", Form::kMin, true, true, false, false},
                               {"max", Form::kMax, true, true, false, false},
                               {"last", Form::kLast, true, true, false, false},
                               {"days", Form::kDays, false, true, true, false},
                               {"days_since", Form::kDaysSince, false, true, false, false},
                               {"decayed", Form::kDecayed, false, true, false, true},
                               {"expression", Form::kExpression, false, false, false, false}};

class CustomReader {
 public:
  CustomReader(const Item& item, const EventSettings& events, const Expressions& expressions,
               Mistakes& mistakes)
      : section_(item, mistakes), events_(events), expressions_(expressions), mistakes_(mistakes) {
    feature_.name = item.node->key;
  }

  CustomFeature read(const Item& item) {
    for (const FormRule& rule : kForms) {
      const Item chosen = section_.item(rule.key);
      if (chosen.node == nullptr) continue;
      if (rule_ == nullptr) {
        rule_ = &rule;
        value_ = chosen;
      } else {
        mistakes_.add_key(chosen, {"is beside " + quoted(rule_->key) + ", and a feature is one of them",
                                   "remove one of the two"});
      }
    }
    tell_missing(item, value_,
                 {"does not say what it is",
                  "add count, sum, mean, min, max, last, days, days_since, decayed or expression, such as "
                  "count: [page_view]"},
                 mistakes_);
    read_form();
    read_rest();
    section_.finish();
    return std::move(feature_);
  }

 private:
  void read_form() {
    if (rule_ == nullptr) return;
    feature_.form = rule_->form;
    if (value_.node->kind == Node::Kind::kNull) {
      (void)text_of(value_, mistakes_);  // tells that it is missing: no kinds at all are not all kinds
      return;
    }
    if (rule_->of) {
      read_value(value_, mistakes_, [&](auto text) { return parse_line(text, feature_.property); });
    } else if (rule_->form == Form::kDecayed) {
      read_weights();
    } else if (rule_->form == Form::kExpression) {
      expressions_.number(value_, feature_.expression, mistakes_);
    } else {
      read_kind_names(value_, events_, feature_.kinds, mistakes_);
    }
  }

  /// decayed: {purchase: 5, page_view: 1}
  void read_weights() {
    const std::optional<std::vector<Item>> entries = entries_of(value_, mistakes_);
    if (!entries) return;
    if (entries->empty()) {
      mistakes_.add_key(value_,
                        {"has no kinds", "write kinds with weights, such as {purchase: 5, page_view: 1}"});
    }
    std::map<std::string, double> weights;
    const std::vector<std::string> kinds = all_kinds(events_);
    for (const Item& entry : *entries) {
      std::string kind;
      if (Verdict verdict = parse_known(entry.node->key, "kind", kinds, kind)) {
        mistakes_.add_key(entry, std::move(*verdict));
      }
      read_value(entry, mistakes_,
                 [&](auto text) { return parse_number(text, kWeightRange, weights[kind]); });
    }
    for (const auto& [kind, weight] : weights) {
      feature_.kinds.push_back(kind);
      feature_.weights.push_back(weight);
    }
  }

  void read_rest() {
    const Item of =
        allowed("of", rule_ == nullptr || rule_->of, "write the kinds behind the form's own name");
    read_kind_names(of, events_, feature_.kinds, mistakes_);
    read_filters(allowed("where", rule_ == nullptr || rule_->where, "remove it"));
    const bool windowed = rule_ == nullptr || rule_->window;
    const Item window = allowed("window", windowed, "remove it; count, sum, mean and days can have a window");
    read_value(window, mistakes_, [&](auto text) { return parse_window(text, feature_.window); });
    const Item prior = allowed("prior", windowed, "remove it");
    read_value(prior, mistakes_, [&](auto text) { return parse_flag(text, feature_.window.prior); });
    if (windowed && prior.node != nullptr && window.node == nullptr) {
      mistakes_.add_key(prior,
                        {"there is no window it could be before", "add 'window', such as window: 90d"});
    }
    const Item half_life =
        allowed("half_life", rule_ == nullptr || rule_->half_life, "remove it; only 'decayed' fades");
    read_value(half_life, mistakes_,
               [&](auto text) { return parse_span(text, kMinute, feature_.half_life); });
  }

  /// The child of that name; as if it were absent, with the mistake told, where the form has no use for it.
  Item allowed(std::string_view key, bool is_allowed, std::string_view remedy) {
    Item item = section_.item(key);
    if (is_allowed || item.node == nullptr) return item;
    mistakes_.add_key(item, {"does not go with " + quoted(rule_->key), std::string(remedy)});
    return {nullptr, item.path};
  }

  /// where: {category: [shoes, boots], returning: true}
  void read_filters(const Item& item) {
    const std::optional<std::vector<Item>> entries = entries_of(item, mistakes_);
    if (!entries) return;
    if (entries->size() > kFiltersMax) {
      mistakes_.add(item, {"has " + std::to_string(entries->size()) + " properties", "keep at most 16"});
      return;
    }
    for (const Item& entry : *entries) {
      PropertyFilter filter;
      if (Verdict verdict = parse_line(entry.node->key, filter.property)) {
        mistakes_.add_key(entry, std::move(*verdict));
      }
      const bool right = read_texts(entry, parse_line, filter.values, mistakes_);
      if (right && (filter.values.empty() || filter.values.size() > kFilterValuesMax)) {
        mistakes_.add_key(entry, {"has " + std::to_string(filter.values.size()) + " values",
                                  "write 1 to 64, such as category: [shoes, boots]"});
      }
      feature_.where.push_back(std::move(filter));
    }
    std::sort(feature_.where.begin(), feature_.where.end(),
              [](const PropertyFilter& a, const PropertyFilter& b) { return a.property < b.property; });
  }

  Section section_;
  const EventSettings& events_;
  const Expressions& expressions_;
  Mistakes& mistakes_;
  CustomFeature feature_;
  const FormRule* rule_ = nullptr;
  Item value_;
};

}  // namespace

void read_custom_features(const Item& item, const EventSettings& events, const Expressions& expressions,
                          std::vector<CustomFeature>& out, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  if (entries->size() > kCustomMax) {
    mistakes.add(item, {"has " + std::to_string(entries->size()) + " features", "keep at most 64"});
    return;
  }
  for (const Item& entry : *entries) {
    if (!check_new_feature_name(entry, "a feature", events, mistakes)) continue;
    out.push_back(CustomReader(entry, events, expressions, mistakes).read(entry));
  }
}

}  // namespace tidemark::config
