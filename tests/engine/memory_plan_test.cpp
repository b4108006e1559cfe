// Concern: the parts of a memory budget stay within it, leave room for the program, and grow with it.
#include "engine/memory_plan.h"

#include <gtest/gtest.h>

#include "engine/base/ids.h"
#include "engine/shard/seen_ids.h"

namespace tidemark::engine {
namespace {

constexpr std::uint64_t kMiB = 1 << 20;
constexpr std::uint64_t kBudgets[] = {64 * kMiB,   100 * kMiB,  256 * kMiB,   512 * kMiB,
                                      1024 * kMiB, 2048 * kMiB, 65536 * kMiB, 1ULL << 50};

std::uint64_t sum(const MemoryPlan& plan) {
  return plan.queues_bytes() + plan.write_buffer_bytes + plan.cache_bytes + plan.event_ids_bytes +
         plan.states_bytes;
}

TEST(MemoryPlan, StaysWithinTheBudgetAndLeavesRoomForTheProgram) {
  for (const std::uint64_t budget : kBudgets) {
    EXPECT_LE(sum(plan_memory(budget, 16384)), budget - std::min(48 * kMiB, budget / 4)) << budget;
  }
}

TEST(MemoryPlan, NoPartIsLeftOutOrShrinksWithALargerBudget) {
  MemoryPlan before;
  for (const std::uint64_t budget : kBudgets) {
    const MemoryPlan plan = plan_memory(budget, 16384);
    constexpr std::uint64_t MemoryPlan::*kParts[] = {
        &MemoryPlan::shard_queue_bytes,   &MemoryPlan::commit_queue_bytes,
        &MemoryPlan::publish_queue_bytes, &MemoryPlan::checkpoint_queue_bytes,
        &MemoryPlan::unsynced_bytes,      &MemoryPlan::spare_bytes,
        &MemoryPlan::write_buffer_bytes,  &MemoryPlan::cache_bytes};
    for (const auto part : kParts) {
      EXPECT_GE(plan.*part, 128U << 10) << budget;
      EXPECT_GE(plan.*part, before.*part) << budget;
    }
    EXPECT_GT(plan.states_bytes, before.states_bytes) << budget;
    EXPECT_GE(plan.states_bytes + plan.event_ids_bytes, budget / 4)
        << "customers are what memory is for: " << budget;
    before = plan;
  }
}

TEST(MemoryPlan, WhatIsMoreThanEnoughForQueuesGoesToCustomers) {
  const MemoryPlan plan = plan_memory(64ULL << 30, 16384);
  EXPECT_EQ(plan.queues_bytes(), plan_memory(2ULL << 30, 16384).queues_bytes());
  EXPECT_EQ(plan.write_buffer_bytes, 256 * kMiB);
  EXPECT_GT(plan.states_bytes, (64ULL << 30) * 2 / 3);
}

TEST(MemoryPlan, EventIdsHaveWhatTheyNeedButNeverMoreThanCustomers) {
  for (const std::uint64_t budget : kBudgets) {
    for (const std::uint32_t ids : {1U, 1000U, 16384U, 1U << 20}) {
      const MemoryPlan plan = plan_memory(budget, ids);
      EXPECT_LE(plan.event_ids_bytes, event_ids_bytes_max(ids));
      EXPECT_LE(plan.event_ids_bytes, plan.states_bytes);
    }
  }
  EXPECT_EQ(plan_memory(2ULL << 30, 1024).event_ids_bytes, event_ids_bytes_max(1024));
}

/// The figure is told to users, so it must be that of the table that keeps the ids.
TEST(MemoryPlan, KnowsWhatFullKeyGroupsOfEventIdsTake) {
  for (const std::uint32_t ids_max : {16U, 1000U, 16384U}) {
    SeenIds seen;
    for (std::uint64_t i = 0; i < 3 * ids_max; ++i) {
      seen.add({{i * 0x9E3779B97F4A7C15ULL, i * 0xC2B2AE3D27D4EB4FULL + 1}, static_cast<Millis>(i)}, 0,
               ids_max);
    }
    EXPECT_EQ(event_ids_bytes_max(ids_max), seen.bytes() * kKeyGroupCount) << ids_max;
  }
}

}  // namespace
}  // namespace tidemark::engine
