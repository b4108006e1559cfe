#include "engine/store_view.h"

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
      : directory_(std::move(directory)), core_(std::move(core)), population_(core_->population_now()) {}

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
    core_->scoring().render_customer(state, customer_id, {as_of(), population_.get()}, json);
    return out;
  }

  std::unique_ptr<StoreDirectory> directory_;
  std::unique_ptr<Core> core_;
  const std::shared_ptr<const operators::Boundaries> population_;
};

Status StoreAtRest::list(const ListQuery& query, const std::function<void(std::string_view)>& visit) {
  TM_RETURN_IF_ERROR(CustomerSearch::check(query, core_->scoring()));
  CustomerSearch search(query, core_->scoring(), {as_of(), population_.get()});
  for (unsigned i = 0; i < core_->shard_count(); ++i) {
    Shard& shard = core_->shard(i);
    for (KeyGroup group = shard.first_group(); group < shard.end_group(); ++group) {
      TM_RETURN_IF_ERROR(shard.visit_group(
          group, [&](std::string_view id, const std::byte* state) { search.look_at(id, state); }));
    }
  }
  CustomerReader reader(*core_);
  for (const ListQuery::Place& place : search.take()) {
    Result<const std::byte*> state = reader.state(place.id);
    if (!state.ok()) return state.status();
    visit(render(*state, place.id));
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
