#pragma once

#include <cstdint>
#include <functional>

#include "engine/base/status.h"
#include "engine/commit/alert_block.h"
#include "state/store.h"

namespace tidemark::engine {

/// Calls for every alert in the store's outbox with a sequence above `after`, in order, until the visitor
/// says false. Epochs of the outbox follow each other and sequences go on through them; `epoch` is the one
/// where looking begins, usually the last. Errors: kCorruption, kIo. Cost: one seek, and a block of about 64
/// KiB unpacked for every fifty alerts.
Status visit_outbox(state::Store& store, std::uint32_t epoch, Sequence after,
                    const std::function<bool(CommittedAlert&)>& visit);

}  // namespace tidemark::engine
