// events: what kinds there are, what foreign names mean, and money.
#include <algorithm>
#include <set>

#include "config/sections.h"
#include "config/sections_names.h"
#include "config/text_check.h"
#include "engine/base/event.h"
#include "engine/base/zone.h"

namespace tidemark::config {
namespace {

/// Kinds are numbered in one byte, added ones from kFirstCustomKind.
constexpr std::size_t kKindsMax = 256 - kFirstCustomKind;

/// What days_since_event speaks of.
constexpr std::string_view kAnyEvent = "event";

bool is_built_in(std::string_view name) {
  return builtin_kind(name) != Kind::kOther;
}

void read_kinds(const Item& list, EventSettings& out, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> items = elements_of(list, mistakes);
  if (!items) return;
  if (items->size() > kKindsMax) {
    mistakes.add(list, {"names " + std::to_string(items->size()) + " kinds", "keep at most 192"});
    return;
  }
  out.kinds.clear();
  for (const Item& item : *items) {
    std::string name;
    if (!read_value(item, mistakes, [&](auto text) { return parse_name(text, name); })) continue;
    if (is_built_in(name)) {
      mistakes.add(item, {quoted(name) + " is built in", "remove it from the list"});
    } else if (name == kAnyEvent) {
      mistakes.add(item,
                   {"a kind cannot be named 'event': days_since_event is the time since an event of any kind",
                    "choose another name, such as my_event, and map events of that type to it"});
    } else if (std::find(out.kinds.begin(), out.kinds.end(), name) != out.kinds.end()) {
      mistakes.add(item, {quoted(name) + " is there twice", "remove one of the two"});
    } else {
      out.kinds.push_back(name);
    }
  }
}

void read_map(const Item& map, EventSettings& out, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(map, mistakes);
  if (!entries) return;
  const std::vector<std::string> kinds = all_kinds(out);
  const std::set<std::string_view> known(kinds.begin(), kinds.end());
  out.map.clear();
  for (const Item& entry : *entries) {
    const std::string& foreign = entry.node->key;
    if (!is_clean_line(foreign)) {
      mistakes.add_key(entry, {"the name has control characters", "write the event type as it is sent"});
      continue;
    }
    if (known.contains(foreign)) {
      mistakes.add_key(entry, {quoted(foreign) + " is a kind of its own", "map only names that are no kind"});
      continue;
    }
    read_value(entry, mistakes, [&](std::string_view kind) -> Verdict {
      if (!known.contains(kind))
        return Problem{"there is no kind " + quoted(kind), did_you_mean(kind, kinds)};
      out.map.emplace(foreign, kind);
      return std::nullopt;
    });
  }
}

/// Local midnights; UTC's where the zone is wrong, which is told where it is read.
std::shared_ptr<const Zone> zone_named(const std::string& name) {
  Result<std::shared_ptr<const Zone>> zone = Zone::load(name);
  return zone.ok() ? zone.take() : Zone::utc();
}

/// {2026-01-01: 0.92, 2026-02-01: 0.95}. Empty, with the mistakes told, when something is wrong.
std::vector<DatedRate> read_dated_rates(const Item& item, const Zone& zone, Mistakes& mistakes) {
  const std::vector<Item> entries = entries_of(item, mistakes).value_or(std::vector<Item>());
  if (entries.empty()) mistakes.add_key(item, {"has no rate", "write one, such as USD: 0.92"});
  std::vector<DatedRate> rates;
  for (const Item& entry : entries) {
    Day day = 0;
    Verdict verdict = parse_date(entry.node->key, day);
    const bool right_day = !verdict;
    if (verdict) mistakes.add_key(entry, std::move(*verdict));
    DatedRate rate{entry.node->key, zone.day_start(day), ""};
    const bool right = read_value(entry, mistakes, [&](auto text) { return parse_rate(text, rate.rate); });
    if (right && right_day) rates.push_back(std::move(rate));
  }
  if (rates.size() < entries.size()) return {};
  std::sort(rates.begin(), rates.end(),
            [](const DatedRate& a, const DatedRate& b) { return a.from < b.from; });
  const auto same = [](const DatedRate& a, const DatedRate& b) { return a.rate == b.rate; };
  rates.erase(std::unique(rates.begin(), rates.end(), same), rates.end());
  return rates;
}

/// USD: 0.92, always, or by day.
std::vector<DatedRate> read_rate(const Item& item, const Zone& zone, Mistakes& mistakes) {
  if (item.node->kind == Node::Kind::kMap) return read_dated_rates(item, zone, mistakes);
  DatedRate rate;
  if (!read_value(item, mistakes, [&](auto text) { return parse_rate(text, rate.rate); })) return {};
  return {std::move(rate)};
}

void read_rates(const Item& item, const std::string& zone, EventSettings& out, Mistakes& mistakes) {
  const std::optional<std::vector<Item>> entries = entries_of(item, mistakes);
  if (!entries) return;
  const std::shared_ptr<const Zone> local = zone_named(zone);
  for (const Item& entry : *entries) {
    std::string currency;
    if (Verdict verdict = parse_currency(entry.node->key, currency)) {
      mistakes.add_key(entry, std::move(*verdict));
      continue;
    }
    std::vector<DatedRate> rates = read_rate(entry, *local, mistakes);
    if (rates.empty()) continue;
    if (currency == out.currency) {
      mistakes.add_key(entry, {currency + " is the base currency", "remove its rate: it is 1"});
      continue;
    }
    out.rates.emplace(std::move(currency), std::move(rates));
  }
}

void read_money(const Item& currency, const Item& rates, const std::string& zone, EventSettings& out,
                Mistakes& mistakes) {
  const auto parse = [&](std::string_view text) -> Verdict {
    out.currency.clear();
    return text.empty() ? std::nullopt : parse_currency(text, out.currency);
  };
  const bool currency_right = currency.node == nullptr || read_value(currency, mistakes, parse);
  read_rates(rates, zone, out, mistakes);
  if (currency_right && out.currency.empty() && !out.rates.empty()) {
    mistakes.add_key(rates, {"rates without a base currency", "set events.currency, such as EUR"});
  }
}

}  // namespace

void read_events(Item item, const std::string& zone, EventSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  read_kinds(section.item("kinds"), out, mistakes);
  read_map(section.item("map"), out, mistakes);
  read_money(section.item("currency"), section.item("rates"), zone, out, mistakes);
  section.read("dedupe_horizon", [&](auto text) { return parse_span(text, 1, out.dedupe_horizon); });
  section.read("dedupe_ids", [&](auto text) { return parse_whole_as(text, {1, 1 << 24}, out.dedupe_ids); });
  section.read("line_bytes_max", [&](std::string_view text) {
    std::uint64_t bytes = 0;
    Verdict verdict = parse_size(text, 1 << 10, 1 << 24, bytes);
    if (!verdict) out.line_bytes_max = static_cast<std::uint32_t>(bytes);
    return verdict;
  });
  section.finish();
}

}  // namespace tidemark::config
