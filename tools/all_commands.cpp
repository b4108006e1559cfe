#include "tools/command.h"

namespace tidemark::tools {

std::vector<std::unique_ptr<Command>> all_commands() {
  std::vector<std::unique_ptr<Command>> commands;
  commands.push_back(make_serve_command());
  commands.push_back(make_send_command());
  commands.push_back(make_tail_command());
  commands.push_back(make_score_command());
  commands.push_back(make_get_command());
  commands.push_back(make_list_command());
  commands.push_back(make_pin_command());
  commands.push_back(make_unpin_command());
  commands.push_back(make_check_command());
  commands.push_back(make_train_command());
  commands.push_back(make_backtest_command());
  commands.push_back(make_simulate_command());
  commands.push_back(make_dead_letters_command());
  commands.push_back(make_log_command());
  return commands;
}

}  // namespace tidemark::tools
