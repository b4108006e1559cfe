#include "tools/train_text.h"

#include "config/churn_names.h"
#include "engine/base/json_writer.h"
#include "tools/table.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

using Measures = std::vector<std::pair<std::string, double>>;

Measures measures_of(const operators::ChurnTrial& trial) {
  if (!trial.customers) return {};
  const operators::Measures& m = *trial.customers;
  Measures all = {{"log_loss", m.log_loss}, {"brier", m.brier}, {"auc", m.auc}, {"ece", m.ece}};
  if (trial.forward) {
    all.emplace_back("log_loss_forward", trial.forward->log_loss);
    all.emplace_back("brier_forward", trial.forward->brier);
    all.emplace_back("auc_forward", trial.forward->auc);
  }
  return all;
}

std::string days(Millis span) {
  return fixed(static_cast<double>(span) / static_cast<double>(kDay), span % kDay == 0 ? 0 : 2) + " days";
}

std::string percent_of(double share) {
  return fixed(100 * share, 1) + " %";
}

void add_measures(const std::optional<operators::Measures>& m, bool with_ece,
                  std::vector<std::string>& cells) {
  constexpr int kDigits = 4;
  if (!m) return void(cells.insert(cells.end(), with_ece ? 4 : 3, ""));
  for (const double value : {m->log_loss, m->brier, m->auc}) cells.push_back(fixed(value, kDigits));
  if (with_ece) cells.push_back(fixed(m->ece, kDigits));
}

void write_trials(OutputStream& out, const engine::Trained& trained) {
  const std::vector<operators::ChurnTrial>& trials = trained.churn.trials;
  if (trials.empty()) return;
  out.line("\nOn customers held back, as of " + format_timestamp(trained.splits.front()) +
           (trained.splits.size() > 1 ? "; forward: learned a horizon before that" : ""));
  constexpr auto kRight = Table::Align::kRight;
  Table table(out,
              {{""},
               {"model"},
               {"log loss", kRight},
               {"Brier", kRight},
               {"AUC", kRight},
               {"ECE", kRight},
               {"forward: log loss", kRight},
               {"Brier", kRight},
               {"AUC", kRight}},
              "  ");
  for (const operators::ChurnTrial& trial : trials) {
    const bool chosen = trial.recipe.name == trained.churn.chosen;
    std::vector<std::string> cells = {chosen ? "→" : " ", trial.recipe.name};
    add_measures(trial.customers, true, cells);
    add_measures(trial.forward, false, cells);
    table.row(std::move(cells));
  }
  table.finish();
}

void write_parameters(OutputStream& out, const engine::Trained& trained) {
  if (trained.churn.fits.fits.empty()) return;
  out.line("\nFitted to all customers (alpha in weeks)");
  constexpr auto kRight = Table::Align::kRight;
  Table table(
      out,
      {{"model"}, {"r", kRight}, {"alpha", kRight}, {"a", kRight}, {"b", kRight}, {"log-likelihood", kRight}},
      "  ");
  constexpr int kDigits = 4;
  for (const operators::BtydFit& fit : trained.churn.fits.fits) {
    const config::BtydParameters& p = fit.parameters;
    const bool drops_out = fit.model != config::Churn::Model::kNbd;
    table.row({std::string(config::churn_model_name(fit.model)), fixed(p.r, kDigits), fixed(p.alpha, kDigits),
               drops_out ? fixed(p.a, kDigits) : "", drops_out ? fixed(p.b, kDigits) : "",
               fixed(fit.log_likelihood, 2)});
  }
  table.finish();
}

void write_terms(OutputStream& out, const config::Churn& churn) {
  if (churn.model != config::Churn::Model::kLogistic) return;
  out.line("\nTerms: log-odds a unit, against the reference");
  constexpr auto kRight = Table::Align::kRight;
  Table table(out, {{"term"}, {"value"}, {"weight", kRight}, {"reference", kRight}, {"unknown", kRight}},
              "  ");
  constexpr int kDigits = 4;
  for (const config::ChurnTerm& term : churn.terms) {
    const bool log = term.transform == config::ChurnTerm::Transform::kLog;
    table.row({term.name, log ? "log(1 + " + term.value + ")" : term.value, fixed(term.weight, kDigits),
               fixed(term.reference, kDigits), term.missing != 0 ? fixed(term.missing, kDigits) : ""});
  }
  table.finish();
}

