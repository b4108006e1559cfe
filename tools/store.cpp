#include "tools/store.h"

#include "tools/report.h"

namespace tidemark::tools {

void define_data(OptionList& options, std::string& data, bool required) {
  options.text("--data", "DIR", data,
               required ? "Store, as 'tidemark score --data' made it"
                        : "Store, as 'tidemark score --data' made it [a running engine]",
               required);
}

std::unique_ptr<engine::StoreView> open_store(const std::string& data, std::string_view command,
                                              ExitCode& code) {
  Result<std::unique_ptr<engine::StoreView>> store = engine::StoreView::open(data);
  if (store.ok()) return store.take();
  code = report_failure(command, store.status());
  return nullptr;
}

}  // namespace tidemark::tools
