#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/listener.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/sst_file_manager.h>
#include <rocksdb/statistics.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>

#include "engine/base/file_system.h"
#include "state/store.h"

namespace tidemark::state {
namespace {

constexpr std::size_t kTables = static_cast<std::size_t>(Table::kCount);
constexpr int kBuffersPerTable = 4;

/// How a table is used, in the order of the enum.
struct TableShape {
  const char* name;         ///< of the column family
  unsigned buffer_share;    ///< its write buffer is this fraction of RocksOptions::write_buffer_bytes
  std::size_t block_bytes;  ///< small for point reads, larger where rows are read in a row
  bool point_reads;         ///< single keys are asked for, many of them absent: bloom filters pay
  bool queue;               ///< rows are removed in key order: deletions must not pile up before the head
  bool compressible;        ///< alerts come packed, and hashes never shrink
};
constexpr std::array<TableShape, kTables> kShapes{{
    {"default", 32, 4096, false, false, true},
    {"customers", 1, 4096, true, true, true},
    {"outbox", 4, 16384, false, true, false},
    {"dead_letters", 8, 16384, false, true, true},
    {"event_ids", 4, 16384, false, true, false},
}};

Status translated(const rocksdb::Status& status) {
  if (status.ok()) return {};
  if (status.IsCorruption()) return Status::corruption("store: " + status.ToString());
  if (status.IsNotSupported()) return Status::unsupported("store: " + status.ToString());
  return Status::io("store: " + status.ToString());
}

rocksdb::Slice slice(std::string_view view) {
  return {view.data(), view.size()};
}
std::string_view view(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

/// Keeps the first error of a flush or compaction in the background. RocksDB would retry or stop taking
/// writes some time later; no resume after such an error is trusted here.
class BackgroundErrors final : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) override {
    const std::lock_guard lock(mutex_);
    if (!failed_) first_ = translated(*error);
    failed_ = !first_.ok();
  }
  Status status() const {
    if (!failed_) return {};
    const std::lock_guard lock(mutex_);
    return first_;
  }

 private:
  std::atomic<bool> failed_ = false;
  mutable std::mutex mutex_;
  Status first_;
};

/// An open file costs tens of kilobytes beside what the cache counts: a small budget affords few.
int open_files(std::uint64_t cache_bytes) {
  constexpr std::uint64_t kCacheOfOneFile = 256 << 10;
  return static_cast<int>(std::clamp<std::uint64_t>(cache_bytes / kCacheOfOneFile, 32, 512));
}

rocksdb::DBOptions database_options(const RocksOptions& wanted) {
  // A big file deleted at once stalls every sync of the disk meanwhile.
  constexpr std::int64_t kDeletedBytesPerSecond = 64 << 20;
  constexpr std::uint64_t kDeletedBytesAtOnce = 4 << 20;
  constexpr double kTrashOfStoreMax = 1.0;

  rocksdb::DBOptions options;
  options.allow_concurrent_memtable_write = false;  // required by the insertion hints; there is one writer
  options.avoid_flush_during_shutdown = true;       // a stop leaves what a crash would leave
  options.sst_file_manager.reset(rocksdb::NewSstFileManager(rocksdb::Env::Default(), nullptr, "",
                                                            kDeletedBytesPerSecond, true, nullptr,
                                                            kTrashOfStoreMax, kDeletedBytesAtOnce));
  options.max_bgerror_resume_count = 0;
  options.max_background_jobs = 2;
  options.max_open_files = open_files(wanted.cache_bytes);
  options.bytes_per_sync = 1 << 20;  // else a flush's final sync holds up the log's
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  options.keep_log_file_num = 4;
  options.max_log_file_size = 16 << 20;
  options.statistics = rocksdb::CreateDBStatistics();
  options.statistics->set_stats_level(rocksdb::StatsLevel::kExceptHistogramOrTimers);
  return options;
}

rocksdb::ColumnFamilyOptions table_options(const TableShape& shape, const RocksOptions& options,
                                           const std::shared_ptr<rocksdb::Cache>& cache) {
  constexpr int kBloomBitsPerKey = 10;
  rocksdb::BlockBasedTableOptions blocks;
  blocks.block_cache = cache;
  blocks.block_size = shape.block_bytes;
  blocks.format_version = 5;
  blocks.cache_index_and_filter_blocks = true;  // inside the budget
  blocks.pin_l0_filter_and_index_blocks_in_cache = true;
  if (shape.point_reads) blocks.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));

  rocksdb::ColumnFamilyOptions table;
  table.table_factory.reset(rocksdb::NewBlockBasedTableFactory(blocks));
  table.write_buffer_size = options.write_buffer_bytes / shape.buffer_share;
  table.max_write_buffer_number = kBuffersPerTable;
  // Puts ascend, so the place of the last one is nearly always that of the next.
  table.memtable_insert_with_hint_prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(1));
  table.compression = shape.compressible ? rocksdb::kLZ4Compression : rocksdb::kNoCompression;
  table.level_compaction_dynamic_level_bytes = true;
  if (shape.queue) {
    constexpr std::size_t kWindow = 1000;
    constexpr std::size_t kDeletionsInWindow = 250;
    table.table_properties_collector_factories.push_back(
        rocksdb::NewCompactOnDeletionCollectorFactory(kWindow, kDeletionsInWindow));
  }
  return table;
}

