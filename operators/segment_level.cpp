#include "operators/segment_level.h"

#include <fmt/format.h>

#include "operators/condition.h"

namespace tidemark::operators {

SegmentLevel::SegmentLevel(const config::Segment& segment, Condition condition)
    : Level("segment." + segment.name, {"out", "in"}), segment_(segment), condition_(std::move(condition)) {}

SectionKey SegmentLevel::section() const {
  return section_in(SectionKey::kSegments, segment_.name);
}

Verdict SegmentLevel::assess(const Facts& facts, const LevelState& level, Moment now, const Stimulus&) const {
  if (condition_.holds(facts.state, now)) return {kIn};
  const bool stays = level.value == kIn && now.t < level.since + segment_.minimum_stay;
  return {stays ? kIn : kOut};
}

Millis SegmentLevel::due(const Facts& facts, const LevelState& level, Moment now) const {
  const bool holds = condition_.holds(facts.state, now);
  if (level.value == kIn && !holds) return level.since + segment_.minimum_stay;
  return condition_.next_change(facts.state, now);
}

std::string SegmentLevel::alert_type(const Transition& transition) const {
  if (transition.correction) return "tidemark.segment.corrected";
  return transition.to == kIn ? "tidemark.segment.entered" : "tidemark.segment.left";
}

std::string_view SegmentLevel::alert_from(const Transition& transition) const {
  return transition.from == kIn ? std::string_view(segment_.name) : std::string_view();
}

std::string_view SegmentLevel::alert_to(const Transition& transition) const {
  return transition.to == kIn ? std::string_view(segment_.name) : std::string_view();
}

Explanation SegmentLevel::explain(const Occasion& occasion) const {
  Explanation explanation = condition_.explain(occasion);
  const Transition& change = occasion.transition;
  const bool stayed = change.to == kOut && segment_.minimum_stay > 0 && change.cause == Cause::kTime &&
                      occasion.now.t == change.since + segment_.minimum_stay;
  if (stayed) {
    explanation.reasons.front().text.insert(
        0, fmt::format("The minimum stay of {} is over. ", format_duration(segment_.minimum_stay)));
  }
  return explanation;
}

}  // namespace tidemark::operators
