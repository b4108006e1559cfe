#include "tests/sim/sim_file_system.h"

#include <algorithm>
#include <set>

namespace tidemark::sim {
namespace {

using Disk = SimFileSystem::Disk;

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? std::string(".") : path.substr(0, slash);
}

void write_at(std::string& content, std::uint64_t offset, std::string_view bytes) {
  if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
  content.replace(offset, bytes.size(), bytes);
}

void apply_change(Disk::Names& names, const Disk::NameChange& change) {
  if (!change.removed.empty()) names.erase(change.removed);
  if (!change.added.empty()) names[change.added] = change.file;
}

/// Uniform in [0, count], but none and all a quarter of the time each: the ends are where mistakes hide.
std::uint64_t some_of(std::uint64_t count, Random& random) {
  switch (random.below(4)) {
    case 0:
      return 0;
    case 1:
      return count;
    default:
      return random.below(count + 1);
  }
}

/// What a power cut makes of one lost write behind the point up to which the file is whole.
std::string torn(std::string_view lost, std::string_view before, Random& random) {
  std::string tail(lost.substr(0, some_of(lost.size(), random)));
  switch (random.below(4)) {
    case 0:
      for (char& c : tail) c = static_cast<char>(random.below(256));
      break;
    case 1:
      std::fill(tail.begin(), tail.end(), '\0');
      break;
    case 2: {  // a hole of what was there before, then the true bytes
      const std::uint64_t hole = random.below(tail.size() + 1);
      for (std::uint64_t i = 0; i < hole; ++i) tail[i] = i < before.size() ? before[i] : '\0';
      break;
    }
    default:
      tail.clear();
  }
  return tail;
}

void lose_unsynced(Disk::File& file, Random& random) {
  std::uint64_t bytes = 0;
  for (const Disk::Write& write : file.unsynced) bytes += write.bytes.size();
  std::uint64_t kept = some_of(bytes, random);
  const std::uint64_t size_seen = file.content.size();
  bool whole = true;
  for (const Disk::Write& write : file.unsynced) {
    const std::uint64_t n = std::min<std::uint64_t>(kept, write.bytes.size());
    write_at(file.durable, write.offset, std::string_view(write.bytes).substr(0, n));
    kept -= n;
    if (whole && n < write.bytes.size()) {
      const std::uint64_t at = write.offset + n;
      const std::string before = at < file.durable.size() ? file.durable.substr(at) : std::string();
      write_at(file.durable, at, torn(std::string_view(write.bytes).substr(n), before, random));
      whole = false;
    } else if (!whole && random.chance(0.25)) {
      write_at(file.durable, write.offset, write.bytes);  // later, but written to the disk first
    }
  }
  if (size_seen > file.durable.size() && random.chance(0.5)) file.durable.resize(size_seen);
  file.unsynced.clear();
  file.content = file.durable;
}

}  // namespace

/// An open file; writes from offset 0.
class SimFileSystem::Handle final : public WritableFile {
 public:
  Handle(SimFileSystem& files, std::uint64_t file, std::uint64_t generation)
      : files_(files), file_(file), generation_(generation) {}
  Status append(std::string_view bytes) override {
    TM_RETURN_IF_ERROR(files_.append(file_, generation_, offset_, bytes));
    offset_ += bytes.size();
    return {};
  }
  Status sync() override { return files_.sync(file_, generation_); }

 private:
  SimFileSystem& files_;
  const std::uint64_t file_;
  const std::uint64_t generation_;
  std::uint64_t offset_ = 0;
};

Status SimFileSystem::create_directories(const std::string& path) {
  return faults_.begin(Operation::kDirectoryCreate, path);  // directories exist where files do
}

Result<std::unique_ptr<WritableFile>> SimFileSystem::open_for_write(const std::string& path,
                                                                    std::uint64_t bytes_expected) {
  TM_RETURN_IF_ERROR(faults_.begin(Operation::kFileOpen, path));
  const std::lock_guard lock(mutex_);
  const auto named = disk_.names.find(path);
  std::uint64_t id = 0;
  if (named == disk_.names.end()) {
    id = ++disk_.files_made;
    change_name("", path, id);
  } else {
    id = named->second;
  }
  Disk::File& file = disk_.files[id];
  if (file.content.size() < bytes_expected) file.content.resize(bytes_expected);
  return std::unique_ptr<WritableFile>(std::make_unique<Handle>(*this, id, generation_));
}

