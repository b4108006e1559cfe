#include "engine/zmq/ingest_port.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>
#include <vector>

#include "engine/base/json_writer.h"
#include "engine/source/chunk.h"

namespace tidemark::engine {
namespace {

/// What libzmq may hold of one sender, in the largest messages.
constexpr std::uint64_t kUnreadBytes = 32ULL << 20;
constexpr std::uint64_t kUnreadMessagesMax = 64;
constexpr std::uint64_t kUnreadMessagesMin = 2;
/// Of a socket, before the others have their turn.
constexpr int kMessagesATurn = 64;

SocketLimits limits_of(const config::ZmqSettings& settings) {
  const std::uint64_t messages =
      std::clamp(kUnreadBytes / settings.message_bytes_max, kUnreadMessagesMin, kUnreadMessagesMax);
  return {IngestPort::kAnswersUnread, static_cast<int>(messages),
          static_cast<std::int64_t>(settings.message_bytes_max)};
}

std::string error_json(std::string_view text) {
  std::string json;
  JsonWriter out(json);
  out.begin_object();
  out.key("error").value(text);
  out.end_object();
  return json;
}

/// A copy that has room for what parsing wants behind it.
std::string text_with_room(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + kChunkPadding);
  text.assign(bytes);
  return text;
}

/// Behind as many lines as a submission may have.
std::size_t end_of_piece(std::string_view text, std::size_t at) {
  for (std::size_t lines = 0; lines < Submission::kLinesMax && at < text.size(); ++lines)
    at = std::min(text.find('\n', at), text.size() - 1) + 1;
  return at;
}

}  // namespace

/// From the commit's thread to the sockets'.
struct IngestPort::Answers {
  struct Answer {
    std::string identity;
    std::string batch_id;
    IngestAnswer answer;
  };
  std::mutex mutex;
  std::vector<Answer> waiting;
};

IngestPort::IngestPort(LiveEngine& engine, std::shared_ptr<WakeEvent> wake, ZmqCounters& counters)
    : engine_(engine), wake_(std::move(wake)), counters_(counters), answers_(std::make_shared<Answers>()) {
  engine_.intake().on_room(Channel::kZmqRouter, [waked = wake_] { waked->signal(); });
}

Status IngestPort::open(zmq::context_t& context, const config::ZmqSettings& settings,
                        config::ZmqSettings& endpoints) {
  const SocketLimits limits = limits_of(settings);
  if (!settings.ingest.empty()) {
    router_ = make_socket(context, zmq::socket_type::router, limits);
    Result<std::string> bound = bind(router_, settings.ingest);
    if (!bound.ok()) return bound.status();
    endpoints.ingest = bound.take();
  }
  if (!settings.pull.empty()) {
    pull_ = make_socket(context, zmq::socket_type::pull, limits);
    Result<std::string> bound = bind(pull_, settings.pull);
    if (!bound.ok()) return bound.status();
    endpoints.pull = bound.take();
  }
  return {};
}

void IngestPort::receive() {
  Frames frames;
  for (int i = 0; router_ && i < kMessagesATurn && !held_ && engine::receive(router_, frames); ++i) {
    receive_batch(frames);
  }
  for (int i = 0; pull_ && i < kMessagesATurn && !held_ && engine::receive(pull_, frames); ++i) {
    receive_pulled(frames);
  }
}

void IngestPort::receive_batch(Frames& frames) {
  const std::string_view identity = text_of(frames[0]);
  const std::string_view batch_id = frames.size() > 2 ? text_of(frames[1]) : std::string_view();
  const char* error = frames.size() != 3                   ? "two frames are wanted: [batch id][NDJSON]"
                      : batch_id.size() > kBatchIdBytesMax ? "the batch id is longer than 255 bytes"
                      : frames[2].empty()                  ? "there are no events in the second frame"
                                                           : nullptr;
  if (error != nullptr) {
    ++counters_.malformed;
    return answer(identity, batch_id.substr(0, kBatchIdBytesMax), error_json(error));
  }
  Submission submission = submission_of_lines(Channel::kZmqRouter, text_with_room(text_of(frames[2])),
                                              [answers = answers_, wake = wake_, peer = std::string(identity),
                                               batch = std::string(batch_id)](const IngestAnswer& answer) {
                                                {
                                                  const std::lock_guard lock(answers->mutex);
                                                  answers->waiting.push_back({peer, batch, answer});
                                                }
                                                wake->signal();
                                              });
  if (submission.lines.size() > Submission::kLinesMax) {
    ++counters_.malformed;
    return answer(identity, batch_id,
                  error_json("there are more than " + std::to_string(Submission::kLinesMax) +
                             " lines in the second frame; send them in several batches"));
  }
  ++counters_.batches;
  ++unanswered_;
  take(std::move(submission));
}

void IngestPort::receive_pulled(Frames& frames) {
  if (frames.size() != 1 || frames[0].empty()) {
    ++counters_.malformed;
    return;
  }
  ++counters_.pulled;
  pulled_ = text_with_room(text_of(frames[0]));
  pulled_taken_ = 0;
  take_pulled();
}

/// The pieces of what was pulled, until one has to wait.
void IngestPort::take_pulled() {
  while (!held_ && !pulled_.empty()) {
    const std::size_t end = end_of_piece(pulled_, pulled_taken_);
    std::string piece;
    if (pulled_taken_ == 0 && end == pulled_.size()) {
      piece = std::exchange(pulled_, {});  // nearly always
    } else {
      piece = text_with_room(std::string_view(pulled_).substr(pulled_taken_, end - pulled_taken_));
      if (end == pulled_.size()) pulled_.clear();
    }
    pulled_taken_ = end;
    take(submission_of_lines(Channel::kZmqPull, std::move(piece), {}));
  }
}

void IngestPort::take(Submission submission) {
  submission.received_us = system_clock().monotonic_us();
  if (engine_.intake().offer(submission)) return;
  held_ = std::move(submission);
  ++counters_.waits;
}

void IngestPort::offer_held() {
  if (!held_ || !engine_.intake().offer(*held_)) return;
  held_.reset();
  take_pulled();
}

void IngestPort::send_answers() {
  std::vector<Answers::Answer> answers;
  {
    const std::lock_guard lock(answers_->mutex);
    answers.swap(answers_->waiting);
  }
  for (const Answers::Answer& given : answers) {
    answer(given.identity, given.batch_id, ingest_answer_json(given.answer, engine_.durability()));
  }
  unanswered_ -= answers.size();
}

void IngestPort::answer(std::string_view identity, std::string_view batch_id, std::string_view json) {
  const Sent sent = send(router_, std::array{identity, batch_id, json});
  ++(sent == Sent::kSent ? counters_.answers : counters_.answers_dropped);
}

void IngestPort::close(int linger_ms) {
  for (zmq::socket_t* socket : {&router_, &pull_}) {
    if (!*socket) continue;
    socket->set(zmq::sockopt::linger, linger_ms);
    socket->close();
  }
}

}  // namespace tidemark::engine
