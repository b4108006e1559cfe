#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "config/config.h"
#include "engine/decode/decoder.h"

namespace tidemark::engine::testing {

/// A decoder with everything around it, for lines that come without padding.
class LineDecoder {
 public:
  explicit LineDecoder(config::EventSettings settings = {})
      : settings_(std::move(settings)),
        kinds_(KindTable::make(settings_).take()),
        decoder_(settings_, kinds_, keys_) {}

  /// The line is copied into a buffer of just its length and padding, so that a sanitizer sees any read
  /// beyond. The result holds until the next call.
  Outcome decode(std::string_view line);
  const Decoded& decoded() const { return decoded_; }

  /// The event as native JSON, then " | kind", then " | amount currency" if it has money, or " | reason" if
  /// the money was lost. Or "reason: detail".
  std::string describe(std::string_view line);

  KeyDictionary& keys() { return keys_; }

 private:
  config::EventSettings settings_;
  KeyDictionary keys_;
  KindTable kinds_;
  Decoder decoder_;
  Decoded decoded_;
  std::string buffer_;
};

inline Outcome LineDecoder::decode(std::string_view line) {
  // What lies behind a line in a chunk is the next line: bytes that must not be taken for this one's.
  std::string padded(line);
  padded += R"("}]1e5)";
  padded.resize(line.size() + kLinePadding, '"');
  padded.shrink_to_fit();
  buffer_.swap(padded);
  return decoder_.decode(std::string_view(buffer_).substr(0, line.size()), decoded_);
}

inline std::string LineDecoder::describe(std::string_view line) {
  const Outcome outcome = decode(line);
  if (!outcome.ok()) return std::string(reject_name(outcome.reject)) + ": " + std::string(outcome.detail);
  std::string text;
  append_event_json(text, decoded_.event, keys_);
  text += " | ";
  text += kinds_.name_of(decoded_.event.kind);
  if (decoded_.event.has_amount) {
    text += " | " + format_micro(decoded_.event.amount) + " " + std::string(decoded_.currency);
  }
  if (decoded_.money_reject != Reject::kNone) text += " | " + std::string(reject_name(decoded_.money_reject));
  return text;
}

}  // namespace tidemark::engine::testing
