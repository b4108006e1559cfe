#include <unistd.h>

#include "tools/client/customer_client.h"
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
    R"(Shows the customer as a running engine has it, or a store as of its latest event, with what changes next if
nothing happens.

Examples:
  tidemark get c000123
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
    define_data(options, data_, false);
    options.text("--from", "URL", url_, "The running engine [" + url_ + "]");
    options.exclude("--from", "--data");
    options.flag("--json", json_, "The customer object as one JSON line");
    options.footer(kFooter);
  }

  ExitCode run() override { return data_.empty() ? ask_engine() : ask_store(); }

 private:
  ExitCode ask_engine() const {
    const Result<std::unique_ptr<HttpClient>> http = HttpClient::make(url_);
    if (!http.ok()) return report_usage(name(), "--from: " + http.status().message());
    return answer(CustomerClient(**http).customer(customer_), url_);
  }

  ExitCode ask_store() const {
    ExitCode code = ExitCode::kDone;
    const auto store = open_store(data_, name(), code);
    return store == nullptr ? code : answer(store->customer(customer_), data_);
  }

  ExitCode answer(const Result<std::optional<std::string>>& found, const std::string& where) const {
    if (!found.ok()) return report_failure(name(), found.status());
    if (!found->has_value()) {
      report_error(name(), "no customer '" + printable(customer_, 256) + "' in '" + where + "'");
      return ExitCode::kFailed;
    }
    const Status shown = show(**found);
    return shown.ok() ? ExitCode::kDone : report_failure(name(), shown);
  }

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
  std::string url_ = "http://127.0.0.1:8080";
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_get_command() {
  return std::make_unique<GetCommand>();
}

}  // namespace tidemark::tools
