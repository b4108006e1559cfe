#include "engine/live/level_census.h"

#include <pthread.h>

#include <chrono>
#include <future>
#include <map>

namespace tidemark::engine {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

/// How soon it sees that a configuration has been activated, or that the engine has failed.
constexpr microseconds kLookAgain(100'000);

struct Counted {
  Status status;
  Clock::duration took;
};

std::size_t groups_of(const Shard& shard) {
  return static_cast<std::size_t>(shard.end_group() - shard.first_group());
}

}  // namespace

LevelCensus::LevelCensus(Core& core, Pipeline& pipeline)
    : core_(core), pipeline_(pipeline), thread_([this] { run(); }) {}

void LevelCensus::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void LevelCensus::run() {
  (void)::pthread_setname_np(::pthread_self(), "census");
  while (count_all() && pause(kLookAgain)) {
  }
}

/// False when it is to end. What a configuration has begun anew meanwhile is found at the next look.
bool LevelCensus::count_all() {
  for (unsigned i = 0; i < core_.shard_count(); ++i) {
    while (core_.shard(i).level_counts().counted() < groups_of(core_.shard(i))) {
      if (!count_group(i)) return false;
    }
  }
  return true;
}

bool LevelCensus::count_group(unsigned index) {
  const auto counted = std::make_shared<std::promise<Counted>>();
  std::future<Counted> result = counted->get_future();
  pipeline_.ask(index, [this, index, counted] {
    const Clock::time_point begin = Clock::now();
    Status status = core_.shard(index).count_next_group();
    counted->set_value({std::move(status), Clock::now() - begin});
  });
  while (result.wait_for(kLookAgain) != std::future_status::ready) {
    if (pipeline_.failed() || !pause(microseconds(0))) return false;
  }
  if (pipeline_.failed()) return false;  // tasks are dropped then, and this one's answer with it
  const Counted group = result.get();
  return group.status.ok() && pause(std::chrono::duration_cast<microseconds>(group.took * kPause));
}

/// False as soon as it is to end.
bool LevelCensus::pause(microseconds time) {
  std::unique_lock lock(mutex_);
  return !changed_.wait_for(lock, time, [&] { return stopping_; });
}

std::optional<std::vector<LevelCount>> LevelCensus::counts() const {
  std::map<std::pair<std::string, std::string>, std::int64_t> sums;
  for (unsigned i = 0; i < core_.shard_count(); ++i) {
    const auto counts = core_.shard(i).level_counts().read();
    if (!counts) return std::nullopt;
    for (const LevelCount& count : *counts) sums[{count.level, count.value}] += count.customers;
  }
  std::vector<LevelCount> all;
  for (const auto& [key, customers] : sums) all.push_back({key.first, key.second, customers});
  return all;
}

double LevelCensus::counted_share() const {
  std::size_t counted = 0;
  for (unsigned i = 0; i < core_.shard_count(); ++i) counted += core_.shard(i).level_counts().counted();
  return static_cast<double>(counted) / kKeyGroupCount;
}

}  // namespace tidemark::engine
