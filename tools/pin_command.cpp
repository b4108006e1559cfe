#include "engine/base/json_writer.h"
#include "tools/client/customer_client.h"
#include "tools/command.h"
#include "tools/report.h"

namespace tidemark::tools {
namespace {

constexpr char kPinFooter[] =
    R"(The customer has the level, whatever the rules say, until the pin ends; then at once the level the rules give. What
the rules would give stays visible meanwhile. The alert of the change has the cause `override` and names actor
and reason.

Examples:
  tidemark pin c000123 tier gold --until 2027-01-01 --actor "Ana Ruiz" --reason "apology for a lost parcel"
  tidemark unpin c000123 tier)";

/// What both have: a customer, a ladder, an engine.
class PinningCommand : public Command {
 protected:
  void define_common(OptionList& options) {
    options.word("CUSTOMER", customer_, "The customer's id");
    options.word("LADDER", ladder_, "The ladder, such as tier");
  }
  void define_engine(OptionList& options) {
    options.text("--from", "URL", url_, "The running engine [" + url_ + "]");
    options.footer(kPinFooter);
  }
  ExitCode post(std::string_view what, const std::string& body) const {
    const Result<std::unique_ptr<HttpClient>> http = HttpClient::make(url_);
    if (!http.ok()) return report_usage(name(), "--from: " + http.status().message());
    const Status done = CustomerClient(**http).instruct(customer_, what, body);
    return done.ok() ? ExitCode::kDone : report_failure(name(), done);
  }

  std::string customer_;
  std::string ladder_;

 private:
  std::string url_ = "http://127.0.0.1:8080";
};

class PinCommand final : public PinningCommand {
 public:
  std::string_view name() const override { return "pin"; }
  std::string_view summary() const override { return "Set a customer's tier by hand, for a time"; }

  void define(OptionList& options) override {
    define_common(options);
    options.word("LEVEL", level_, "The level the customer gets, such as gold");
    options.instant("--until", until_, "When the pin ends [never]");
    options.text("--actor", "A", actor_, "Who does this", true);
    options.text("--reason", "R", reason_, "Why", true);
    define_engine(options);
  }

  ExitCode run() override {
    std::string body;
    JsonWriter out(body);
    out.begin_object().key("ladder").value(ladder_).key("level").value(level_);
    out.key("until").instant(until_.value_or(kNever));
    out.key("actor").value(actor_).key("reason").value(reason_).end_object();
    return post("pin", body);
  }

 private:
  std::string level_;
  std::optional<Millis> until_;
  std::string actor_;
  std::string reason_;
};

class UnpinCommand final : public PinningCommand {
 public:
  std::string_view name() const override { return "unpin"; }
  std::string_view summary() const override { return "Let a customer's tier follow the rules again"; }

  void define(OptionList& options) override {
    define_common(options);
    define_engine(options);
  }

  ExitCode run() override {
    std::string body;
    JsonWriter(body).begin_object().key("ladder").value(ladder_).end_object();
    return post("unpin", body);
  }
};

}  // namespace

std::unique_ptr<Command> make_pin_command() {
  return std::make_unique<PinCommand>();
}
std::unique_ptr<Command> make_unpin_command() {
  return std::make_unique<UnpinCommand>();
}

}  // namespace tidemark::tools
