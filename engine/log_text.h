#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "engine/base/event.h"
#include "engine/base/file_system.h"
#include "engine/base/status.h"
#include "engine/store_view.h"
#include "state/log.h"
#include "state/store.h"

namespace tidemark::engine {

/// The committed log as JSON lines, in order: for each record its control records, then its inputs
/// ({"position":…,"kind":"event","verdict":"accepted","event":{…}}), each after the wake-ups of the mark
/// before it, then its messages and alerts. `keys`: the dictionary as of the log's end.
Status write_log_text(FileSystem& files, const std::string& directory, const KeyDictionary& keys,
                      const std::function<void(std::string_view)>& visit);

/// Dead letters, oldest first: those in the store, then those the log holds from record `floor` on.
Status visit_dead_letters(state::Store& store, FileSystem& files, const std::string& directory,
                          state::RecordNumber floor, const KeyDictionary& keys,
                          const std::function<void(const DeadLetter&)>& visit);

}  // namespace tidemark::engine
