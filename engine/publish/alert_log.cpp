#include "engine/publish/alert_log.h"

#include <charconv>

#include "engine/base/assert.h"
#include "engine/publish/outbox.h"

namespace tidemark::engine {
namespace {

std::size_t bytes_of(const CommittedAlert& alert) {
  constexpr std::size_t kOverheadBytes = 64;
  return sizeof alert + alert.json.size() + kOverheadBytes;
}

template <typename Integer>
bool parse_whole(std::string_view text, Integer& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

std::optional<AlertCursor> AlertCursor::parse(std::string_view text) {
  AlertCursor cursor;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !parse_whole(text.substr(0, colon), cursor.epoch) ||
      !parse_whole(text.substr(colon + 1), cursor.after)) {
    return std::nullopt;
  }
  return cursor;
}

AlertLog::AlertLog(state::Store& store, Head head, std::size_t bytes_max)
    : store_(store), bytes_max_(bytes_max), head_(std::move(head)), stored_(head_.last) {}

void AlertLog::append(std::vector<CommittedAlert> alerts) {
  std::vector<std::function<void()>> listeners;
  {
    const std::lock_guard lock(mutex_);
    for (CommittedAlert& alert : alerts) {
      TM_ASSERT(alert.sequence == head_.last + 1);
      head_.last = alert.sequence;
      head_.levels[alert.level] = alert.sequence;
      recent_bytes_ += bytes_of(alert);
      recent_.push_back(std::make_shared<const CommittedAlert>(std::move(alert)));
    }
    trim();
    listeners = listeners_;
  }
  for (const auto& listener : listeners) listener();
}

void AlertLog::stored(Sequence last) {
  const std::lock_guard lock(mutex_);
  stored_ = std::max(stored_, last);
  trim();
}

/// What the store does not have yet must stay: the queue before the store bounds it.
void AlertLog::trim() {
  while (recent_bytes_ > bytes_max_ && !recent_.empty() && recent_.front()->sequence <= stored_) {
    recent_bytes_ -= bytes_of(*recent_.front());
    recent_.pop_front();
  }
}

void AlertLog::drop_before(Sequence oldest) {
  const std::lock_guard lock(mutex_);
  head_.oldest = std::max(head_.oldest, oldest);
  while (!recent_.empty() && recent_.front()->sequence < oldest) {
    recent_bytes_ -= bytes_of(*recent_.front());
    recent_.pop_front();
  }
}

AlertLog::Head AlertLog::head() const {
  const std::lock_guard lock(mutex_);
  return head_;
}

void AlertLog::on_append(std::function<void()> listener) {
  const std::lock_guard lock(mutex_);
  listeners_.push_back(std::move(listener));
}

AlertLog::Answer AlertLog::check(const AlertCursor& cursor) const {
  const std::lock_guard lock(mutex_);
  if (cursor.epoch != head_.epoch || cursor.after > head_.last) return Answer::kOtherEpoch;
  return cursor.after + 1 < head_.oldest ? Answer::kExpired : Answer::kOk;
}

Status AlertLog::read(Sequence after, std::size_t limit, std::size_t bytes_max,
                      std::vector<std::shared_ptr<const CommittedAlert>>& page) const {
  if (read_memory(after, limit, bytes_max, page)) return {};
  const Head known = head();
  std::size_t bytes = 0;
  return visit_outbox(store_, known.epoch, after, [&](CommittedAlert& alert) {
    // The store may be ahead: an alert exists for readers when it has been appended here.
    if (page.size() == limit || bytes > bytes_max || alert.sequence > known.last) return false;
    bytes += bytes_of(alert);
    page.push_back(std::make_shared<const CommittedAlert>(std::move(alert)));
    return true;
  });
}

/// False when the first alert behind `after` is no longer in memory.
bool AlertLog::read_memory(Sequence after, std::size_t limit, std::size_t bytes_max,
                           std::vector<std::shared_ptr<const CommittedAlert>>& page) const {
  const std::lock_guard lock(mutex_);
  if (after >= head_.last) return true;
  if (recent_.empty() || after + 1 < recent_.front()->sequence) return false;
  std::size_t bytes = 0;
  for (std::size_t i = after + 1 - recent_.front()->sequence;
       i < recent_.size() && page.size() < limit && bytes <= bytes_max; ++i) {
    bytes += bytes_of(*recent_[i]);
    page.push_back(recent_[i]);
  }
  return true;
}

}  // namespace tidemark::engine
