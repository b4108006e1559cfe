#include "engine/publish/outbox.h"

#include "state/keys.h"

namespace tidemark::engine {
namespace {

using Visit = std::function<bool(CommittedAlert&)>;

/// Visits from a row on. `found`: the first block reaches back to `after` (or there is none).
Status visit_from(state::Store& store, std::string_view from, Sequence after, const Visit& visit,
                  bool& found) {
  std::vector<CommittedAlert> alerts;
  std::unique_ptr<state::Cursor> cursor = store.scan(state::Table::kOutbox, from, {});
  for (bool first = true; cursor->valid(); cursor->next()) {
    if (state::sequence_of_outbox_key(cursor->key()) <= after) continue;
    alerts.clear();
    if (!unpack_alerts(cursor->value(), alerts) || alerts.empty())
      return Status::corruption("a block of the outbox is malformed");
    if (first && !from.empty() && alerts.front().sequence > after + 1) return {};
    first = false;
    found = true;
    for (CommittedAlert& alert : alerts) {
      if (alert.sequence > after && !visit(alert)) return {};
    }
  }
  return cursor->status();
}

}  // namespace

Status visit_outbox(state::Store& store, std::uint32_t epoch, Sequence after, const Visit& visit) {
  std::string from;  // rows are named by their last alert
  state::outbox_key(from, epoch, after + 1);
  bool found = false;
  TM_RETURN_IF_ERROR(visit_from(store, from, after, visit, found));
  // Else it is of an earlier epoch, or what is next is gone.
  return found ? Status() : visit_from(store, {}, after, visit, found);
}

}  // namespace tidemark::engine
