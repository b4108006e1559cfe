#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "operators/feature.h"

namespace tidemark::operators {

/// Longest actor, reason, ladder and level of a pin.
inline constexpr std::size_t kPinTextMax = 256;

/// A tier set by hand, over whatever the rules say.
struct Pin {
  std::uint32_t ladder = 0;  ///< hash of its name (value_name_hash)
  std::uint32_t level = 0;   ///< … so that levels may be added and moved
  Millis until = kNever;     ///< in force before this instant
  std::string actor;
  std::string reason;
};

/// A customer's pins, at most one a ladder. 8 bytes while there is none.
class Pins {
 public:
  Pins() = default;
  Pins(const Pins& other);
  Pins& operator=(const Pins&) = delete;

  std::size_t size() const { return pins_ ? pins_->size() : 0; }
  const Pin* begin() const { return pins_ ? pins_->data() : nullptr; }
  const Pin* end() const { return begin() + size(); }
  /// In force or over; null when there is none.
  const Pin* find(std::uint32_t ladder) const;
  /// Takes the place of the ladder's pin. Ignored when there are too many (of ladders that are gone).
  void put(Pin pin);
  void remove(std::uint32_t ladder);
  /// Lets go of those that are over at `t`.
  void forget(Millis t);
  std::size_t heap_bytes() const;

 private:
  std::unique_ptr<std::vector<Pin>> pins_;  ///< by ladder, ascending; none: null
};

/// Keeps pins; they come as messages (encode_pin, encode_unpin). What they do to a level: ladder.h.
///
/// A message that is malformed changes nothing. Class: path-dependent, the last message about a ladder
/// counts. A pin that is over stays until the next message. Record: nothing while there is none.
class PinsFeature final : public FeatureOf<Pins> {
 public:
  static constexpr std::string_view kName = "pins";

  std::string_view name() const override { return kName; }
  SectionKey section() const override { return SectionKey::kPins; }
  bool consumes(Kind) const override { return false; }
  void apply(Pins&, const Event&, Fields) const override {}
  bool takes_messages() const override { return true; }
  void receive_slot(std::byte* state, std::string_view body, Millis watermark) const override;
  void encode(const Pins& pins, SectionWriter& out) const override;
  Status decode(Pins& pins, std::uint32_t form, SectionReader& in) const override;
};

/// The whole payload of a message that pins a customer's tier until an instant (kNever: until it is
/// unpinned). Errors: kInvalidArgument when a text is too long, or the instant beyond what is stored.
Result<std::string> encode_pin(std::string_view ladder, std::string_view level, Millis until,
                               std::string_view actor, std::string_view reason);
/// … that takes the pin away. Errors: kInvalidArgument when the name is too long.
Result<std::string> encode_unpin(std::string_view ladder);

}  // namespace tidemark::operators