Result<std::string> SimFileSystem::read_file(const std::string& path) {
  TM_RETURN_IF_ERROR(faults_.begin(Operation::kFileRead, path));
  const std::lock_guard lock(mutex_);
  const auto named = disk_.names.find(path);
  if (named == disk_.names.end()) return Status::not_found("no file " + path);
  return disk_.files[named->second].content;
}

Status SimFileSystem::rename(const std::string& from, const std::string& to) {
  TM_RETURN_IF_ERROR(faults_.begin(Operation::kFileRename, from));
  const std::lock_guard lock(mutex_);
  TM_ASSERT(directory_of(from) == directory_of(to));
  const auto named = disk_.names.find(from);
  if (named == disk_.names.end()) return Status::not_found("no file " + from);
  change_name(from, to, named->second);
  return {};
}

Status SimFileSystem::remove(const std::string& path) {
  TM_RETURN_IF_ERROR(faults_.begin(Operation::kFileRemove, path));
  const std::lock_guard lock(mutex_);
  if (!disk_.names.contains(path)) return Status::not_found("no file " + path);
  change_name(path, "", 0);
  return {};
}

Result<std::vector<std::string>> SimFileSystem::list(const std::string& directory) {
  TM_RETURN_IF_ERROR(faults_.begin(Operation::kDirectoryList, directory));
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  for (const auto& [path, file] : disk_.names) {
    if (directory_of(path) == directory) names.push_back(path.substr(directory.size() + 1));
  }
  return names;
}

Status SimFileSystem::sync_directory(const std::string& directory) {
  TM_RETURN_IF_ERROR(faults_.begin(Operation::kDirectorySync, directory));
  const std::lock_guard lock(mutex_);
  for (const Disk::NameChange& change : disk_.unsynced_names[directory])
    apply_change(disk_.durable_names, change);
  disk_.unsynced_names.erase(directory);
  return {};
}

Status SimFileSystem::append(std::uint64_t file, std::uint64_t generation, std::uint64_t offset,
                             std::string_view bytes) {
  Status failure = faults_.begin(Operation::kFileAppend, "append");
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return Status::io("file of a process that has ended");
  // A write that fails may have written a part.
  const std::string_view written = failure.ok() ? bytes : bytes.substr(0, bytes.size() / 2);
  Disk::File& target = disk_.files[file];
  write_at(target.content, offset, written);
  target.unsynced.push_back({offset, std::string(written)});
  return failure;
}

Status SimFileSystem::sync(std::uint64_t file, std::uint64_t generation) {
  TM_RETURN_IF_ERROR(faults_.begin(Operation::kFileSync, "sync"));
  const std::lock_guard lock(mutex_);
  if (generation != generation_) return Status::io("file of a process that has ended");
  Disk::File& target = disk_.files[file];
  for (const Disk::Write& write : target.unsynced) write_at(target.durable, write.offset, write.bytes);
  target.durable.resize(target.content.size());
  target.unsynced.clear();
  return {};
}

void SimFileSystem::change_name(std::string removed, std::string added, std::uint64_t file) {
  const std::string directory = directory_of(added.empty() ? removed : added);
  const Disk::NameChange change{std::move(removed), std::move(added), file};
  apply_change(disk_.names, change);
  disk_.unsynced_names[directory].push_back(change);
}

void SimFileSystem::crash(Random& random) {
  const std::lock_guard lock(mutex_);
  ++generation_;
  for (auto& [id, file] : disk_.files) lose_unsynced(file, random);
  for (const auto& [directory, changes] : disk_.unsynced_names) {
    const std::uint64_t kept = some_of(changes.size(), random);
    for (std::uint64_t i = 0; i < kept; ++i) apply_change(disk_.durable_names, changes[i]);
  }
  disk_.unsynced_names.clear();
  disk_.names = disk_.durable_names;
  std::set<std::uint64_t> named;
  for (const auto& [path, id] : disk_.names) named.insert(id);
  std::erase_if(disk_.files, [&](const auto& entry) { return !named.contains(entry.first); });
}

void SimFileSystem::kill() {
  const std::lock_guard lock(mutex_);
  ++generation_;
}

SimFileSystem::Disk SimFileSystem::snapshot() const {
  const std::lock_guard lock(mutex_);
  return disk_;
}

void SimFileSystem::restore(Disk disk) {
  const std::lock_guard lock(mutex_);
  ++generation_;
  disk_ = std::move(disk);
}

void SimFileSystem::put_durable(const std::string& path, std::string content) {
  const std::lock_guard lock(mutex_);
  const std::uint64_t id = ++disk_.files_made;
  disk_.files[id] = {content, content, {}};
  disk_.names[path] = id;
  disk_.durable_names[path] = id;
}

}  // namespace tidemark::sim
