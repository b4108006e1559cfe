// Concern: the index finds every quote, backslash and control character and nothing else, at every length
// and place, and never looks at what lies behind the text.

#include "engine/decode/stop_index.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "engine/base/random.h"

namespace tidemark::engine {
namespace {

std::vector<std::uint32_t> expected(std::string_view text) {
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == '"' || byte == '\\') out.push_back(static_cast<std::uint32_t>(i));
  }
  out.push_back(static_cast<std::uint32_t>(text.size()));
  return out;
}

/// Indexes a copy that is followed by bytes that would all be stops beyond ASCII, if they counted.
void check(StopIndex& index, const std::string& text) {
  std::string padded = text;
  padded.append(StopIndex::kReadAhead, text.size() % 2 == 0 ? '"' : '\xFF');
  padded.shrink_to_fit();
  index.build(std::string_view(padded).substr(0, text.size()));
  const auto want = expected(text);
  ASSERT_EQ(std::vector<std::uint32_t>(index.begin(), index.begin() + want.size()), want);
  const bool high = text.find_first_of("\x80\xFF") != std::string::npos;
  ASSERT_EQ(index.beyond_ascii(), high);
}

class StopIndexTest : public ::testing::TestWithParam<StopIndex::Kernel> {};
INSTANTIATE_TEST_SUITE_P(Kernels, StopIndexTest,
                         ::testing::Values(StopIndex::Kernel::kBest, StopIndex::Kernel::kBaseline));

TEST_P(StopIndexTest, EveryByteAtEveryPlace) {
  StopIndex index(GetParam());
  for (int byte = 0; byte < 256; ++byte) {
    for (std::size_t at = 0; at < 70; ++at) {
      std::string padded(70 + StopIndex::kReadAhead, 'x');
      padded[at] = static_cast<char>(byte);
      const std::string_view text = std::string_view(padded).substr(0, 70);
      index.build(text);
      const auto want = expected(text);
      ASSERT_EQ(std::vector<std::uint32_t>(index.begin(), index.begin() + want.size()), want)
          << byte << " at " << at;
      ASSERT_EQ(index.beyond_ascii(), byte >= 0x80) << byte;
    }
  }
}

TEST_P(StopIndexTest, EveryLengthAndDensity) {
  StopIndex index(GetParam());
  Random random(5);
  static constexpr char kAlphabet[] = {'"', '\\', '\x1F', '\0',   ' ',    '!',   '#',
                                       '[', ']',  'a',    '\x7F', '\x80', '\xFF'};
  for (std::size_t size = 0; size < 300; ++size) {
    for (const double density : {0.0, 0.1, 0.5, 1.0}) {
      std::string text(size, 'x');
      for (char& c : text) {
        if (random.chance(density)) c = kAlphabet[random.below(std::size(kAlphabet))];
      }
      check(index, text);
    }
    check(index, std::string(size, '"'));
  }
}

}  // namespace
}  // namespace tidemark::engine
