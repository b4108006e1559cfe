#include "engine/api/content_encoding.h"

#include <zlib.h>

#include <algorithm>

#include "engine/base/assert.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kFirstBytes = 64 << 10;
constexpr int kWindowOfEither = 15 + 32;  // zlib tells gzip and deflate apart by their first bytes

/// Ends zlib's state on every way out.
class Inflater {
 public:
  Inflater() { TM_ASSERT(::inflateInit2(&stream_, kWindowOfEither) == Z_OK); }
  ~Inflater() { (void)::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  enum class Outcome { kDone, kDamaged, kTooLarge };
  Outcome run(const std::string& packed, std::size_t bytes_max, std::string& out);

 private:
  z_stream stream_{};
};

Inflater::Outcome Inflater::run(const std::string& packed, std::size_t bytes_max, std::string& out) {
  // zlib's interface wants a pointer to what it only reads.
  stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream_.avail_in = static_cast<uInt>(packed.size());
  std::size_t have = 0;
  for (;;) {
    if (have == out.size()) {
      if (have > bytes_max) return Outcome::kTooLarge;
      // One more than allowed, so that exactly as many are told from too many.
      out.resize(std::min(std::max(2 * have, kFirstBytes), bytes_max + 1));
    }
    stream_.next_out = reinterpret_cast<Bytef*>(out.data() + have);
    stream_.avail_out = static_cast<uInt>(out.size() - have);
    const int code = ::inflate(&stream_, Z_NO_FLUSH);
    have = out.size() - stream_.avail_out;
    if (have > bytes_max) return Outcome::kTooLarge;
    if (code == Z_STREAM_END) {
      if (stream_.avail_in == 0) break;
      if (::inflateReset(&stream_) != Z_OK) return Outcome::kDamaged;  // the next member
    } else if (code != Z_OK || (stream_.avail_in == 0 && stream_.avail_out > 0)) {
      return Outcome::kDamaged;
    }
  }
  out.resize(have);
  return Outcome::kDone;
}

bool is_packed(std::string_view encoding) {
  return http_equal_names(encoding, "gzip") || http_equal_names(encoding, "x-gzip") ||
         http_equal_names(encoding, "deflate");
}

}  // namespace

std::optional<HttpResponse> unpack_body(HttpRequest& request, std::size_t bytes_max) {
  const std::string* const encoding = request.header("Content-Encoding");
  if (encoding == nullptr || encoding->empty() || http_equal_names(*encoding, "identity"))
    return std::nullopt;
  if (!is_packed(*encoding)) {
    HttpResponse answer = http_problem(415, "Content-Encoding may be gzip or deflate");
    answer.headers.push_back({"Accept-Encoding", "gzip, deflate"});
    return answer;
  }
  std::string unpacked;
  switch (Inflater().run(request.body, bytes_max, unpacked)) {
    case Inflater::Outcome::kDamaged:
      return http_problem(400, "the body is not what Content-Encoding says, or it is cut");
    case Inflater::Outcome::kTooLarge:
      return http_problem(413,
                          "the body has more than " + std::to_string(bytes_max) + " bytes when unpacked");
    case Inflater::Outcome::kDone:
      break;
  }
  unpacked.reserve(unpacked.size() + kHttpBodyPadding);
  request.body = std::move(unpacked);
  return std::nullopt;
}

}  // namespace tidemark::engine
