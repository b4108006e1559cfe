#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/base/bytes.h"
#include "engine/base/status.h"
#include "operators/composition.h"

namespace tidemark::operators {

/// A customer's state as bytes: the record's instants, then a section an operator.
///
///     instants (section_codec.h) · { varint section key · 8 + form · varint bytes · body } …
///
/// Equal states give equal bytes. An operator without a section starts empty, a section without an operator
/// is dropped. Dues are not stored; reading computes them again.
void encode_sections(const Composition& composition, const std::byte* state, ByteWriter& out);

/// Errors: kCorruption; kUnsupported with the operator's name and why (a form of a newer build; a customer
/// stands on a level that is no longer configured). After an error the state is good for destruction only.
Status decode_sections(const Composition& composition, std::byte* state, std::string_view sections,
                       bool same_version);

/// A fingerprint of the set of sections and their forms.
std::uint32_t layout_id(const Composition& composition);

}  // namespace tidemark::operators
