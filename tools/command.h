#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "tools/exit_code.h"
#include "tools/option_list.h"

namespace tidemark::tools {

/// One command of the program: its options, and what it does once they are parsed.
class Command {
 public:
  virtual ~Command() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view summary() const = 0;  ///< one line in the list of commands
  /// Called once, before run(); the options write into members.
  virtual void define(OptionList& options) = 0;
  /// Errors are reported to stderr before it returns.
  virtual ExitCode run() = 0;
};

std::unique_ptr<Command> make_serve_command();
std::unique_ptr<Command> make_send_command();
std::unique_ptr<Command> make_tail_command();
std::unique_ptr<Command> make_score_command();
std::unique_ptr<Command> make_train_command();
std::unique_ptr<Command> make_backtest_command();
std::unique_ptr<Command> make_simulate_command();
std::unique_ptr<Command> make_check_command();
std::unique_ptr<Command> make_get_command();
std::unique_ptr<Command> make_pin_command();
std::unique_ptr<Command> make_unpin_command();
std::unique_ptr<Command> make_list_command();
std::unique_ptr<Command> make_log_command();
std::unique_ptr<Command> make_dead_letters_command();

/// All commands in the order of --help.
std::vector<std::unique_ptr<Command>> all_commands();

/// Parses the command line, runs one command. Help and version go to stdout, errors to stderr.
ExitCode run_command_line(int argc, const char* const* argv, std::vector<std::unique_ptr<Command>> commands);

}  // namespace tidemark::tools
