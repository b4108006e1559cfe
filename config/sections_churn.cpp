// churn: the model, its parameters, and the bands of its risk.
#include "config/sections.h"

namespace tidemark::config {
namespace {

constexpr Choice<Churn::Model> kModels[] = {{"mbgnbd", Churn::Model::kMbgNbd},
                                            {"bgnbd", Churn::Model::kBgNbd}};
constexpr Choice<Churn::BandsOn> kScales[] = {{"risk", Churn::BandsOn::kRisk},
                                              {"odds_ratio", Churn::BandsOn::kOddsRatio}};
/// The largest double below 1: probabilities of exactly 0 or 1 have no odds.
constexpr NumberRange kProbability{0, 1 - 0x1p-53, false};

Verdict parse_model(std::string_view text, Churn::Model& out) {
  if (text == "rules" || text == "logistic") {
    return Problem{"model " + quoted(text) + " is not available in this version", "write mbgnbd or bgnbd"};
  }
  return parse_choice(text, kModels, out);
}

Verdict parse_probability(std::string_view text, double& out) {
  Verdict verdict = parse_number(text, kProbability, out);
  if (verdict) verdict->remedy = "write a probability between 0 and 1, such as 0.7";
  return verdict;
}

/// The four parameters of a fitted model: all or none.
std::optional<BtydParameters> read_parameters(const Item& item, Mistakes& mistakes) {
  Section section(item, mistakes);
  BtydParameters parameters;
  struct Field {
    std::string_view key;
    double& value;
  };
  const Field fields[] = {
      {"r", parameters.r}, {"alpha", parameters.alpha}, {"a", parameters.a}, {"b", parameters.b}};
  std::vector<std::string> missing;
  bool right = true;
  for (const Field& field : fields) {
    const Item child = section.item(field.key);
    if (child.node == nullptr) missing.emplace_back(field.key);
    right &= read_value(child, mistakes,
                        [&](auto text) { return parse_number(text, kPositiveNumber, field.value); });
  }
  section.finish();
  const bool absent = section.self().node == nullptr || section.self().node->children.empty();
  if (absent) return std::nullopt;
  if (!missing.empty()) {
    mistakes.add_key(item,
                     {"lacks " + listed(missing), "give all four of r, alpha (in weeks), a and b, or none"});
  }
  return right ? std::optional(parameters) : std::nullopt;
}

bool has_settings(const Item& item) {
  return item.node != nullptr && !item.node->children.empty();
}

void read_models(Section& section, Churn& out, Mistakes& mistakes) {
  const Item model = section.item("model");
  const bool model_right =
      model.node == nullptr || read_value(model, mistakes, [&](auto t) { return parse_model(t, out.model); });
  const Item mbgnbd = section.item("mbgnbd");
  const Item bgnbd = section.item("bgnbd");
  const std::optional<BtydParameters> of_mbgnbd = read_parameters(mbgnbd, mistakes);
  const std::optional<BtydParameters> of_bgnbd = read_parameters(bgnbd, mistakes);
  const bool is_mbgnbd = out.model == Churn::Model::kMbgNbd;
  out.parameters = is_mbgnbd ? of_mbgnbd : of_bgnbd;
  const Item& chosen = is_mbgnbd ? mbgnbd : bgnbd;
  const Item& other = is_mbgnbd ? bgnbd : mbgnbd;
  if (model_right && has_settings(other) && !has_settings(chosen)) {
    mistakes.add_key(other, {"parameters of a model that is not used: churn.model is " +
                                 std::string(is_mbgnbd ? "mbgnbd" : "bgnbd"),
                             "choose the model that has them, or remove them"});
  }
}

/// What one cut of a band may be.
auto cut_parser(Churn::BandsOn on) {
  return [on](std::string_view text, double& value) {
    return on == Churn::BandsOn::kRisk ? parse_probability(text, value)
                                       : parse_number(text, kPositiveNumber, value);
  };
}

void check_leave(const Item& leave, const Churn& churn, Mistakes& mistakes) {
  for (std::size_t i = 0; i < churn.leave.size(); ++i) {
    if (churn.leave[i] <= churn.enter[i]) continue;
    mistakes.add({&leave.node->children[i], element_path(leave.path, i)},
                 {"a band would be left above where it is entered (" + format_number(churn.enter[i]) + ")",
                  "make each value of leave at most the one of enter"});
  }
}

void read_bands(Item item, Churn& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  const Item on = section.item("on");
  const bool on_right = on.node == nullptr || read_value(on, mistakes, [&](auto t) {
                          return parse_choice(t, kScales, out.bands_on);
                        });
  const Item enter = section.item("enter");
  const Item leave = section.item("leave");
  section.finish();
  if (!on_right) return;  // else nobody knows what the cuts may be
  const bool odds = out.bands_on == Churn::BandsOn::kOddsRatio;
  const std::string_view example = odds ? "[2, 4, 8]" : "[0.5, 0.7, 0.9]";
  if (odds && enter.node == nullptr) {
    mistakes.add(on, {"odds_ratio needs cuts of its own", "add enter, such as " + std::string(example)});
  }
  bool right = true;
  if (enter.node != nullptr) {
    right = section.read_array("enter", out.enter, example, cut_parser(out.bands_on)) &&
            check_ascending(enter, out.enter, mistakes);
  }
  if (leave.node == nullptr) {
    out.leave = out.enter;
  } else if (section.read_array("leave", out.leave, example, cut_parser(out.bands_on)) &&
             check_ascending(leave, out.leave, mistakes) && right) {
    check_leave(leave, out, mistakes);
  }
}

}  // namespace

void read_churn(Item item, Churn& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  read_models(section, out, mistakes);
  section.read("horizon", [&](auto text) { return parse_span(text, kDay, out.horizon); });
  section.read("unknown_for", [&](auto text) { return parse_span(text, 0, out.unknown_for); });
  double base_rate = 0;
  if (section.read("base_rate", [&](auto text) { return parse_probability(text, base_rate); }))
    out.base_rate = base_rate;
  read_bands(section.item("bands"), out, mistakes);
  section.not_yet({"activity", "rules", "logistic", "calibration"});
  section.finish();
}

}  // namespace tidemark::config
