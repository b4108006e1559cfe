#include "engine/api/event_body.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "engine/api/cloud_event.h"
#include "engine/api/content_encoding.h"
#include "engine/decode/json_scanner.h"
#include "engine/source/chunk.h"

namespace tidemark::engine {
namespace {

using Lines = std::vector<Submission::Line>;

constexpr std::size_t kNone = std::string_view::npos;
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool opens(char c) {
  return c == '{' || c == '[';
}
bool closes(char c) {
  return c == '}' || c == ']';
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(kBlanks, at), text.size());
}

/// Behind the string whose quote is at `at`. None when it does not end on its line, as strings do.
std::size_t end_of_string(std::string_view text, std::size_t at) {
  for (std::size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return kNone;
}

/// Behind the object or array that begins at `at`, by its brackets alone; none when it does not end.
std::size_t end_of_brackets(std::string_view text, std::size_t at) {
  unsigned depth = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    if (text[i] == '"') {
      i = end_of_string(text, i);
      if (i == kNone) return kNone;
      --i;
    } else if (opens(text[i])) {
      ++depth;
    } else if (closes(text[i]) && --depth == 0) {
      return i + 1;
    }
  }
  return kNone;
}

std::size_t end_of_item(std::string_view text, std::size_t at) {
  if (at == text.size()) return kNone;
  if (opens(text[at])) return end_of_brackets(text, at);
  if (text[at] == '"') return end_of_string(text, at);
  const std::size_t end = text.find_first_of(",] \t\r\n", at);
  return end == at ? kNone : end;
}

bool too_many(const Lines& lines) {
  return lines.size() > Submission::kLinesMax;
}

/// The items of the array at `at`. False when it is none, or more than it follows.
bool split_array(std::string_view text, std::size_t at, Lines& items) {
  items.clear();
  at = skip_blanks(text, at + 1);
  for (bool more = at < text.size() && text[at] != ']'; more;) {
    const std::size_t end = end_of_item(text, at);
    if (end == kNone) return false;
    items.push_back({at, end - at, static_cast<std::uint32_t>(items.size() + 1)});
    if (too_many(items)) return true;
    at = skip_blanks(text, end);
    more = at < text.size() && text[at] == ',';
    if (more) at = skip_blanks(text, at + 1);
  }
  return at < text.size() && text[at] == ']' && skip_blanks(text, at + 1) == text.size();
}

/// Objects one behind the other, each over as many lines as it likes. False when there is anything else.
bool split_sequence(std::string_view text, std::size_t at, Lines& items) {
  items.clear();
  auto line =
      static_cast<std::uint32_t>(1 + std::count(text.begin(), text.begin() + static_cast<long>(at), '\n'));
  while (at < text.size()) {
    const std::size_t end = text[at] == '{' ? end_of_brackets(text, at) : kNone;
    if (end == kNone) return false;
    items.push_back({at, end - at, line});
    if (too_many(items)) return true;
    const std::size_t next = skip_blanks(text, end);
    const auto from = text.begin() + static_cast<long>(at);
    line += static_cast<std::uint32_t>(std::count(from, text.begin() + static_cast<long>(next), '\n'));
    at = next;
  }
  return true;
}

/// Whether the value at `at` ends on its own line.
bool ends_on_its_line(std::string_view text, std::size_t at) {
  return end_of_brackets(text.substr(0, text.find('\n', at)), at) != kNone;
}

/// What of a body is an event each. Gives what is wrong with it.
std::optional<std::string> split(std::string& body, Submission& out) {
  if (body.starts_with(kByteOrderMark)) body.replace(0, kByteOrderMark.size(), kByteOrderMark.size(), ' ');
  const std::size_t first = skip_blanks(body, 0);
  if (first == body.size()) return "the body is empty";
  if (body[first] == '[' && split_array(body, first, out.lines)) return std::nullopt;
  if (opens(body[first]) && !ends_on_its_line(body, first)) {
    if (body[first] == '[') return "the body is an array that is not valid JSON, or is cut";
    if (split_sequence(body, first, out.lines)) return std::nullopt;
  }
  out.lines.clear();
  split_lines(body, out.lines);
  return std::nullopt;
}

std::string_view text_of(const Submission& submission, const Submission::Line& line) {
  return std::string_view(submission.text).substr(line.offset, line.bytes);
}

/// Nothing as soon as something is JSON; else what is wrong with the first of the lines.
std::optional<std::string> find_json(const Submission& submission) {
  JsonScanner scanner;
  std::string wrong;
  for (const Submission::Line& line : submission.lines) {
    scanner.begin(text_of(submission, line));
    scanner.skip_blanks();
    JsonValue value;
    if (scanner.value(value) && scanner.finish()) return std::nullopt;
    if (wrong.empty()) {
      wrong = "there is no JSON in the body: line " + std::to_string(line.number) + ", byte " +
              std::to_string(scanner.position()) + ": " + scanner.error();
    }
  }
  if (submission.lines.empty()) return std::nullopt;  // an empty array
  return wrong;
}

/// Each line that is a CloudEvent as the native event it carries.
void map_cloud_events(Submission& out) {
  std::string text;
  text.reserve(out.text.size());
  CloudEventReader reader;
  for (Submission::Line& line : out.lines) {
    const std::size_t begin = text.size();
    if (!reader.append_structured(text_of(out, line), text)) text.append(text_of(out, line));
    line.offset = begin;
    line.bytes = text.size() - begin;
  }
  text.append(kChunkPadding, '\0');
  out.text = std::move(text);
}

std::optional<HttpResponse> read_binary(const HttpRequest& request, Submission& out) {
  if (const auto wrong = CloudEventReader().append_binary(request, out.text))
    return http_problem(400, *wrong);
  out.lines.push_back({0, out.text.size(), 1});
  out.text.append(kChunkPadding, '\0');
  return std::nullopt;
}

}  // namespace

std::optional<HttpResponse> read_event_body(HttpRequest request, std::size_t bytes_max, Submission& out) {
  static_assert(kHttpBodyPadding >= kChunkPadding && kChunkPadding >= kLinePadding);
  out.channel = Channel::kHttp;
  if (auto answer = unpack_body(request, bytes_max)) return answer;
  const CloudEventMode mode = cloud_event_mode(request);
  if (mode == CloudEventMode::kBinary) return read_binary(request, out);
  const bool cloud_events =
      mode != CloudEventMode::kNone || request.body.find("\"specversion\"") != std::string::npos;
  if (const auto wrong = split(request.body, out)) return http_problem(400, *wrong);
  if (too_many(out.lines)) {
    return http_problem(413, "there are more than " + std::to_string(Submission::kLinesMax) +
                                 " events in the body; send them in several requests");
  }
  out.text = std::move(request.body);
  out.text.append(kChunkPadding, '\0');
  if (const auto wrong = find_json(out)) return http_problem(400, *wrong);
  if (cloud_events) map_cloud_events(out);
  return std::nullopt;
}

}  // namespace tidemark::engine
