#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/store_view.h"
#include "tools/exit_code.h"
#include "tools/option_list.h"

namespace tidemark::tools {

/// The --data option of the commands that look at a store. Where it is not `required`, a running engine is
/// looked at instead.
void define_data(OptionList& options, std::string& data, bool required = true);

/// Opens it for reading; reports why it cannot be opened. nullptr then, with the exit code in `code`.
std::unique_ptr<engine::StoreView> open_store(const std::string& data, std::string_view command,
                                              ExitCode& code);

}  // namespace tidemark::tools
