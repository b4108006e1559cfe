#pragma once

#include "tests/reference/assessment.h"

namespace tidemark::reference {

/// The first instant ≥ `from` at which an assessment of the level without any event would change what is in
/// force; kNever when there is none within ten thousand years (of a churn band:
/// within 18,300 days after the last purchase day).
///
/// How: instants between which the assessment changes at most once (a window's edge, a limit of silence, a
/// configured delay) cut time into pieces; the first piece that begins or ends with another assessment is
/// bisected to the millisecond. Nothing is solved.
Millis first_difference(const config::Config& config, const LevelRule& rule, const History& history,
                        const InForce& now, Millis from);

}  // namespace tidemark::reference
