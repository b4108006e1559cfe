#pragma once

#include "engine/base/file_system.h"
#include "state/store.h"

/// Storage that takes everything and keeps nothing, so that only the engine's own memory counts.
namespace tidemark::engine::testing {

class NullStore final : public state::Store {
 public:
  Status write(const state::WriteList&) override { return {}; }
  Status flush(const std::vector<state::Table>&) override { return {}; }
  Result<std::optional<std::string>> get(state::Table, std::string_view) override {
    return std::optional<std::string>();
  }
  Status multi_get(state::Table, const std::vector<std::string_view>& keys,
                   std::vector<std::optional<std::string>>& values) override {
    values.assign(keys.size(), std::nullopt);
    return {};
  }
  std::unique_ptr<state::Cursor> scan(state::Table, std::string_view, std::string_view) override {
    return std::make_unique<Nothing>();
  }
  state::StoreStatistics statistics() const override { return {}; }

 private:
  class Nothing final : public state::Cursor {
   public:
    bool valid() const override { return false; }
    void next() override {}
    std::string_view key() const override { return {}; }
    std::string_view value() const override { return {}; }
    Status status() const override { return {}; }
  };
};

class NullFiles final : public FileSystem {
 public:
  Status create_directories(const std::string&) override { return {}; }
  Result<std::unique_ptr<WritableFile>> open_for_write(const std::string&, std::uint64_t) override {
    return std::unique_ptr<WritableFile>(std::make_unique<File>());
  }
  Result<std::string> read_file(const std::string& path) override { return Status::not_found(path); }
  Status rename(const std::string&, const std::string&) override { return {}; }
  Status remove(const std::string&) override { return {}; }
  Result<std::vector<std::string>> list(const std::string&) override { return std::vector<std::string>(); }
  Status sync_directory(const std::string&) override { return {}; }

 private:
  class File final : public WritableFile {
   public:
    Status append(std::string_view) override { return {}; }
    Status sync() override { return {}; }
  };
};

}  // namespace tidemark::engine::testing