class RocksCursor final : public Cursor {
 public:
  RocksCursor(rocksdb::DB& db, rocksdb::ColumnFamilyHandle* table, std::string_view from, std::string_view to)
      : to_(to), bound_(to_) {
    rocksdb::ReadOptions options;
    options.fill_cache = false;  // scans pass once and would push the customers out
    if (!to_.empty()) options.iterate_upper_bound = &bound_;
    rows_.reset(db.NewIterator(options, table));
    rows_->Seek(slice(from));
  }
  bool valid() const override { return rows_->Valid(); }
  void next() override { rows_->Next(); }
  std::string_view key() const override { return view(rows_->key()); }
  std::string_view value() const override { return view(rows_->value()); }
  Status status() const override { return translated(rows_->status()); }

 private:
  const std::string to_;
  const rocksdb::Slice bound_;
  std::unique_ptr<rocksdb::Iterator> rows_;
};

/// The cursor of a store that has failed.
class FailedCursor final : public Cursor {
 public:
  explicit FailedCursor(Status status) : status_(std::move(status)) {}
  bool valid() const override { return false; }
  void next() override {}
  std::string_view key() const override { return {}; }
  std::string_view value() const override { return {}; }
  Status status() const override { return status_; }

 private:
  Status status_;
};

class RocksStore final : public Store {
 public:
  explicit RocksStore(const RocksOptions& options)
      : options_(options),
        errors_(std::make_shared<BackgroundErrors>()),
        db_options_(database_options(options)) {
    // One budget: what memtables do not use of their share is the blocks'.
    const std::uint64_t memtable_bytes = options.write_buffer_bytes * kBuffersPerTable;
    cache_ = rocksdb::NewLRUCache(options.cache_bytes + memtable_bytes);
    db_options_.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(memtable_bytes, cache_);
    db_options_.listeners.push_back(errors_);
    db_options_.create_if_missing = !options.read_only;
    db_options_.create_missing_column_families = !options.read_only;
  }
  ~RocksStore() override {
    if (!db_) return;
    for (rocksdb::ColumnFamilyHandle* table : tables_) (void)db_->DestroyColumnFamilyHandle(table);
    (void)db_->Close();  // flushes nothing, so nothing can be lost
  }

  Status open(const std::string& directory);

  Status write(const WriteList& list) override;
  Status flush(const std::vector<Table>& tables) override;
  Result<std::optional<std::string>> get(Table table, std::string_view key) override;
  Status multi_get(Table table, const std::vector<std::string_view>& keys,
                   std::vector<std::optional<std::string>>& values) override;
  std::unique_ptr<Cursor> scan(Table table, std::string_view from, std::string_view to) override {
    if (Status status = errors_->status(); !status.ok())
      return std::make_unique<FailedCursor>(std::move(status));
    return std::make_unique<RocksCursor>(*db_, handle(table), from, to);
  }
  StoreStatistics statistics() const override;

 private:
  rocksdb::ColumnFamilyHandle* handle(Table table) const {
    TM_ASSERT(table < Table::kCount);
    return tables_[static_cast<std::size_t>(table)];
  }
  std::uint64_t sum_of(const std::string& property) const;

  const RocksOptions options_;
  const std::shared_ptr<BackgroundErrors> errors_;
  rocksdb::DBOptions db_options_;
  std::shared_ptr<rocksdb::Cache> cache_;
  std::unique_ptr<rocksdb::DB> db_;
  std::vector<rocksdb::ColumnFamilyHandle*> tables_;
  rocksdb::WriteBatch batch_;  ///< reused by write(), which has one caller
};

/// Refuses directories in which opening would do harm: RocksDB makes a new, empty database where its CURRENT
/// file is missing and then deletes the tables it does not know.
Status check_directory(const std::string& directory, const rocksdb::DBOptions& options, bool read_only) {
  std::vector<std::string> names;
  const rocksdb::Status listed = rocksdb::DB::ListColumnFamilies(options, directory, &names);
  if (listed.ok()) {
    for (const std::string& name : names) {
      const bool known = std::any_of(kShapes.begin(), kShapes.end(),
                                     [&](const TableShape& shape) { return name == shape.name; });
      if (!known)
        return Status::unsupported(directory + ": unknown table '" + name + "'; made by a newer version");
    }
    return {};
  }
  if (!listed.IsPathNotFound() && !listed.IsNotFound()) return translated(listed);
  Result<std::vector<std::string>> files = posix_file_system().list(directory);
  if (!files.ok()) return files.status();
  const bool has_tables = std::any_of(files->begin(), files->end(),
                                      [](const std::string& name) { return name.ends_with(".sst"); });
  if (has_tables) return Status::corruption(directory + "/CURRENT is missing, but there are table files");
  if (read_only) return Status::not_found("no store in " + directory);
  return posix_file_system().create_directories(directory);
}

