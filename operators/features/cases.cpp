#include "operators/features/cases.h"

#include <algorithm>
#include <limits>

namespace tidemark::operators {
namespace {

bool before(const Case& a, const Case& b) {
  return a.at() != b.at() ? a.at() < b.at() : a.id < b.id;
}

}  // namespace

void Cases::open(std::uint64_t id, Millis t) {
  Case entry = take_out(id);
  if (entry.opened == kNoTime) {
    entry.opened = t;
    if (entry.resolved == kNoTime) return put(entry);
    const Millis resolved = entry.resolved;  // its resolution came first: late news, or a reopening
    if (t > resolved) {
      ++reopened_;
    } else {
      entry.resolved = kNoTime;
      close(entry, resolved);
    }
  } else if (entry.open()) {
    const bool since_resolved = entry.resolved == kNoTime || t > entry.resolved;
    if (since_resolved) entry.opened = std::min(entry.opened, t);
  } else if (t > entry.resolved) {
    ++reopened_;
    entry.opened = t;
  }
  put(entry);
}

void Cases::resolve(std::uint64_t id, Millis t) {
  if (id == 0) return close_oldest(t);
  Case entry = take_out(id);
  if (entry.opened == kNoTime) {
    entry.resolved = entry.resolved == kNoTime ? t : std::min(entry.resolved, t);
  } else if (entry.open()) {
    if (t >= entry.opened) {
      close(entry, t);
    } else if (entry.resolved == kNoTime) {
      ++reopened_;  // resolved before the opening that is known
      entry.resolved = t;
    }
  } else if (t >= entry.opened && t < entry.resolved) {
    resolution_ms_ -= entry.resolved - t;
    entry.resolved = t;
  }
  put(entry);
}

bool Cases::knows(std::uint64_t id) const {
  return std::any_of(cases_.begin(), cases_.end(), [id](const Case& entry) { return entry.id == id; });
}

void Cases::close(Case& entry, Millis t) {
  entry.resolved = t;
  ++resolutions_;
  resolution_ms_ += t - entry.opened;
}

void Cases::close_oldest(Millis t) {
  const auto closable = [t](const Case& entry) { return entry.open() && entry.opened <= t; };
  const auto nameless = [&](const Case& entry) { return entry.id == 0 && closable(entry); };
  const Case* found = std::find_if(cases_.begin(), cases_.end(), nameless);
  if (found == cases_.end()) found = std::find_if(cases_.begin(), cases_.end(), closable);
  if (found == cases_.end()) return;
  const auto place = static_cast<std::uint32_t>(found - cases_.begin());
  close(cases_[place], t);
  if (cases_[place].id == 0) cases_.remove(place);  // nobody can reopen it
}

/// The case with an id, or a new one; without id always a new one.
Case Cases::take_out(std::uint64_t id) {
  Case entry;
  entry.id = id;
  if (id == 0) return entry;
  const Case* found =
      std::find_if(cases_.begin(), cases_.end(), [id](const Case& other) { return other.id == id; });
  if (found == cases_.end()) return entry;
  entry = *found;
  cases_.remove(static_cast<std::uint32_t>(found - cases_.begin()));
  return entry;
}

void Cases::put(const Case& entry) {
  std::uint32_t place = cases_.size();
  while (place > 0 && before(entry, cases_[place - 1])) --place;
  cases_.insert(place, entry);
  if (cases_.size() > kCasesMax) make_room();
}

void Cases::make_room() {
  const Case* resolved =
      std::find_if(cases_.begin(), cases_.end(), [](const Case& entry) { return !entry.open(); });
  if (resolved != cases_.end()) return cases_.remove(static_cast<std::uint32_t>(resolved - cases_.begin()));
  cases_.remove_front(1);
  ++forgotten_;
}

//     varint cases · { fixed64 id · instants opened, resolved } … · varint resolutions, ms, reopened,
//     forgotten
void Cases::encode(SectionWriter& out) const {
  out.bytes.varint(cases_.size());
  for (const Case& entry : cases_) {
    out.bytes.fixed64(entry.id);
    out.instant(entry.opened);
    out.instant(entry.resolved);
  }
  out.bytes.varint(static_cast<std::uint64_t>(resolutions_));
  out.bytes.varint(static_cast<std::uint64_t>(resolution_ms_));
  out.bytes.varint(reopened_);
  out.bytes.varint(forgotten_);
}

bool Cases::decode(SectionReader& in) {
  const std::uint64_t count = in.bytes.varint();
  if (count > kCasesMax) return false;
  for (std::uint64_t i = 0; i < count; ++i) {
    Case entry;
    entry.id = in.bytes.fixed64();
    entry.opened = in.instant();
    entry.resolved = in.instant();
    if (!in.ok() || entry.at() == kNoTime) return false;
    if (!cases_.empty() && before(entry, cases_.back())) return false;
    cases_.push_back(entry);
  }
  constexpr std::uint64_t kCountMax = std::numeric_limits<std::uint32_t>::max();
  const std::uint64_t resolutions = in.bytes.varint();
  const std::uint64_t milliseconds = in.bytes.varint();
  const std::uint64_t reopened = in.bytes.varint();
  const std::uint64_t forgotten = in.bytes.varint();
  if (resolutions > kCountMax || reopened > kCountMax || forgotten > kCountMax) return false;
  if (milliseconds > std::uint64_t{1} << 62) return false;
  resolutions_ = static_cast<std::int64_t>(resolutions);
  resolution_ms_ = static_cast<Millis>(milliseconds);
  reopened_ = static_cast<std::uint32_t>(reopened);
  forgotten_ = static_cast<std::uint32_t>(forgotten);
  return in.ok();
}

}  // namespace tidemark::operators