void write_bands(OutputStream& out, const engine::Trained& trained) {
  const config::Churn& churn = trained.churn.churn;
  if (!trained.model.has_cuts) {
    out.line("\nBands stay the configuration's: they are by odds ratio.");
    return;
  }
  const std::vector<double>& risks = trained.churn.risks;
  constexpr std::string_view kNames[] = {"medium", "high", "critical"};
  out.write("\nBands");
  for (std::size_t i = 0; i < churn.enter.size(); ++i) {
    std::uint64_t above = 0;
    for (const double risk : risks) above += risk >= churn.enter[i] ? 1 : 0;
    out.write(i == 0 ? ": " : ", ")
        .write(kNames[i])
        .write(" from " + fixed(churn.enter[i], 4) + " (" + percent(above, risks.size()) + " of customers)");
  }
  out.write("\n");
}

}  // namespace

config::TrainedEvidence evidence_of(const engine::Trained& trained) {
  config::TrainedEvidence evidence;
  evidence.facts = {
      {"until", format_timestamp(trained.until)}, {"data", trained.digest},
      {"events", std::to_string(trained.events)}, {"customers", std::to_string(trained.customers)},
      {"chosen", trained.churn.chosen},           {"why", trained.churn.why}};
  for (const Millis split : trained.splits)
    evidence.facts.emplace_back("labels_from", format_timestamp(split));
  if (trained.splits.size() > 1) evidence.facts.back().first = "labels_before_from";
  for (const operators::BtydFit& fit : trained.churn.fits.fits) {
    std::string likelihood;
    append_json_double(likelihood, fit.log_likelihood);
    evidence.facts.emplace_back("log_likelihood_" + std::string(config::churn_model_name(fit.model)),
                                likelihood);
  }
  for (const operators::ChurnTrial& trial : trained.churn.trials) {
    evidence.candidates.push_back({trial.recipe.name, measures_of(trial)});
  }
  evidence.notes = trained.notes;
  return evidence;
}

void write_training(OutputStream& out, const engine::Trained& trained, const std::string& file) {
  const config::Churn& churn = trained.churn.churn;
  out.line("Trained on " + grouped(trained.events) + " events before " + format_timestamp(trained.until) +
           ", " + grouped(trained.customers) + " customers; horizon " + days(churn.horizon));
  if (trained.refused > 0) {
    out.line("  " + grouped(trained.refused) + " lines were not accepted: 'tidemark score' tells why");
  }
  write_trials(out, trained);
  write_parameters(out, trained);
  out.line("\nChosen: " + trained.churn.chosen + " - " + trained.churn.why);
  write_terms(out, churn);
  write_bands(out, trained);
  if (trained.spend) {
    const config::Value::GammaGamma& g = trained.spend->parameters;
    out.line("Spending (Gamma-Gamma): p " + fixed(g.p, 4) + ", q " + fixed(g.q, 4) + ", v " + fixed(g.v, 4) +
             "; mean " + fixed(g.p * g.v / (g.q - 1), 2));
  }
  if (churn.base_rate) out.line("Base rate " + percent_of(*churn.base_rate));
  for (const std::string& note : trained.notes) out.line("Note: " + note);
  out.line("\nWritten to '" + file + "', version " + std::to_string(churn.version) +
           ": use it with --model, and look at it with tidemark backtest.");
}

std::string training_json(const engine::Trained& trained, const std::string& file) {
  std::string text;
  JsonWriter json(text);
  const config::Churn& churn = trained.churn.churn;
  json.begin_object().key("model_file").value(file).key("model").value(config::churn_model_name(churn.model));
  json.key("version").unsigned_integer(churn.version).key("chosen").value(trained.churn.chosen);
  json.key("why").value(trained.churn.why).key("until").instant(trained.until);
  json.key("events").unsigned_integer(trained.events).key("refused").unsigned_integer(trained.refused);
  json.key("customers").unsigned_integer(trained.customers).key("data").value(trained.digest);
  json.key("fits").begin_object();
  for (const operators::BtydFit& fit : trained.churn.fits.fits) {
    json.key(config::churn_model_name(fit.model)).begin_object().key("r").value(fit.parameters.r);
    json.key("alpha").value(fit.parameters.alpha);
    if (fit.model != config::Churn::Model::kNbd) {
      json.key("a").value(fit.parameters.a).key("b").value(fit.parameters.b);
    }
    json.key("log_likelihood").value(fit.log_likelihood).end_object();
  }
  json.end_object().key("candidates").begin_array();
  for (const operators::ChurnTrial& trial : trained.churn.trials) {
    json.begin_object().key("name").value(trial.recipe.name);
    for (const auto& [name, value] : measures_of(trial)) {
      json.key(name).value(value);
    }
    if (!trial.note.empty()) json.key("note").value(trial.note);
    json.end_object();
  }
  json.end_array().key("notes").begin_array();
  for (const std::string& note : trained.notes) json.value(note);
  json.end_array().end_object();
  return text;
}

}  // namespace tidemark::tools
