#include "engine/decode/stop_index.h"

#include <algorithm>

#include "engine/base/assert.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace tidemark::engine {
namespace {

constexpr std::size_t kBlock = 64;
/// Positions are written so many at a time, the surplus to be overwritten by the next.
constexpr std::size_t kWriteStep = 8;
/// Makes "no bit left" countable; whether bit 63 itself is one is known from the count.
constexpr std::uint64_t kTopBit = std::uint64_t{1} << 63;

/// One bit a byte of a block.
struct BlockBits {
  std::uint64_t stops = 0;
  std::uint64_t beyond_ascii = 0;
};

#if defined(__SSE2__)

BlockBits look_at(const char* block) {
  BlockBits bits;
  for (unsigned i = 0; i < kBlock; i += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + i));
    const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
    const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
    const __m128i stop = _mm_or_si128(_mm_or_si128(quote, backslash), control);
    bits.stops |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(stop))} << i;
    bits.beyond_ascii |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(bytes))} << i;
  }
  return bits;
}

#else

BlockBits look_at(const char* block) {
  BlockBits bits;
  for (unsigned i = 0; i < kBlock; ++i) {
    const auto byte = static_cast<unsigned char>(block[i]);
    bits.stops |= std::uint64_t{byte < 0x20 || byte == '"' || byte == '\\'} << i;
    bits.beyond_ascii |= std::uint64_t{byte >= 0x80} << i;
  }
  return bits;
}

#endif

/// Set bits of a word. Debian's baseline has no instruction for it, and the compiler's stand-in is a call.
std::size_t count_bits(std::uint64_t x) {
  x -= (x >> 1) & 0x5555555555555555;
  x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333);
  x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F;
  return (x * 0x0101010101010101) >> 56;
}

/// Appends `base` + the number of each set bit, in steps, so that the loop's length is easy to predict.
std::uint32_t* put_positions(std::uint64_t bits, std::uint32_t base, std::uint32_t* out) {
  const std::size_t count = count_bits(bits);
  for (std::size_t written = 0; written < count; written += kWriteStep) {
    for (std::size_t i = 0; i < kWriteStep; ++i) {
      out[written + i] = base + static_cast<std::uint32_t>(__builtin_ctzll(bits | kTopBit));
      bits &= bits - 1;
    }
  }
  return out + count;
}

}  // namespace

void StopIndex::build(std::string_view text) {
  TM_ASSERT(text.size() < 0xFFFFFFFF - kBlock);
  // Every byte may be a stop.
  if (const std::size_t needed = text.size() + kWriteStep + 1; needed > capacity_) {
    capacity_ = std::max(2 * capacity_, needed);
    stops_ = std::make_unique_for_overwrite<std::uint32_t[]>(capacity_);
  }
  std::uint32_t* out = stops_.get();
  std::uint64_t beyond_ascii = 0;
  for (std::size_t at = 0; at < text.size(); at += kBlock) {
    BlockBits bits = look_at(text.data() + at);
    if (const std::size_t left = text.size() - at; left < kBlock) {
      const std::uint64_t inside = (std::uint64_t{1} << left) - 1;
      bits.stops &= inside;
      bits.beyond_ascii &= inside;
    }
    beyond_ascii |= bits.beyond_ascii;
    out = put_positions(bits.stops, static_cast<std::uint32_t>(at), out);
  }
  *out = static_cast<std::uint32_t>(text.size());
  beyond_ascii_ = beyond_ascii != 0;
}

}  // namespace tidemark::engine
