#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "engine/base/status.h"

namespace tidemark::sim {

/// What a simulated disk or store is asked to do.
enum class Operation : std::uint8_t {
  kStoreWrite,
  kStoreFlush,  ///< one per table
  kStoreRead,
  kDirectoryCreate,
  kDirectoryList,
  kDirectorySync,
  kFileOpen,
  kFileAppend,
  kFileSync,
  kFileRead,
  kFileRename,
  kFileRemove,
  kCount
};

/// Counts the operations of the disks and stores that share it, and fails a chosen one. After that one every
/// operation fails until restart(): the process whose disk it was is as good as dead.
///
/// A simulation runs once to learn count(), then again with fail_at(n) for every n.
/// Thread: any.
class FaultPlan {
 public:
  /// The n-th operation of any kind since construction or restart(), from 1; 0: none.
  void fail_at(std::uint64_t n) {
    const std::lock_guard lock(mutex_);
    fail_at_ = n;
  }
  /// The n-th operation of one kind.
  void fail_at(Operation operation, std::uint64_t n) {
    const std::lock_guard lock(mutex_);
    fail_at_kind_[index(operation)] = n;
  }
  /// Forgets counts, faults asked for and the failure.
  void restart() {
    const std::lock_guard lock(mutex_);
    count_ = fail_at_ = 0;
    counts_ = fail_at_kind_ = {};
    failed_ = false;
  }

  /// Called by the simulated part before it acts; kIo when the operation is to fail.
  Status begin(Operation operation, std::string_view what) {
    const std::lock_guard lock(mutex_);
    const std::uint64_t nth = ++count_;
    const std::uint64_t nth_of_kind = ++counts_[index(operation)];
    failed_ = failed_ || nth == fail_at_ || nth_of_kind == fail_at_kind_[index(operation)];
    return failed_ ? Status::io("simulated failure: " + std::string(what)) : Status();
  }

  std::uint64_t count() const {
    const std::lock_guard lock(mutex_);
    return count_;
  }
  std::uint64_t count(Operation operation) const {
    const std::lock_guard lock(mutex_);
    return counts_[index(operation)];
  }
  bool failed() const {
    const std::lock_guard lock(mutex_);
    return failed_;
  }

 private:
  static constexpr std::size_t kKinds = static_cast<std::size_t>(Operation::kCount);
  static std::size_t index(Operation operation) { return static_cast<std::size_t>(operation); }

  mutable std::mutex mutex_;
  std::uint64_t count_ = 0;
  std::uint64_t fail_at_ = 0;
  std::array<std::uint64_t, kKinds> counts_{};
  std::array<std::uint64_t, kKinds> fail_at_kind_{};
  bool failed_ = false;
};

}  // namespace tidemark::sim
