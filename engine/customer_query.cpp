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

bool before(const ListQuery::Place& a, const ListQuery::Place& b) {
  return a.before(b);
}

}  // namespace

/// A copy of a state that has lived through its silence up to an instant: levels as a read shows them.
class CustomerSearch::SilentCopy {
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

Status CustomerSearch::check(const ListQuery& query, const operators::Scoring& scoring) {
  const std::vector<std::string>& names = scoring.level_names();
  for (const ListQuery::LevelIs& wanted : query.levels) {
    if (std::find(names.begin(), names.end(), wanted.level) != names.end()) continue;
    return Status::invalid("there is no level '" + wanted.level + "'; levels are " + joined(names));
  }
  const std::vector<std::string> columns = scoring.csv_columns();
  if (!query.sort.empty() && std::find(columns.begin(), columns.end(), query.sort) == columns.end()) {
    return Status::invalid("there is no column '" + query.sort + "' to sort by; columns are " +
                           joined(columns));
  }
  return {};
}

CustomerSearch::CustomerSearch(const ListQuery& query, const operators::Scoring& scoring, Millis as_of)
    : query_(query), scoring_(scoring), as_of_(as_of), copy_(std::make_unique<SilentCopy>(scoring)) {
  const std::vector<std::string>& names = scoring.level_names();
  for (const ListQuery::LevelIs& wanted : query.levels) {
    const auto name = std::find(names.begin(), names.end(), wanted.level);
    wanted_.push_back({static_cast<std::size_t>(name - names.begin()), wanted.value});
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
    place.value = scoring_.sort_value(state, query_.sort, as_of_);
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
