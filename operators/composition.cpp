#include "operators/composition.h"

#include <cstring>

#include "engine/base/assert.h"
#include "operators/configuration_check.h"

namespace tidemark::operators {

struct Composition::Levels {
  std::vector<std::unique_ptr<Level>> all;
  std::vector<const Ladder*> ladders;
  const Lifecycle* lifecycle = nullptr;
  const Rfm* rfm = nullptr;
  const Churn* churn = nullptr;

  template <typename T>
  const T* add(std::unique_ptr<T> level) {
    const T* added = level.get();
    all.push_back(std::move(level));
    return added;
  }
};

Result<std::unique_ptr<const Composition>> Composition::make(const config::Config& config,
                                                             std::uint64_t lineage, std::uint32_t version) {
  TM_RETURN_IF_ERROR(check_configuration(config));
  Result<std::shared_ptr<const Zone>> zone = Zone::load(config.time.zone);
  if (!zone.ok()) return Status::invalid("time.zone: " + zone.status().message());

  Levels levels;
  for (const config::Ladder& ladder : config.ladders) {
    levels.ladders.push_back(levels.add(std::make_unique<Ladder>(ladder, *zone)));
  }
  if (config.lifecycle.enabled) levels.lifecycle = levels.add(std::make_unique<Lifecycle>(config.lifecycle));
  if (config.rfm.enabled) levels.rfm = levels.add(std::make_unique<Rfm>(config.rfm));
  levels.churn = levels.add(std::make_unique<Churn>(config.churn, *zone));
  TM_RETURN_IF_ERROR(check_section_keys(levels.all));
  return std::unique_ptr<const Composition>(
      new Composition(config, lineage, version, zone.take(), std::move(levels)));
}

Composition::Composition(const config::Config& configuration, std::uint64_t lineage_number,
                         std::uint32_t version_number, std::shared_ptr<const Zone> local_zone, Levels levels)
    : config(configuration),
      lineage(lineage_number),
      version(version_number),
      zone(std::move(local_zone)),
      features(config, zone, sizeof(StateHeader)),
      machine(std::move(levels.all)),
      ladders(std::move(levels.ladders)),
      lifecycle(levels.lifecycle),
      rfm(levels.rfm),
      churn(levels.churn) {
  for (std::size_t i = 0; i < machine.size(); ++i) level_names.push_back(machine[i].name());
}

void Composition::construct(std::byte* state) const {
  new (state) StateHeader();
  for (const auto& feature : features.all()) feature->construct(state);
  auto* level = reinterpret_cast<LevelState*>(state + features.end());
  for (std::size_t i = 0; i < machine.size(); ++i) new (level + i) LevelState();
  machine.construct(levels(state));
}

void Composition::destroy(std::byte* state) const {
  for (const auto& feature : features.all()) feature->destroy(state);
}

void Composition::copy(std::byte* to, const std::byte* from) const {
  std::memcpy(to, from, state_bytes());  // header and levels are plain; features make their own copies
  for (const auto& feature : features.all()) feature->copy(to, from);
}

std::size_t Composition::heap_bytes(const std::byte* state) const {
  std::size_t bytes = 0;
  for (const auto& feature : features.all()) bytes += feature->heap_bytes(state);
  return bytes;
}

std::size_t Composition::index_of(const Level* level) const {
  std::size_t i = 0;
  while (&machine[i] != level) {
    ++i;
    TM_ASSERT(i < machine.size());
  }
  return i;
}

}  // namespace tidemark::operators
