#include "engine/base/zone.h"

#include <date/tz.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <optional>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/file_system.h"
#include "engine/base/hash.h"
#include "engine/base/json_writer.h"
#include "engine/base/zone_rule.h"

namespace tidemark {
namespace {

constexpr int kTableFirstYear = 1900;
constexpr int kTableLastYear = 2199;
/// What rules_hash() covers.
const Millis kRulesBegin = 0;
const Millis kRulesEnd = day_from_civil(2100, 1, 1) * kDay;
/// More than any offset, and more than a clock was ever set back.
constexpr Millis kOffsetMax = 26 * kHour;

std::int64_t floor_div(Millis value, Millis by) {
  const std::int64_t quotient = value / by;
  return quotient - (value % by < 0 ? 1 : 0);
}

/// The rule of the years beyond a zone's listed changes, which the date library leaves out: the last line
/// of the zone's file (RFC 8536, 3.3). Nothing when there is none.
std::optional<ZoneRule> rule_of_later_years(const std::string& name) {
  const auto file = posix_file_system().read_file("/usr/share/zoneinfo/" + name);
  if (!file.ok() || !file->starts_with("TZif") || !file->ends_with('\n')) return std::nullopt;
  std::string_view lines = *file;
  lines.remove_suffix(1);
  const std::size_t newline = lines.rfind('\n');
  if (newline == std::string_view::npos) return std::nullopt;
  return ZoneRule::parse(lines.substr(newline + 1));
}

/// Calls add(instant, offset) for every change the database lists, in order, and returns the last instant.
template <typename Add>
Millis add_listed_changes(const date::time_zone& zone, Add add) {
  date::sys_seconds at = date::sys_days{date::year{kTableFirstYear} / 1 / 1};
  const date::sys_seconds end = date::sys_days{date::year{kTableLastYear + 1} / 1 / 1};
  while (true) {
    const date::sys_info stretch = zone.get_info(at);
    const Millis instant = at.time_since_epoch().count() * kSecond;
    add(instant, stretch.offset.count() * kSecond);
    if (stretch.end >= end) return instant;
    at = stretch.end;
  }
}

/// The same for the changes a rule makes after an instant.
template <typename Add>
void add_changes_by_rule(const ZoneRule& rule, Millis after, Add add) {
  if (!rule.has_summer()) return;
  std::vector<std::pair<Millis, Millis>> changes;
  const auto first_day = static_cast<Day>(floor_div(after, kDay));
  for (int year = civil_from_day(first_day).year; year <= kTableLastYear; ++year) {
    changes.emplace_back(rule.summer_begin(year), rule.summer_offset());
    changes.emplace_back(rule.summer_end(year), rule.standard_offset());
  }
  std::sort(changes.begin(), changes.end());
  for (const auto& [at, offset] : changes) {
    if (at > after) add(at, offset);
  }
}

}  // namespace

std::shared_ptr<const Zone> Zone::utc() {
  static const std::shared_ptr<const Zone> kUtc = [] {
    const auto zone = std::make_shared<Zone>();
    zone->rules_hash_ = zone->hash_rules();
    return zone;
  }();
  return kUtc;
}

Result<std::shared_ptr<const Zone>> Zone::load(std::string_view name) {
  if (name == "UTC") return utc();
  try {
    const date::time_zone* const source = date::locate_zone(name);
    const auto zone = std::make_shared<Zone>();
    zone->name_ = name;
    auto& changes = zone->changes_;
    const auto add = [&changes](Millis at, Millis offset) {
      if (changes.empty() || changes.back().offset != offset) changes.push_back({at, offset});
    };
    const Millis last_listed = add_listed_changes(*source, add);
    if (const auto rule = rule_of_later_years(zone->name_)) add_changes_by_rule(*rule, last_listed, add);
    changes.front().at = std::numeric_limits<Millis>::min();
    zone->rules_hash_ = zone->hash_rules();
    return std::shared_ptr<const Zone>(zone);
  } catch (const std::exception& error) {
    std::string message = "unknown time zone ";
    append_json_string(message, name);
    return Status::invalid(message + ": use a name of the IANA database, such as Europe/Berlin or UTC (" +
                           error.what() + ")");
  }
}

std::uint64_t Zone::hash_rules() const {
  std::string rules;
  ByteWriter writer(rules);
  writer.zigzag(offset_at(kRulesBegin));
  for (const Change& change : changes_) {
    if (change.at <= kRulesBegin || change.at >= kRulesEnd) continue;
    writer.zigzag(change.at);
    writer.zigzag(change.offset);
  }
  return hash64(rules, 0);
}

std::size_t Zone::index_at(Millis instant) const {
  const auto after = std::upper_bound(changes_.begin(), changes_.end(), instant,
                                      [](Millis value, const Change& change) { return value < change.at; });
  return static_cast<std::size_t>(after - changes_.begin()) - 1;  // the first begins before everything
}

Millis Zone::offset_at(Millis instant) const {
  return changes_.empty() ? 0 : changes_[index_at(instant)].offset;
}

Day Zone::local_day(Millis instant) const {
  constexpr std::int64_t kFirst = std::numeric_limits<Day>::min();
  constexpr std::int64_t kLast = std::numeric_limits<Day>::max();
  if (changes_.empty()) return static_cast<Day>(std::clamp(floor_div(instant, kDay), kFirst, kLast));

  const std::size_t index = index_at(instant);
  const std::int64_t naive = floor_div(instant + changes_[index].offset, kDay);
  auto day = static_cast<Day>(std::clamp(naive, kFirst, kLast));
  // A clock set back over midnight shows the day before once more; the new day has begun all the same.
  const bool set_back = index > 0 && changes_[index].offset < changes_[index - 1].offset &&
                        instant < changes_[index].at + kOffsetMax;
  if (set_back && instant >= day_start(day + 1)) ++day;
  return day;
}

Millis Zone::day_start(Day day) const {
  const Millis local = day * kDay;
  if (changes_.empty()) return local;
  for (std::size_t i = index_at(local - kOffsetMax);; ++i) {
    const Millis start = std::max(changes_[i].at, local - changes_[i].offset);
    if (i + 1 == changes_.size() || start < changes_[i + 1].at) return start;
  }
}

}  // namespace tidemark
