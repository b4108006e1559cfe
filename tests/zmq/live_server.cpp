#include "tests/zmq/live_server.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "engine/zmq/alert_message.h"
#include "tests/engine/life.h"

namespace tidemark::engine::testing {
namespace {

constexpr const char* kAnyPort = "tcp://127.0.0.1:*";

std::string temporary_directory() {
  std::string path = std::filesystem::temp_directory_path().string() + "/tidemark_zmq.XXXXXX";
  EXPECT_NE(::mkdtemp(path.data()), nullptr);
  return path;
}

}  // namespace

Peer::Peer(zmq::socket_type type, const std::string& endpoint, const std::function<void(zmq::socket_t&)>& set)
    : context_(std::make_unique<zmq::context_t>()), socket_(*context_, type) {
  socket_.set(zmq::sockopt::linger, 0);
  if (set) set(socket_);
  socket_.connect(endpoint);
}

Peer::~Peer() {
  if (socket_) socket_.close();
}

void Peer::send(const Message& message) {
  for (std::size_t i = 0; i < message.size(); ++i) {
    const auto flags = i + 1 < message.size() ? zmq::send_flags::sndmore : zmq::send_flags::none;
    EXPECT_TRUE(socket_.send(zmq::buffer(message[i]), flags).has_value());
  }
}

std::optional<Message> Peer::receive(std::chrono::milliseconds timeout) {
  socket_.set(zmq::sockopt::rcvtimeo, static_cast<int>(timeout.count()));
  Message message;
  zmq::message_t frame;
  do {
    if (!socket_.recv(frame)) return std::nullopt;
    message.push_back(frame.to_string());
  } while (frame.more());
  return message;
}

LiveServer::LiveServer(std::string_view more) : directory_(temporary_directory()), config_(programme(more)) {
  config_.zmq.ingest = config_.zmq.pull = config_.zmq.alerts = config_.zmq.catch_up = kAnyPort;
  start();
}

LiveServer::~LiveServer() {
  stop();
  std::filesystem::remove_all(directory_);
}

void LiveServer::start() {
  LiveOptions options;
  options.config = config_;
  options.data = directory_ + "/data";
  options.clock = config::ClockMode::kEvent;
  options.shards = 2;
  Result<std::unique_ptr<LiveEngine>> engine = LiveEngine::open(options, system_clock());
  ASSERT_TRUE(engine.ok()) << engine.status().message();
  engine_ = engine.take();
  Result<std::unique_ptr<ZmqServer>> server = ZmqServer::start(config_.zmq, *engine_);
  ASSERT_TRUE(server.ok()) << server.status().message();
  server_ = server.take();
}

void LiveServer::stop() {
  if (server_) server_->stop(std::chrono::seconds(5));
  server_.reset();
  if (!engine_) return;
  const Status drained = engine_->drain();
  EXPECT_TRUE(drained.ok()) << drained.message();
  engine_.reset();
}

std::string LiveServer::commit(const std::string& ndjson) {
  Peer peer(zmq::socket_type::dealer, endpoints().ingest);
  peer.send({"commit", ndjson});
  const std::optional<Message> answer = peer.receive();
  EXPECT_TRUE(answer && answer->size() == 2 && (*answer)[0] == "commit");
  if (!answer) return "";
  // The answer comes with the commit, the alerts just behind it: for a first purchase one of tier, lifecycle
  // and segment each.
  purchases_ += static_cast<Sequence>(number_of(answer->back(), "accepted"));
  EXPECT_TRUE(eventually([this] { return engine_->alerts().head().last >= 3 * purchases_; }));
  return answer->back();
}

Peer LiveServer::subscriber(const std::vector<std::string>& prefixes,
                            const std::function<void(zmq::socket_t&)>& set) {
  // XPUB tells of a prefix only when it is new to it, so one of this subscriber's own comes last.
  static int count = 0;
  const std::uint64_t before = counters().subscriptions;
  Peer peer(zmq::socket_type::sub, endpoints().alerts, set);
  for (const std::string& prefix : prefixes) peer.subscribe(prefix);
  peer.subscribe("ready" + std::to_string(++count));
  EXPECT_TRUE(eventually([&] { return counters().subscriptions > before; }));
  // They are told one by one.
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  return peer;
}

std::vector<Message> LiveServer::all_alerts() {
  std::vector<Message> alerts;
  const AlertLog::Head head = engine_->alerts().head();
  std::vector<std::shared_ptr<const CommittedAlert>> page;
  EXPECT_TRUE(engine_->alerts().read(head.oldest - 1, 1 << 30, 1ULL << 40, page).ok());
  // What the store holds and what only memory holds are two pages.
  while (!page.empty() && page.back()->sequence < head.last) {
    EXPECT_TRUE(engine_->alerts().read(page.back()->sequence, 1 << 30, 1ULL << 40, page).ok());
  }
  for (const auto& alert : page) {
    alerts.push_back({alert_topic(*alert), std::to_string(head.epoch) + ":" + std::to_string(alert->sequence),
                      std::to_string(alert_previous(*alert)), alert->json});
  }
  return alerts;
}

std::string purchases(std::size_t first, std::size_t count) {
  std::string lines;
  for (std::size_t i = first; i < first + count; ++i) {
    const std::string n = std::to_string(i);
    lines += line_of("purchase", "c" + n, kYear + static_cast<Millis>(i), "e" + n, "150") + "\n";
  }
  return lines;
}

std::int64_t number_of(std::string_view json, std::string_view key) {
  simdjson::dom::parser parser;
  simdjson::dom::element value;
  if (parser.parse(json.data(), json.size()).at_key(key).get(value)) return -1;
  std::string_view text;
  if (!value.get(text)) return std::atoll(std::string(text).c_str());
  std::int64_t number = -1;
  return value.get(number) ? -1 : number;
}

bool eventually(const std::function<bool()>& holds) {
  for (int i = 0; i < 4000; ++i) {
    if (holds()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return false;
}

Caught ask(Peer& peer, const std::string& request) {
  peer.send({request});
  Caught caught;
  while (std::optional<Message> message = peer.receive()) {
    if (message->front() == "end" || message->front() == "error") {
      caught.end = std::move(*message);
      break;
    }
    caught.alerts.push_back(std::move(*message));
  }
  return caught;
}

std::string request_after(std::string_view cursor, std::string_view topic, std::size_t limit) {
  std::string json = R"({"after":")";
  json.append(cursor).append(R"(","topic":")").append(topic).append(R"(","limit":)");
  return json + std::to_string(limit) + "}";
}

std::vector<Message> catch_up(Peer& peer, std::string cursor, std::string_view topic, std::size_t limit) {
  std::vector<Message> alerts;
  for (;;) {
    Caught caught = ask(peer, request_after(cursor, topic, limit));
    EXPECT_TRUE(caught.end.size() == 2 && caught.end[0] == "end")
        << (caught.end.empty() ? "" : caught.end.back());
    if (caught.end.size() != 2 || caught.end[0] != "end") return alerts;
    alerts.insert(alerts.end(), caught.alerts.begin(), caught.alerts.end());
    const std::string& end = caught.end[1];
    if (number_of(end, "scanned") == number_of(end, "head")) return alerts;
    cursor = std::to_string(number_of(end, "epoch")) + ":" + std::to_string(number_of(end, "scanned"));
  }
}

}  // namespace tidemark::engine::testing
