#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::engine {

/// One request through the parser of Boost.Beast: a second opinion on the header, and the body's framing.
/// All of Beast stands behind this header, because it is slow to compile.
class MessageParser {
 public:
  MessageParser();
  ~MessageParser();

  /// A whole header block that parse_request_head() has accepted; false if Beast does not.
  bool put_head(std::string_view block);

  /// What is to come: at most `bytes_max` bytes, of a length that is known or not, and no line of a chunk
  /// (nor all trailers together) longer than `line_bytes_max`. Memory for a known length is set aside here,
  /// which costs address space only until the bytes come.
  void expect_body(std::size_t bytes_max, std::size_t line_bytes_max, std::optional<std::uint64_t> length);

  enum class Fed { kMore, kDone, kTooLarge, kBad };
  /// Bytes of the body as they came. What is not `consumed` must come again, with more behind it. Not after
  /// kDone, and not for a request without body.
  Fed feed(std::string_view bytes, std::size_t& consumed);

  std::size_t body_bytes() const;
  /// The body, padded as HttpRequest promises.
  std::string take_body();

 private:
  struct Beast;
  std::unique_ptr<Beast> beast_;
};

}  // namespace tidemark::engine
