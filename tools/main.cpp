#include <csignal>
#include <cstdio>
#include <exception>

#include "tools/command.h"

int main(int argc, char** argv) {
  // A reader that has seen enough ends us quietly, also where the parent left SIGPIPE ignored.
  (void)std::signal(SIGPIPE, SIG_DFL);
  try {
    return static_cast<int>(tidemark::tools::run_command_line(argc, argv, tidemark::tools::all_commands()));
  } catch (const std::exception& error) {
    // Only what nobody can answer locally gets here: memory that ran out.
    std::fprintf(stderr, "tidemark: %s\n", error.what());
    return static_cast<int>(tidemark::tools::ExitCode::kFailed);
  }
}
