#include "engine/learn/backtest.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "config/churn_names.h"
#include "engine/base/zone.h"
#include "engine/commit/alert_envelope.h"
#include "engine/learn/activity_history.h"
#include "engine/learn/replay.h"

namespace tidemark::engine {
namespace {

constexpr std::array<std::string_view, 5> kBands = {"unknown", "low", "medium", "high", "critical"};

/// What one configuration says of every customer.
struct Said {
  std::vector<std::string> ids;
  std::vector<std::string> level_names;
  std::vector<std::vector<std::string>> levels;  ///< a customer each
  std::vector<double> risks;                     ///< NaN: none
};

std::size_t place_of(const std::vector<std::string>& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

class Judging {
 public:
  Judging(const BacktestOptions& options, const config::Config& config)
      : options_(options), config_(config) {}

  Status run() {
    TM_RETURN_IF_ERROR(score());
    TM_RETURN_IF_ERROR(see_what_happened());
    judge();
    return {};
  }
  Backtest take() { return std::move(result_); }
  const Said& said() const { return said_; }
  Millis events_end() const { return events_end_; }

 private:
  void tell(const std::string& phase) const {
    if (options_.on_phase) options_.on_phase(phase);
  }

  Status score() {
    tell("scoring as of " + format_timestamp(options_.at));
    const Result<std::unique_ptr<Replay>> replay =
        Replay::run({.inputs = options_.inputs, .config = config_, .until = options_.at});
    if (!replay.ok()) return replay.status();
    const operators::Scoring& scoring = (*replay)->scoring();
    said_.level_names = scoring.level_names();
    return (*replay)->visit([&](std::string_view id, const std::byte* state) {
      said_.ids.emplace_back(id);
      said_.risks.push_back(scoring.sort_value(state, "churn.risk", options_.at));
      std::vector<std::string>& levels = said_.levels.emplace_back();
      for (std::size_t i = 0; i < scoring.level_count(); ++i)
        levels.emplace_back(scoring.level_value(state, i));
    });
  }

  Status see_what_happened() {
    tell("looking at what happened afterwards");
    Result<std::shared_ptr<const Zone>> zone = Zone::load(config_.time.zone);
    if (!zone.ok()) return zone.status();
    history_.emplace(config_, zone.take());
    const Millis end = options_.at + config_.churn.horizon;
    ReplayOptions all{options_.inputs, config_, end};
    all.on_batch = [this, end](const Batch& batch) {
      history_->take(batch);
      if (batch.confirmed != kNoTime) events_end_ = std::max(events_end_, std::min(batch.confirmed + 1, end));
    };
    all.on_alert = [this](const CommittedAlert& alert) { count(alert); };
    const Result<std::unique_ptr<Replay>> replay = Replay::run(all);
    return replay.status();
  }

  /// Alerts carry their instant as text; those of the time before are no news.
  void count(const CommittedAlert& alert) {
    const Result<Millis> time = parse_timestamp(alert_member(alert.json, "time"));
    if (time.ok() && *time >= options_.at) ++result_.alerts[alert.level + " → " + alert.value];
  }

  void judge() {
    const Millis end = options_.at + config_.churn.horizon;
    result_.customers = said_.ids.size();
    result_.horizon_days = static_cast<double>(config_.churn.horizon) / static_cast<double>(kDay);
    result_.days =
        static_cast<double>(std::max<Millis>(events_end_ - options_.at, 0)) / static_cast<double>(kDay);
    result_.model = config::churn_model_name(config_.churn.model);
    const std::size_t churn = place_of(said_.level_names, "churn");
    std::vector<double> risks;
    std::vector<std::uint8_t> labels;
    std::array<BandOutcome, kBands.size()> bands;
    for (std::size_t i = 0; i < said_.ids.size(); ++i) {
      const std::string_view value = said_.levels[i][churn];
      BandOutcome& band = bands[std::min<std::size_t>(
          static_cast<std::size_t>(std::find(kBands.begin(), kBands.end(), value) - kBands.begin()),
          kBands.size() - 1)];
      band.band = value;
      ++band.customers;
      if (std::isnan(said_.risks[i])) {
        ++result_.without_risk;
        continue;
      }
      const bool silent = !history_->active_within(said_.ids[i], options_.at, end);
      risks.push_back(said_.risks[i]);
      labels.push_back(silent ? 1 : 0);
      ++band.judged;
      band.silent += silent ? 1 : 0;
      band.predicted += said_.risks[i];
    }
    for (BandOutcome& band : bands) {
      if (band.customers == 0) continue;
      if (band.judged > 0) band.predicted /= static_cast<double>(band.judged);
      result_.bands.push_back(band);
    }
    result_.measures = operators::measure(risks, labels);
    result_.table = operators::calibration_table(risks, labels);
  }

  const BacktestOptions& options_;
  const config::Config& config_;
  Said said_;
  std::optional<ActivityHistory> history_;
  Millis events_end_ = 0;
  Backtest result_;
};

/// Both have the same customers: the same events were accepted, or nearly so.
std::vector<LevelMove> moves_between(const Said& a, const Said& b, std::size_t examples) {
  std::map<std::array<std::string, 3>, LevelMove> moves;
  std::size_t j = 0;
  for (std::size_t i = 0; i < a.ids.size(); ++i) {
    while (j < b.ids.size() && b.ids[j] < a.ids[i]) ++j;
    if (j == b.ids.size() || b.ids[j] != a.ids[i]) continue;
    for (std::size_t level = 0; level < a.level_names.size(); ++level) {
      const std::size_t other = place_of(b.level_names, a.level_names[level]);
      if (other == b.level_names.size() || a.levels[i][level] == b.levels[j][other]) continue;
      LevelMove& move = moves[{a.level_names[level], a.levels[i][level], b.levels[j][other]}];
      move.level = a.level_names[level];
      move.from = a.levels[i][level];
      move.to = b.levels[j][other];
      if (++move.customers <= examples) move.examples.push_back(a.ids[i]);
    }
  }
  std::vector<LevelMove> list;
  for (auto& [key, move] : moves) list.push_back(std::move(move));
  return list;
}

void note_levels(const Said& a, const Said& b, std::string_view which, std::vector<std::string>& notes) {
  for (const std::string& name : a.level_names) {
    if (place_of(b.level_names, name) == b.level_names.size()) {
      notes.push_back("only the " + std::string(which) + " configuration has the level '" + name + "'");
    }
  }
}

}  // namespace

Result<BacktestReport> backtest(const BacktestOptions& options) {
  BacktestReport report;
  report.at = options.at;
  std::vector<Said> said;
  for (const config::Config& config : options.configs) {
    Judging judging(options, config);
    TM_RETURN_IF_ERROR(judging.run());
    report.events_end = std::max(report.events_end, judging.events_end());
    said.push_back(judging.said());
    report.of.push_back(judging.take());
  }
  if (report.events_end <= options.at) {
    return Status::invalid(
        "there is no event at or after --at, so nobody knows what happened then; choose an "
        "earlier instant");
  }
  for (const Backtest& one : report.of) {
    if (one.days < one.horizon_days - 1) {
      report.notes.push_back("the events end " + std::to_string(std::lround(one.days)) +
                             " days after --at, before the horizon of " +
                             std::to_string(std::lround(one.horizon_days)) +
                             " days is over: more customers count as silent than are");
      break;
    }
  }
  if (said.size() == 2) {
    report.moves = moves_between(said[0], said[1], options.examples);
    note_levels(said[0], said[1], "first", report.notes);
    note_levels(said[1], said[0], "second", report.notes);
  }
  return report;
}

}  // namespace tidemark::engine
