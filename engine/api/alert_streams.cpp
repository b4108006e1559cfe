#include "engine/api/alert_streams.h"

#include <algorithm>

#include "engine/commit/alert_envelope.h"

namespace tidemark::engine {

std::string_view alert_type(const CommittedAlert& alert) {
  return alert_member(alert.json, "type");
}

void AlertStreams::add(HttpStream stream, Sequence after, std::string type) {
  readers_.push_back({std::move(stream), after, std::move(type)});
  (void)readers_.back().stream.write(": tidemark\n\n");  // a client sees that it is connected
  count_.store(readers_.size(), std::memory_order_relaxed);
  pump(false);
}

void AlertStreams::wake(HttpServer& server) {
  if (count() == 0 || posted_.exchange(true)) return;
  (void)server.post([self = shared_from_this()] { self->pump(false); });
}

void AlertStreams::tick(HttpServer& server) {
  if (count() == 0) return;
  (void)server.post([self = shared_from_this()] { self->pump(true); });
}

void AlertStreams::pump(bool ticking) {
  posted_.store(false);
  for (Reader& reader : readers_) {
    if (ticking && ++reader.idle_ticks >= kTicksToComment) {
      reader.idle_ticks = 0;
      (void)reader.stream.write(": still here\n\n");
    }
    if (!feed(reader)) reader.stream.close();
  }
  std::erase_if(readers_, [](const Reader& reader) { return reader.stream.closed(); });
  count_.store(readers_.size(), std::memory_order_relaxed);
}

bool AlertStreams::feed(Reader& reader) {
  constexpr std::size_t kPage = 256;
  const std::string epoch = std::to_string(log_.head().epoch);
  std::vector<std::shared_ptr<const CommittedAlert>> page;
  while (!reader.stream.closed() && reader.stream.queued_bytes() < kQueuedBytesMax) {
    page.clear();
    // Who is so far behind that its alerts are gone must begin again: its next connection is told.
    if (log_.check({log_.head().epoch, reader.after}) != AlertLog::Answer::kOk) return false;
    if (!log_.read(reader.after, kPage, kQueuedBytesMax, page).ok()) return false;
    if (page.empty()) break;
    std::string text;
    for (const auto& alert : page) {
      reader.after = alert->sequence;
      if (!alert_type(*alert).starts_with(reader.type)) continue;
      text.append("id: ").append(epoch).append(":").append(std::to_string(alert->sequence));
      text.append("\ndata: ").append(alert->json).append("\n\n");
    }
    if (text.empty()) continue;
    reader.idle_ticks = 0;
    if (!reader.stream.write(text)) break;
  }
  return true;
}

}  // namespace tidemark::engine
