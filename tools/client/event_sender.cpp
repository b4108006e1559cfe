#include "tools/client/event_sender.h"

#include <algorithm>
#include <charconv>

#include "tools/client/resume_file.h"
#include "tools/json_value.h"
#include "tools/report.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

using Kind = TransportEvent::Kind;

constexpr std::uint64_t kPauseMinUs = 100'000;
constexpr std::uint64_t kPauseMaxUs = 5'000'000;
constexpr std::uint64_t kShowUs = 200'000;
/// What was answered since is sent again when this process is killed, so it is little.
constexpr std::uint64_t kSaveUs = 20'000;
constexpr std::uint64_t kWaitMaxUs = 100'000;

std::uint64_t number_of(const JsonValue& json, std::string_view key) {
  const std::string_view text = json.text_of(key);
  std::uint64_t number = 0;
  (void)std::from_chars(text.data(), text.data() + text.size(), number);  // absent: none
  return number;
}

}  // namespace

EventSender::EventSender(Options options, std::unique_ptr<BatchTransport> transport, const Clock& clock,
                         OnProgress on_progress)
    : options_(std::move(options)),
      transport_(std::move(transport)),
      clock_(clock),
      on_progress_(std::move(on_progress)) {
  options_.window = std::min(options_.window, transport_->window_max());
}

Status EventSender::run() {
  begun_us_ = heard_us_ = clock_.monotonic_us();
  Status status = open();
  if (status.ok()) status = loop();
  summary_.seconds = static_cast<double>(clock_.monotonic_us() - begun_us_) / 1e6;
  for (std::size_t i = 0; reader_ != nullptr && i < options_.read.inputs.size(); ++i) {
    summary_.resumed = summary_.resumed || reader_->known_of(i) >= 0;
  }
  const Status saved = save();
  return status.ok() ? saved : status;
}

Status EventSender::open() {
  if (!options_.resume.empty()) {
    Result<std::vector<engine::SourcePosition>> positions = read_resume_file(options_.resume);
    if (!positions.ok()) return positions.status();
    positions_ = positions.take();
  }
  options_.read.known = positions_;
  position_of_.assign(options_.read.inputs.size(), -1);
  reader_ = std::make_unique<BatchReader>(options_.read);
  return {};
}

Status EventSender::loop() {
  while (!read_all_ || !window_.empty()) {
    const std::uint64_t now_us = clock_.monotonic_us();
    if (window_.empty()) heard_us_ = now_us;
    TM_RETURN_IF_ERROR(check_patience());
    if (lost_ && now_us >= again_us_) send_again();
    if (!lost_) TM_RETURN_IF_ERROR(fill(now_us));
    TM_RETURN_IF_ERROR(settle());
    if (read_all_ && window_.empty()) break;
    TM_RETURN_IF_ERROR(handle(transport_->next(patience(now_us))));
    show_progress(now_us);
  }
  return read_error_;
}

/// Reads and sends until the window is full, nothing is due, or the inputs end.
Status EventSender::fill(std::uint64_t now_us) {
  while (!read_all_ && window_.size() < options_.window) {
    Pending pending;
    const Result<BatchReader::Step> step = reader_->next(now_us, pending.batch);
    if (!step.ok() || *step == BatchReader::Step::kEnd) {
      read_error_ = step.status();
      read_all_ = true;
    } else if (*step == BatchReader::Step::kWait) {
      return {};
    } else {
      if (window_.empty()) heard_us_ = now_us;
      pending.id = next_id_++;
      window_.push_back(std::move(pending));
      Pending& sent = window_.back();
      if (sent.batch.lines > 0) {
        transport_->send(sent.id, sent.batch.ndjson);
      } else {
        finish(sent);
      }
    }
  }
  return {};
}

void EventSender::send_again() {
  lost_ = false;
  for (Pending& pending : window_) {
    if (pending.answered) continue;
    summary_.sent_again += pending.batch.lines;
    transport_->send(pending.id, pending.batch.ndjson);
  }
}

Status EventSender::handle(TransportEvent event) {
  if (event.kind == Kind::kNothing) return {};
  if (event.kind == Kind::kFailed) return Status::foreign(std::move(event.text));
  if (event.kind == Kind::kLost) {
    lose(event);
    return {};
  }
  heard_us_ = clock_.monotonic_us();
  pause_us_ = 0;
  const auto pending = std::find_if(window_.begin(), window_.end(), [&](const Pending& candidate) {
    return candidate.id == event.batch && !candidate.answered;
  });
  if (pending == window_.end()) return {};  // answered twice, because it was sent twice
  return event.kind == Kind::kAnswer ? take_answer(*pending, event.text) : take_refusal(*pending, event);
}

