// Groups whose settings stand alone: time, memory, log, durability.
#include "config/sections.h"

namespace tidemark::config {
namespace {

constexpr Choice<ClockMode> kClocks[] = {{"wall", ClockMode::kWall}, {"event", ClockMode::kEvent}};
constexpr Choice<Durability> kDurabilities[] = {
    {"fsync", Durability::kFsync}, {"os", Durability::kOs}, {"none", Durability::kNone}};

/// Below this caches and buffers cannot be cut sensibly.
constexpr std::uint64_t kBudgetMin = 64ULL << 20;
constexpr std::uint64_t kBudgetMax = 1ULL << 50;
constexpr std::uint64_t kSegmentMin = 64ULL << 10;
constexpr std::uint64_t kSegmentMax = 4ULL << 30;
constexpr std::uint64_t kKeepMax = 1ULL << 60;

auto span_into(Millis& out, Millis min) {
  return [&out, min](std::string_view text) { return parse_span(text, min, out); };
}

template <typename T>
auto whole_into(T& out, WholeRange range) {
  return [&out, range](std::string_view text) { return parse_whole_as(text, range, out); };
}

}  // namespace

void read_time(Item item, TimeSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("clock", [&](auto text) { return parse_choice(text, kClocks, out.clock); });
  section.read("zone", [&](auto text) { return parse_zone(text, out.zone); });
  section.read("silence_delay", span_into(out.silence_delay, 0));
  section.read("accept_late", span_into(out.accept_late, 0));
  section.read("accept_future", span_into(out.accept_future, 0));
  section.read("restart_grace", span_into(out.restart_grace, 0));
  section.read("jump_gap", span_into(out.jump_gap, 1));
  section.finish();
}

void read_memory(Item item, MemorySettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("budget",
               [&](auto text) { return parse_size(text, kBudgetMin, kBudgetMax, out.budget_bytes); });
  section.finish();
}

void read_log(Item item, LogSettings& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("segment",
               [&](auto text) { return parse_size(text, kSegmentMin, kSegmentMax, out.segment_bytes); });
  section.read("keep", [&](auto text) { return parse_size(text, 0, kKeepMax, out.keep_bytes); });
  section.read("checkpoint_inputs", whole_into(out.checkpoint_inputs, {1, 1'000'000'000'000}));
  section.read("batch_inputs", whole_into(out.batch_inputs, {1, 1'000'000}));
  section.read("wake_budget", whole_into(out.wake_budget, {1, 1'000'000}));
  section.finish();
}

Verdict parse_durability(std::string_view text, Durability& out) {
  return parse_choice(text, kDurabilities, out);
}

}  // namespace tidemark::config
