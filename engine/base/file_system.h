#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace tidemark {

/// A file being written from its beginning, by one thread.
class WritableFile {
 public:
  virtual ~WritableFile() = default;
  /// Writes at the current offset. After an error the file's content is unknown.
  virtual Status append(std::string_view bytes) = 0;
  /// Returns when everything appended would survive a power cut (fdatasync).
  virtual Status sync() = 0;
};

/// The few operations the log needs, so that a simulation can stand in for the disk and lose what was not
/// synced. Names are paths. Thread: any; one writer a file.
class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual Status create_directories(const std::string& path) = 0;
  /// A new file, or an existing one rewritten from offset 0 without truncating it first (recycling).
  /// `bytes_expected` > 0 reserves that much when the file is shorter.
  virtual Result<std::unique_ptr<WritableFile>> open_for_write(const std::string& path,
                                                               std::uint64_t bytes_expected) = 0;
  virtual Result<std::string> read_file(const std::string& path) = 0;
  virtual Status rename(const std::string& from, const std::string& to) = 0;
  virtual Status remove(const std::string& path) = 0;
  /// Names (not paths) in a directory, sorted. A missing directory is empty.
  virtual Result<std::vector<std::string>> list(const std::string& directory) = 0;
  /// Makes creations, renames and removals in the directory survive a power cut.
  virtual Status sync_directory(const std::string& directory) = 0;
};

/// The operating system's files.
FileSystem& posix_file_system();

/// An exclusive lock on a directory, held by this process until destroyed or killed.
class DirectoryLock {
 public:
  /// Errors: kInUse when another process holds it.
  static Result<std::unique_ptr<DirectoryLock>> acquire(const std::string& directory);
  ~DirectoryLock();
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

 private:
  explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace tidemark
