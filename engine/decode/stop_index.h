#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace tidemark::engine {

/// Where a text's stops are: the bytes at which a run of plain string bytes ends – quotes, backslashes and
/// control characters (below 0x20). Found for the whole text at once, without a branch per string, so that
/// walking the strings afterwards does not wait for one string's end to begin with the next: the loads of a
/// block-by-block walk form one chain.
///
/// The idea is that of simdjson's first stage (Langdale and Lemire, "Parsing Gigabytes of JSON per Second",
/// VLDB Journal 2019), reduced to what a scanner needs that looks at every token anyway.
class StopIndex {
 public:
  /// kBest is AVX2 where the processor has it; kBaseline is what every build can do. Same results.
  enum class Kernel : std::uint8_t { kBest, kBaseline };
  explicit StopIndex(Kernel kernel = Kernel::kBest);

  /// Reads up to kReadAhead bytes beyond the text's end. Texts below 4 GiB.
  void build(std::string_view text);

  /// Ascending positions, then the text's size as an end mark.
  const std::uint32_t* begin() const { return stops_.get(); }
  /// Some byte of the text is beyond ASCII.
  bool beyond_ascii() const { return beyond_ascii_; }

  static constexpr std::size_t kReadAhead = 63;

 private:
  /// Appends the stops at `out`, which has room for all; gives whether a byte is beyond ASCII.
  using Index = bool (*)(std::string_view text, std::uint32_t*& out);

  Index index_;
  std::unique_ptr<std::uint32_t[]> stops_;
  std::size_t capacity_ = 0;
  bool beyond_ascii_ = false;
};

}  // namespace tidemark::engine
