#include "operators/feature.h"

#include <fmt/format.h>

#include <algorithm>

#include "engine/base/hash.h"

namespace tidemark::operators {

Result<std::size_t> FieldNames::number_of(std::string_view name) {
  const auto found = std::find(names_.begin(), names_.end(), name);
  if (found != names_.end()) return static_cast<std::size_t>(found - names_.begin());
  if (names_.size() == FieldMap::kFieldsMax) {
    return Status::invalid(
        fmt::format("no more than {} properties of events can be looked at in all; '{}' is one too many",
                    FieldMap::kFieldsMax, name));
  }
  names_.emplace_back(name);
  return names_.size() - 1;
}

SectionKey section_in(SectionKey range, std::string_view name) {
  constexpr std::uint64_t kHashMask = 0xFFFFFFF;
  return static_cast<SectionKey>(static_cast<std::uint64_t>(range) + (hash64(name, 0) & kHashMask));
}

Status damaged_section(std::string_view name) {
  return Status::corruption(fmt::format("section '{}' of a customer's state is damaged", name));
}

Status unknown_form(std::string_view name, std::uint32_t form) {
  return Status::unsupported(
      fmt::format("section '{}' of a customer's state has form {}, which this build does not know; "
                  "use the build that wrote it or a newer one",
                  name, form));
}

}  // namespace tidemark::operators
