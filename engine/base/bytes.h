#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace tidemark {

static_assert(std::endian::native == std::endian::little, "stored integers are little-endian");

/// Appends binary values to a string. Varints are LEB128; signed ones zigzag first.
class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  void u8(std::uint8_t v) { out_.push_back(static_cast<char>(v)); }
  void fixed32(std::uint32_t v) { raw(&v, 4); }
  void fixed64(std::uint64_t v) { raw(&v, 8); }
  void f64(double v) { fixed64(std::bit_cast<std::uint64_t>(v)); }
  void varint(std::uint64_t v) {
    char buffer[10];
    std::size_t n = 0;
    while (v >= 0x80) {
      buffer[n++] = static_cast<char>(v | 0x80);
      v >>= 7;
    }
    buffer[n++] = static_cast<char>(v);
    out_.append(buffer, n);
  }
  void zigzag(std::int64_t v) {
    varint((static_cast<std::uint64_t>(v) << 1) ^ static_cast<std::uint64_t>(v >> 63));
  }
  /// Length, then bytes.
  void text(std::string_view v) {
    varint(v.size());
    out_.append(v);
  }
  void raw(const void* data, std::size_t bytes) { out_.append(static_cast<const char*>(data), bytes); }
  std::size_t size() const { return out_.size(); }

 private:
  std::string& out_;
};

/// Reads what ByteWriter wrote. A read beyond the end or a bad varint makes ok() false for good and
/// yields zeros, so that a caller may check once at the end. Never reads outside the view.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : p_(bytes.data()), end_(bytes.data() + bytes.size()) {}

  std::uint8_t u8() {
    if (p_ == end_) return fail();
    return static_cast<std::uint8_t>(*p_++);
  }
  std::uint32_t fixed32() { return fixed<std::uint32_t>(); }
  std::uint64_t fixed64() { return fixed<std::uint64_t>(); }
  double f64() { return std::bit_cast<double>(fixed64()); }
  std::uint64_t varint() {
    std::uint64_t v = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (p_ == end_) return fail();
      const auto byte = static_cast<std::uint8_t>(*p_++);
      v |= static_cast<std::uint64_t>(byte & 0x7F) << shift;
      if (byte < 0x80) {
        if (shift == 63 && byte > 1) return fail();
        return v;
      }
    }
    return fail();
  }
  std::int64_t zigzag() {
    const std::uint64_t v = varint();
    return static_cast<std::int64_t>(v >> 1) ^ -static_cast<std::int64_t>(v & 1);
  }
  std::string_view text() { return take(varint()); }
  std::string_view take(std::uint64_t bytes) {
    if (bytes > static_cast<std::uint64_t>(end_ - p_)) {
      fail();
      return {};
    }
    const std::string_view v(p_, bytes);
    p_ += bytes;
    return v;
  }
  bool ok() const { return ok_; }
  bool done() const { return p_ == end_; }
  std::size_t left() const { return static_cast<std::size_t>(end_ - p_); }
  std::string_view rest() const { return {p_, left()}; }

 private:
  template <typename T>
  T fixed() {
    T v = 0;
    if (left() < sizeof v) return static_cast<T>(fail());
    std::memcpy(&v, p_, sizeof v);
    p_ += sizeof v;
    return v;
  }
  std::uint8_t fail() {
    ok_ = false;
    p_ = end_;
    return 0;
  }

  const char* p_;
  const char* end_;
  bool ok_ = true;
};

}  // namespace tidemark
