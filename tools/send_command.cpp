#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "engine/base/clock.h"
#include "engine/base/json_writer.h"
#include "tools/client/event_sender.h"
#include "tools/command.h"
#include "tools/console.h"
#include "tools/output_stream.h"
#include "tools/report.h"
#include "tools/text.h"

namespace tidemark::tools {
namespace {

constexpr char kFooter[] =
    R"(EVENTS are read in the order given: NDJSON, .gz or .zst, '-' for stdin. Every batch of lines is acknowledged by
the engine once it is committed. When the connection or the engine breaks, and when the engine is full, it waits
and sends what is not acknowledged again. Events with an event_id count once all the same, as long as the engine
remembers the id (events.dedupe_horizon, 30 days of the events' own time unless set); without one they may count
twice. So let --batch times --window stay well below that for an old log of few events. Lines that are no events
are the engine's dead letters and end nothing.

--resume keeps in a file how far each input is acknowledged, by its content: the same command goes on there, and
on a longer version of the input.

Examples:
  tidemark send shop.ndjson.gz --to tcp://127.0.0.1:7701 --resume shop.sent
  tidemark send shop.ndjson --to http://127.0.0.1:8080 --rate 5000
  tidemark send shop.ndjson --to tcp://127.0.0.1:7701 --speed 3600
  tail -f events.ndjson | tidemark send - --to http://127.0.0.1:8080)";

constexpr std::uint64_t kBatchMax = 10'000;
constexpr std::uint64_t kWindowMax = 1000;
constexpr std::uint64_t kRateMax = 100'000'000;
constexpr std::uint64_t kSecondsMax = 1'000'000;

/// Whether it can be read, told before anything is sent. Empty when it can.
std::string unreadable(const std::string& path) {
  if (path == "-") return {};
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0) return std::strerror(errno);
  if (S_ISDIR(found.st_mode)) return "it is a directory";
  return ::access(path.c_str(), R_OK) == 0 ? std::string() : std::strerror(errno);
}

double per_second(const SendSummary& s) {
  return s.seconds > 0 ? static_cast<double>(s.events) / s.seconds : 0;
}

std::uint64_t total(const SendSummary& s) {
  std::uint64_t sum = 0;
  for (const auto& [reason, count] : s.rejected) sum += count;
  return sum;
}

void write_summary(OutputStream& out, const SendSummary& s) {
  const auto count = [&](std::string_view what, std::uint64_t number, const std::string& note) {
    out.write("  ").write(pad_right(what, 16)).write(pad_left(grouped(number), 16));
    if (!note.empty()) out.write("   ").write(note);
    out.write("\n");
  };
  out.line("Sent " + grouped(s.events) + " events" +
           (s.durability.empty() ? std::string() : ", all acknowledged (durability " + s.durability + ")"));
  if (s.resumed) out.line("  went on where an earlier run had come to");
  count("accepted", s.accepted, percent(s.accepted, s.events));
  count("duplicates", s.duplicates, percent(s.duplicates, s.events));
  std::string reasons;
  for (const auto& [reason, number] : s.rejected)
    reasons += (reasons.empty() ? "" : ", ") + printable(reason, 64) + " " + grouped(number);
  count("rejected", total(s), reasons);
  if (s.sent_again > 0) count("sent again", s.sent_again, "after a break, or when the engine was full");
  out.write("  ").write(pad_right("time", 16));
  out.line(seconds_text(s.seconds) + ", " + fixed(per_second(s), 0) + " events/s");
}

std::string summary_json(const SendSummary& s) {
  std::string text;
  JsonWriter json(text);
  json.begin_object().key("events").unsigned_integer(s.events).key("accepted").unsigned_integer(s.accepted);
  json.key("duplicates").unsigned_integer(s.duplicates).key("rejected").begin_object();
  for (const auto& [reason, number] : s.rejected) {
    std::string quoted;
    append_json_string(quoted, reason);
    json.key(std::string_view(quoted).substr(1, quoted.size() - 2)).unsigned_integer(number);
  }
  json.end_object().key("sent_again").unsigned_integer(s.sent_again).key("resumed").value(s.resumed);
  json.key("durability").value(s.durability).key("seconds").value(s.seconds);
  json.key("events_per_second").value(per_second(s)).end_object();
  return text;
}

class SendCommand final : public Command {
 public:
  std::string_view name() const override { return "send"; }
  std::string_view summary() const override { return "Play event logs into a running engine, acknowledged"; }

