// Beast asserts on what a client sends: a last chunk that arrives as "0\r\n\r" ends a debug build.
#define BOOST_DISABLE_ASSERTS
#include "engine/http/message_parser.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

#include "engine/http/message.h"

namespace tidemark::engine {
namespace http = boost::beast::http;

struct MessageParser::Beast {
  http::request_parser<http::string_body> parser;
  std::size_t line_bytes_max = 0;
};

MessageParser::MessageParser() : beast_(std::make_unique<Beast>()) {}
MessageParser::~MessageParser() = default;

bool MessageParser::put_head(std::string_view block) {
  auto& parser = beast_->parser;
  parser.header_limit(static_cast<std::uint32_t>(block.size() + 1));  // the caller's limit holds
  parser.body_limit(boost::none);  // set by expect_body(), which the caller checks a known length against
  parser.eager(false);
  boost::beast::error_code error;
  const std::size_t used = parser.put(boost::asio::buffer(block.data(), block.size()), error);
  return !error && used == block.size() && parser.is_header_done();
}

void MessageParser::expect_body(std::size_t bytes_max, std::size_t line_bytes_max,
                                std::optional<std::uint64_t> length) {
  auto& parser = beast_->parser;
  beast_->line_bytes_max = line_bytes_max;
  parser.body_limit(bytes_max);
  if (length) parser.get().body().reserve(static_cast<std::size_t>(*length) + kHttpBodyPadding);
}

/// Not eager: a call takes one chunk's line, one chunk's bytes, or the trailers, so that their sizes are
/// seen.
MessageParser::Fed MessageParser::feed(std::string_view bytes, std::size_t& consumed) {
  auto& parser = beast_->parser;
  consumed = 0;
  while (consumed < bytes.size() && !parser.is_done()) {
    const std::size_t body_before = body_bytes();
    boost::beast::error_code error;
    const std::size_t used =
        parser.put(boost::asio::buffer(bytes.data() + consumed, bytes.size() - consumed), error);
    consumed += used;
    if (error == http::error::body_limit) return Fed::kTooLarge;
    const bool more = error == http::error::need_more;
    if (error && !more) return Fed::kBad;
    const std::size_t line = more ? bytes.size() - consumed : used;
    if (body_bytes() == body_before && line > beast_->line_bytes_max) return Fed::kBad;
    if (more) break;
  }
  return parser.is_done() ? Fed::kDone : Fed::kMore;
}

std::size_t MessageParser::body_bytes() const {
  return beast_->parser.get().body().size();
}

std::string MessageParser::take_body() {
  std::string body = std::move(beast_->parser.get().body());
  if (body.capacity() - body.size() < kHttpBodyPadding) body.reserve(body.size() + kHttpBodyPadding);
  return body;
}

}  // namespace tidemark::engine
