#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/base/status.h"

namespace tidemark::engine {

/// Event logs that can be read several times: files as they are; standard input, and the events in a store's
/// log, as copies that go with this object.
class EventInputs {
 public:
  /// `paths` as `score` takes them; `data`: a store at rest, or empty.
  /// Errors: kInvalidArgument (the store's log does not reach back to its first input), kNotFound, kInUse,
  /// kForeign (stdin), kIo.
  static Result<std::unique_ptr<EventInputs>> open(const std::vector<std::string>& paths,
                                                   const std::string& data);
  ~EventInputs();
  EventInputs(const EventInputs&) = delete;
  EventInputs& operator=(const EventInputs&) = delete;

  const std::vector<std::string>& paths() const { return paths_; }

 private:
  EventInputs() = default;
  /// A new file among the copies.
  Result<std::string> place(const std::string& name);
  Status copy_stdin();
  Status copy_log(const std::string& data);

  std::vector<std::string> paths_;
  std::string directory_;  ///< of the copies; empty: none were needed
};

}  // namespace tidemark::engine