Status RocksStore::open(const std::string& directory) {
  TM_RETURN_IF_ERROR(check_directory(directory, db_options_, options_.read_only));
  std::vector<rocksdb::ColumnFamilyDescriptor> descriptors;
  for (const TableShape& shape : kShapes) {
    descriptors.emplace_back(shape.name, table_options(shape, options_, cache_));
  }
  rocksdb::DB* db = nullptr;
  const rocksdb::Status opened =
      options_.read_only ? rocksdb::DB::OpenForReadOnly(db_options_, directory, descriptors, &tables_, &db)
                         : rocksdb::DB::Open(db_options_, directory, descriptors, &tables_, &db);
  db_.reset(db);
  return translated(opened);
}

Status RocksStore::write(const WriteList& list) {
  TM_RETURN_IF_ERROR(errors_->status());
  batch_.Clear();
  for (std::size_t i = 0; i < list.count(); ++i) {
    const WriteList::View row = list[i];
    const rocksdb::Status added = row.removal
                                      ? batch_.Delete(handle(row.table), slice(row.key))
                                      : batch_.Put(handle(row.table), slice(row.key), slice(row.value));
    TM_RETURN_IF_ERROR(translated(added));
  }
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return translated(db_->Write(options, &batch_));
}

Status RocksStore::flush(const std::vector<Table>& tables) {
  rocksdb::FlushOptions options;
  options.wait = true;
  options.allow_write_stall = true;  // else it may wait for compactions before it begins
  for (const Table table : tables) {
    TM_RETURN_IF_ERROR(errors_->status());
    TM_RETURN_IF_ERROR(translated(db_->Flush(options, handle(table))));
  }
  return errors_->status();
}

Result<std::optional<std::string>> RocksStore::get(Table table, std::string_view key) {
  TM_RETURN_IF_ERROR(errors_->status());
  std::string value;
  const rocksdb::Status found = db_->Get({}, handle(table), slice(key), &value);
  if (found.IsNotFound()) return std::optional<std::string>();
  if (!found.ok()) return translated(found);
  return std::optional<std::string>(std::move(value));
}

Status RocksStore::multi_get(Table table, const std::vector<std::string_view>& keys,
                             std::vector<std::optional<std::string>>& values) {
  TM_RETURN_IF_ERROR(errors_->status());
  std::vector<rocksdb::Slice> wanted;
  wanted.reserve(keys.size());
  for (const std::string_view key : keys) wanted.push_back(slice(key));
  std::vector<rocksdb::PinnableSlice> found(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  const bool sorted = std::is_sorted(keys.begin(), keys.end());
  db_->MultiGet({}, handle(table), wanted.size(), wanted.data(), found.data(), statuses.data(), sorted);

  values.resize(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].ok()) {
      values[i].emplace(found[i].data(), found[i].size());
    } else if (statuses[i].IsNotFound()) {
      values[i].reset();
    } else {
      return translated(statuses[i]);
    }
  }
  return {};
}

std::uint64_t RocksStore::sum_of(const std::string& property) const {
  std::uint64_t sum = 0;
  for (rocksdb::ColumnFamilyHandle* table : tables_) {
    std::uint64_t value = 0;
    if (db_->GetIntProperty(table, property, &value)) sum += value;
  }
  return sum;
}

StoreStatistics RocksStore::statistics() const {
  StoreStatistics result;
  result.bytes_on_disk = sum_of(rocksdb::DB::Properties::kTotalSstFilesSize);
  result.memtable_bytes = sum_of(rocksdb::DB::Properties::kSizeAllMemTables);
  result.cache_bytes = cache_->GetUsage();
  result.flushed_bytes = db_options_.statistics->getTickerCount(rocksdb::FLUSH_WRITE_BYTES);
  result.compacted_bytes = db_options_.statistics->getTickerCount(rocksdb::COMPACT_WRITE_BYTES);
  return result;
}

}  // namespace

Result<std::unique_ptr<Store>> open_rocks_store(const std::string& directory, const RocksOptions& options) {
  auto store = std::make_unique<RocksStore>(options);
  TM_RETURN_IF_ERROR(store->open(directory));
  return std::unique_ptr<Store>(std::move(store));
}

}  // namespace tidemark::state
