#pragma once

#include <memory>
#include <string>

#include "bench/bench_directory.h"
#include "bench/shop_lines.h"
#include "engine/core.h"
#include "state/store.h"

namespace tidemark::engine {

/// One process on a store on disk. It ends as if it were killed unless its core is closed.
class Engine {
 public:
  Status open_store(const BenchDirectory& directory) {
    directory_ = directory.path();
    Result<std::unique_ptr<state::Store>> store = state::open_rocks_store(directory_ + "/state", {});
    if (!store.ok()) return store.status();
    store_ = store.take();
    return {};
  }
  Status open_core() {
    CoreOptions options;
    options.config = bench_config();
    options.files = &posix_file_system();
    options.log_directory = directory_ + "/log";
    TM_RETURN_IF_ERROR(options.files->create_directories(options.log_directory));
    Result<std::unique_ptr<Core>> core = Core::open(options, *store_);
    if (!core.ok()) return core.status();
    core_ = core.take();
    return {};
  }
  Status open(const BenchDirectory& directory) {
    TM_RETURN_IF_ERROR(open_store(directory));
    return open_core();
  }
  /// All the way, on this thread.
  Status score(const Lines& lines) {
    for (auto& batch : route(*core_, lines, 0, lines.size())) {
      TM_RETURN_IF_ERROR(core_->run(std::move(batch), nullptr));
    }
    return {};
  }
  Core& core() { return *core_; }

 private:
  std::string directory_;
  std::unique_ptr<state::Store> store_;
  std::unique_ptr<Core> core_;
};

}  // namespace tidemark::engine
