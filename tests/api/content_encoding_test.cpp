// Concern: packed bodies are unpacked whole or refused; a small body cannot unpack to more than is allowed.

#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/api/body.h"

namespace tidemark::engine {
namespace {

using testing::read;
using testing::request_of;

constexpr int kGzip = 15 + 16;
constexpr int kDeflate = 15;

std::string packed(std::string_view text, int window) {
  z_stream stream{};
  EXPECT_EQ(::deflateInit2(&stream, 9, Z_DEFLATED, window, 9, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(::deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  (void)::deflateEnd(&stream);
  return out;
}

testing::Read read_packed(std::string_view body, std::string encoding, std::size_t bytes_max = 1 << 20) {
  return read(request_of(body, {{"content-encoding", std::move(encoding)}}), bytes_max);
}

std::string ndjson(std::size_t lines) {
  std::string text;
  for (std::size_t i = 0; i < lines; ++i)
    text += R"({"type":"purchase","customer_id":")" + std::to_string(i) + "\"}\n";
  return text;
}

TEST(ContentEncoding, UnpacksWhatItKnows) {
  const std::string text = ndjson(10'000);
  EXPECT_EQ(read_packed(packed(text, kGzip), "gzip").lines.size(), 10'000U);
  EXPECT_EQ(read_packed(packed(text, kGzip), "X-GZip").lines.size(), 10'000U);
  EXPECT_EQ(read_packed(packed(text, kDeflate), "deflate").lines.size(), 10'000U);
  EXPECT_EQ(read_packed(text, "identity").lines.size(), 10'000U);
  EXPECT_EQ(read_packed(packed(text, kGzip) + packed(text, kGzip), "gzip").lines.size(), 20'000U);
}

TEST(ContentEncoding, BoundsWhatItUnpacksTo) {
  const std::string text = ndjson(100);
  const std::string body = packed(text, kGzip);
  EXPECT_EQ(read_packed(body, "gzip", text.size()).lines.size(), 100U);
  EXPECT_EQ(read_packed(body, "gzip", text.size() - 1).status, 413);
  const std::string bomb = packed(std::string(20 << 20, ' '), kGzip);
  ASSERT_LT(bomb.size(), 1U << 16);
  EXPECT_EQ(read_packed(bomb, "gzip").status, 413);
}

TEST(ContentEncoding, RefusesWhatIsDamagedOrCut) {
  const std::string body = packed(ndjson(1000), kGzip);
  for (const std::size_t bytes :
       {std::size_t{0}, std::size_t{1}, std::size_t{17}, body.size() / 2, body.size() - 1}) {
    EXPECT_EQ(read_packed(body.substr(0, bytes), "gzip").status, 400) << bytes;
  }
  EXPECT_EQ(read_packed(body + "more", "gzip").status, 400);
  EXPECT_EQ(read_packed(ndjson(1), "gzip").status, 400);
  std::string damaged = body;
  damaged[body.size() - 6] ^= 1;  // in the checksum
  EXPECT_EQ(read_packed(damaged, "gzip").status, 400);
}

TEST(ContentEncoding, RefusesOthersAndSaysWhatItTakes) {
  Submission submission;
  const auto answer = read_event_body(request_of("x", {{"Content-Encoding", "br"}}), 1 << 20, submission);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 415);
  ASSERT_EQ(answer->headers.size(), 1U);
  EXPECT_EQ(answer->headers[0].value, "gzip, deflate");
}

}  // namespace
}  // namespace tidemark::engine
