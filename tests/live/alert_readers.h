#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>
#include <zmq.hpp>

#include "tests/live/alert_trail.h"
#include "tests/live/http_client.h"
#include "tests/live/service.h"

namespace tidemark::live {

/// A program that reads alerts through all restarts and keeps what it applied. Thread: one of its own.
class AlertReader {
 public:
  explicit AlertReader(const Service& service) : service_(service) {}
  virtual ~AlertReader() { join(); }
  AlertReader(const AlertReader&) = delete;
  AlertReader& operator=(const AlertReader&) = delete;

  void begin() {
    thread_ = std::thread([this] { read(); });
  }
  /// Until it has applied so many; false after some seconds.
  bool reaches(std::size_t count) const;
  /// Ends it.
  const Trail& trail() {
    join();
    return trail_;
  }
  std::vector<std::string> complaints() {
    join();
    return complaints_;
  }
  std::size_t count() const { return count_.load(); }

 protected:
  virtual void read() = 0;
  void join() {
    stop_.store(true);
    if (thread_.joinable()) thread_.join();
  }
  void apply(Alert alert) {
    trail_.push_back(std::move(alert));
    count_.store(trail_.size());
  }
  void complain(const std::string& text);

  const Service& service_;
  std::atomic<bool> stop_{false};
  Trail trail_;

 private:
  std::atomic<std::size_t> count_{0};
  std::vector<std::string> complaints_;
  std::thread thread_;
};

/// A subscriber as the contract wants one: applies a message whose previous sequence is the last it has of
/// that level, else catches up with that level. Each level has a cursor of its own: a message of another one
/// may have been applied since, and what is missed lies before it.
class ZmqReader final : public AlertReader {
 public:
  /// `prefix`: "" for everything, or "<level>.".
  ZmqReader(const Service& service, std::string prefix) : AlertReader(service), prefix_(std::move(prefix)) {}
  ~ZmqReader() override { join(); }

  /// Leaves what comes unread, or goes on.
  void pause(bool paused) { paused_.store(paused); }
  std::uint64_t live() const { return live_.load(); }            ///< applied as they happened
  std::uint64_t caught_up() const { return caught_up_.load(); }  ///< applied from behind the cursor

 private:
  void read() override;
  void connect_catch_up();
  void take_live(const std::vector<zmq::message_t>& frames);
  void take_heartbeat(std::string_view json);
  /// Asks until the head; gives up when no answer comes, for the next message to try again.
  void catch_up(const std::string& level);
  bool take_page(const std::string& level, bool& at_head);
  /// False when it does not follow what is here.
  bool take(std::string_view cursor, std::string_view previous, std::string_view topic,
            std::string_view body);

  const std::string prefix_;
  std::atomic<bool> paused_{false};
  std::atomic<std::uint64_t> live_{0};
  std::atomic<std::uint64_t> caught_up_{0};
  zmq::context_t context_{1};
  zmq::socket_t subscription_;
  zmq::socket_t catch_up_;
  std::map<std::string, std::uint64_t> levels_;  ///< the last that was applied
};

/// GET /v1/alerts/stream with Last-Event-ID.
class SseReader final : public AlertReader {
 public:
  using AlertReader::AlertReader;
  ~SseReader() override { join(); }
  std::uint64_t connections() const { return connections_.load(); }

 private:
  void read() override;
  void read_connection(HttpClient& client);
  void take(std::string_view event);

  std::atomic<std::uint64_t> connections_{0};
};

}  // namespace tidemark::live