void EventSender::lose(const TransportEvent& event) {
  const std::uint64_t now_us = clock_.monotonic_us();
  if (event.engine_lives) heard_us_ = now_us;
  if (!event.engine_lives && event.text != trouble_) log_warning(event.text + "; trying again");
  trouble_ = event.text;
  pause_us_ = std::clamp(2 * pause_us_, kPauseMinUs, kPauseMaxUs);
  const auto asked_us = static_cast<std::uint64_t>(event.wait.count()) * 1000;
  again_us_ = now_us + std::max(asked_us, event.engine_lives ? 0 : pause_us_);
  lost_ = true;
}

Status EventSender::take_answer(Pending& pending, const std::string& text) {
  const Result<JsonValue> json = parse_json(text);
  const JsonValue* const rejected = json.ok() ? json->find("rejected") : nullptr;
  if (rejected == nullptr) return Status::foreign("this is no answer of an engine: " + printable(text, 256));
  summary_.accepted += number_of(*json, "accepted");
  summary_.duplicates += number_of(*json, "duplicates");
  for (const JsonValue& line : rejected->items) ++summary_.rejected[std::string(line.text_of("reason"))];
  summary_.durability = json->text_of("durability");
  trouble_.clear();
  finish(pending);
  return {};
}

/// The rest of the log is no worse for it.
Status EventSender::take_refusal(Pending& pending, const TransportEvent& event) {
  if (event.too_large && pending.batch.lines > 1)
    return Status::foreign(event.text + " (a smaller --batch may pass)");
  summary_.rejected[event.too_large ? "too_large" : "bad_json"] += pending.batch.lines;
  finish(pending);
  return {};
}

void EventSender::finish(Pending& pending) {
  const EventBatch& batch = pending.batch;
  summary_.events += batch.lines + batch.lines_too_large;
  if (batch.lines_too_large > 0) summary_.rejected["too_large"] += batch.lines_too_large;
  pending.answered = true;
}

/// What is answered without a gap before it is done with.
Status EventSender::settle() {
  while (!window_.empty() && window_.front().answered) {
    remember(window_.front().batch);
    window_.pop_front();
  }
  return clock_.monotonic_us() - saved_us_ < kSaveUs ? Status() : save();
}

void EventSender::remember(const EventBatch& batch) {
  if (options_.resume.empty() || options_.read.inputs[batch.input] == "-") return;
  std::ptrdiff_t& place = position_of_[batch.input];
  if (place < 0) place = reader_->known_of(batch.input);
  if (place < 0) {
    place = static_cast<std::ptrdiff_t>(positions_.size());
    positions_.emplace_back();
  }
  positions_[static_cast<std::size_t>(place)] = batch.end;
  unsaved_ = true;
}

Status EventSender::save() {
  if (!unsaved_) return {};
  saved_us_ = clock_.monotonic_us();
  unsaved_ = false;
  return write_resume_file(options_.resume, positions_);
}

Status EventSender::check_patience() const {
  const double silent = static_cast<double>(clock_.monotonic_us() - heard_us_) / 1e6;
  if (silent < options_.give_up_seconds) return {};
  return Status::foreign("the engine has not answered for " + seconds_text(silent) +
                         (trouble_.empty() ? std::string() : " (" + trouble_ + ")") + "; " +
                         grouped(summary_.events) + " events were answered before");
}

/// How long to wait for an answer before there is something else to do.
std::chrono::milliseconds EventSender::patience(std::uint64_t now_us) const {
  std::uint64_t until_us = now_us + kWaitMaxUs;
  if (lost_) {
    until_us = std::min(until_us, again_us_);
  } else if (!read_all_ && window_.size() < options_.window) {
    until_us = std::min(until_us, reader_->due_us());
  }
  return std::chrono::milliseconds(until_us > now_us ? (until_us - now_us + 999) / 1000 : 0);
}

void EventSender::show_progress(std::uint64_t now_us) {
  if (!on_progress_ || now_us - shown_us_ < kShowUs) return;
  shown_us_ = now_us;
  summary_.seconds = static_cast<double>(now_us - begun_us_) / 1e6;
  on_progress_(summary_, reader_->fraction());
}

}  // namespace tidemark::tools
