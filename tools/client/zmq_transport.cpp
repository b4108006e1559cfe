#include <charconv>

#include "tools/client/batch_transport.h"
#include "tools/client/zmq_client.h"

namespace tidemark::tools {
namespace {

using Kind = TransportEvent::Kind;

class ZmqTransport final : public BatchTransport {
 public:
  ZmqTransport(std::string url, std::unique_ptr<ZmqClient> client)
      : url_(std::move(url)), client_(std::move(client)) {}

  std::size_t window_max() const override { return 1000; }

  void send(std::uint64_t batch, std::string_view ndjson) override {
    client_->send({std::to_string(batch), ndjson});
  }

  TransportEvent next(std::chrono::milliseconds timeout) override {
    std::optional<Frames> answer = client_->receive();
    if (!answer) {
      ZmqClient::wait({client_.get()}, timeout);
      answer = client_->receive();
    }
    if (answer) return event_of(*answer);
    TransportEvent event;
    if (!client_->lost()) return event;
    event.kind = Kind::kLost;
    event.text = "the connection to " + url_ + " was lost";
    if (const Status begun = client_->begin(); !begun.ok()) {
      event.kind = Kind::kFailed;
      event.text = begun.message();
    }
    return event;
  }

 private:
  TransportEvent event_of(const Frames& frames) const {
    TransportEvent event;
    event.kind = Kind::kFailed;
    event.text = url_ + " does not answer as an engine does";
    if (frames.size() != 2) return event;
    const std::string& id = frames[0];
    const auto parsed = std::from_chars(id.data(), id.data() + id.size(), event.batch);
    if (parsed.ec != std::errc() || parsed.ptr != id.data() + id.size()) return event;
    if (frames[1].starts_with("{\"error\"")) {
      event.text = url_ + ": " + frames[1];
      return event;
    }
    event.kind = Kind::kAnswer;
    event.text = frames[1];
    return event;
  }

  const std::string url_;
  const std::unique_ptr<ZmqClient> client_;
};

}  // namespace

Result<std::unique_ptr<BatchTransport>> zmq_transport(const std::string& url) {
  Result<std::unique_ptr<ZmqClient>> client = ZmqClient::make(zmq::socket_type::dealer, url);
  if (!client.ok()) return client.status();
  return std::unique_ptr<BatchTransport>(std::make_unique<ZmqTransport>(url, client.take()));
}

}  // namespace tidemark::tools
