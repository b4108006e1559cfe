#pragma once

#include "config/config.h"
#include "config/section.h"
#include "config/sections_expression.h"

/// One function a group of settings: checks it against its rules and puts it into values that already hold
/// the default. Private to the loader.
namespace tidemark::config {

void read_time(Item item, TimeSettings& out, Mistakes& mistakes);
/// `zone`: whose midnights begin the days of rates.
void read_events(Item item, const std::string& zone, EventSettings& out, Mistakes& mistakes);
void read_features(Item item, const EventSettings& events, const Expressions& expressions,
                   FeatureSettings& out, Mistakes& mistakes);
void read_custom_features(const Item& item, const EventSettings& events, const Expressions& expressions,
                          std::vector<CustomFeature>& out, Mistakes& mistakes);
/// Ladders in the file replace the built-in one, all of them. `config` has everything that is read before.
void read_tiers(const Item& item, const Expressions& expressions, Config& config, Mistakes& mistakes);
void read_lifecycle(Item item, const Expressions& expressions, Lifecycle& out, Mistakes& mistakes);
void read_rfm(Item item, Rfm& out, Mistakes& mistakes);
void read_abc(Item item, Abc& out, Mistakes& mistakes);
void read_population(Item item, Population& out, Mistakes& mistakes);
void read_churn(Item item, const EventSettings& events, const Expressions& expressions, Churn& out,
                Mistakes& mistakes);
void read_value_to_come(Item item, const Expressions& expressions, Value& out, Mistakes& mistakes);
void read_scores(const Item& item, const Expressions& expressions, Config& config, Mistakes& mistakes);
void read_segments(const Item& item, const Expressions& expressions, std::vector<Segment>& out,
                   Mistakes& mistakes);
void read_care(const Item& item, const Config& config, std::vector<Care>& out, Mistakes& mistakes);
/// A day that every customer may have of its own: one of `words`, or "attribute.birthday" to the name of an
/// attribute that is a date.
Verdict parse_day_of_customer(std::string_view text, std::vector<std::string> words, const Config& config,
                              std::string& attribute);
/// These two want to know all levels, so they come after them.
void read_actions(const Item& item, const Expressions& expressions, Config& config, Mistakes& mistakes);
void read_alerts(Item item, const Config& config, AlertSettings& out, Mistakes& mistakes);
void read_http(Item item, HttpSettings& out, Mistakes& mistakes);
void read_zmq(Item item, ZmqSettings& out, Mistakes& mistakes);
void read_memory(Item item, MemorySettings& out, Mistakes& mistakes);
void read_log(Item item, LogSettings& out, Mistakes& mistakes);
Verdict parse_durability(std::string_view text, Durability& out);

/// Cells of the RFM grid: (r−1)·25 + (f−1)·5 + (m−1). "555" is the best.
inline constexpr std::size_t kCells = 125;
std::optional<std::size_t> cell_index(std::string_view digits);
std::string cell_name(std::size_t index);

}  // namespace tidemark::config
