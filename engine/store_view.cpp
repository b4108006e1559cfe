#include "engine/store_view.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/core.h"
#include "engine/customer_reader.h"
#include "engine/decode/reject.h"
#include "engine/log_text.h"
#include "engine/store_directory.h"

namespace tidemark::engine {
namespace {

class StoreAtRest final : public StoreView {
 public:
  StoreAtRest(std::unique_ptr<StoreDirectory> directory, std::unique_ptr<Core> core)
      : directory_(std::move(directory)), core_(std::move(core)) {}

  Millis as_of() const override { return core_->router().confirmed(); }

  Result<std::optional<std::string>> customer(std::string_view customer_id) override {
    Result<const std::byte*> state = CustomerReader(*core_).state(customer_id);
    if (!state.ok()) return state.status();
    if (*state == nullptr) return std::optional<std::string>();
    return std::optional<std::string>(render(*state, customer_id));
  }

  Status list(const ListQuery& query, const std::function<void(std::string_view)>& visit) override;

  Status dead_letters(const std::function<void(const DeadLetter&)>& visit) override;

  Status log(const std::function<void(std::string_view)>& visit) override {
    return write_log_text(posix_file_system(), directory_->log_directory(), core_->router().keys(), visit);
  }

 private:
  std::string render(const std::byte* state, std::string_view customer_id) const {
    std::string out;
    JsonWriter json(out);
    core_->scoring().render_customer(state, customer_id, as_of(), json);
    return out;
  }
  Status check_query(const ListQuery& query) const;
  Result<std::vector<std::pair<double, std::string>>> matching(const ListQuery& query);

  std::unique_ptr<StoreDirectory> directory_;
  std::unique_ptr<Core> core_;
};

/// A copy of a state that has lived through its silence up to an instant: levels as a read shows them.
class SilentCopy {
 public:
  explicit SilentCopy(const operators::Scoring& scoring)
      : scoring_(scoring), block_(scoring.state_bytes() / 8) {}
  ~SilentCopy() { drop(); }
  const std::byte* of(const std::byte* state, std::string_view customer_id, Millis as_of) {
    drop();
    scoring_.copy(block(), state);
    live_ = true;
    effects_.clear();
    scoring_.wake(block(), customer_id, as_of, effects_);
    return block();
  }

 private:
  std::byte* block() { return reinterpret_cast<std::byte*>(block_.data()); }
  void drop() {
    if (live_) scoring_.destroy(block());
    live_ = false;
  }
  const operators::Scoring& scoring_;
  std::vector<std::uint64_t> block_;
  operators::Effects effects_;
  bool live_ = false;
};

Status StoreAtRest::check_query(const ListQuery& query) const {
  const operators::Scoring& scoring = core_->scoring();
  const std::vector<std::string>& names = scoring.level_names();
  for (const ListQuery::LevelIs& wanted : query.levels) {
    if (std::find(names.begin(), names.end(), wanted.level) != names.end()) continue;
    std::string known;
    for (const std::string& name : names) known += (known.empty() ? "" : ", ") + name;
    return Status::invalid("there is no level '" + wanted.level + "'; levels are " + known);
  }
  const std::vector<std::string> columns = scoring.csv_columns();
  if (!query.sort.empty() && std::find(columns.begin(), columns.end(), query.sort) == columns.end()) {
    std::string known;
    for (const std::string& name : columns) known += (known.empty() ? "" : ", ") + name;
    return Status::invalid("there is no column '" + query.sort + "' to sort by; columns are " + known);
  }
  return {};
}

Result<std::vector<std::pair<double, std::string>>> StoreAtRest::matching(const ListQuery& query) {
  const operators::Scoring& scoring = core_->scoring();
  CustomerReader reader(*core_);
  Result<std::vector<std::string>> ids = reader.ids();
  if (!ids.ok()) return ids.status();
  SilentCopy copy(scoring);
  std::vector<std::pair<double, std::string>> found;
  for (std::string& id : *ids) {
    Result<const std::byte*> state = reader.state(id);
    if (!state.ok()) return state.status();
    const std::byte* now = query.levels.empty() ? *state : copy.of(*state, id, as_of());
    const bool matches =
        std::all_of(query.levels.begin(), query.levels.end(), [&](const ListQuery::LevelIs& wanted) {
          const auto& names = scoring.level_names();
          const auto level =
              static_cast<std::size_t>(std::find(names.begin(), names.end(), wanted.level) - names.begin());
          return level < scoring.level_count() && scoring.level_value(now, level) == wanted.value;
        });
    if (!matches) continue;
    double value = 0;
    if (!query.sort.empty()) {
      value = scoring.sort_value(*state, query.sort, as_of());
      if (std::isnan(value))
        value = -std::numeric_limits<double>::infinity();  // what is not known comes last
    }
    found.emplace_back(value, std::move(id));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  return found;
}

Status StoreAtRest::list(const ListQuery& query, const std::function<void(std::string_view)>& visit) {
  TM_RETURN_IF_ERROR(check_query(query));
  Result<std::vector<std::pair<double, std::string>>> found = matching(query);
  if (!found.ok()) return found.status();
  if (found->size() > query.limit) found->resize(query.limit);
  CustomerReader reader(*core_);
  for (const auto& [value, id] : *found) {
    Result<const std::byte*> state = reader.state(id);
    if (!state.ok()) return state.status();
    visit(render(*state, id));
  }
  return {};
}

Status StoreAtRest::dead_letters(const std::function<void(const DeadLetter&)>& visit) {
  return visit_dead_letters(directory_->store(), posix_file_system(), directory_->log_directory(),
                            core_->checkpointer().floor(), core_->router().keys(), visit);
}

}  // namespace

Result<std::unique_ptr<StoreView>> StoreView::open(const std::string& data_directory) {
  if (data_directory.empty()) return Status::not_found("no store named");
  config::Config config;
  Result<std::unique_ptr<StoreDirectory>> directory = StoreDirectory::open(data_directory, config, true);
  if (!directory.ok()) return directory.status();
  CoreOptions options;
  options.config = config;
  options.read_only = true;
  options.files = &posix_file_system();
  options.log_directory = (*directory)->log_directory();
  Result<std::unique_ptr<Core>> core = Core::open(options, (*directory)->store());
  if (!core.ok()) return core.status();
  return std::unique_ptr<StoreView>(std::make_unique<StoreAtRest>(directory.take(), core.take()));
}

}  // namespace tidemark::engine
