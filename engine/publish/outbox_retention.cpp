#include "engine/publish/outbox_retention.h"

#include <algorithm>

#include "engine/base/bytes.h"
#include "engine/commit/alert_block.h"
#include "state/keys.h"

namespace tidemark::engine {
namespace {

using state::Table;

constexpr std::string_view kMarksKey = "outbox_marks";
constexpr std::size_t kRowsAtOnce = 4096;
/// About so many marks divide what is kept.
constexpr int kMarks = 256;

}  // namespace

Status OutboxRetention::open() {
  Result<std::optional<std::string>> bytes = store_.get(Table::kMeta, kMarksKey);
  if (!bytes.ok()) return bytes.status();
  if (bytes->has_value()) {
    ByteReader reader(**bytes);
    bytes_ = reader.varint();
    while (reader.ok() && !reader.done()) {
      Mark& mark = marks_.emplace_back();
      mark.at = reader.zigzag();
      mark.last = reader.varint();
      mark.bytes = reader.varint();
    }
    if (!reader.ok()) return Status::corruption("what the store remembers of its outbox's age is malformed");
  }
  const std::unique_ptr<state::Cursor> first = store_.scan(Table::kOutbox, {}, {});
  if (first->valid()) {
    from_ = first->key();
    oldest_ = ByteReader(first->value()).varint();
  } else if (!marks_.empty()) {
    oldest_ = marks_.back().last + 1;
  }
  return first->status();
}

Status OutboxRetention::stored(Sequence last, std::uint64_t bytes, Millis now) {
  bytes_ += bytes;
  const bool due = marks_.empty() || now >= marks_.back().at + std::max(kMinute, keep_ / kMarks) ||
                   bytes_ - marks_.back().bytes > keep_bytes_ / kMarks;
  if (due) {
    marks_.push_back({now, last, bytes_});
    over_ = over(now);
    state::WriteList list;
    put_marks(list);
    TM_RETURN_IF_ERROR(store_.write(list));
  }
  return over_ >= oldest_ ? remove_through(over_) : Status();
}

/// The youngest alert that need not be kept; 0: none.
Sequence OutboxRetention::over(Millis now) const {
  Sequence gone = 0;
  for (const Mark& mark : marks_) {
    if (mark.at >= now - keep_ && bytes_ - mark.bytes <= keep_bytes_) break;
    gone = mark.last;
  }
  return gone;
}

Status OutboxRetention::remove_through(Sequence last) {
  state::WriteList list;
  std::unique_ptr<state::Cursor> cursor = store_.scan(Table::kOutbox, from_, {});
  Sequence gone = 0;
  for (; cursor->valid() && list.count() < kRowsAtOnce; cursor->next()) {
    const Sequence row = state::sequence_of_outbox_key(cursor->key());
    if (row > last) break;
    list.remove(Table::kOutbox, cursor->key());
    from_ = cursor->key();
    gone = row;
  }
  TM_RETURN_IF_ERROR(cursor->status());
  if (gone == 0) over_ = 0;  // the rest of the block it is in is to be kept
  if (gone == 0) return {};
  oldest_ = gone + 1;
  while (marks_.size() > 1 && marks_.front().last < oldest_) marks_.pop_front();
  put_marks(list);
  return store_.write(list);
}

void OutboxRetention::put_marks(state::WriteList& list) const {
  std::string value;
  ByteWriter out(value);
  out.varint(bytes_);
  for (const Mark& mark : marks_) {
    out.zigzag(mark.at);
    out.varint(mark.last);
    out.varint(mark.bytes);
  }
  list.put(Table::kMeta, kMarksKey, value);
}

}  // namespace tidemark::engine
