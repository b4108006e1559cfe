#include "engine/zmq/alert_message.h"

#include <array>
#include <charconv>

#include "engine/base/assert.h"
#include "engine/base/json_writer.h"
#include "engine/commit/alert_envelope.h"

namespace tidemark::engine {
namespace {

int hex_digit(char c) {
  return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}

/// The character an escape of JsonWriter's stands for; `at` is on the one behind the backslash and is moved
/// to the escape's last. Those with hex digits are control characters: the first two digits are 0.
char unescaped(std::string_view text, std::size_t& at) {
  switch (text[at]) {
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'u':
      at += 4;
      return static_cast<char>(hex_digit(text[at - 1]) * 16 + hex_digit(text[at]));
    default:
      return text[at];
  }
}

void append_for_topic(std::string& topic, char c) {
  if (c == '.') {
    topic.append("%2E");
  } else if (c == '%') {
    topic.append("%25");
  } else {
    topic.push_back(c);
  }
}

}  // namespace

std::string alert_topic(const CommittedAlert& alert) {
  const std::string_view customer = alert_member(alert.json, "subject");
  TM_ASSERT(!customer.empty());
  std::string topic;
  topic.reserve(alert.level.size() + alert.value.size() + 32);
  topic.append(alert.level).append(".").append(alert.value).append(".");
  for (std::size_t i = 0; i < customer.size(); ++i) {
    const char c = customer[i] == '\\' ? unescaped(customer, ++i) : customer[i];
    append_for_topic(topic, c);
  }
  return topic;
}

Sequence alert_previous(const CommittedAlert& alert) {
  const std::string_view digits = alert_member(alert.json, "prevsequence");
  Sequence previous = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), previous);
  TM_ASSERT(parsed.ec == std::errc());
  return previous;
}

Sent send_alert(zmq::socket_t& socket, std::span<const std::string_view> envelope,
                const CommittedAlert& alert, std::uint32_t epoch, std::string_view topic) {
  const std::string cursor = std::to_string(epoch) + ":" + std::to_string(alert.sequence);
  const std::string previous = std::to_string(alert_previous(alert));
  std::array<std::string_view, 6> frames;
  TM_ASSERT(envelope.size() + 4 <= frames.size());
  std::size_t count = 0;
  for (const std::string_view frame : envelope) frames[count++] = frame;
  for (const std::string_view frame :
       {topic, std::string_view(cursor), std::string_view(previous), std::string_view(alert.json)}) {
    frames[count++] = frame;
  }
  return send(socket, std::span(frames).first(count));
}

std::string heartbeat_json(std::uint32_t epoch, Sequence last,
                           const std::map<std::string, Sequence>& levels) {
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  out.key("epoch").unsigned_integer(epoch);
  out.key("last").unsigned_integer(last);
  out.key("levels").begin_object();
  for (const auto& [level, sequence] : levels) out.key(level).unsigned_integer(sequence);
  out.end_object();
  out.end_object();
  return json;
}

}  // namespace tidemark::engine
