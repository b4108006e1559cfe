#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <thread>
#include <zmq.hpp>

#include "tests/live/http_client.h"
#include "tests/live/ledger.h"
#include "tests/live/service.h"

namespace tidemark::live {

/// A program that sends lots until told to stop, again and again until each is acknowledged, however often
/// the service is gone meanwhile. Thread: one of its own.
class Sender {
 public:
  struct Plan {
    std::function<Lot()> next;           ///< called on the sender's thread
    std::chrono::microseconds pause{0};  ///< after each lot
    std::size_t under_way_max = 8;       ///< lots sent and not acknowledged; HTTP has one
    /// ZeroMQ: without an answer for so long all under way is sent again, on a new connection.
    std::chrono::milliseconds patience{500};
  };

  Sender(const Service& service, Ledger& ledger, Plan plan)
      : service_(service), ledger_(ledger), plan_(std::move(plan)) {}
  virtual ~Sender() { join(); }
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  void begin() {
    thread_ = std::thread([this] { run(); });
  }
  /// Makes no more lots; what there is is still sent until it is acknowledged, for a minute at most.
  void stop() { stop_.store(true); }
  /// After stop(): true when all is acknowledged.
  bool all_acknowledged();

  std::uint64_t acknowledged() const { return acknowledged_.load(); }
  std::uint64_t sent_again() const { return sent_again_.load(); }
  std::uint64_t told_to_wait() const { return told_to_wait_.load(); }  ///< 429 or 503 with Retry-After
  std::uint64_t refusals_without_retry_after() const { return without_retry_after_.load(); }

 protected:
  virtual void run() = 0;
  void join() {
    stop();
    if (thread_.joinable()) thread_.join();
  }
  bool stopped() const { return stop_.load(); }
  /// True a while after stop(): something is wrong.
  bool gives_up();

  const Service& service_;
  Ledger& ledger_;
  const Plan plan_;
  std::atomic<std::uint64_t> acknowledged_{0};
  std::atomic<std::uint64_t> sent_again_{0};
  std::atomic<std::uint64_t> told_to_wait_{0};
  std::atomic<std::uint64_t> without_retry_after_{0};
  std::atomic<bool> done_{false};

 private:
  std::atomic<bool> stop_{false};
  std::chrono::steady_clock::time_point stopped_at_{};
  std::thread thread_;
};

/// POST /v1/events, one after the other, on a connection that is kept.
class HttpSender final : public Sender {
 public:
  using Sender::Sender;
  ~HttpSender() override { join(); }

 private:
  void run() override;
  bool send_until_acknowledged(const Lot& lot);

  HttpClient client_;
};

/// [batch id][NDJSON] from a DEALER, several at a time.
class ZmqSender final : public Sender {
 public:
  using Sender::Sender;
  ~ZmqSender() override { join(); }

 private:
  struct UnderWay {
    std::uint64_t id;
    Lot lot;
    bool sent = false;
  };
  void run() override;
  void connect();
  void send_waiting();
  void receive_answers();
  void acknowledge(const std::string& id, std::string_view answer);

  zmq::context_t context_{1};
  zmq::socket_t socket_;
  std::uint64_t count_ = 0;
  std::deque<UnderWay> under_way_;
  std::chrono::steady_clock::time_point heard_at_{};
};

}  // namespace tidemark::live
