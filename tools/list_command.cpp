#include <unistd.h>

#include <functional>
#include <limits>
#include <optional>

#include "tools/client/customer_client.h"
#include "tools/command.h"
#include "tools/customer_text.h"
#include "tools/json_value.h"
#include "tools/output_stream.h"
#include "tools/report.h"
#include "tools/store.h"
#include "tools/table.h"

namespace tidemark::tools {
namespace {

constexpr char kFooter[] =
    R"(Customers of a running engine, or of a store. Without --sort by id bytewise; with it the largest first, but
of what is missing to the next tier (tiers.<ladder>.missing) the least. value_at_risk is value.at_risk.

Examples:
  tidemark list --level churn=critical --sort net --limit 20
  tidemark list --data ./store --level churn=high --sort value_at_risk
  tidemark list --data ./store --level tier=silver --sort tiers.tier.missing --limit 20
  tidemark list --data ./store --level tier:gold --level lifecycle:at_risk --limit 20
  tidemark list --data ./store --segment vip --level segment=sleeping
  tidemark list --data ./store --limit 0 --json > customers.ndjson)";

constexpr std::uint64_t kLimitMax = std::numeric_limits<std::uint32_t>::max();

/// "churn=high" or "churn:high".
std::optional<engine::ListQuery::LevelIs> parse_level(const std::string& text) {
  const std::size_t separator = text.find_first_of("=:");
  if (separator == std::string::npos || separator == 0 || separator + 1 == text.size()) return std::nullopt;
  return engine::ListQuery::LevelIs{text.substr(0, separator), text.substr(separator + 1)};
}

bool is_time_or_name(const std::string& column) {
  return column == "customer_id" || column.ends_with("_purchase") || column.ends_with("segment") ||
         column.ends_with("level") || column.find('.') == std::string::npos;
}

/// Rows of customers; the columns are those of the first.
class CustomerTable {
 public:
  CustomerTable(OutputStream& out, std::vector<std::string> wanted) : out_(out), wanted_(std::move(wanted)) {}

  void add(std::string_view object) {
    const Result<JsonValue> customer = parse_json(object);
    if (!customer.ok()) {
      out_.line(object);
      return;
    }
    if (!table_) begin(*customer);
    std::vector<std::string> cells;
    for (const std::string& name : names_) cells.push_back(cell_text(*customer, name));
    table_->row(std::move(cells));
  }
  void finish() {
    if (table_) table_->finish();
  }

 private:
  void begin(const JsonValue& first) {
    names_ = table_columns(first, wanted_);
    std::vector<Table::Column> columns;
    for (const std::string& name : names_) {
      const JsonValue* value = first.find(name);
      const bool number = value->kind == JsonValue::Kind::kNumber || !is_time_or_name(name);
      columns.push_back({name, number ? Table::Align::kRight : Table::Align::kLeft});
    }
    table_.emplace(out_, std::move(columns));
  }

  OutputStream& out_;
  std::vector<std::string> wanted_;
  std::vector<std::string> names_;
  std::optional<Table> table_;
};

class ListCommand final : public Command {
 public:
  std::string_view name() const override { return "list"; }
  std::string_view summary() const override { return "List customers, by level and order"; }

  void define(OptionList& options) override {
    define_data(options, data_, false);
    options.text("--from", "URL", url_, "The running engine [" + url_ + "]");
    options.exclude("--from", "--data");
    options.texts("--level", "LEVEL=VALUE", levels_,
                  "Only customers on this level (repeatable: all must hold)");
    options.texts("--segment", "NAME", segments_, "Only customers in this segment (repeatable)");
    options.text("--sort", "COLUMN", query_.sort, "Numeric column, such as net or value_at_risk");
    options.number("--limit", "N", limit_, 0, kLimitMax, "At most so many; 0: all [100]");
    options.flag("--json", json_, "Customer objects, one JSON line each");
    options.footer(kFooter);
  }

  ExitCode run() override {
    for (const std::string& text : levels_) {
      const auto level = parse_level(text);
      if (!level)
        return report_usage(name(), "--level: '" + text + "' is not LEVEL=VALUE, such as churn=high");
      query_.levels.push_back(*level);
    }
    for (const std::string& segment : segments_) query_.levels.push_back({"segment", segment});
    query_.limit = limit_ == 0 ? std::numeric_limits<std::size_t>::max() : limit_;
    return data_.empty() ? ask_engine() : ask_store();
  }

 private:
  /// Calls the function with one customer's object after the other.
  using Source = std::function<Status(const std::function<void(std::string_view)>&)>;

  ExitCode ask_engine() const {
    const Result<std::unique_ptr<HttpClient>> http = HttpClient::make(url_);
    if (!http.ok()) return report_usage(name(), "--from: " + http.status().message());
    CustomerClient client(**http);
    return show([&](const auto& each) { return client.list(query_, each); });
  }

  ExitCode ask_store() const {
    ExitCode code = ExitCode::kDone;
    const auto store = open_store(data_, name(), code);
    if (store == nullptr) return code;
    return show([&](const auto& each) { return store->list(query_, each); });
  }

  ExitCode show(const Source& list) const {
    OutputStream out(STDOUT_FILENO);
    const Status listed =
        json_ ? list([&](std::string_view object) { out.line(object); }) : list_table(list, out);
    // Only the other side knows its levels and columns, so it is the judge of these words.
    if (listed.code() == Code::kInvalidArgument) return report_usage(name(), listed.message());
    if (!listed.ok()) return report_failure(name(), listed);
    const Status written = out.flush();
    return written.ok() ? ExitCode::kDone : report_failure(name(), written);
  }

  Status list_table(const Source& list, OutputStream& out) const {
    std::vector<std::string> wanted;
    if (!query_.sort.empty()) wanted.emplace_back(engine::sort_column(query_.sort));
    CustomerTable table(out, std::move(wanted));
    TM_RETURN_IF_ERROR(list([&](std::string_view object) { table.add(object); }));
    table.finish();
    return {};
  }

  engine::ListQuery query_;
  std::vector<std::string> levels_;
  std::vector<std::string> segments_;
  std::uint64_t limit_ = 100;
  std::string data_;
  std::string url_ = "http://127.0.0.1:8080";
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_list_command() {
  return std::make_unique<ListCommand>();
}

}  // namespace tidemark::tools
