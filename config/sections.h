#pragma once

#include "config/config.h"
#include "config/section.h"

/// One function a group of settings: checks it against its rules and puts it into values that already hold
/// the default. Private to the loader.
namespace tidemark::config {

void read_time(Item item, TimeSettings& out, Mistakes& mistakes);
void read_events(Item item, EventSettings& out, Mistakes& mistakes);
/// Ladders in the file replace the built-in one, all of them.
void read_tiers(const Item& item, std::vector<Ladder>& out, Mistakes& mistakes);
void read_lifecycle(Item item, Lifecycle& out, Mistakes& mistakes);
void read_rfm(Item item, Rfm& out, Mistakes& mistakes);
void read_churn(Item item, Churn& out, Mistakes& mistakes);
void read_alerts(Item item, AlertSettings& out, Mistakes& mistakes);
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
