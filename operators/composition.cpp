#include "operators/composition.h"

#include <algorithm>
#include <cstring>

#include "engine/base/assert.h"
#include "operators/configuration_check.h"

namespace tidemark::operators {

Result<std::unique_ptr<const Composition>> Composition::make(const config::Config& config,
                                                             std::uint64_t lineage, std::uint32_t version) {
  TM_RETURN_IF_ERROR(check_configuration(config));
  Result<std::shared_ptr<const Zone>> zone = Zone::load(config.time.zone);
  if (!zone.ok()) return Status::invalid("time.zone: " + zone.status().message());

  FeatureSet features(config, *zone);
  Result<std::unique_ptr<LevelParts>> levels = LevelBuilder(config, *zone, features).build();
  if (!levels.ok()) return levels.status();
  TM_RETURN_IF_ERROR(check_section_keys((*levels)->levels));
  return std::unique_ptr<const Composition>(
      new Composition(config, lineage, version, zone.take(), std::move(features), levels.take()));
}

Composition::Composition(const config::Config& configuration, std::uint64_t lineage_number,
                         std::uint32_t version_number, std::shared_ptr<const Zone> local_zone,
                         FeatureSet feature_set, std::unique_ptr<LevelParts> level_parts)
    : config(configuration),
      lineage(lineage_number),
      version(version_number),
      zone(std::move(local_zone)),
      features(std::move(feature_set)),
      parts(std::move(level_parts)),
      machine(std::move(parts->levels)) {
  features.lay_out(sizeof(StateHeader));
  parts->place.offset = features.end();
  name_levels();
}

void Composition::name_levels() {
  for (std::size_t i = 0; i < machine.size(); ++i) {
    level_names.push_back(machine[i].name());
    const auto chain = std::find(chains.begin(), chains.end(), machine[i].chain());
    chain_of.push_back(static_cast<std::uint16_t>(chain - chains.begin()));
    if (chain == chains.end()) chains.emplace_back(machine[i].chain());
  }
}

void Composition::construct(std::byte* state) const {
  new (state) StateHeader();
  for (const auto& feature : features.all()) feature->construct(state);
  for (std::size_t i = 0; i < machine.size(); ++i) new (&levels(state)[i]) LevelState();
  for (std::size_t i = 0; i < machine.limited(); ++i) new (&limits(state)[i]) LimitState();
  machine.construct(level_states(state));
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

std::size_t Composition::find_level(std::string_view name) const {
  const auto found = std::find(level_names.begin(), level_names.end(), name);
  return found == level_names.end() ? kNoLevel : static_cast<std::size_t>(found - level_names.begin());
}

}  // namespace tidemark::operators
