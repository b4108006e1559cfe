#include "tools/score_summary.h"

#include <map>
#include <string_view>
#include <utility>

#include "engine/base/json_writer.h"
#include "tools/table.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

using Counts = std::map<std::string, std::uint64_t>;

constexpr std::string_view kArrow = " → ";

/// "tier → gold" counted, as level → value → count.
std::map<std::string, Counts> by_level(const Counts& alerts) {
  std::map<std::string, Counts> out;
  for (const auto& [name, count] : alerts) {
    const std::size_t arrow = name.find(kArrow);
    const bool split = arrow != std::string::npos;
    out[name.substr(0, arrow)][split ? name.substr(arrow + kArrow.size()) : std::string()] += count;
  }
  return out;
}

std::uint64_t total(const Counts& counts) {
  std::uint64_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

/// "bad_json 30, missing_field 4"
std::string list_of(const Counts& counts) {
  std::string text;
  for (const auto& [name, count] : counts) text += (text.empty() ? "" : ", ") + name + " " + grouped(count);
  return text;
}

double per_second(const engine::ScoreSummary& s) {
  return s.seconds > 0 ? static_cast<double>(s.inputs) / s.seconds : 0;
}

double cpu_per_million(const engine::ScoreSummary& s) {
  return s.inputs > 0 ? s.cpu_seconds * 1e6 / static_cast<double>(s.inputs) : 0;
}

class Lines {
 public:
  explicit Lines(OutputStream& out) : out_(out) {}
  void count(std::string_view name, std::uint64_t number, const std::string& note = "") {
    out_.write("  ").write(pad_right(name, 16)).write(pad_left(grouped(number), 16));
    if (!note.empty()) out_.write("   ").write(note);
    out_.write("\n");
  }
  void text(std::string_view name, const std::string& value) {
    out_.write("  ").write(pad_right(name, 16)).line(value);
  }

 private:
  OutputStream& out_;
};

void write_counts(OutputStream& out, const engine::ScoreSummary& s) {
  Lines lines(out);
  const std::uint64_t dead = total(s.dead_letters);
  lines.count("accepted", s.accepted, percent(s.accepted, s.inputs));
  lines.count("duplicates", s.duplicates, percent(s.duplicates, s.inputs));
  lines.count("late", s.late, "of the accepted");
  if (s.parked > 0)
    lines.count("parked", s.parked, "far ahead of all others, waiting for another customer's word");
  if (s.beyond_until > 0) lines.count("beyond --until", s.beyond_until, "not applied");
  lines.count("dead letters", dead, list_of(s.dead_letters));
  lines.count("customers", s.customers);
  lines.count("alerts", total(s.alerts));
}

void write_levels(OutputStream& out, const engine::ScoreSummary& s) {
  auto alerts = by_level(s.alerts);
  const bool counted = !s.customers_by_level.empty();
  std::map<std::string, std::map<std::string, std::pair<std::uint64_t, std::uint64_t>>> rows;
  for (const auto& [level, values] : alerts) {
    for (const auto& [value, count] : values) rows[level][value].first = count;
  }
  for (const auto& [level, values] : s.customers_by_level) {
    for (const auto& [value, count] : values) rows[level][value].second = count;
  }
  std::vector<Table::Column> columns = {{"level"}, {"value"}, {"alerts", Table::Align::kRight}};
  if (counted) columns.push_back({"customers", Table::Align::kRight});
  if (!rows.empty()) out.write("\n");
  Table table(out, columns, "  ");
  for (const auto& [level, values] : rows) {
    for (const auto& [value, numbers] : values) {
      std::vector<std::string> cells = {level, value, grouped(numbers.first)};
      if (counted) cells.push_back(grouped(numbers.second));
      table.row(std::move(cells));
    }
  }
  table.finish();
}

void write_effort(OutputStream& out, const engine::ScoreSummary& s) {
  out.write("\n");
  Lines lines(out);
  lines.text("time", seconds_text(s.seconds) + ", " + fixed(per_second(s), 0) + " events/s, " +
                         fixed(cpu_per_million(s), 2) + " CPU s per million");
  lines.text("written", bytes_text(s.log_bytes) + " log, " + bytes_text(s.store_bytes_written) + " store, " +
                            grouped(s.checkpoints) + " checkpoints");
  lines.text("memory", bytes_text(s.memory_bytes_peak) + " at most");
  lines.text("wake-ups", grouped(s.wakes_fired) + " fired, " + grouped(s.wakes_stale) + " found nothing due");
}

/// Names of levels and values are the user's, so they may need escapes that JsonWriter::key() does not make.
void write_key(JsonWriter& json, std::string_view name) {
  std::string quoted;
  append_json_string(quoted, name);
  json.key(std::string_view(quoted).substr(1, quoted.size() - 2));
}

void write_counts_json(JsonWriter& json, std::string_view key, const Counts& counts) {
  write_key(json, key);
  json.begin_object();
  for (const auto& [name, count] : counts) {
    write_key(json, name);
    json.unsigned_integer(count);
  }
  json.end_object();
}

void write_levels_json(JsonWriter& json, std::string_view key, const std::map<std::string, Counts>& levels) {
  json.key(key).begin_object();
  for (const auto& [level, counts] : levels) write_counts_json(json, level, counts);
  json.end_object();
}

}  // namespace

void write_summary(OutputStream& out, const engine::ScoreSummary& s, const std::string& data) {
  out.write("Scored " + grouped(s.inputs) + " events");
  if (s.as_of > kNoTime && s.as_of < kNever) out.write(", as of " + format_timestamp(s.as_of));
  out.write("\n");
  if (s.resumed) {
    out.line("  continued the store '" + data +
             "': what it had seen of these inputs was not read again (recovery " +
             seconds_text(s.recovery_seconds) + ")");
  }
  write_counts(out, s);
  write_levels(out, s);
  write_effort(out, s);
  if (!data.empty())
    out.line("\n  The store is at '" + data + "': score more into it, or look with tidemark list --data.");
}

std::string summary_json(const engine::ScoreSummary& s) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("inputs").unsigned_integer(s.inputs).key("accepted").unsigned_integer(s.accepted);
  json.key("duplicates").unsigned_integer(s.duplicates).key("late").unsigned_integer(s.late);
  json.key("parked").unsigned_integer(s.parked).key("beyond_until").unsigned_integer(s.beyond_until);
  write_counts_json(json, "dead_letters", s.dead_letters);
  write_levels_json(json, "alerts", by_level(s.alerts));
  json.key("customers").unsigned_integer(s.customers);
  write_levels_json(json, "customers_by_level", s.customers_by_level);
  json.key("as_of").instant(s.as_of).key("resumed").value(s.resumed);
  json.key("seconds").value(s.seconds).key("cpu_seconds").value(s.cpu_seconds);
  json.key("recovery_seconds").value(s.recovery_seconds);
  json.key("events_per_second").value(per_second(s)).key("cpu_seconds_per_million").value(cpu_per_million(s));
  json.key("wakes_fired").unsigned_integer(s.wakes_fired).key("wakes_stale").unsigned_integer(s.wakes_stale);
  json.key("log_bytes").unsigned_integer(s.log_bytes);
  json.key("store_bytes_written").unsigned_integer(s.store_bytes_written);
  json.key("checkpoints").unsigned_integer(s.checkpoints);
  json.key("memory_bytes_peak").unsigned_integer(s.memory_bytes_peak);
  json.end_object();
  return text;
}

}  // namespace tidemark::tools
