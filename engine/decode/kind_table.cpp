#include "engine/decode/kind_table.h"

namespace tidemark::engine {

Result<KindTable> KindTable::make(const config::EventSettings& settings) {
  if (settings.kinds.size() > kCustomKindsMax) {
    return Status::invalid("events.kinds: more than " + std::to_string(kCustomKindsMax) + " kinds");
  }
  KindTable table;
  table.custom_ = settings.kinds;
  for (std::size_t i = 0; i < settings.kinds.size(); ++i) {
    // A built-in name configured again keeps its meaning.
    if (builtin_kind(settings.kinds[i]) != Kind::kOther) continue;
    table.names_.emplace(settings.kinds[i], static_cast<Kind>(kFirstCustomKind + i));
  }
  // The map's targets are names of kinds, never other foreign names: resolve all before adding any.
  std::vector<std::pair<std::string_view, Kind>> mapped;
  for (const auto& [name, target] : settings.map) {
    const Kind kind = table.kind_of(target);
    if (kind == Kind::kOther) {
      return Status::invalid("events.map: \"" + name + "\" is mapped to \"" + target +
                             "\", which is neither built in nor in events.kinds");
    }
    mapped.emplace_back(name, kind);
  }
  for (const auto& [name, kind] : mapped) table.names_.insert_or_assign(std::string(name), kind);
  return table;
}

Kind KindTable::kind_of(std::string_view name) const {
  if (const auto found = names_.find(name); found != names_.end()) return found->second;
  return builtin_kind(name);
}

Kind KindTable::resolve_key(std::uint32_t id, const KeyDictionary& keys) {
  const Kind kind = kind_of(keys.name(id));
  if (id >= by_key_.size()) by_key_.resize(keys.size(), kUnresolved);
  by_key_[id] = static_cast<std::uint16_t>(kind);
  return kind;
}

std::string_view KindTable::name_of(Kind kind) const {
  const auto number = static_cast<std::size_t>(kind);
  if (number >= kFirstCustomKind) {
    const std::size_t index = number - kFirstCustomKind;
    return index < custom_.size() ? std::string_view(custom_[index]) : "other";
  }
  const std::string_view name = kind_name(kind);
  return name.empty() ? "other" : name;
}

}  // namespace tidemark::engine
