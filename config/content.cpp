#include "config/content.h"

#include "config/content_lines.h"
#include "config/load.h"

namespace tidemark::config {
namespace {

void write_time(const TimeSettings& time, Lines& lines) {
  lines.group("time");
  lines.line("clock", time.clock == ClockMode::kWall ? "wall" : "event");
  lines.text("zone", time.zone);
  lines.duration("silence_delay", time.silence_delay);
  lines.duration("accept_late", time.accept_late);
  lines.duration("accept_future", time.accept_future);
  lines.duration("restart_grace", time.restart_grace);
  lines.duration("jump_gap", time.jump_gap);
  lines.end_group();
}

void write_rates(const std::map<std::string, std::vector<DatedRate>>& rates, Lines& lines) {
  if (rates.empty()) return lines.line("rates", "{}");
  lines.group("rates");
  for (const auto& [currency, dated] : rates) {
    std::map<std::string, std::string> of_days;
    for (const DatedRate& rate : dated) of_days.emplace(rate.day, rate.rate);
    const bool always = dated.size() == 1 && dated.front().day.empty();
    lines.line(in_quotes(currency), always ? in_quotes(dated.front().rate) : map_of(of_days));
  }
  lines.end_group();
}

void write_events(const EventSettings& events, Lines& lines) {
  lines.group("events");
  lines.line("kinds", texts_of(events.kinds));
  lines.line("map", map_of(events.map));
  lines.text("currency", events.currency);
  write_rates(events.rates, lines);
  lines.duration("dedupe_horizon", events.dedupe_horizon);
  lines.whole("dedupe_ids", events.dedupe_ids);
  lines.whole("line_bytes_max", events.line_bytes_max);
  lines.end_group();
}

}  // namespace

std::string render_content(const Config& config) {
  Lines lines;
  write_time(config.time, lines);
  write_events(config.events, lines);
  write_features(config.features, lines);
  write_tiers(config.ladders, lines);
  write_lifecycle(config.lifecycle, lines);
  write_rfm(config.rfm, lines);
  write_abc(config.abc, lines);
  write_population(config.population, lines);
  write_churn(config.churn, lines);
  write_value(config.value, lines);
  write_scores(config.scores, lines);
  write_segments(config.segments, lines);
  write_care(config.care, lines);
  write_actions(config.actions, lines);
  lines.group("alerts");
  lines.text("source", config.alerts.source);
  write_limits(config.alerts.limits, lines);
  lines.end_group();
  lines.group("log");
  lines.whole("wake_budget", config.log.wake_budget);
  lines.end_group();
  return lines.take();
}

Result<Config> from_content(std::string_view content) {
  Loaded loaded = load(content);
  if (loaded.mistakes.empty()) return std::move(loaded.config);
  return Status::corruption("a configuration in the log cannot be read: " +
                            describe(loaded.mistakes.front(), "stored configuration"));
}

}  // namespace tidemark::config