  void define(OptionList& options) override {
    options.words("EVENTS", options_.read.inputs, "Event logs in order; '-' is stdin");
    options.text("--to", "URL", url_, "The engine: tcp://HOST:PORT (ZeroMQ) or http://HOST:PORT", true);
    options.number("--batch", "LINES", batch_, 1, kBatchMax, "Lines sent together [500]");
    options.number("--window", "N", window_, 1, kWindowMax,
                   "Batches without answer at a time [8; http has 1]");
    options.number("--rate", "N", rate_, 1, kRateMax, "Events a second [as fast as they are taken]");
    options.number("--speed", "X", speed_, 1, kRateMax, "So much faster than they happened");
    options.text("--resume", "FILE", options_.resume,
                 "Keep in it how far inputs are acknowledged; go on there");
    options.number("--give-up", "SECONDS", give_up_, 1, kSecondsMax,
                   "How long to wait for an engine that does not answer [60]");
    options.flag("--json", json_, "Closing summary as one JSON object");
    options.footer(kFooter);
  }

  ExitCode run() override {
    const std::vector<std::string>& inputs = options_.read.inputs;
    const auto stdins = std::count(inputs.begin(), inputs.end(), "-");
    if (stdins > 1) return report_usage(name(), "stdin ('-') can be read once only");
    if (stdins > 0 && !options_.resume.empty())
      return report_usage(name(), "--resume: stdin ('-') cannot be read again");
    for (const std::string& input : inputs) {
      const std::string why = unreadable(input);
      if (why.empty()) continue;
      report_error(name(), "cannot read '" + input + "': " + why);
      return ExitCode::kFailed;
    }
    Result<std::unique_ptr<BatchTransport>> transport = open_transport(url_);
    if (!transport.ok()) return report_usage(name(), "--to: " + transport.status().message());
    return send(transport.take());
  }

 private:
  ExitCode send(std::unique_ptr<BatchTransport> transport) {
    options_.read.batch_lines = batch_;
    options_.read.per_second = static_cast<double>(rate_);
    options_.read.speed = static_cast<double>(speed_);
    options_.window = window_;
    options_.give_up_seconds = static_cast<double>(give_up_);
    Console console(STDERR_FILENO, ::isatty(STDERR_FILENO) == 1);
    EventSender sender(options_, std::move(transport), system_clock(),
                       [&](const SendSummary& so_far, double fraction) {
                         console.progress({so_far.events, fraction, so_far.seconds});
                       });
    const Status sent = sender.run();
    (void)console.finish();  // nothing but the bar went there
    if (!sent.ok()) return report_failure(name(), sent);
    OutputStream out(STDOUT_FILENO);
    if (json_) {
      out.line(summary_json(sender.summary()));
    } else {
      write_summary(out, sender.summary());
    }
    const Status written = out.flush();
    return written.ok() ? ExitCode::kDone : report_failure(name(), written);
  }

  EventSender::Options options_;
  std::string url_;
  std::uint64_t batch_ = 500;
  std::uint64_t window_ = 8;
  std::uint64_t rate_ = 0;
  std::uint64_t speed_ = 0;
  std::uint64_t give_up_ = 60;
  bool json_ = false;
};

}  // namespace

std::unique_ptr<Command> make_send_command() {
  return std::make_unique<SendCommand>();
}

}  // namespace tidemark::tools
