#include "config/content.h"

#include "config/load.h"
#include "config/scalars.h"
#include "config/sections.h"
#include "engine/base/json_writer.h"

namespace tidemark::config {
namespace {

/// JSON's strings are YAML's double-quoted ones, as no control characters get in. Names are quoted too: one
/// may be called null.
std::string in_quotes(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

/// Writes lines "key: value" under groups.
class Lines {
 public:
  void group(std::string_view key) {
    indent();
    out_ += std::string(key) + ":\n";
    ++depth_;
  }
  void end_group() { --depth_; }
  void line(std::string_view key, std::string_view value) {
    indent();
    out_ += std::string(key) + ": " + std::string(value) + "\n";
  }
  void duration(std::string_view key, Millis value) { line(key, format_duration(value)); }
  void whole(std::string_view key, std::int64_t value) { line(key, std::to_string(value)); }
  void flag(std::string_view key, bool value) { line(key, value ? "true" : "false"); }
  void number(std::string_view key, double value) { line(key, format_number(value)); }
  std::string take() { return std::move(out_); }

 private:
  void indent() { out_.append(2 * depth_, ' '); }
  std::string out_;
  std::size_t depth_ = 0;
};

template <typename Values, typename Format>
std::string list_of(const Values& values, Format format) {
  std::string out = "[";
  for (const auto& value : values) {
    if (out.size() > 1) out += ", ";
    out += format(value);
  }
  return out + "]";
}

std::string map_of(const std::map<std::string, std::string>& map) {
  std::string out = "{";
  for (const auto& [key, value] : map) {
    if (out.size() > 1) out += ", ";
    out += in_quotes(key) + ": " + in_quotes(value);
  }
  return out + "}";
}

void write_time(const TimeSettings& time, Lines& lines) {
  lines.group("time");
  lines.line("clock", time.clock == ClockMode::kWall ? "wall" : "event");
  lines.line("zone", in_quotes(time.zone));
  lines.duration("silence_delay", time.silence_delay);
  lines.duration("accept_late", time.accept_late);
  lines.duration("accept_future", time.accept_future);
  lines.duration("restart_grace", time.restart_grace);
  lines.duration("jump_gap", time.jump_gap);
  lines.end_group();
}

void write_events(const EventSettings& events, Lines& lines) {
  lines.group("events");
  lines.line("kinds", list_of(events.kinds, in_quotes));
  lines.line("map", map_of(events.map));
  lines.line("currency", in_quotes(events.currency));
  lines.line("rates", map_of(events.rates));
  lines.duration("dedupe_horizon", events.dedupe_horizon);
  lines.whole("dedupe_ids", events.dedupe_ids);
  lines.whole("line_bytes_max", events.line_bytes_max);
  lines.end_group();
}

void write_ladder(const Ladder& ladder, Lines& lines) {
  const bool money = ladder.basis.measure == Basis::Measure::kSpend;
  lines.group(in_quotes(ladder.name));
  lines.line("basis", ladder.basis.name);
  lines.group("levels");
  for (const TierLevel& level : ladder.levels) {
    lines.line(in_quotes(level.name), money ? format_micro(level.at) : std::to_string(level.at));
  }
  lines.end_group();
  lines.line("hysteresis", format_micro(ladder.hysteresis_ppm));  // millionths, as money is
  lines.duration("grace", ladder.grace);
  lines.duration("minimum_stay", ladder.minimum_stay);
  lines.line("downgrade", ladder.downgrade_by_step ? "step" : "straight");
  lines.end_group();
}

void write_tiers(const std::vector<Ladder>& ladders, Lines& lines) {
  if (ladders.empty()) return lines.line("tiers", "{}");
  lines.group("tiers");
  for (const Ladder& ladder : ladders) write_ladder(ladder, lines);
  lines.end_group();
}

void write_lifecycle(const Lifecycle& lifecycle, Lines& lines) {
  lines.group("lifecycle");
  lines.flag("enabled", lifecycle.enabled);
  lines.duration("new_for", lifecycle.new_for);
  lines.whole("loyal_orders", lifecycle.loyal_orders);
  lines.duration("at_risk_after", lifecycle.at_risk_after);
  lines.duration("churned_after", lifecycle.churned_after);
  lines.duration("won_back_for", lifecycle.won_back_for);
  lines.end_group();
}

void write_rfm(const Rfm& rfm, Lines& lines) {
  lines.group("rfm");
  lines.flag("enabled", rfm.enabled);
  lines.line("recency_days", list_of(rfm.recency_days, format_number));
  lines.line("frequency", list_of(rfm.frequency, [](std::int64_t n) { return std::to_string(n); }));
  lines.line("monetary", list_of(rfm.monetary, format_micro));
  lines.line("measure", rfm.measure == Rfm::Measure::kGross ? "gross" : "net");
  lines.group("segments");
  for (std::size_t segment = 0; segment < rfm.segments.size(); ++segment) {
    std::vector<std::string> cells;
    for (std::size_t cell = 0; cell < kCells; ++cell) {
      if (rfm.cell[cell] == segment) cells.push_back(cell_name(cell));
    }
    lines.line(in_quotes(rfm.segments[segment]),
               list_of(cells, [](const std::string& name) { return name; }));
  }
  lines.end_group();
  lines.end_group();
}

void write_churn(const Churn& churn, Lines& lines) {
  const std::string_view model = churn.model == Churn::Model::kMbgNbd ? "mbgnbd" : "bgnbd";
  lines.group("churn");
  lines.line("model", model);
  lines.duration("horizon", churn.horizon);
  lines.duration("unknown_for", churn.unknown_for);
  if (churn.base_rate) lines.number("base_rate", *churn.base_rate);
  lines.group("bands");
  lines.line("on", churn.bands_on == Churn::BandsOn::kRisk ? "risk" : "odds_ratio");
  lines.line("enter", list_of(churn.enter, format_number));
  lines.line("leave", list_of(churn.leave, format_number));
  lines.end_group();
  if (churn.parameters) {
    lines.group(model);
    lines.number("r", churn.parameters->r);
    lines.number("alpha", churn.parameters->alpha);
    lines.number("a", churn.parameters->a);
    lines.number("b", churn.parameters->b);
    lines.end_group();
  }
  lines.end_group();
}

}  // namespace

std::string render_content(const Config& config) {
  Lines lines;
  write_time(config.time, lines);
  write_events(config.events, lines);
  write_tiers(config.ladders, lines);
  write_lifecycle(config.lifecycle, lines);
  write_rfm(config.rfm, lines);
  write_churn(config.churn, lines);
  lines.group("alerts");
  lines.line("source", in_quotes(config.alerts.source));
  lines.end_group();
  lines.group("log");
  lines.whole("wake_budget", config.log.wake_budget);
  lines.end_group();
  return lines.take();
}

std::string render_tiers(const std::vector<Ladder>& ladders) {
  Lines lines;
  write_tiers(ladders, lines);
  return lines.take();
}

Result<Config> from_content(std::string_view content) {
  Loaded loaded = load(content);
  if (loaded.mistakes.empty()) return std::move(loaded.config);
  return Status::corruption("a configuration in the log cannot be read: " +
                            describe(loaded.mistakes.front(), "stored configuration"));
}

}  // namespace tidemark::config
