#include "tools/ladder_text.h"

#include <fmt/format.h>

#include "engine/base/money.h"
#include "engine/base/time.h"

namespace tidemark::tools {
namespace {

using config::CalendarSpan;
using config::Ladder;
using config::Qualification;
using config::Validity;
using Measure = config::Basis::Measure;

std::string period_text(Qualification::Period period) {
  switch (period) {
    case Qualification::Period::kBasis:
      return "";
    case Qualification::Period::kMonth:
      return "of the running month";
    case Qualification::Period::kQuarter:
      return "of the running quarter";
    case Qualification::Period::kYear:
      return "of the running year";
    case Qualification::Period::kJoining:
      return "of the year from joining";
    case Qualification::Period::kTierChange:
      return "since the last change";
  }
  return "";
}

std::string_view unit_text(CalendarSpan::Unit unit) {
  switch (unit) {
    case CalendarSpan::Unit::kDay:
      return "day";
    case CalendarSpan::Unit::kMonth:
      return "month";
    case CalendarSpan::Unit::kYear:
      return "year";
  }
  return "";
}

std::string from_text(const Validity& validity) {
  switch (validity.from) {
    case Validity::From::kTierStart:
      return "";
    case Validity::From::kJoining:
      return " from joining";
    case Validity::From::kAttribute:
      return " from attribute." + validity.attribute;
  }
  return "";
}

std::string validity_text(const Validity& validity) {
  if (validity.cycle > 0) {
    return fmt::format("valid until the next {:02}-{:02}", validity.cycle / 100, validity.cycle % 100);
  }
  const CalendarSpan& span = validity.span;
  const std::string_view unit = unit_text(span.unit);
  std::string text =
      fmt::format("valid for {} {}{}{}", span.count, unit, span.count == 1 ? "" : "s", from_text(validity));
  if (span.rounding == CalendarSpan::Rounding::kUp) text += fmt::format(" to the end of that {}", unit);
  if (span.rounding == CalendarSpan::Rounding::kDown) text += fmt::format(" to the start of that {}", unit);
  return text;
}

std::string downgrade_text(Ladder::DowngradeOn on) {
  switch (on) {
    case Ladder::DowngradeOn::kLoss:
      return "";
    case Ladder::DowngradeOn::kExpiry:
      return "a downgrade waits for that end";
    case Ladder::DowngradeOn::kMonth:
      return "a downgrade waits for the next month";
    case Ladder::DowngradeOn::kQuarter:
      return "a downgrade waits for the next quarter";
    case Ladder::DowngradeOn::kYear:
      return "a downgrade waits for the next year";
  }
  return "";
}

}  // namespace

std::string threshold(const Ladder& ladder, const config::TierLevel& level) {
  const Measure measure = ladder.basis.measure;
  const bool counted = measure == Measure::kOrders || measure == Measure::kPurchaseDays;
  return counted ? std::to_string(level.at) : format_micro(level.at);
}

std::string ladder_text(const Ladder& ladder) {
  std::string text;
  for (const config::TierLevel& level : ladder.levels) {
    text += (text.empty() ? "" : ", ") + level.name;
    if (level.at > 0) text += " from " + threshold(ladder, level);
    if (!level.when.empty()) text += " if " + level.when;
  }
  text += "  (" + ladder.basis.name;
  const std::string period = period_text(ladder.qualification.period);
  return text + (period.empty() ? ")" : " " + period + ")");
}

std::string ladder_rules(const Ladder& ladder) {
  std::string text;
  const auto add = [&](const std::string& rule) {
    if (!rule.empty()) text += (text.empty() ? "" : ", ") + rule;
  };
  const auto add_span = [&](std::string_view before, Millis span) {
    if (span > 0) add(std::string(before) + format_duration(span));
  };
  if (ladder.hysteresis_ppm > 0) {
    add(fmt::format("held down to {:g} % below", static_cast<double>(ladder.hysteresis_ppm) / 1e4));
  }
  if (ladder.validity.any()) add(validity_text(ladder.validity));
  add(downgrade_text(ladder.downgrade_on));
  add_span("a downgrade waits ", ladder.grace);
  if (ladder.notice > 0) add("told " + format_duration(ladder.notice) + " ahead");
  add_span("none within ", ladder.minimum_stay);
  if (ladder.cooldown > 0) add("no upgrade within " + format_duration(ladder.cooldown) + " of one");
  if (ladder.downgrade_by_step) add("one level at a time");
  return text;
}

}  // namespace tidemark::tools
