#pragma once

#include <memory>
#include <string>

#include "config/config.h"
#include "engine/base/file_system.h"
#include "engine/base/status.h"
#include "state/store.h"

namespace tidemark::engine {

/// A store's place on disk: `<directory>/log` and `<directory>/state`, held by one process at a time.
/// A temporary one is removed with the object.
class StoreDirectory {
 public:
  /// `data` empty: a temporary directory. Errors: kInUse, kIo, kNotFound (read-only and not there).
  static Result<std::unique_ptr<StoreDirectory>> open(const std::string& data, const config::Config& config,
                                                      bool read_only);
  ~StoreDirectory();
  StoreDirectory(const StoreDirectory&) = delete;
  StoreDirectory& operator=(const StoreDirectory&) = delete;

  bool temporary() const { return temporary_; }
  std::string log_directory() const { return path_ + "/log"; }
  state::Store& store() { return *store_; }

 private:
  StoreDirectory() = default;
  std::string path_;
  bool temporary_ = false;
  std::unique_ptr<DirectoryLock> lock_;
  std::unique_ptr<state::Store> store_;
};

}  // namespace tidemark::engine
