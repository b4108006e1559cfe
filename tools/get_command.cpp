#include <unistd.h>

#include "tools/command.h"
#include "tools/customer_text.h"
#include "tools/json_value.h"
#include "tools/output_stream.h"
#include "tools/report.h"
#include "tools/store.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

constexpr char kFooter[] =
    R"(Shows the state of the store as of its latest event, with what changes next if nothing happens.

Examples:
  tidemark get c000123 --data ./store
  tidemark get c000123 --data ./store --json
  tidemark get --data ./store -- -odd-id)";

class GetCommand final : public Command {
 public:
  std::string_view name() const override { return "get"; }
  std::string_view summary() const override {
    return "Look at one customer: levels, features, what changes next";
  }

  void define(OptionList& options) override {
    options.word("CUSTOMER", customer_, "The customer's id");
    define_data(options, data_);
    options.flag("--json", json_, "The customer object as one JSON line");
    options.footer(kFooter);
  }

  ExitCode run() override {
    ExitCode code = ExitCode::kDone;
    const auto store = open_store(data_, name(), code);
    if (store == nullptr) return code;
    const Result<std::optional<std::string>> found = store->customer(customer_);
    if (!found.ok()) return report_failure(name(), found.status());
    if (!found->has_value()) {
      report_error(name(), "no customer '" + printable(customer_, 256) + "' in '" + data_ + "'");
      return ExitCode::kFailed;
    }
    const Status shown = show(**found);
    return shown.ok() ? ExitCode::kDone : report_failure(name(), shown);
  }

 private:
  Status show(const std::string& object) const {
    OutputStream out(STDOUT_FILENO);
    if (json_) {
      out.line(object);
      return out.flush();
    }
    const Result<JsonValue> customer = parse_json(object);
    if (!customer.ok()) return customer.status();
    write_customer(out, *customer);
    return out.flush();
  }

  std::string customer_;
  std::string data_;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_get_command() {
  return std::make_unique<GetCommand>();
}

}  // namespace tidemark::tools
