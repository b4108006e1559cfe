// Concern: one of fifty subscribers stops reading. The others get every alert as it happens, as before;
// memory stays bounded; and the one that comes back gets everything it has missed.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "tests/live/alert_readers.h"
#include "tests/live/configurations.h"
#include "tests/live/eventually.h"
#include "tests/live/shop.h"

namespace tidemark::live {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kOthers = 49;
constexpr std::size_t kLotLines = 500;
constexpr std::uint64_t kGrowthMax = 300ULL << 20;

/// Subscribers that read all the time and look at sequences only.
class Crowd {
 public:
  explicit Crowd(const Service& service) : context_(2) {
    for (std::size_t i = 0; i < kOthers; ++i) {
      sockets_.emplace_back(context_, zmq::socket_type::sub);
      sockets_.back().set(zmq::sockopt::linger, 0);
      sockets_.back().set(zmq::sockopt::rcvhwm, 0);  // it is not the one that loses something
      sockets_.back().set(zmq::sockopt::subscribe, "");
      sockets_.back().connect(service.alerts());
    }
    thread_ = std::thread([this] { read(); });
  }
  ~Crowd() { stop(); }
  void stop() {
    stop_.store(true);
    if (thread_.joinable()) thread_.join();
  }
  std::uint64_t slowest() const { return slowest_.load(); }  ///< up to there each has everything
  std::uint64_t gaps() const { return gaps_.load(); }
  bool listens() const { return heartbeats_.load(); }  ///< each of them has heard something

 private:
  void read() {
    std::vector<std::uint64_t> last(kOthers);
    std::vector<bool> heard(kOthers);
    std::vector<zmq::pollitem_t> items;
    for (zmq::socket_t& socket : sockets_) items.push_back({socket.handle(), 0, ZMQ_POLLIN, 0});
    while (!stop_.load()) {
      (void)zmq::poll(items.data(), items.size(), 50ms);
      for (std::size_t i = 0; i < kOthers; ++i) {
        if ((items[i].revents & ZMQ_POLLIN) != 0) read_socket(sockets_[i], last[i]);
        heard[i] = heard[i] || items[i].revents != 0;
      }
      slowest_.store(*std::min_element(last.begin(), last.end()));
      heartbeats_.store(std::find(heard.begin(), heard.end(), false) == heard.end());
    }
    for (zmq::socket_t& socket : sockets_) socket.close();
  }

  void read_socket(zmq::socket_t& socket, std::uint64_t& last) {
    zmq::message_t frame;
    for (int i = 0; i < 100 && socket.recv(frame, zmq::recv_flags::dontwait); ++i) {
      const bool alert = frame.to_string_view() != "hb";
      for (int number = 1; frame.more(); ++number) {
        (void)socket.recv(frame);
        if (!alert || number != 1) continue;
        const std::uint64_t sequence = sequence_of(frame.to_string_view());
        if (sequence != last + 1) ++gaps_;
        last = sequence;
      }
    }
  }

  zmq::context_t context_;
  std::vector<zmq::socket_t> sockets_;
  std::atomic<bool> stop_{false};
  std::atomic<bool> heartbeats_{false};
  std::atomic<std::uint64_t> slowest_{0};
  std::atomic<std::uint64_t> gaps_{0};
  std::thread thread_;
};

class LiveSlowReader : public ::testing::Test {
 protected:
  std::uint64_t head() {
    const std::optional<HttpReply> reply = client_.ask(service_.http_port(), "GET", "/v1/alerts?limit=1");
    if (!reply) return 0;
    const std::size_t at = reply->body.find(R"("head":")");
    return sequence_of(std::string_view(reply->body).substr(at + 8));
  }

  /// First purchases of new customers, and waits until everybody of the crowd has the alerts of it. Seconds.
  double publish(Crowd& crowd, int lots) {
    const auto begin = std::chrono::steady_clock::now();
    for (int lot = 0; lot < lots; ++lot) {
      std::string lines;
      for (std::size_t i = 0; i < kLotLines; ++i, ++customers_) {
        const std::string number = std::to_string(customers_);
        lines += purchase_line("e" + number, "c" + number, 1'735'689'600'000, 250'000) + "\n";
      }
      const std::optional<HttpReply> reply = client_.ask(service_.http_port(), "POST", "/v1/events", lines);
      EXPECT_TRUE(reply && reply->status == 200);
      const auto all_have_it = [&] { return head() >= customers_ && crowd.slowest() >= head(); };
      if (!eventually(all_have_it, 30s)) {
        ADD_FAILURE() << crowd.slowest() << " of " << head();
        break;
      }
      memory_max_ = std::max(memory_max_, service_.memory_bytes());
    }
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count() / lots;
  }

  Service service_{kMovingConfig};
  HttpClient client_;
  std::uint64_t customers_ = 0;
  std::uint64_t memory_max_ = 0;
};

TEST_F(LiveSlowReader, HoldsUpNobodyAndCatchesUp) {
  service_.start();
  ZmqReader slow(service_, "");
  slow.begin();
  Crowd crowd(service_);
  ASSERT_TRUE(eventually([&] { return crowd.listens(); }, 30s));
  const double before_s = publish(crowd, 10);
  ASSERT_TRUE(slow.reaches(static_cast<std::size_t>(head())));
  const std::uint64_t memory_before = service_.memory_bytes();
  const std::uint64_t read_before = slow.live() + slow.caught_up();

  slow.pause(true);
  memory_max_ = 0;
  const double during_s = publish(crowd, 25);
  EXPECT_EQ(crowd.gaps(), 0U);
  EXPECT_LT(during_s, 3 * before_s + 0.2) << "seconds a lot, " << before_s << " before";
  EXPECT_LT(memory_max_, memory_before + kGrowthMax);
  crowd.stop();

  const std::uint64_t all = head();
  ASSERT_LT(slow.count(), all);
  slow.pause(false);
  EXPECT_TRUE(slow.reaches(static_cast<std::size_t>(all)));
  const Trail pages = read_pages(service_.http_port(), 1000);
  EXPECT_EQ(pages.size(), all);
  EXPECT_EQ(difference(pages, sorted(slow.trail())), "");
  EXPECT_EQ(faults_of(slow.trail()), std::vector<std::string>());
  EXPECT_EQ(slow.complaints(), std::vector<std::string>());
  EXPECT_GT(slow.caught_up(), 1000U) << "it has missed nothing";
  std::printf("%llu alerts, %llu while one did not read: %.3f s a lot, %.3f before; %llu MiB, %llu before\n",
              static_cast<unsigned long long>(all), static_cast<unsigned long long>(all - read_before),
              during_s, before_s, static_cast<unsigned long long>(memory_max_ >> 20),
              static_cast<unsigned long long>(memory_before >> 20));
}

}  // namespace
}  // namespace tidemark::live
