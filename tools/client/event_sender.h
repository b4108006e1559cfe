#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/clock.h"
#include "tools/client/batch_reader.h"
#include "tools/client/batch_transport.h"

namespace tidemark::tools {

struct SendSummary {
  std::uint64_t events = 0;  ///< lines the engine has answered for, with those it refused
  std::uint64_t accepted = 0;
  std::uint64_t duplicates = 0;
  std::map<std::string, std::uint64_t> rejected;  ///< by reason
  std::uint64_t sent_again = 0;  ///< lines, after a connection was lost or the engine was full
  bool resumed = false;          ///< an input went on where it had been left
  std::string durability;        ///< what the last answer promised
  double seconds = 0;
};

/// Plays logs into a running engine: up to `window` batches are without answer at a time; when the way to the
/// engine is lost they are sent again, in order, as soon as it is back.
///
///     inputs → BatchReader → window ══▶ BatchTransport ══▶ engine
///                              ▲                             │
///                              ╰────── answers, in order ◀───╯──▶ resume file
///
/// Thread: one. Memory: `window` batches and a chunk of the input.
class EventSender {
 public:
  struct Options {
    BatchReader::Options read;
    std::size_t window = 8;
    std::string resume;           ///< file that says how far inputs were taken; empty: none
    double give_up_seconds = 60;  ///< without any answer
  };
  /// `on_progress` is called some times a second, with the part of the input that was read.
  using OnProgress = std::function<void(const SendSummary& so_far, double fraction)>;

  EventSender(Options options, std::unique_ptr<BatchTransport> transport, const Clock& clock,
              OnProgress on_progress);

  /// Until everything is answered. Errors: kForeign: an input cannot be read, the engine does not answer, or
  /// refuses for good. What was answered until then is in summary() and in the resume file.
  Status run();
  const SendSummary& summary() const { return summary_; }

 private:
  struct Pending {
    std::uint64_t id = 0;
    EventBatch batch;
    bool answered = false;
  };

  Status open();
  Status loop();
  Status fill(std::uint64_t now_us);
  void send_again();
  Status handle(TransportEvent event);
  Status take_answer(Pending& pending, const std::string& json);
  Status take_refusal(Pending& pending, const TransportEvent& event);
  void lose(const TransportEvent& event);
  void finish(Pending& pending);
  Status settle();
  void remember(const EventBatch& batch);
  Status save();
  Status check_patience() const;
  std::chrono::milliseconds patience(std::uint64_t now_us) const;
  void show_progress(std::uint64_t now_us);

  Options options_;
  const std::unique_ptr<BatchTransport> transport_;
  const Clock& clock_;
  const OnProgress on_progress_;
  std::unique_ptr<BatchReader> reader_;
  std::deque<Pending> window_;  ///< in order; whose batches have ended at the front leave it
  std::uint64_t next_id_ = 1;
  bool read_all_ = false;
  Status read_error_;  ///< told when what came before it is answered
  SendSummary summary_;

  bool lost_ = false;
  std::uint64_t again_us_ = 0;  ///< lost_: when to send again
  std::uint64_t pause_us_ = 0;  ///< grows while nothing is answered
  std::uint64_t heard_us_ = 0;  ///< the engine has last said something, or had nothing to say something to
  std::string trouble_;         ///< why lost_, the last time

  std::vector<engine::SourcePosition> positions_;  ///< of the resume file
  std::vector<std::ptrdiff_t> position_of_;        ///< an input's place in it; -1: none yet
  bool unsaved_ = false;
  std::uint64_t begun_us_ = 0;
  std::uint64_t shown_us_ = 0;
  std::uint64_t saved_us_ = 0;
};

}  // namespace tidemark::tools
