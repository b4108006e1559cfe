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
  if (config.abc.enabled && config.abc.notice > 0) chains.emplace_back("population");
}

void Composition::construct(std::byte* state, const Boundaries* population) const {
  new (state) StateHeader{.population = population};
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

PopulationPoint Composition::population_point(const std::byte* state, Millis as_of) const {
  const Facts facts = features.facts(state);
  const Orders& orders = *facts.orders;
  if (!orders.any()) return {};
  const bool gross = config.rfm.measure == config::Rfm::Measure::kGross;
  PopulationPoint point{.eligible = true,
                        .last = orders.last,
                        .orders = orders.orders,
                        .money = gross ? orders.gross : orders.net()};
  if (parts->abc != nullptr) point.value = parts->abc->value_of(state, moment(as_of));
  return point;
}

bool Composition::moves_population(Kind kind) const {
  return is_order_kind(kind) || (parts->abc != nullptr && parts->abc->stands_on(kind));
}

std::string Composition::population_key() const {
  const bool quintiles = config.rfm.enabled && config.rfm.cuts == config::Rfm::Cuts::kQuintiles;
  if (!quintiles && !config.abc.enabled) return {};
  const bool gross = config.rfm.measure == config::Rfm::Measure::kGross;
  return (gross ? "gross " : "net ") + (config.abc.enabled ? abc_feature(config.abc) : std::string("-"));
}

std::size_t Composition::find_level(std::string_view name) const {
  const auto found = std::find(level_names.begin(), level_names.end(), name);
  return found == level_names.end() ? kNoLevel : static_cast<std::size_t>(found - level_names.begin());
}

}  // namespace tidemark::operators
