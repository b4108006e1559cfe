#include "engine/live/submission.h"

#include <algorithm>

#include "engine/base/json_writer.h"
#include "engine/source/chunk.h"

namespace tidemark::engine {

std::string ingest_answer_json(const IngestAnswer& answer, std::string_view durability) {
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  out.key("accepted").unsigned_integer(answer.accepted);
  out.key("duplicates").unsigned_integer(answer.duplicates);
  out.key("rejected").begin_array();
  for (const IngestAnswer::Rejected& rejected : answer.rejected) {
    out.begin_object();
    out.key("line").unsigned_integer(rejected.line);
    out.key("reason").value(rejected.reason);
    out.end_object();
  }
  out.end_array();
  out.key("durability").value(durability);
  out.key("position").value(std::to_string(answer.position));
  out.end_object();
  return json;
}

std::string_view channel_name(Channel channel) {
  switch (channel) {
    case Channel::kHttp:
      return "http";
    case Channel::kZmqRouter:
      return "zmq";
    case Channel::kZmqPull:
      return "zmq_pull";
  }
  return "";
}

void split_lines(std::string_view ndjson, std::vector<Submission::Line>& lines) {
  std::uint32_t number = 0;
  for (std::size_t begin = 0; begin < ndjson.size() && lines.size() <= Submission::kLinesMax;) {
    const std::size_t end = std::min(ndjson.find('\n', begin), ndjson.size());
    ++number;
    if (!is_blank_line(ndjson.substr(begin, end - begin))) lines.push_back({begin, end - begin, number});
    begin = end + 1;
  }
}

Submission submission_of_lines(Channel channel, std::string ndjson, Submission::Done done) {
  Submission submission;
  submission.channel = channel;
  submission.done = std::move(done);
  split_lines(ndjson, submission.lines);
  submission.text = std::move(ndjson);
  submission.text.append(kChunkPadding, '\0');
  return submission;
}

}  // namespace tidemark::engine
