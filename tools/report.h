#pragma once

#include <string_view>

#include "engine/base/status.h"
#include "tools/exit_code.h"

namespace tidemark::tools {

/// Sends log lines to stderr. `format` is "text" or "json", `level` one of log_levels().
/// JSON: one object a line with time, level and message.
void set_up_log(std::string_view format, std::string_view level);

/// The line that says why a command failed: "tidemark get: …" (newlines become blanks), an object with
/// --log-format json. Shown at every --log-level.
void report_error(std::string_view command, std::string_view message);

/// report_error() with the status's message; returns its exit code.
ExitCode report_failure(std::string_view command, const Status& status);
/// report_error() and kUsage.
ExitCode report_usage(std::string_view command, std::string_view message);

void log_debug(std::string_view message);
void log_info(std::string_view message);
void log_warning(std::string_view message);

}  // namespace tidemark::tools
