#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"

namespace tidemark::state {

/// The checkpoint's tables. Each is written without a log of its own; keys sort bytewise.
enum class Table : std::uint8_t { kMeta, kCustomers, kOutbox, kDeadLetters, kEventIds, kCount };

/// Puts and removals gathered for one write; one allocation, reused. Within a table keys should ascend.
class WriteList {
 public:
  void put(Table table, std::string_view key, std::string_view value) { add(table, key, value, false); }
  void remove(Table table, std::string_view key) { add(table, key, {}, true); }
  void append(const WriteList& other);
  void clear() {
    bytes_.clear();
    entries_.clear();
  }
  bool empty() const { return entries_.empty(); }
  std::size_t count() const { return entries_.size(); }
  std::size_t bytes() const { return bytes_.size() + entries_.size() * sizeof(Entry); }

  struct View {
    Table table;
    bool removal;
    std::string_view key;
    std::string_view value;
  };
  View operator[](std::size_t i) const {
    const Entry& e = entries_[i];
    const std::string_view all(bytes_);
    return {e.table, e.removal, all.substr(e.offset, e.key_bytes),
            all.substr(e.offset + e.key_bytes, e.value_bytes)};
  }

 private:
  struct Entry {
    std::uint64_t offset;
    std::uint32_t key_bytes;
    std::uint32_t value_bytes;
    Table table;
    bool removal;
  };
  void add(Table table, std::string_view key, std::string_view value, bool removal);
  std::string bytes_;
  std::vector<Entry> entries_;
};

/// Walks keys in order. Views hold until the next call.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool valid() const = 0;
  virtual void next() = 0;
  virtual std::string_view key() const = 0;
  virtual std::string_view value() const = 0;
  virtual Status status() const = 0;  ///< to be asked when valid() turns false
};

struct StoreStatistics {
  std::uint64_t bytes_on_disk = 0;
  std::uint64_t memtable_bytes = 0;
  std::uint64_t cache_bytes = 0;
  std::uint64_t flushed_bytes = 0;    ///< written by flushes since open
  std::uint64_t compacted_bytes = 0;  ///< written by compactions since open
};

/// Where the checkpoint of the log's fold lives.
///
/// *Written is not durable*: what write() took may be lost, in any prefix per table, until a flush() that
/// began after it has returned. Thread: reads from any; write() and flush() from one thread at a time each.
/// Errors: kIo is final, the process ends; kCorruption names the file.
class Store {
 public:
  virtual ~Store() = default;
  virtual Status write(const WriteList& list) = 0;
  /// Makes everything written to these tables so far durable; waits.
  virtual Status flush(const std::vector<Table>& tables) = 0;
  virtual Result<std::optional<std::string>> get(Table table, std::string_view key) = 0;
  /// values[i] is empty where keys[i] is absent. Keys should ascend.
  virtual Status multi_get(Table table, const std::vector<std::string_view>& keys,
                           std::vector<std::optional<std::string>>& values) = 0;
  /// Keys in [from, to); an empty `to` means the end.
  virtual std::unique_ptr<Cursor> scan(Table table, std::string_view from, std::string_view to) = 0;
  virtual StoreStatistics statistics() const = 0;
};

struct RocksOptions {
  /// All write buffers together may take this many times the size of one.
  static constexpr std::uint64_t kBuffers = 4;
  std::uint64_t cache_bytes = 256ULL << 20;
  std::uint64_t write_buffer_bytes = 64ULL << 20;
  bool read_only = false;
};
/// RocksDB in a directory (created when missing, unless read-only).
Result<std::unique_ptr<Store>> open_rocks_store(const std::string& directory, const RocksOptions& options);

}  // namespace tidemark::state
