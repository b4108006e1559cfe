#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/api/event_body.h"

/// Requests as a server hands them over, and what is read from them.
namespace tidemark::engine::testing {

inline HttpRequest request_of(std::string_view body, std::vector<HttpField> headers = {}) {
  HttpRequest request;
  request.headers = std::move(headers);
  request.body.reserve(body.size() + kHttpBodyPadding);
  request.body.assign(body);
  return request;
}

struct Read {
  int status = 0;      ///< of the refusal; 0: taken
  std::string detail;  ///< its body
  std::vector<std::string> lines;
  std::vector<unsigned> numbers;
};

inline Read read(HttpRequest request, std::size_t bytes_max = 1 << 20) {
  Submission submission;
  Read read;
  if (const auto answer = read_event_body(std::move(request), bytes_max, submission)) {
    read.status = answer->status;
    read.detail = answer->body;
    return read;
  }
  for (const Submission::Line& line : submission.lines) {
    read.lines.push_back(submission.text.substr(line.offset, line.bytes));
    read.numbers.push_back(line.number);
  }
  return read;
}

inline Read read(std::string_view body, std::vector<HttpField> headers = {}) {
  return read(request_of(body, std::move(headers)));
}

}  // namespace tidemark::engine::testing
