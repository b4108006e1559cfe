// Canonical text of what is assessed beside ladders.
#include "config/content_lines.h"
#include "config/scalars.h"
#include "config/sections.h"

namespace tidemark::config {
namespace {

void write_stages(const std::vector<Lifecycle::Stage>& stages, Lines& lines) {
  lines.group("stages");
  for (const Lifecycle::Stage& stage : stages) {
    lines.group(in_quotes(stage.name));
    lines.text("when", stage.when);
    lines.text_if_any("stay", stage.stay);
    lines.texts_if_any("from", stage.from);
    lines.duration_if_any("at_most", stage.at_most);
    lines.whole("worth", stage.worth);
    lines.end_group();
  }
  lines.end_group();
}

void write_score(const Score& score, Lines& lines) {
  lines.group(in_quotes(score.name));
  lines.group("parts");
  for (const Score::Part& part : score.parts) {
    lines.group(in_quotes(part.name));
    lines.text("value", part.value);
    lines.number("from", part.from);
    lines.number("to", part.to);
    lines.number("weight", part.weight);
    lines.end_group();
  }
  lines.end_group();
  lines.group("levels");
  for (const Score::Cut& cut : score.levels) lines.number(in_quotes(cut.name), cut.at);
  lines.end_group();
  lines.number("hysteresis", score.hysteresis);
  lines.end_group();
}

}  // namespace

void write_lifecycle(const Lifecycle& lifecycle, Lines& lines) {
  lines.group("lifecycle");
  lines.flag("enabled", lifecycle.enabled);
  if (!lifecycle.stages.empty()) {
    write_stages(lifecycle.stages, lines);
    lines.end_group();
    return;
  }
  lines.duration("new_for", lifecycle.new_for);
  lines.whole("loyal_orders", lifecycle.loyal_orders);
  lines.duration("at_risk_after", lifecycle.at_risk_after);
  lines.duration("churned_after", lifecycle.churned_after);
  lines.duration("won_back_for", lifecycle.won_back_for);
  lines.end_group();
}

void write_rfm(const Rfm& rfm, Lines& lines) {
  lines.group("rfm");
  lines.flag("enabled", rfm.enabled);
  lines.line("cuts", rfm.cuts == Rfm::Cuts::kQuintiles ? "quintiles" : "fixed");
  lines.line("recency_days", list_of(rfm.recency_days, format_number));
  lines.line("frequency", list_of(rfm.frequency, [](std::int64_t n) { return std::to_string(n); }));
  lines.line("monetary", list_of(rfm.monetary, format_micro));
  lines.line("measure", rfm.measure == Rfm::Measure::kGross ? "gross" : "net");
  lines.group("segments");
  for (std::size_t segment = 0; segment < rfm.segments.size(); ++segment) {
    std::vector<std::string> cells;
    for (std::size_t cell = 0; cell < kCells; ++cell) {
      if (rfm.cell[cell] == segment) cells.push_back(cell_name(cell));
    }
    lines.line(in_quotes(rfm.segments[segment]),
               list_of(cells, [](const std::string& name) { return name; }));
  }
  lines.end_group();
  lines.end_group();
}

void write_abc(const Abc& abc, Lines& lines) {
  using Measure = Abc::Measure;
  lines.group("abc");
  lines.flag("enabled", abc.enabled);
  lines.line("measure", abc.measure == Measure::kGross ? "gross"
                        : abc.measure == Measure::kNet ? "net"
                                                       : "margin");
  lines.line("days", abc.days == 0 ? std::string("lifetime") : std::to_string(abc.days));
  lines.line("cuts", list_of(abc.cuts, format_number));
  lines.number("notice", abc.notice);
  lines.end_group();
}

void write_population(const Population& population, Lines& lines) {
  lines.group("population");
  lines.whole("epoch_inputs", static_cast<std::int64_t>(population.epoch_inputs));
  lines.whole("customers_min", static_cast<std::int64_t>(population.customers_min));
  lines.end_group();
}

void write_scores(const std::vector<Score>& scores, Lines& lines) {
  if (scores.empty()) return lines.line("scores", "{}");
  lines.group("scores");
  for (const Score& score : scores) write_score(score, lines);
  lines.end_group();
}

void write_segments(const std::vector<Segment>& segments, Lines& lines) {
  if (segments.empty()) return lines.line("segments", "{}");
  lines.group("segments");
  for (const Segment& segment : segments) {
    lines.group(in_quotes(segment.name));
    lines.text("when", segment.when);
    lines.duration_if_any("minimum_stay", segment.minimum_stay);
    lines.end_group();
  }
  lines.end_group();
}

}  // namespace tidemark::config
