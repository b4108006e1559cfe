#include "engine/source/byte_stream.h"

namespace tidemark::engine {
namespace {

class PlainStream final : public ByteStream {
 public:
  explicit PlainStream(std::unique_ptr<RawInput> input) : input_(std::move(input)) {}
  Result<std::size_t> read(char* out, std::size_t bytes) override { return input_->read(out, bytes); }
  Status rewind() override { return input_->rewind(); }
  const RawInput& raw() const override { return *input_; }

 private:
  std::unique_ptr<RawInput> input_;
};

bool is_gzip(std::string_view head) {
  return head.starts_with("\x1F\x8B");
}

/// A frame, or a skippable one (0x184D2A50 to 0x184D2A5F) as some tools put first.
bool is_zstd(std::string_view head) {
  if (head.size() < 4) return false;
  const bool frame = head.starts_with("\x28\xB5\x2F\xFD");
  const bool skippable = (head[0] & 0xF0) == 0x50 && head.substr(1, 3) == "\x2A\x4D\x18";
  return frame || skippable;
}

/// What NDJSON starts with. A download that was decompressed on its way keeps its name; damage does not
/// look like this.
bool is_text(std::string_view head) {
  return head.empty() || std::string_view("{[ \t\r\n\xEF").find(head.front()) != std::string_view::npos;
}

}  // namespace

std::unique_ptr<ByteStream> plain_stream(std::unique_ptr<RawInput> input) {
  return std::make_unique<PlainStream>(std::move(input));
}

Result<std::unique_ptr<ByteStream>> open_byte_stream(const std::string& path) {
  Result<std::unique_ptr<RawInput>> input = RawInput::open(path);
  if (!input.ok()) return input.status();
  const Result<std::string_view> head = (*input)->peek(4);
  if (!head.ok()) return head.status();
  if (is_gzip(*head)) return gzip_stream(input.take());
  if (is_zstd(*head)) return zstd_stream(input.take());
  const bool named_compressed = path.ends_with(".gz") || path.ends_with(".zst");
  if (named_compressed && !is_text(*head)) {
    return Status::foreign(path +
                           ": is named like a compressed file, but its first bytes are neither gzip, "
                           "zstd nor events");
  }
  return plain_stream(input.take());
}

}  // namespace tidemark::engine
