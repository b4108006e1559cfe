#include "engine/store_directory.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "engine/memory_plan.h"

namespace tidemark::engine {

Result<std::unique_ptr<StoreDirectory>> StoreDirectory::open(const std::string& data,
                                                             const config::Config& config, bool read_only) {
  std::unique_ptr<StoreDirectory> directory(new StoreDirectory);
  std::error_code error;
  if (data.empty()) {
    std::string pattern = std::filesystem::temp_directory_path(error).string() + "/tidemark-XXXXXX";
    if (error || ::mkdtemp(pattern.data()) == nullptr) {
      return Status::io(std::string("cannot make a temporary store: ") + std::strerror(errno));
    }
    directory->path_ = pattern;
    directory->temporary_ = true;
  } else {
    directory->path_ = data;
    if (read_only && !std::filesystem::exists(data + "/state", error)) {
      return Status::not_found("there is no store in " + data);
    }
    TM_RETURN_IF_ERROR(posix_file_system().create_directories(data));
  }
  Result<std::unique_ptr<DirectoryLock>> lock = DirectoryLock::acquire(directory->path_);
  if (!lock.ok()) return lock.status();
  directory->lock_ = lock.take();
  TM_RETURN_IF_ERROR(posix_file_system().create_directories(directory->log_directory()));
  state::RocksOptions rocks;
  const MemoryPlan memory = plan_memory(config.memory.budget_bytes, config.events.dedupe_ids);
  rocks.cache_bytes = memory.cache_bytes;
  rocks.write_buffer_bytes = memory.write_buffer_bytes / state::RocksOptions::kBuffers;
  rocks.read_only = read_only;
  Result<std::unique_ptr<state::Store>> store = state::open_rocks_store(directory->path_ + "/state", rocks);
  if (!store.ok()) return store.status();
  directory->store_ = store.take();
  return directory;
}

StoreDirectory::~StoreDirectory() {
  store_.reset();
  lock_.reset();
  if (!temporary_) return;
  std::error_code ignored;  // what stays behind lies in the system's place for temporary files
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tidemark::engine
