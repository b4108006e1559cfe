#include "engine/live/customer_list.h"

#include <algorithm>

namespace tidemark::engine {
namespace {

/// Customers rendered between two batches: about as long as looking at a group takes.
constexpr int kRenderedATask = 64;

}  // namespace

void CustomerList::begin(Core& core, Pipeline& pipeline, CommitGate& gate, ListQuery query, Then then) {
  const std::shared_ptr<CustomerList> list(
      new CustomerList(core, pipeline, gate, std::move(query), std::move(then)));
  list->next_group();
}

CustomerList::CustomerList(Core& core, Pipeline& pipeline, CommitGate& gate, ListQuery query, Then then)
    : core_(core),
      pipeline_(pipeline),
      gate_(gate),
      query_(std::move(query)),
      then_(std::move(then)),
      as_of_(gate.confirmed()),
      population_(core.population_now()),
      sorted_(!query_.sort.empty()) {
  if (!sorted_ && query_.after) group_ = key_group_of(customer_hash(query_.after->id));
}

void CustomerList::next_group() {
  pipeline_.ask(shard_index(), [self = shared_from_this()] {
    if (Status status = self->look_at_group(); !status.ok()) return self->finish(std::move(status));
    const bool full = !self->sorted_ && self->found_.size() == self->query_.limit;
    if (!full && ++self->group_ < kKeyGroupCount) return self->next_group();
    self->next_rendering();
  });
}

Status CustomerList::look_at_group() {
  Shard& shard = core_.shard(shard_index());
  // Checked by every shard: a change of configuration may have come between.
  TM_RETURN_IF_ERROR(CustomerSearch::check(query_, shard.scoring()));
  record_ = std::max(record_, shard.record());
  if (sorted_) return look_for(query_);
  ListQuery rest = query_;
  rest.limit = query_.limit - found_.size();
  if (rest.after && key_group_of(customer_hash(rest.after->id)) != group_) rest.after.reset();
  return look_for(rest);
}

Status CustomerList::look_for(const ListQuery& query) {
  Shard& shard = core_.shard(shard_index());
  CustomerSearch search(query, shard.scoring(), {as_of_, population_.get()});
  TM_RETURN_IF_ERROR(shard.visit_group(
      group_, [&](std::string_view id, const std::byte* state) { search.look_at(id, state); }));
  const auto middle = static_cast<std::ptrdiff_t>(found_.size());
  for (ListQuery::Place& place : search.take()) found_.push_back(std::move(place));
  if (!sorted_) return {};
  std::inplace_merge(found_.begin(), found_.begin() + middle, found_.end(),
                     [](const ListQuery::Place& a, const ListQuery::Place& b) { return a.before(b); });
  if (found_.size() > query_.limit) found_.resize(query_.limit);
  return {};
}

unsigned CustomerList::shard_index(const std::string& customer_id) const {
  return shard_of(key_group_of(customer_hash(customer_id)), core_.shard_count());
}

void CustomerList::next_rendering() {
  if (customers_.size() == found_.size()) return finish({});
  pipeline_.ask(shard_index(found_[customers_.size()].id), [self = shared_from_this()] {
    if (Status status = self->render(); !status.ok()) return self->finish(std::move(status));
    self->next_rendering();
  });
}

/// Some in a row that this shard has.
Status CustomerList::render() {
  const unsigned index = shard_index(found_[customers_.size()].id);
  Shard& shard = core_.shard(index);
  for (int i = 0; i < kRenderedATask && customers_.size() < found_.size(); ++i) {
    if (shard_index(found_[customers_.size()].id) != index) break;
    const std::string& id = found_[customers_.size()].id;
    Result<const std::byte*> state = shard.read(customer_hash(id), id);
    if (!state.ok()) return state.status();
    JsonWriter out(customers_.emplace_back());
    if (*state != nullptr) shard.scoring().render_customer(*state, id, {as_of_, population_.get()}, out);
  }
  record_ = std::max(record_, shard.record());
  return {};
}

void CustomerList::finish(Status status) {
  if (!status.ok()) return then_(std::move(status));
  CustomerPage page;
  page.found = found_.size();
  if (!found_.empty()) page.last = std::move(found_.back());
  page.customers = std::move(customers_);
  std::erase(page.customers, "");  // erased since it was found
  gate_.after(record_, [self = shared_from_this(), page = std::move(page)] { self->then_(page); });
}

}  // namespace tidemark::engine
