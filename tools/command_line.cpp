#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <cstdio>
#include <string>
#include <utility>

#include "tools/build_info.h"
#include "tools/command.h"
#include "tools/option_list.h"
#include "tools/report.h"

namespace tidemark::tools {

struct OptionList::Impl {
  CLI::App* app = nullptr;
};

OptionList::OptionList(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
OptionList::~OptionList() = default;

void OptionList::word(std::string_view name, std::string& to, std::string_view help) {
  impl_->app->add_option(std::string(name), to, std::string(help))->required()->type_name("");
}

void OptionList::words(std::string_view name, std::vector<std::string>& to, std::string_view help,
                       bool required) {
  impl_->app->add_option(std::string(name), to, std::string(help))->required(required)->type_name("");
}

void OptionList::flag(std::string_view name, bool& to, std::string_view help) {
  impl_->app->add_flag(std::string(name), to, std::string(help));
}

void OptionList::text(std::string_view name, std::string_view value_name, std::string& to,
                      std::string_view help, bool required) {
  CLI::Option* option = impl_->app->add_option(std::string(name), to, std::string(help));
  option->type_name(std::string(value_name))->required(required);
  option->check(
      CLI::Validator([](std::string& value) { return value.empty() ? "is empty" : std::string(); }, ""));
}

void OptionList::texts(std::string_view name, std::string_view value_name, std::vector<std::string>& to,
                       std::string_view help) {
  impl_->app->add_option(std::string(name), to, std::string(help))
      ->type_name(std::string(value_name))
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void OptionList::number(std::string_view name, std::string_view value_name, std::uint64_t& to,
                        std::uint64_t least, std::uint64_t most, std::string_view help) {
  impl_->app->add_option(std::string(name), to, std::string(help))
      ->type_name(std::string(value_name))
      ->check(CLI::Range(least, most));
}

void OptionList::choice(std::string_view name, std::vector<std::string> words, std::string& to,
                        std::string_view help) {
  std::string value_name;
  for (const std::string& word : words) value_name += (value_name.empty() ? "" : "|") + word;
  impl_->app->add_option(std::string(name), to, std::string(help))
      ->type_name(value_name)
      ->check(CLI::Validator(
          [words = std::move(words), value_name](std::string& value) {
            for (const std::string& word : words) {
              if (word == value) return std::string();
            }
            return "'" + value + "' is not one of " + value_name;
          },
          ""));
}

namespace {

/// Whether a person who wrote these digits hardly meant milliseconds since 1970, but a year, a day or
/// seconds. Twelve digits begin in 1973.
bool is_no_epoch(std::string_view text) {
  constexpr std::size_t kEpochDigitsMin = 12;
  return text.size() < kEpochDigitsMin && text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

void OptionList::instant(std::string_view name, std::optional<Millis>& to, std::string_view help) {
  const auto parse = [&to](const std::string& value) {
    const Result<Millis> instant = parse_timestamp(value);
    if (is_no_epoch(value))
      throw CLI::ValidationError("'" + value +
                                 "' would be milliseconds since 1970; write a date such as 2026-01-01");
    if (!instant.ok())
      throw CLI::ValidationError("'" + value + "' is not a timestamp such as 2026-01-02T03:04:05Z");
    to = *instant;
  };
  impl_->app->add_option_function<std::string>(std::string(name), parse, std::string(help))
      ->type_name("TIME");
}

void OptionList::exclude(std::string_view name, std::string_view other) {
  impl_->app->get_option(std::string(name))->excludes(impl_->app->get_option(std::string(other)));
}

void OptionList::footer(std::string text) {
  impl_->app->footer(std::move(text));
}

namespace {

constexpr char kFooter[] = R"(--log-format and --log-level may also follow the command.
'tidemark COMMAND --help' tells the options of a command, with examples.

Exit codes: 0 done, 1 failed, 2 wrong usage, 75 the storage failed.)";

std::string version_text() {
  std::string text = "tidemark " + std::string(kVersion);
  if (kRevision[0] != '\0') text += " (revision " + std::string(kRevision) + ")";
  return text + ", " + kCompiler + ", " + kBuildType;
}

/// CLI11 lays out options; the columns are ours: wide enough for "--durability fsync|os|none".
class HelpFormatter final : public CLI::Formatter {
 public:
  HelpFormatter() {
    column_width(34);
    label("REQUIRED", "(required)");
    label("SUBCOMMAND", "COMMAND");
  }
};

const CLI::App* chosen(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? nullptr : parsed.front();
}

/// One line for what CLI11 found wrong; its own words, except where they say too little.
ExitCode report_parse_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* command = chosen(app);
  const std::string name = command != nullptr ? command->get_name() : std::string();
  std::string text = error.what();
  if (command == nullptr) {
    const std::vector<std::string> rest = app.remaining();
    text = "no command given";
    for (const std::string& word : rest) {
      text = (word.starts_with('-') ? "unknown option '" : "unknown command '") + word + "'";
      break;
    }
    if (rest.empty() && dynamic_cast<const CLI::RequiredError*>(&error) == nullptr) text = error.what();
  }
  const std::string help = name.empty() ? "tidemark --help" : "tidemark " + name + " --help";
  return report_usage(name, text + "; see '" + help + "'");
}

}  // namespace

ExitCode run_command_line(int argc, const char* const* argv, std::vector<std::unique_ptr<Command>> commands) {
  CLI::App app(
      "Tidemark keeps every customer's level current while events pour in, and says so at the\n"
      "instant a level changes - also when what changed is that nothing happened.",
      "tidemark");
  std::string log_format = "text";
  std::string log_level = "info";
  app.formatter(std::make_shared<HelpFormatter>());
  app.set_help_flag("-h,--help", "Print this help and exit");
  app.set_version_flag("--version", version_text(), "Print the version, its revision and the compiler");
  app.require_subcommand(1);
  app.footer(kFooter);

  auto root = std::make_unique<OptionList::Impl>();
  root->app = &app;
  OptionList global(std::move(root));
  global.choice("--log-format", {"text", "json"}, log_format, "Form of the lines on stderr [text]");
  global.choice("--log-level", {"trace", "debug", "info", "warning", "error"}, log_level,
                "Least severe lines on stderr [info]");

  std::vector<std::pair<CLI::App*, Command*>> by_app;
  std::vector<std::unique_ptr<OptionList>> lists;
  for (const auto& command : commands) {
    auto impl = std::make_unique<OptionList::Impl>();
    impl->app = app.add_subcommand(std::string(command->name()), std::string(command->summary()));
    impl->app->fallthrough();
    impl->app->group("Commands");
    impl->app->set_version_flag("--version", version_text(), "Print the version");
    by_app.emplace_back(impl->app, command.get());
    lists.push_back(std::make_unique<OptionList>(std::move(impl)));
    command->define(*lists.back());
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return report_parse_error(app, error);
    (void)app.exit(error);  // help and version: prints them to stdout, its own exit code is 0
    if (std::fflush(stdout) == 0) return ExitCode::kDone;
    report_error("", "cannot write to standard output");
    return ExitCode::kFailed;
  }
  set_up_log(log_format, log_level);
  for (const auto& [parsed, command] : by_app) {
    if (parsed->parsed()) return command->run();
  }
  return report_usage("", "no command given; see 'tidemark --help'");
}

}  // namespace tidemark::tools
