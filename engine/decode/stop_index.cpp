#include "engine/decode/stop_index.h"

#include <algorithm>

#include "engine/base/assert.h"

#if defined(__x86_64__)
#include <immintrin.h>
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

/// Appends `base` + the number of each set bit, in steps, so that the loop's length is easy to predict.
[[gnu::always_inline]] inline std::uint32_t* put_positions(std::uint64_t bits, std::size_t count,
                                                           std::uint32_t base, std::uint32_t* out) {
  for (std::size_t written = 0; written < count; written += kWriteStep) {
    for (std::size_t i = 0; i < kWriteStep; ++i) {
      out[written + i] = base + static_cast<std::uint32_t>(__builtin_ctzll(bits | kTopBit));
      bits &= bits - 1;
    }
  }
  return out + count;
}

/// Kernel::look(block) and Kernel::count(bits) are inlined into the caller, who is compiled for them.
template <typename Kernel>
[[gnu::always_inline]] inline bool index_blocks(std::string_view text, std::uint32_t*& out) {
  std::uint64_t beyond_ascii = 0;
  for (std::size_t at = 0; at < text.size(); at += kBlock) {
    BlockBits bits = Kernel::look(text.data() + at);
    if (const std::size_t left = text.size() - at; left < kBlock) {
      const std::uint64_t inside = (std::uint64_t{1} << left) - 1;
      bits.stops &= inside;
      bits.beyond_ascii &= inside;
    }
    beyond_ascii |= bits.beyond_ascii;
    out = put_positions(bits.stops, Kernel::count(bits.stops), static_cast<std::uint32_t>(at), out);
  }
  return beyond_ascii != 0;
}

struct Baseline {
  static BlockBits look(const char* block) {
    BlockBits bits;
#if defined(__SSE2__)
    for (unsigned i = 0; i < kBlock; i += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + i));
      const __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
      const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
      const __m128i backslash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
      const __m128i stop = _mm_or_si128(_mm_or_si128(quote, backslash), control);
      bits.stops |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(stop))} << i;
      bits.beyond_ascii |= std::uint64_t{static_cast<unsigned>(_mm_movemask_epi8(bytes))} << i;
    }
#else
    for (unsigned i = 0; i < kBlock; ++i) {
      const auto byte = static_cast<unsigned char>(block[i]);
      bits.stops |= std::uint64_t{byte < 0x20 || byte == '"' || byte == '\\'} << i;
      bits.beyond_ascii |= std::uint64_t{byte >= 0x80} << i;
    }
#endif
    return bits;
  }
  /// The baseline has no instruction for it, and the compiler's stand-in is a call.
  static std::size_t count(std::uint64_t x) {
    x -= (x >> 1) & 0x5555555555555555;
    x = (x & 0x3333333333333333) + ((x >> 2) & 0x3333333333333333);
    x = (x + (x >> 4)) & 0x0F0F0F0F0F0F0F0F;
    return (x * 0x0101010101010101) >> 56;
  }
};

bool index_baseline(std::string_view text, std::uint32_t*& out) {
  return index_blocks<Baseline>(text, out);
}

#if defined(__x86_64__)

struct Avx2 {
  [[gnu::target("avx2,bmi,popcnt")]] static BlockBits look(const char* block) {
    BlockBits bits;
    for (unsigned i = 0; i < kBlock; i += 32) {
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block + i));
      const __m256i control = _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(0x1F)), bytes);
      const __m256i quote = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'));
      const __m256i backslash = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\'));
      const __m256i stop = _mm256_or_si256(_mm256_or_si256(quote, backslash), control);
      bits.stops |= std::uint64_t{static_cast<unsigned>(_mm256_movemask_epi8(stop))} << i;
      bits.beyond_ascii |= std::uint64_t{static_cast<unsigned>(_mm256_movemask_epi8(bytes))} << i;
    }
    return bits;
  }
  [[gnu::target("avx2,bmi,popcnt")]] static std::size_t count(std::uint64_t x) {
    return static_cast<std::size_t>(__builtin_popcountll(x));
  }
};

[[gnu::target("avx2,bmi,popcnt")]] bool index_avx2(std::string_view text, std::uint32_t*& out) {
  return index_blocks<Avx2>(text, out);
}

#endif

}  // namespace

StopIndex::StopIndex(Kernel kernel) : index_(index_baseline) {
#if defined(__x86_64__)
  const bool has_avx2 =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
  if (kernel == Kernel::kBest && has_avx2) index_ = index_avx2;
#else
  (void)kernel;  // there is only one
#endif
}

void StopIndex::build(std::string_view text) {
  TM_ASSERT(text.size() < 0xFFFFFFFF - kBlock);
  // Every byte may be a stop.
  if (const std::size_t needed = text.size() + kWriteStep + 1; needed > capacity_) {
    capacity_ = std::max(2 * capacity_, needed);
    stops_ = std::make_unique_for_overwrite<std::uint32_t[]>(capacity_);
  }
  std::uint32_t* out = stops_.get();
  beyond_ascii_ = index_(text, out);
  *out = static_cast<std::uint32_t>(text.size());
}

}  // namespace tidemark::engine
