// Canonical text of what is said to whom: notices, actions, limits of alerts.
#include "config/content_lines.h"

namespace tidemark::config {

void write_care(const std::vector<Care>& care, Lines& lines) {
  if (care.empty()) return lines.line("care", "{}");
  lines.group("care");
  for (const Care& notice : care) {
    lines.group(in_quotes(notice.name));
    if (notice.form == Care::Form::kSilence) {
      lines.duration("silence", notice.silence);
      lines.texts_if_any("of", notice.kinds);
    } else {
      lines.text("on", notice.attribute.empty() ? "joining" : "attribute." + notice.attribute);
      lines.duration("ahead", notice.ahead);
    }
    lines.end_group();
  }
  lines.end_group();
}

void write_actions(const std::vector<Action>& actions, Lines& lines) {
  if (actions.empty()) return lines.line("actions", "[]");
  lines.group("actions");
  for (const Action& action : actions) {
    lines.element();
    lines.text("code", action.code);
    lines.text_if_any("text", action.text);
    lines.text_if_any("when", action.when);
    lines.texts_if_any("level", action.levels);
    lines.texts_if_any("to", action.to);
    lines.texts_if_any("cause", action.cause);
    lines.end_group();
  }
  lines.end_group();
}

void write_limits(const std::vector<AlertLimit>& limits, Lines& lines) {
  if (limits.empty()) return lines.line("limits", "{}");
  lines.group("limits");
  for (const AlertLimit& limit : limits) {
    lines.group(in_quotes(limit.level));
    lines.duration("cooldown", limit.cooldown);
    if (limit.budget_per > 0) {
      lines.line("budget", "{count: " + std::to_string(limit.budget) +
                               ", per: " + format_duration(limit.budget_per) + "}");
    }
    lines.line("start", limit.loud_start ? "loud" : "silent");
    lines.end_group();
  }
  lines.end_group();
}

}  // namespace tidemark::config
