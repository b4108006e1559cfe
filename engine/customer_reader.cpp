#include "engine/customer_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>

#include "engine/publish/alert_csv.h"
#include "operators/population/exact_population.h"
#include "state/keys.h"

namespace tidemark::engine {

Result<std::vector<std::string>> CustomerReader::ids() {
  std::vector<std::string> ids;
  for (unsigned i = 0; i < core_.shard_count(); ++i) core_.shard(i).resident_ids(ids);
  std::unique_ptr<state::Cursor> cursor =
      core_.store().scan(state::Table::kCustomers, {}, state::kCustomersEnd);
  for (; cursor->valid(); cursor->next()) ids.emplace_back(state::customer_of_key(cursor->key()));
  TM_RETURN_IF_ERROR(cursor->status());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

Result<std::uint64_t> CustomerReader::count_stored() {
  std::uint64_t count = 0;
  std::unique_ptr<state::Cursor> cursor =
      core_.store().scan(state::Table::kCustomers, {}, state::kCustomersEnd);
  for (; cursor->valid(); cursor->next()) ++count;
  TM_RETURN_IF_ERROR(cursor->status());
  return count;
}

Result<const std::byte*> CustomerReader::state(std::string_view customer_id) {
  const std::uint64_t hash = customer_hash(customer_id);
  return core_.shard(shard_of(key_group_of(hash), core_.shard_count())).read(hash, customer_id);
}

namespace {

struct FileCloser {
  void operator()(std::FILE* file) const {
    if (file != stdout) std::fclose(file);
  }
};

void append_csv_line(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out.push_back(',');
    append_csv_cell(out, cells[i]);
  }
  out.push_back('\n');
}

/// The population at an instant, from its histograms or customer by customer.
class PopulationAsOf {
 public:
  PopulationAsOf(Core& core, Millis as_of)
      : scoring_(core.scoring()), as_of_(as_of), now_(core.population_now()) {}

  Status look_at(const std::vector<std::string>& ids, CustomerReader& reader) {
    if (scoring_.population_key().empty()) return {};
    exact_.emplace();
    for (const std::string& id : ids) {
      Result<const std::byte*> state = reader.state(id);
      if (!state.ok()) return state.status();
      exact_->add(id, scoring_.population_point(*state, as_of_));
    }
    exact_->draw(scoring_.config().abc.cuts);
    return {};
  }
  const operators::Boundaries* boundaries_of(std::string_view id, const std::byte* state) const {
    return exact_ ? &exact_->boundaries_of(id, scoring_.population_point(state, as_of_)) : now_.get();
  }

 private:
  const operators::Scoring& scoring_;
  const Millis as_of_;
  const std::shared_ptr<const operators::Boundaries> now_;
  std::optional<operators::ExactPopulation> exact_;
};

}  // namespace

Result<std::uint64_t> write_customers(Core& core, const std::string& path, Millis as_of, bool exact) {
  std::unique_ptr<std::FILE, FileCloser> file(path == "-" ? stdout : std::fopen(path.c_str(), "wb"));
  const auto failed = [&] { return Status::io("cannot write " + path + ": " + std::strerror(errno)); };
  if (!file) return failed();
  CustomerReader reader(core);
  Result<std::vector<std::string>> ids = reader.ids();
  if (!ids.ok()) return ids.status();

  const operators::Scoring& scoring = core.scoring();
  PopulationAsOf population(core, as_of);
  if (exact) TM_RETURN_IF_ERROR(population.look_at(*ids, reader));
  const bool csv = path.ends_with(".csv");
  constexpr std::size_t kWriteBytes = 1 << 20;
  std::string out;
  std::vector<std::string> cells;
  if (csv) append_csv_line(out, scoring.csv_columns());
  for (const std::string& id : *ids) {
    Result<const std::byte*> state = reader.state(id);
    if (!state.ok()) return state.status();
    const operators::AsOf then{as_of, population.boundaries_of(id, *state)};
    if (csv) {
      cells.clear();
      scoring.render_customer_csv(*state, id, then, cells);
      append_csv_line(out, cells);
    } else {
      JsonWriter json(out);
      scoring.render_customer(*state, id, then, json);
      out.push_back('\n');
    }
    if (out.size() < kWriteBytes) continue;
    if (std::fwrite(out.data(), 1, out.size(), file.get()) != out.size()) return failed();
    out.clear();
  }
  if (std::fwrite(out.data(), 1, out.size(), file.get()) != out.size() || std::fflush(file.get()) != 0)
    return failed();
  return static_cast<std::uint64_t>(ids->size());
}

}  // namespace tidemark::engine
