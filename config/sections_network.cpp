// Groups that say where others connect: http, zmq.
#include <charconv>

#include "config/sections.h"

namespace tidemark::config {
namespace {

constexpr std::uint64_t kMessageMin = 4ULL << 10;
constexpr std::uint64_t kMessageMax = 256ULL << 20;

bool is_loopback(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() && port <= 65535;
}

Problem not_loopback(std::string_view text) {
  return {"is reachable from other machines, which needs keys that this version does not have: '" +
              std::string(text) + "'",
          "use 127.0.0.1, and a proxy or tunnel in front"};
}

/// "127.0.0.1:8080", or "" for none.
Verdict parse_listen(std::string_view text, std::string& out) {
  const std::size_t colon = text.rfind(':');
  if (!text.empty() && (colon == std::string_view::npos || colon == 0 || !is_port(text.substr(colon + 1))))
    return Problem{"is no address with a port: '" + std::string(text) + "'",
                   "write 127.0.0.1:8080, or \"\" for none"};
  if (!text.empty() && !is_loopback(text.substr(0, colon))) return not_loopback(text);
  out = text;
  return std::nullopt;
}

/// "tcp://127.0.0.1:7701", "ipc:///run/tidemark/ingest", or "" for none.
Verdict parse_endpoint(std::string_view text, std::string& out) {
  constexpr std::string_view kTcp = "tcp://";
  if (text.starts_with(kTcp)) {
    std::string listen;
    const Verdict verdict = parse_listen(text.substr(kTcp.size()), listen);
    if (verdict) return verdict;
  } else if (!text.empty() && !text.starts_with("ipc:///")) {
    return Problem{"is no endpoint: '" + std::string(text) + "'",
                   "write tcp://127.0.0.1:7701, ipc:///path, or \"\" for none"};
  }
  out = text;
  return std::nullopt;
}

}  // namespace

void read_http(Item item, HttpSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("listen", [&](auto text) { return parse_listen(text, out.listen); });
  section.read("body_max",
               [&](auto text) { return parse_size(text, kMessageMin, kMessageMax, out.body_bytes_max); });
  section.read("connections", [&](auto text) {
    return parse_whole_as(text, {1, 1'000'000}, out.connections);
  });
  section.finish();
}

void read_zmq(Item item, ZmqSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("ingest", [&](auto text) { return parse_endpoint(text, out.ingest); });
  section.read("pull", [&](auto text) { return parse_endpoint(text, out.pull); });
  section.read("alerts", [&](auto text) { return parse_endpoint(text, out.alerts); });
  section.read("catch_up", [&](auto text) { return parse_endpoint(text, out.catch_up); });
  section.read("message_max",
               [&](auto text) { return parse_size(text, kMessageMin, kMessageMax, out.message_bytes_max); });
  section.finish();
}

}  // namespace tidemark::config
