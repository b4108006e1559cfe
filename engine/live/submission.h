#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/ids.h"
#include "engine/base/status.h"

namespace tidemark::engine {

/// What became of a submission's lines, all of them committed.
struct IngestAnswer {
  struct Rejected {
    std::uint32_t line;       ///< from 1, as the sender counts
    std::string_view reason;  ///< a reject_name()
  };
  std::uint64_t accepted = 0;    ///< took effect, or wait for their time to be confirmed
  std::uint64_t duplicates = 0;  ///< their event ids were known
  std::vector<Rejected> rejected;
  Position position = 0;  ///< of the last of its inputs; 0: there was none
};

/// {"accepted":n,"duplicates":n,"rejected":[{"line":i,"reason":"…"}],"durability":"fsync","position":"…"}
std::string ingest_answer_json(const IngestAnswer& answer, std::string_view durability);

/// Where events come from, as metrics tell them apart.
enum class Channel : std::uint8_t { kHttp, kZmqRouter, kZmqPull };
inline constexpr std::size_t kChannelCount = 3;
std::string_view channel_name(Channel channel);

/// Lines of one request or message, answered together when all of them are committed.
struct Submission {
  struct Line {
    std::size_t offset = 0;
    std::size_t bytes = 0;
    std::uint32_t number = 0;  ///< from 1
  };
  /// So that an answer that names each line has a bound, and what is kept of the lines, too. Front ends
  /// refuse what has more.
  static constexpr std::size_t kLinesMax = 100'000;
  /// Told once, on the commit's thread, which it must not hold up; not at all when the engine ends first.
  using Done = std::function<void(const IngestAnswer&)>;

  /// Somebody's order about one customer: a payload for one of its operators.
  struct Instruction {
    std::string customer_id;
    std::string payload;
  };

  Channel channel = Channel::kHttp;
  std::string text;  ///< kChunkPadding bytes behind the last line are no part of it: parsing reads beyond
  std::vector<Line> lines;
  std::vector<Instruction> instructions;  ///< behind the lines
  Done done;                              ///< may be empty
  std::uint64_t received_us = 0;          ///< monotonic; given by the intake where it is 0

  /// What it takes of the credit, until it is answered.
  std::size_t bytes() const { return text.capacity() + lines.capacity() * sizeof(Line) + kOverheadBytes; }
  static constexpr std::size_t kOverheadBytes = 512;
};

/// Appends the lines of NDJSON; blank ones are none but are counted. Ends behind line kLinesMax + 1, which
/// says that there are too many.
void split_lines(std::string_view ndjson, std::vector<Submission::Line>& lines);

/// A submission of the lines of NDJSON, as split_lines() has them.
Submission submission_of_lines(Channel channel, std::string ndjson, Submission::Done done);

}  // namespace tidemark::engine
