#include <unistd.h>

#include "engine/base/json_writer.h"
#include "tools/command.h"
#include "tools/output_stream.h"
#include "tools/report.h"
#include "tools/store.h"
#include "tools/table.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

constexpr std::size_t kPayloadBytesShown = 120;

constexpr char kFooter[] = R"(What was not accepted is kept: with the reason and the bytes as they came.

Examples:
  tidemark dead-letters --data ./store
  tidemark dead-letters --data ./store --json
  tidemark dead-letters --data ./store --payload > again.ndjson   # repair, then score it)";

std::string json_of(const engine::DeadLetter& letter) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("position").unsigned_integer(letter.position);
  json.key("reason").value(letter.reason).key("detail").value(letter.detail);
  if (is_utf8(letter.payload)) {
    json.key("payload").value(letter.payload);
  } else {
    json.key("payload_base64").value(base64(letter.payload));
  }
  json.end_object();
  return text;
}

class DeadLettersCommand final : public Command {
 public:
  std::string_view name() const override { return "dead-letters"; }
  std::string_view summary() const override { return "List what was not accepted, and why"; }

  void define(OptionList& options) override {
    define_data(options, data_);
    options.flag("--json", json_, "One JSON line each; payload_base64 where the payload is not UTF-8");
    options.flag("--payload", payload_, "Only the payloads, one a line: to repair and score again");
    options.exclude("--payload", "--json");
    options.footer(kFooter);
  }

  ExitCode run() override {
    ExitCode code = ExitCode::kDone;
    const auto store = open_store(data_, name(), code);
    if (store == nullptr) return code;
    OutputStream out(STDOUT_FILENO);
    const Status read = list(*store, out);
    const Status written = out.flush();
    if (!read.ok()) return report_failure(name(), read);
    return written.ok() ? ExitCode::kDone : report_failure(name(), written);
  }

 private:
  Status list(engine::StoreView& store, OutputStream& out) const {
    if (json_)
      return store.dead_letters([&](const engine::DeadLetter& letter) { out.line(json_of(letter)); });
    if (payload_)
      return store.dead_letters([&](const engine::DeadLetter& letter) { out.line(letter.payload); });
    Table table(out, {{"position", Table::Align::kRight}, {"reason"}, {"detail"}, {"payload"}});
    TM_RETURN_IF_ERROR(store.dead_letters([&](const engine::DeadLetter& letter) {
      table.row({std::to_string(letter.position), std::string(letter.reason),
                 printable(letter.detail, kPayloadBytesShown),
                 printable(letter.payload, kPayloadBytesShown)});
    }));
    table.finish();
    return {};
  }

  std::string data_;
  bool json_ = false;
  bool payload_ = false;
};

}  // namespace

std::unique_ptr<Command> make_dead_letters_command() {
  return std::make_unique<DeadLettersCommand>();
}

}  // namespace tidemark::tools
