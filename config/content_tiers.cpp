// Canonical text of ladders.
#include "config/content.h"
#include "config/content_lines.h"
#include "config/scalars.h"

namespace tidemark::config {
namespace {

/// A level's threshold: {"gold": 2000}, {"gold": {at: 2000, when: "orders >= 4"}}.
void write_level(const TierLevel& level, bool counted, Lines& lines) {
  const std::string at = counted ? std::to_string(level.at) : format_micro(level.at);
  if (level.when.empty()) return lines.line(in_quotes(level.name), at);
  lines.line(in_quotes(level.name), "{at: " + at + ", when: " + in_quotes(level.when) + "}");
}

std::string_view period_name(Qualification::Period period) {
  switch (period) {
    case Qualification::Period::kBasis:
      return "basis";
    case Qualification::Period::kMonth:
      return "month";
    case Qualification::Period::kQuarter:
      return "quarter";
    case Qualification::Period::kYear:
      return "year";
    case Qualification::Period::kJoining:
      return "joining";
    case Qualification::Period::kTierChange:
      return "tier_change";
  }
  return "basis";
}

std::string_view downgrade_name(Ladder::DowngradeOn on) {
  switch (on) {
    case Ladder::DowngradeOn::kLoss:
      return "loss";
    case Ladder::DowngradeOn::kExpiry:
      return "expiry";
    case Ladder::DowngradeOn::kMonth:
      return "month";
    case Ladder::DowngradeOn::kQuarter:
      return "quarter";
    case Ladder::DowngradeOn::kYear:
      return "year";
  }
  return "loss";
}

std::string from_text(const Validity& validity) {
  switch (validity.from) {
    case Validity::From::kTierStart:
      return "tier";
    case Validity::From::kJoining:
      return "joining";
    case Validity::From::kAttribute:
      break;
  }
  return in_quotes("attribute." + validity.attribute);
}

void write_validity(const Validity& validity, Lines& lines) {
  if (!validity.any()) return;
  lines.group("validity");
  if (validity.cycle > 0) {
    lines.line("cycle", format_year_day(validity.cycle));
  } else {
    lines.line("span", format_calendar_span(validity.span));
    lines.line("from", from_text(validity));
  }
  lines.end_group();
}

void write_ladder(const Ladder& ladder, Lines& lines) {
  const Basis::Measure measure = ladder.basis.measure;
  const bool counted = measure == Basis::Measure::kOrders || measure == Basis::Measure::kPurchaseDays;
  lines.group(in_quotes(ladder.name));
  lines.text("basis", ladder.basis.name);
  lines.group("levels");
  for (const TierLevel& level : ladder.levels) write_level(level, counted, lines);
  lines.end_group();
  lines.line("qualification", period_name(ladder.qualification.period));
  write_validity(ladder.validity, lines);
  lines.line("hysteresis", format_micro(ladder.hysteresis_ppm));  // millionths, as money is
  lines.duration("grace", ladder.grace);
  lines.duration("notice", ladder.notice);
  lines.duration("minimum_stay", ladder.minimum_stay);
  lines.duration("cooldown", ladder.cooldown);
  lines.line("downgrade", ladder.downgrade_by_step ? "step" : "straight");
  lines.line("downgrade_on", downgrade_name(ladder.downgrade_on));
  lines.end_group();
}

}  // namespace

void write_tiers(const std::vector<Ladder>& ladders, Lines& lines) {
  if (ladders.empty()) return lines.line("tiers", "{}");
  lines.group("tiers");
  for (const Ladder& ladder : ladders) write_ladder(ladder, lines);
  lines.end_group();
}

std::string render_tiers(const std::vector<Ladder>& ladders) {
  Lines lines;
  write_tiers(ladders, lines);
  return lines.take();
}

}  // namespace tidemark::config
