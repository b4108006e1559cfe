#include "engine/base/file_system.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace tidemark {
namespace {

Status error_status(int error, const char* what, const std::string& path) {
  std::string message =
      std::string("cannot ") + what + " " + path + ": " + std::generic_category().message(error);
  return error == ENOENT ? Status::not_found(std::move(message)) : Status::io(std::move(message));
}

/// Repeats a call that a signal interrupted.
template <typename Call>
auto retried(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

/// Closes on leaving the scope.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    // What has to last was synced before, so a failure to close loses nothing; nor may it be repeated.
    if (value_ >= 0) (void)::close(value_);
  }
  Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool ok() const { return value_ >= 0; }
  int get() const { return value_; }
  int release() { return std::exchange(value_, -1); }

 private:
  int value_;
};

Descriptor open_file(const std::string& path, int flags) {
  return Descriptor(retried([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0644); }));
}

class PosixFile final : public WritableFile {
 public:
  PosixFile(Descriptor descriptor, std::string path)
      : descriptor_(std::move(descriptor)), path_(std::move(path)) {}

  Status append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = retried([&] { return ::write(descriptor_.get(), bytes.data(), bytes.size()); });
      if (written < 0) return error_status(errno, "write", path_);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }
  Status sync() override {
    if (retried([&] { return ::fdatasync(descriptor_.get()); }) != 0) {
      return error_status(errno, "sync", path_);
    }
    return {};
  }

 private:
  Descriptor descriptor_;
  std::string path_;
};

/// Extends a file that is shorter than `bytes` with reserved zeros.
Status reserve(const Descriptor& file, std::uint64_t bytes, const std::string& path) {
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return error_status(errno, "inspect", path);
  if (static_cast<std::uint64_t>(info.st_size) >= bytes) return {};
  int error = 0;  // posix_fallocate returns it and leaves errno alone
  do {
    error = ::posix_fallocate(file.get(), 0, static_cast<off_t>(bytes));
  } while (error == EINTR);
  if (error != 0) return error_status(error, "reserve space for", path);
  return {};
}

std::string parent_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

bool is_directory(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

class PosixFileSystem final : public FileSystem {
 public:
  Status create_directories(const std::string& path) override {
    std::string trimmed = path;
    while (trimmed.size() > 1 && trimmed.back() == '/') trimmed.pop_back();
    if (is_directory(trimmed)) return {};
    const std::string parent = parent_of(trimmed);
    if (parent != trimmed) TM_RETURN_IF_ERROR(create_directories(parent));
    if (::mkdir(trimmed.c_str(), 0755) != 0) {
      const int error = errno;
      if (error == EEXIST && is_directory(trimmed)) return {};  // somebody else was quicker
      return error_status(error, "create directory", trimmed);
    }
    return sync_directory(parent);
  }

  Result<std::unique_ptr<WritableFile>> open_for_write(const std::string& path,
                                                       std::uint64_t bytes_expected) override {
    Descriptor file = open_file(path, O_WRONLY | O_CREAT);
    if (!file.ok()) return error_status(errno, "open", path);
    if (bytes_expected > 0) TM_RETURN_IF_ERROR(reserve(file, bytes_expected, path));
    return std::unique_ptr<WritableFile>(std::make_unique<PosixFile>(std::move(file), path));
  }

  Result<std::string> read_file(const std::string& path) override {
    const Descriptor file = open_file(path, O_RDONLY);
    if (!file.ok()) return error_status(errno, "open", path);
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) return error_status(errno, "inspect", path);

    // One byte more than the size, so that the end of an ordinary file shows without a second growth.
    std::string content(static_cast<std::size_t>(info.st_size) + 1, '\0');
    std::size_t filled = 0;
    while (true) {
      if (filled == content.size()) content.resize(content.size() * 2);
      const ssize_t got =
          retried([&] { return ::read(file.get(), content.data() + filled, content.size() - filled); });
      if (got < 0) return error_status(errno, "read", path);
      if (got == 0) break;
      filled += static_cast<std::size_t>(got);
    }
    content.resize(filled);
    return content;
  }

  Status rename(const std::string& from, const std::string& to) override {
    if (::rename(from.c_str(), to.c_str()) != 0) return error_status(errno, "rename", from + " to " + to);
    return {};
  }

  Status remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0) return error_status(errno, "remove", path);
    return {};
  }

  Result<std::vector<std::string>> list(const std::string& directory) override {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, int (*)(DIR*)> handle(::opendir(directory.c_str()), &::closedir);
    if (!handle) {
      if (errno == ENOENT) return names;
      return error_status(errno, "list", directory);
    }
    errno = 0;  // readdir returns null at the end as well as on errors
    while (const dirent* entry = ::readdir(handle.get())) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
      errno = 0;
    }
    if (errno != 0) return error_status(errno, "list", directory);
    std::sort(names.begin(), names.end());
    return names;
  }

  Status sync_directory(const std::string& directory) override {
    const Descriptor handle = open_file(directory, O_RDONLY | O_DIRECTORY);
    if (!handle.ok()) return error_status(errno, "open", directory);
    if (retried([&] { return ::fsync(handle.get()); }) != 0) return error_status(errno, "sync", directory);
    return {};
  }
};

}  // namespace

FileSystem& posix_file_system() {
  static PosixFileSystem file_system;
  return file_system;
}

Result<std::unique_ptr<DirectoryLock>> DirectoryLock::acquire(const std::string& directory) {
  const std::string path = directory + "/LOCK";
  Descriptor file = open_file(path, O_RDWR | O_CREAT);
  if (!file.ok()) return error_status(errno, "open", path);
  if (retried([&] { return ::flock(file.get(), LOCK_EX | LOCK_NB); }) != 0) {
    if (errno != EWOULDBLOCK) return error_status(errno, "lock", path);
    return Status::in_use(directory + " is in use by another process; stop it, or choose another directory");
  }
  return std::unique_ptr<DirectoryLock>(new DirectoryLock(file.release()));
}

DirectoryLock::~DirectoryLock() {
  // Releases the lock. The file stays: removing it would let two processes lock two files of one name.
  (void)::close(descriptor_);
}

}  // namespace tidemark
