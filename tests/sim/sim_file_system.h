#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/file_system.h"
#include "engine/base/random.h"
#include "tests/sim/fault_plan.h"

namespace tidemark::sim {

/// A disk in memory that forgets what was not synced.
///
/// A file has the content the process sees and the writes since its last sync; a directory the names the
/// process sees and the changes of names since its last sync. crash() is a power cut: of each file a prefix
/// of the unsynced bytes survives, behind it perhaps a torn tail (garbage, zeros, what was there before, or a
/// hole and then the true bytes, for a disk may write late sectors first); of each directory a prefix of its
/// unsynced changes, in their order, as a journal keeps it. kill() ends the process only.
///
/// Both make open files of before unusable. Thread: any.
class SimFileSystem final : public FileSystem {
 public:
  /// `faults` outlives it.
  explicit SimFileSystem(FaultPlan& faults) : faults_(faults) {}

  Status create_directories(const std::string& path) override;
  Result<std::unique_ptr<WritableFile>> open_for_write(const std::string& path,
                                                       std::uint64_t bytes_expected) override;
  Result<std::string> read_file(const std::string& path) override;
  Status rename(const std::string& from, const std::string& to) override;
  Status remove(const std::string& path) override;
  Result<std::vector<std::string>> list(const std::string& directory) override;
  Status sync_directory(const std::string& directory) override;

  void crash(Random& random);
  void kill();

  /// The whole disk by value, to run on from one point more than once.
  struct Disk {
    struct Write {
      std::uint64_t offset;
      std::string bytes;
    };
    struct File {
      std::string content;          ///< what the process sees
      std::string durable;          ///< what all syncs so far have secured
      std::vector<Write> unsynced;  ///< in the order of writing
    };
    struct NameChange {
      std::string removed;  ///< empty: none
      std::string added;    ///< empty: none
      std::uint64_t file;
    };
    using Names = std::map<std::string, std::uint64_t>;  ///< path → file
    std::map<std::uint64_t, File> files;
    Names names;
    Names durable_names;
    std::map<std::string, std::vector<NameChange>> unsynced_names;  ///< per directory
    std::uint64_t files_made = 0;
  };
  Disk snapshot() const;
  void restore(Disk disk);

  /// Overwrites or adds a durable file: damage and left-overs for tests.
  void put_durable(const std::string& path, std::string content);

 private:
  class Handle;
  Status append(std::uint64_t file, std::uint64_t generation, std::uint64_t offset, std::string_view bytes);
  Status sync(std::uint64_t file, std::uint64_t generation);
  void change_name(std::string removed, std::string added, std::uint64_t file);

  FaultPlan& faults_;
  mutable std::mutex mutex_;
  Disk disk_;
  std::uint64_t generation_ = 0;  ///< of the process that uses the disk
};

}  // namespace tidemark::sim
