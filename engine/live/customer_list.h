#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/core.h"
#include "engine/customer_query.h"
#include "engine/live/commit_gate.h"
#include "engine/pipeline.h"

namespace tidemark::engine {

/// A page of a list.
struct CustomerPage {
  std::vector<std::string> customers;    ///< JSON
  std::size_t found = 0;                 ///< up to the limit
  std::optional<ListQuery::Place> last;  ///< where the list goes on
};

/// One list of customers of a running engine: walks the shards' key groups one at a time, each a task between
/// batches, so that a million customers hold up no event for longer than a group takes; then renders what was
/// found. Owns itself through the task it waits for.
///
/// Without a column to sort by the order is that of the key groups, and by id within one: a page begins at
/// the group of the place before it and ends when it is full, so that all pages together look at everybody
/// once. With one each page looks at everybody.
class CustomerList : public std::enable_shared_from_this<CustomerList> {
 public:
  using Then = std::function<void(Result<CustomerPage>)>;
  static void begin(Core& core, Pipeline& pipeline, CommitGate& gate, ListQuery query, Then then);

 private:
  CustomerList(Core& core, Pipeline& pipeline, CommitGate& gate, ListQuery query, Then then);
  void next_group();
  Status look_at_group();
  Status look_for(const ListQuery& query);
  void next_rendering();
  Status render();
  unsigned shard_index() const { return shard_of(group_, core_.shard_count()); }
  unsigned shard_index(const std::string& customer_id) const;
  void finish(Status status);

  Core& core_;
  Pipeline& pipeline_;
  CommitGate& gate_;
  const ListQuery query_;
  const Then then_;
  const Millis as_of_;
  const std::shared_ptr<const operators::Boundaries> population_;
  const bool sorted_;
  KeyGroup group_ = 0;
  std::vector<ListQuery::Place> found_;  ///< of the groups so far, the best `limit`
  std::vector<std::string> customers_;
  std::uint64_t record_ = 0;  ///< the last batch that anything of it has seen
};

}  // namespace tidemark::engine
