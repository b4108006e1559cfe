#include "tests/sim/memory_store.h"

namespace tidemark::sim {
namespace {

void apply_change(MemoryStore::Rows& rows, const MemoryStore::Change& change) {
  if (change.value) {
    rows.insert_or_assign(change.key, *change.value);
  } else {
    rows.erase(change.key);
  }
}

/// A copy of the rows at the time of the scan.
class RowsCursor final : public state::Cursor {
 public:
  RowsCursor(std::vector<std::pair<std::string, std::string>> rows, Status status)
      : rows_(std::move(rows)), status_(std::move(status)) {}
  bool valid() const override { return at_ < rows_.size(); }
  void next() override { ++at_; }
  std::string_view key() const override { return rows_[at_].first; }
  std::string_view value() const override { return rows_[at_].second; }
  Status status() const override { return status_; }

 private:
  std::vector<std::pair<std::string, std::string>> rows_;
  Status status_;
  std::size_t at_ = 0;
};

}  // namespace

/// The store as one process sees it.
class MemoryStore::Handle final : public state::Store {
 public:
  Handle(MemoryStore& store, std::uint64_t generation) : store_(store), generation_(generation) {}

  Status write(const state::WriteList& list) override {
    const std::lock_guard lock(store_.mutex_);
    TM_RETURN_IF_ERROR(begin(Operation::kStoreWrite));
    for (std::size_t i = 0; i < list.count(); ++i) {
      const state::WriteList::View row = list[i];
      Change change{std::string(row.key), std::nullopt};
      if (!row.removal) change.value = std::string(row.value);
      TableState& state = table(row.table);
      apply_change(state.rows, change);
      state.unflushed.push_back(std::move(change));
    }
    return {};
  }

  Status flush(const std::vector<state::Table>& tables) override {
    const std::lock_guard lock(store_.mutex_);
    for (const state::Table name : tables) {
      TM_RETURN_IF_ERROR(begin(Operation::kStoreFlush));
      TableState& state = table(name);
      for (const Change& change : state.unflushed) apply_change(state.durable, change);
      state.unflushed.clear();
    }
    return {};
  }

  Result<std::optional<std::string>> get(state::Table name, std::string_view key) override {
    const std::lock_guard lock(store_.mutex_);
    TM_RETURN_IF_ERROR(begin(Operation::kStoreRead));
    return find(name, key);
  }

  Status multi_get(state::Table name, const std::vector<std::string_view>& keys,
                   std::vector<std::optional<std::string>>& values) override {
    const std::lock_guard lock(store_.mutex_);
    TM_RETURN_IF_ERROR(begin(Operation::kStoreRead));
    values.clear();
    for (const std::string_view key : keys) values.push_back(find(name, key));
    return {};
  }

  std::unique_ptr<state::Cursor> scan(state::Table name, std::string_view from,
                                      std::string_view to) override {
    const std::lock_guard lock(store_.mutex_);
    std::vector<std::pair<std::string, std::string>> rows;
    Status status = begin(Operation::kStoreRead);
    if (status.ok()) {
      const Rows& all = table(name).rows;
      for (auto row = all.lower_bound(from); row != all.end() && (to.empty() || row->first < to); ++row) {
        rows.emplace_back(*row);
      }
    }
    return std::make_unique<RowsCursor>(std::move(rows), std::move(status));
  }

  state::StoreStatistics statistics() const override {
    const std::lock_guard lock(store_.mutex_);
    state::StoreStatistics result;
    for (const TableState& state : store_.tables_) {
      for (const auto& [key, value] : state.durable) result.bytes_on_disk += key.size() + value.size();
      for (const Change& change : state.unflushed) {
        result.memtable_bytes += change.key.size() + (change.value ? change.value->size() : 0);
      }
    }
    return result;
  }

 private:
  Status begin(Operation operation) {
    if (generation_ != store_.generation_) return Status::io("store of a process that has ended");
    return store_.faults_.begin(operation, "store");
  }
  TableState& table(state::Table name) { return store_.tables_.at(static_cast<std::size_t>(name)); }
  std::optional<std::string> find(state::Table name, std::string_view key) {
    const Rows& rows = table(name).rows;
    const auto row = rows.find(key);
    return row == rows.end() ? std::nullopt : std::optional(row->second);
  }

  MemoryStore& store_;
  const std::uint64_t generation_;
};

std::unique_ptr<state::Store> MemoryStore::open() {
  const std::lock_guard lock(mutex_);
  return std::make_unique<Handle>(*this, generation_);
}

void MemoryStore::crash(Random& random) {
  crash([&](state::Table, std::size_t unflushed) { return random.below(unflushed + 1); });
}

void MemoryStore::crash(const Kept& kept) {
  const std::lock_guard lock(mutex_);
  ++generation_;
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    TableState& table = tables_[i];
    const std::size_t count = kept(static_cast<state::Table>(i), table.unflushed.size());
    for (std::size_t c = 0; c < count; ++c) apply_change(table.durable, table.unflushed.at(c));
    table.unflushed.clear();
    table.rows = table.durable;
  }
}

MemoryStore::Tables MemoryStore::snapshot() const {
  const std::lock_guard lock(mutex_);
  return tables_;
}

void MemoryStore::restore(Tables tables) {
  const std::lock_guard lock(mutex_);
  ++generation_;
  tables_ = std::move(tables);
}

}  // namespace tidemark::sim
