#include "engine/customer_query.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tidemark::engine {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

constexpr std::string_view kSegment = "segment";

/// Index of the level that is asked for; the number of levels when there is none. A segment is a level of its
/// own, "segment.vip", whose customers stand on "in".
std::size_t place_of(const ListQuery::LevelIs& wanted, const std::vector<std::string>& names) {
  const std::string name = wanted.level == kSegment ? "segment." + wanted.value : wanted.level;
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

bool before(const ListQuery::Place& a, const ListQuery::Place& b) {
  return a.before(b);
}

}  // namespace

std::string_view sort_column(std::string_view name) {
  return name == "value_at_risk" ? "value.at_risk" : name;
}

bool least_first(std::string_view column) {
  return column.starts_with("tiers.") && column.ends_with(".missing");
}

/// A copy of a state that has lived through its silence up to an instant: levels as a read shows them.
class CustomerSearch::SilentCopy {
 public:
  explicit SilentCopy(const operators::Scoring& scoring)
      : scoring_(scoring), block_(scoring.state_bytes() / 8) {}
  ~SilentCopy() { drop(); }
  const std::byte* of(const std::byte* state, std::string_view customer_id, operators::AsOf as_of) {
    drop();
    scoring_.copy(block(), state);
    live_ = true;
    effects_.clear();
    if (as_of.population == nullptr) {
      scoring_.wake(block(), customer_id, as_of.t, effects_);
    } else {
      scoring_.set_population(block(), as_of.population);
      scoring_.reassess(block(), customer_id, as_of.t, effects_);
    }
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

Status CustomerSearch::check(const ListQuery& query, const operators::Scoring& scoring) {
  const std::vector<std::string>& names = scoring.level_names();
  for (const ListQuery::LevelIs& wanted : query.levels) {
    if (place_of(wanted, names) != names.size()) continue;
    const std::string what = wanted.level == kSegment ? "segment '" + wanted.value : "level '" + wanted.level;
    return Status::invalid("there is no " + what + "'; levels are " + joined(names));
  }
  const std::vector<std::string> columns = scoring.csv_columns();
  const std::string_view sort = sort_column(query.sort);
  if (!sort.empty() && std::find(columns.begin(), columns.end(), sort) == columns.end()) {
    return Status::invalid("there is no column '" + query.sort + "' to sort by; columns are " +
                           joined(columns));
  }
  return {};
}

CustomerSearch::CustomerSearch(const ListQuery& query, const operators::Scoring& scoring,
                               operators::AsOf as_of)
    : query_(query), scoring_(scoring), as_of_(as_of), copy_(std::make_unique<SilentCopy>(scoring)) {
  const std::vector<std::string>& names = scoring.level_names();
  for (const ListQuery::LevelIs& wanted : query.levels) {
    wanted_.push_back(
        {place_of(wanted, names), wanted.level == kSegment ? std::string_view("in") : wanted.value});
  }
}

CustomerSearch::~CustomerSearch() = default;

bool CustomerSearch::matches(std::string_view id, const std::byte* state) {
  if (wanted_.empty()) return true;
  const std::byte* now = copy_->of(state, id, as_of_);
  return std::all_of(wanted_.begin(), wanted_.end(), [&](const Wanted& wanted) {
    return wanted.level < scoring_.level_count() && scoring_.level_value(now, wanted.level) == wanted.value;
  });
}

void CustomerSearch::look_at(std::string_view id, const std::byte* state) {
  ListQuery::Place place;
  if (!query_.sort.empty()) {
    const std::string_view column = sort_column(query_.sort);
    place.value = scoring_.sort_value(state, column, as_of_.t);
    if (least_first(column)) place.value = -place.value;
    // What is not known comes last.
    if (std::isnan(place.value)) place.value = -std::numeric_limits<double>::infinity();
  }
  const bool full = best_.size() >= query_.limit;
  if (full && (best_.empty() || best_.front().value > place.value)) return;
  place.id = id;
  if (full && !place.before(best_.front())) return;
  if (query_.after && !query_.after->before(place)) return;
  if (!matches(id, state)) return;
  if (full) {
    std::pop_heap(best_.begin(), best_.end(), before);
    best_.pop_back();
  }
  best_.push_back(std::move(place));
  std::push_heap(best_.begin(), best_.end(), before);
}

std::vector<ListQuery::Place> CustomerSearch::take() {
  std::sort(best_.begin(), best_.end(), before);
  return std::move(best_);
}

}  // namespace tidemark::engine
