#include <optional>
#include <thread>

#include "tools/client/batch_transport.h"
#include "tools/client/http_client.h"

namespace tidemark::tools {
namespace {

using Kind = TransportEvent::Kind;

constexpr std::chrono::seconds kRetryAfter{1};  // where a server asks to wait and does not say how long

class HttpTransport final : public BatchTransport {
 public:
  explicit HttpTransport(std::unique_ptr<HttpClient> http) : http_(std::move(http)) {}

  /// Two connections would race each other, and one with large batches is fast.
  std::size_t window_max() const override { return 1; }

  void send(std::uint64_t batch, std::string_view ndjson) override {
    batch_ = batch;
    ndjson_ = ndjson;
  }

  TransportEvent next(std::chrono::milliseconds timeout) override {
    if (!ndjson_) {
      std::this_thread::sleep_for(timeout);
      return {};
    }
    Result<HttpReply> reply = http_->post("/v1/events", "application/x-ndjson", *ndjson_);
    ndjson_.reset();
    TransportEvent event = reply.ok() ? event_of(*reply) : lost(reply.status().message());
    event.batch = batch_;
    return event;
  }

 private:
  static TransportEvent lost(std::string why) {
    TransportEvent event;
    event.kind = Kind::kLost;
    event.text = std::move(why);
    return event;
  }

  TransportEvent event_of(HttpReply& reply) const {
    TransportEvent event;
    event.text = reply.status == 200 ? std::move(reply.body) : http_->url() + ": " + reply.problem();
    switch (reply.status) {
      case 200:
        event.kind = Kind::kAnswer;
        break;
      case 400:
      case 413:
        event.kind = Kind::kRefused;
        event.too_large = reply.status == 413;
        break;
      case 429:
      case 503:
        event.kind = Kind::kLost;
        event.engine_lives = reply.status == 429;
        event.wait = reply.retry_after.value_or(kRetryAfter);
        break;
      default:
        event.kind = reply.status == 408 || reply.status >= 500 ? Kind::kLost : Kind::kFailed;
    }
    return event;
  }

  const std::unique_ptr<HttpClient> http_;
  std::uint64_t batch_ = 0;
  std::optional<std::string_view> ndjson_;  ///< of the batch without answer
};

}  // namespace

Result<std::unique_ptr<BatchTransport>> http_transport(const std::string& url) {
  Result<std::unique_ptr<HttpClient>> http = HttpClient::make(url);
  if (!http.ok()) return http.status();
  return std::unique_ptr<BatchTransport>(std::make_unique<HttpTransport>(http.take()));
}

Result<std::unique_ptr<BatchTransport>> open_transport(const std::string& url) {
  if (url.starts_with("http://") || url.starts_with("https://")) return http_transport(url);
  if (url.starts_with("tcp://") || url.starts_with("ipc://")) return zmq_transport(url);
  return Status::invalid("'" + url + "' is neither http://HOST:PORT nor tcp://HOST:PORT");
}

}  // namespace tidemark::tools
