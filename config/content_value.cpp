// Canonical text of what customers will be worth.
#include "config/content_lines.h"
#include "config/scalars.h"

namespace tidemark::config {

void write_value(const Value& value, Lines& lines) {
  lines.group("value");
  lines.duration_if_any("horizon", value.horizon);
  lines.number("discount", value.discount);
  if (value.spend) write_gamma_gamma(*value.spend, lines);
  lines.text_if_any("potential", value.potential);
  lines.line("value_cuts", list_of(value.value_cuts, format_number));
  lines.line("potential_cuts", list_of(value.potential_cuts, format_number));
  lines.text_if_any("key_account", value.key_account);
  lines.end_group();
}

void write_gamma_gamma(const Value::GammaGamma& spend, Lines& lines) {
  lines.group("gamma_gamma");
  lines.number("p", spend.p);
  lines.number("q", spend.q);
  lines.number("v", spend.v);
  lines.end_group();
}

}  // namespace tidemark::config
