#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace tidemark::operators {

/// The first bytes of a text, cut where a character begins.
inline std::string_view clip_text(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

/// A short text in 8 bytes, for states of which there are millions; its bytes are on the heap, with their
/// number before them.
class PackedText {
 public:
  static constexpr std::size_t kBytesMax = 0xFFFF;

  PackedText() = default;
  /// Longer texts are cut.
  explicit PackedText(std::string_view text) {
    const auto size = static_cast<std::uint16_t>(std::min(text.size(), kBytesMax));
    if (size == 0) return;
    data_ = std::make_unique_for_overwrite<char[]>(sizeof size + size);
    std::memcpy(data_.get(), &size, sizeof size);
    std::memcpy(data_.get() + sizeof size, text.data(), size);
  }
  PackedText(const PackedText& other) : PackedText(other.view()) {}
  PackedText(PackedText&&) = default;
  PackedText& operator=(const PackedText& other) {
    if (this != &other) *this = PackedText(other);
    return *this;
  }
  PackedText& operator=(PackedText&&) = default;

  std::string_view view() const {
    if (!data_) return {};
    std::uint16_t size = 0;
    std::memcpy(&size, data_.get(), sizeof size);
    return {data_.get() + sizeof size, size};
  }
  std::size_t heap_bytes() const { return data_ ? sizeof(std::uint16_t) + view().size() : 0; }

 private:
  std::unique_ptr<char[]> data_;
};

}  // namespace tidemark::operators
