#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::live {

/// An alert as a reader got it. Of its body only a digest is kept: there may be many.
struct Alert {
  std::uint64_t sequence = 0;
  std::uint64_t previous = 0;  ///< of its level
  std::string level;
  std::string id;
  std::string customer_id;
  std::size_t body_digest = 0;

  bool operator==(const Alert&) const = default;
};

/// Reads a CloudEvent. Throws std::runtime_error when it is none as interfaces.md has it.
Alert parse_alert(std::string_view body);
/// "1:340" → 340. Throws unless the epoch is 1: nothing in these tests begins another.
std::uint64_t sequence_of(std::string_view cursor);

/// All alerts that a reader has applied, in that order.
using Trail = std::vector<Alert>;

/// What is wrong with one: an id that comes twice, a previous sequence of a level that is not the one before.
std::vector<std::string> faults_of(const Trail& trail);
/// By sequence: a reader of several levels may be ahead with one of them.
Trail sorted(Trail trail);
/// The alerts of one level.
Trail only(const Trail& trail, const std::string& level);
/// "" when both are the same; else the first difference.
std::string difference(const Trail& expected, const Trail& found);

/// GET /v1/alerts, page by page, from the beginning. `bodies`: where not null, the alerts as they came.
Trail read_pages(std::uint16_t http_port, std::size_t limit, std::vector<std::string>* bodies = nullptr);

}  // namespace tidemark::live
