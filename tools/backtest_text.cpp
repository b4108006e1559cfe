#include "tools/backtest_text.h"

#include <algorithm>

#include "engine/base/json_writer.h"
#include "tools/table.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

constexpr auto kRight = Table::Align::kRight;
constexpr int kDigits = 4;

std::string shown(const std::string& level) {
  return level.empty() ? "(none)" : level;
}

void write_measures(OutputStream& out, const engine::Backtest& of) {
  const operators::Measures& m = of.measures;
  out.line("  " + grouped(of.customers) + " customers, " + grouped(m.count) + " with a risk; silent for " +
           fixed(of.horizon_days, 0) + " days: " + fixed(100 * m.rate, 1) + " %");
  if (m.count == 0) {
    out.line("  nothing to measure: the churn model is not fitted, or nobody has been active");
    return;
  }
  out.line("  AUC " + fixed(m.auc, kDigits) + "   Brier " + fixed(m.brier, kDigits) + " (skill " +
           fixed(m.skill, 3) + ")   log loss " + fixed(m.log_loss, kDigits) + "   ECE " +
           fixed(m.ece, kDigits) + "   top tenth " + fixed(m.lift, 2) + " times the rate");
}

void write_calibration(OutputStream& out, const engine::Backtest& of) {
  if (of.table.empty()) return;
  out.line("\n  Customers by rising risk");
  Table table(out, {{"bin", kRight}, {"customers", kRight}, {"predicted", kRight}, {"happened", kRight}},
              "  ");
  for (std::size_t i = 0; i < of.table.size(); ++i) {
    const operators::CalibrationBin& bin = of.table[i];
    table.row({std::to_string(i + 1), grouped(bin.count), fixed(bin.predicted, kDigits),
               fixed(bin.happened, kDigits)});
  }
  table.finish();
}

void write_bands(OutputStream& out, const engine::Backtest& of) {
  out.line("\n  Bands");
  Table table(
      out, {{"band"}, {"customers", kRight}, {"share", kRight}, {"predicted", kRight}, {"happened", kRight}},
      "  ");
  for (const engine::BandOutcome& band : of.bands) {
    const bool judged = band.judged > 0;
    table.row(
        {shown(band.band), grouped(band.customers), percent(band.customers, of.customers),
         judged ? fixed(band.predicted, kDigits) : "",
         judged ? fixed(static_cast<double>(band.silent) / static_cast<double>(band.judged), kDigits) : ""});
  }
  table.finish();
}

double per_day(std::uint64_t count, double days) {
  return days > 0 ? static_cast<double>(count) / days : 0;
}

/// Alerts of all configurations side by side.
void write_alerts(OutputStream& out, const engine::BacktestReport& report,
                  const std::vector<std::string>& names) {
  std::vector<std::string> kinds;
  for (const engine::Backtest& of : report.of) {
    for (const auto& [kind, count] : of.alerts) kinds.push_back(kind);
  }
  std::sort(kinds.begin(), kinds.end());
  kinds.erase(std::unique(kinds.begin(), kinds.end()), kinds.end());
  if (kinds.empty()) return out.line("\nNo alerts within the horizon."), void();
  out.line("\nAlerts a day within the horizon");
  std::vector<Table::Column> columns = {{"alert"}};
  for (const std::string& name : names) columns.push_back({names.size() > 1 ? name : "a day", kRight});
  Table table(out, columns, "  ");
  for (const std::string& kind : kinds) {
    std::vector<std::string> cells = {kind};
    for (const engine::Backtest& of : report.of) {
      const auto found = of.alerts.find(kind);
      cells.push_back(fixed(per_day(found == of.alerts.end() ? 0 : found->second, of.days), 2));
    }
    table.row(std::move(cells));
  }
  table.finish();
}

std::string list_of(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + printable(id, 40);
  return text;
}

void write_moves(OutputStream& out, const engine::BacktestReport& report,
                 const std::vector<std::string>& names) {
  if (names.size() < 2) return;
  if (report.moves.empty()) return out.line("\nNo customer stands elsewhere under the second."), void();
  out.line("\nWho stands elsewhere as of then: " + names[0] + " → " + names[1]);
  Table table(out, {{"level"}, {"first"}, {"second"}, {"customers", kRight}, {"such as"}}, "  ");
  for (const engine::LevelMove& move : report.moves) {
    table.row(
        {move.level, shown(move.from), shown(move.to), grouped(move.customers), list_of(move.examples)});
  }
  table.finish();
}

void write_one_json(JsonWriter& json, const engine::Backtest& of, const std::string& name) {
  const operators::Measures& m = of.measures;
  json.begin_object().key("configuration").value(name).key("model").value(of.model);
  json.key("customers").unsigned_integer(of.customers).key("judged").unsigned_integer(m.count);
  json.key("without_risk").unsigned_integer(of.without_risk).key("horizon_days").value(of.horizon_days);
  json.key("days").value(of.days).key("rate").value(m.rate).key("auc").value(m.auc);
  json.key("brier").value(m.brier).key("brier_skill").value(m.skill).key("log_loss").value(m.log_loss);
  json.key("ece").value(m.ece).key("top_decile_lift").value(m.lift).key("calibration").begin_array();
  for (const operators::CalibrationBin& bin : of.table) {
    json.begin_object().key("customers").unsigned_integer(bin.count);
    json.key("predicted").value(bin.predicted).key("happened").value(bin.happened).end_object();
  }
  json.end_array().key("bands").begin_array();
  for (const engine::BandOutcome& band : of.bands) {
    json.begin_object().key("band").value(band.band).key("customers").unsigned_integer(band.customers);
    json.key("judged").unsigned_integer(band.judged).key("silent").unsigned_integer(band.silent);
    json.key("predicted").value(band.predicted).end_object();
  }
  json.end_array().key("alerts").begin_array();
  for (const auto& [kind, count] : of.alerts) {
    json.begin_object().key("alert").value(kind).key("count").unsigned_integer(count);
    json.key("per_day").value(per_day(count, of.days)).end_object();
  }
  json.end_array().end_object();
}

}  // namespace

void write_backtest(OutputStream& out, const engine::BacktestReport& report,
                    const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < report.of.size(); ++i) {
    out.line((i > 0 ? "\n" : "") + names[i] + ": churn by " + report.of[i].model + " as of " +
             format_timestamp(report.at));
    write_measures(out, report.of[i]);
    write_calibration(out, report.of[i]);
    write_bands(out, report.of[i]);
  }
  write_alerts(out, report, names);
  write_moves(out, report, names);
  for (const std::string& note : report.notes) out.line("Note: " + note);
}

std::string backtest_json(const engine::BacktestReport& report, const std::vector<std::string>& names) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("at").instant(report.at).key("events_end").instant(report.events_end);
  json.key("configurations").begin_array();
  for (std::size_t i = 0; i < report.of.size(); ++i) write_one_json(json, report.of[i], names[i]);
  json.end_array().key("moves").begin_array();
  for (const engine::LevelMove& move : report.moves) {
    json.begin_object().key("level").value(move.level).key("from").value(move.from).key("to").value(move.to);
    json.key("customers").unsigned_integer(move.customers).key("examples").begin_array();
    for (const std::string& id : move.examples) json.value(id);
    json.end_array().end_object();
  }
  json.end_array().key("notes").begin_array();
  for (const std::string& note : report.notes) json.value(note);
  json.end_array().end_object();
  return text;
}

}  // namespace tidemark::tools
