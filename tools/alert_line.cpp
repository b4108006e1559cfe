#include "tools/alert_line.h"

#include <string_view>

#include "tools/text.h"

namespace tidemark::tools {
namespace {

/// "2025-03-04T12:01:59.123Z" → "2025-03-04 12:01"
std::string minute(std::string_view time) {
  std::string text(time.substr(0, 16));
  if (text.size() == 16) text[10] = ' ';
  return text;
}

std::string_view name_or_dash(std::string_view name) {
  return name.empty() ? "–" : name;
}

/// The last word of "tidemark.tier.changed".
std::string_view event_of(std::string_view type) {
  return type.substr(type.rfind('.') + 1);
}

std::string reasons(const JsonValue& alert) {
  std::string text;
  const JsonValue* list = alert.find("data.reasons");
  if (list == nullptr) return text;
  for (const JsonValue& reason : list->items) {
    const std::string_view sentence = reason.text_of("text");
    if (sentence.empty()) continue;
    if (!text.empty()) text += ' ';
    text += sentence;
  }
  return text;
}

}  // namespace

std::string alert_line(const JsonValue& alert) {
  const std::string_view event = event_of(alert.text_of("type"));
  std::string line = minute(alert.text_of("time")) + "  " + printable(alert.text_of("subject"), 256) + "  " +
                     std::string(alert.text_of("data.level")) + "  " +
                     std::string(name_or_dash(alert.text_of("data.from"))) + " → " +
                     std::string(name_or_dash(alert.text_of("data.to")));
  if (event != "changed") line += "  (" + std::string(event) + ")";
  const std::string why = reasons(alert);
  if (!why.empty()) line += "  " + printable(why, 1024);
  return line;
}

}  // namespace tidemark::tools
