#include "config/defaults.h"

#include "config/content.h"
#include "config/load.h"
#include "config/sections.h"
#include "engine/base/assert.h"

namespace tidemark::config {
namespace {

struct Segment {
  std::string_view name;
  std::string_view cells;  ///< three digits each: R, F, M, 5 the best
};
/// The eleven segments of the RFM grid as commonly published; complete and disjoint.
constexpr Segment kSegments[] = {
    {"champions", "555 554 544 545 454 455 445"},
    {"loyal", "543 444 435 355 354 345 344 335"},
    {"potential_loyalist",
     "553 551 552 541 542 533 532 531 452 451 442 441 431 453 433 432 423 353 352 351 342 341 333 323"},
    {"new_customers", "512 511 422 421 412 411 311"},
    {"promising", "525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313"},
    {"need_attention", "535 534 443 434 343 334 325 324"},
    {"about_to_sleep", "331 321 312 221 213 231 241 251"},
    {"at_risk", "255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124"},
    {"cannot_lose_them", "155 154 144 214 215 115 114 113"},
    {"hibernating", "332 322 233 232 223 222 132 123 122 212 211"},
    {"lost", "111 112 121 131 141 151"},
};

void set_standard_segments(Rfm& rfm) {
  constexpr std::size_t kCellStride = 4;  // three digits and a blank
  for (const Segment& segment : kSegments) {
    const auto number = static_cast<std::uint8_t>(rfm.segments.size());
    for (std::size_t at = 0; at < segment.cells.size(); at += kCellStride) {
      const std::optional<std::size_t> cell = cell_index(segment.cells.substr(at, 3));
      TM_ASSERT(cell.has_value());
      rfm.cell[*cell] = number;
    }
    rfm.segments.emplace_back(segment.name);
  }
}

Ladder standard_ladder() {
  Ladder ladder;
  ladder.name = "tier";
  ladder.levels = {
      {"bronze", 0}, {"silver", 500 * kMicro}, {"gold", 2000 * kMicro}, {"platinum", 5000 * kMicro}};
  ladder.hysteresis_ppm = 50'000;
  ladder.grace = 30 * kDay;
  return ladder;
}

}  // namespace

Config built_in_values() {
  Config config;
  config.ladders.push_back(standard_ladder());
  set_standard_segments(config.rfm);
  return config;
}

const Config& default_config() {
  static const Config kDefault = [] {
    Config config = built_in_values();
    config.content = render_content(config);
    return config;
  }();
  return kDefault;
}

}  // namespace tidemark::config
