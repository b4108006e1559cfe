#include "tools/report.h"

#include <spdlog/formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <string>

#include "engine/base/json_writer.h"
#include "engine/base/time.h"

namespace tidemark::tools {
namespace {

bool json_lines = false;  // set once, before any thread starts

std::string_view view(spdlog::string_view_t text) {
  return {text.data(), text.size()};
}

std::string_view level_name(spdlog::level::level_enum level) {
  return view(spdlog::level::to_string_view(level));
}

std::string one_line(std::string_view message) {
  std::string line(message);
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return line;
}

std::string json_line(Millis now, std::string_view level, std::string_view message) {
  std::string line;
  JsonWriter(line)
      .begin_object()
      .key("time")
      .instant(now)
      .key("level")
      .value(level)
      .key("message")
      .value(message)
      .end_object();
  line += '\n';
  return line;
}

class LineFormatter final : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    const Millis now =
        std::chrono::duration_cast<std::chrono::milliseconds>(message.time.time_since_epoch()).count();
    const std::string line = json_lines
                                 ? json_line(now, level_name(message.level), view(message.payload))
                                 : format_timestamp(now) + ' ' + std::string(level_name(message.level)) +
                                       ' ' + one_line(view(message.payload)) + '\n';
    out.append(line.data(), line.data() + line.size());
  }
  std::unique_ptr<spdlog::formatter> clone() const override { return std::make_unique<LineFormatter>(); }
};

spdlog::string_view_t to_spdlog(std::string_view text) {
  return {text.data(), text.size()};
}

}  // namespace

void set_up_log(std::string_view format, std::string_view level) {
  json_lines = format == "json";
  auto logger =
      std::make_shared<spdlog::logger>("tidemark", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_formatter(std::make_unique<LineFormatter>());
  logger->set_level(spdlog::level::from_str(std::string(level)));
  spdlog::set_default_logger(std::move(logger));
}

void report_error(std::string_view command, std::string_view message) {
  const std::string name = command.empty() ? "tidemark" : "tidemark " + std::string(command);
  const std::string text = name + ": " + one_line(message);
  if (json_lines) {
    spdlog::error(to_spdlog(text));
  } else {
    std::fprintf(stderr, "%s\n", text.c_str());
  }
}

ExitCode report_failure(std::string_view command, const Status& status) {
  report_error(command, status.message());
  return exit_code_of(status);
}

ExitCode report_usage(std::string_view command, std::string_view message) {
  report_error(command, message);
  return ExitCode::kUsage;
}

void log_debug(std::string_view message) {
  spdlog::debug(to_spdlog(message));
}
void log_info(std::string_view message) {
  spdlog::info(to_spdlog(message));
}
void log_warning(std::string_view message) {
  spdlog::warn(to_spdlog(message));
}

}  // namespace tidemark::tools
