#include "operators/feature.h"

#include <fmt/format.h>

namespace tidemark::operators {

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
