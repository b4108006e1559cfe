#pragma once

#include <cstddef>
#include <optional>

#include "engine/http/message.h"
#include "engine/live/submission.h"

namespace tidemark::engine {

/// Takes the body of POST /v1/events apart into native events, one a line of `out`: channel, text and lines
/// are set, `done` is the caller's.
///
///     body                                        lines, and their numbers
///     NDJSON                                      its lines that are not blank, as they are counted there
///     one object, or several, over many lines     each object, by the line it begins on
///     an array, over many lines or not            its items, from 1
///     a CloudEvent, structured                    one
///     a batch of CloudEvents                      its items, from 1
///     data, with a CloudEvent in the headers      one
///
/// JSON is recognised whatever Content-Type says; that only decides which mode of CloudEvents it is. Objects
/// of the first three that are CloudEvents (they have a `specversion`) are taken as such too: cloud_event.h.
///
/// Text of a native event stays as it is and is validated by the engine's decoder; what it cannot take, or is
/// no valid CloudEvent, goes there as it came and becomes a dead letter with its reason. Blanks between
/// tokens may be newlines.
///
/// Gives the answer when there is nothing to submit: 400 for an empty body, one that has no JSON in it, a
/// damaged Content-Encoding, or a wrong CloudEvent in the headers; 413 for one of more than `bytes_max` bytes
/// when unpacked, or of more than Submission::kLinesMax events; 415 for an encoding other than gzip and
/// deflate. An empty array is a submission of no lines.
///
/// Thread: any. Cost: NDJSON about a pass to find its lines; a copy of the body only for CloudEvents.
std::optional<HttpResponse> read_event_body(HttpRequest request, std::size_t bytes_max, Submission& out);

}  // namespace tidemark::engine
