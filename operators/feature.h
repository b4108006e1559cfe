#pragma once

#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/event.h"
#include "engine/base/event_fields.h"
#include "engine/base/status.h"
#include "operators/section_codec.h"

namespace tidemark::operators {

/// An event's properties by the numbers under which features asked for them. Absent ones are there as null.
using Fields = std::span<const FieldValue>;

/// The properties that features ask for, while a configuration's operators are made.
class FieldNames {
 public:
  /// The number under which apply() will find the property. Errors: kInvalidArgument when there are too many.
  Result<std::size_t> number_of(std::string_view name);
  const std::vector<std::string>& all() const { return names_; }

 private:
  std::vector<std::string> names_;
};

/// Numbers under which sections are stored: part of the format, never given twice. A ladder's section is
/// numbered by its name's hash, from kLadders on.
enum class SectionKey : std::uint64_t {
  kClock = 1,
  kActivity = 2,
  kPurchases = 3,
  kAbc = 4,
  kLifecycle = 5,
  kRfm = 6,
  kChurn = 7,
  kOrderBook = 8,
  kPins = 9,
  kLimits = 10,
  kMargin = 11,
  kSatisfaction = 12,
  kSessions = 13,
  kPreferences = 14,
  kAttributes = 15,
  // The following begin ranges: base + 28 bits of a hash of what the operator is named by.
  kLadders = 16,
  kCounts = 1ULL << 29,
  kStreams = 2ULL << 29,
  kDecays = 3ULL << 29,
  kLasts = 4ULL << 29,
  kScores = 5ULL << 29,
  kSegments = 6ULL << 29,
  kCares = 7ULL << 29,
  kActiveDays = 8ULL << 29,
  kChurnProof = 9ULL << 29  ///< alone there
};
/// The key of an operator in a range: the hash of its stable name.
SectionKey section_in(SectionKey range, std::string_view name);

/// The kinds that move orders and money.
inline bool is_order_kind(Kind kind) {
  return kind == Kind::kPurchase || kind == Kind::kRefund || kind == Kind::kCancel;
}
/// The kinds that take money back.
inline bool is_refund_kind(Kind kind) {
  return kind == Kind::kRefund || kind == Kind::kCancel;
}

/// An operator that owns a slot in the state block and takes events of certain kinds at their own time.
///
/// Class    commutative unless its header says otherwise: order of arrival changes nothing.
/// Errors   decode(): kCorruption, kUnsupported. apply(): none, whatever the event holds.
/// Thread   immutable; the slot is its shard's. Reads no clock.
class Feature {
 public:
  virtual ~Feature() = default;
  virtual std::string_view name() const = 0;  ///< stable
  virtual SectionKey section() const = 0;
  virtual std::uint32_t form() const { return 1; }  ///< of its section; 1 to 7, grows with the encoding
  virtual bool consumes(Kind kind) const = 0;
  /// Whether it looks at properties of events of the kind.
  virtual bool wants_fields(Kind) const { return false; }

  virtual std::size_t slot_bytes() const = 0;
  virtual void set_offset(std::size_t offset) = 0;
  // From here on `state` is the customer's whole block; the operator knows its place in it.
  virtual void construct(std::byte* state) const = 0;
  virtual void destroy(std::byte* state) const = 0;
  virtual void copy(std::byte* to, const std::byte* from) const = 0;
  virtual std::size_t heap_bytes(const std::byte* state) const = 0;

  virtual void apply_slot(std::byte* state, const Event& event, Fields fields) const = 0;
  /// Whether it takes messages addressed to its name, and then one of them.
  virtual bool takes_messages() const { return false; }
  virtual void receive_slot(std::byte*, std::string_view /*body*/, Millis /*watermark*/) const {}
  virtual void encode_slot(const std::byte* state, SectionWriter& out) const = 0;
  virtual Status decode_slot(std::byte* state, std::uint32_t form, SectionReader& in) const = 0;
};

/// A feature whose slot is a T, put where the state block has room for it.
template <typename T>
class FeatureOf : public Feature {
  static_assert(alignof(T) <= 8);

 public:
  void set_offset(std::size_t offset) override { offset_ = offset; }
  T& in(std::byte* state) const { return *std::launder(reinterpret_cast<T*>(state + offset_)); }
  const T& in(const std::byte* state) const {
    return *std::launder(reinterpret_cast<const T*>(state + offset_));
  }

  /// `fields` has every property somebody asked for, if wants_fields() of the event's kind; else nothing.
  virtual void apply(T& slot, const Event& event, Fields fields) const = 0;
  virtual void encode(const T& slot, SectionWriter& out) const = 0;
  virtual Status decode(T& slot, std::uint32_t form, SectionReader& in) const = 0;

  std::size_t slot_bytes() const override { return (sizeof(T) + 7) / 8 * 8; }
  void construct(std::byte* state) const override { new (state + offset_) T(); }
  void destroy(std::byte* state) const override { in(state).~T(); }
  void copy(std::byte* to, const std::byte* from) const override { new (to + offset_) T(in(from)); }
  std::size_t heap_bytes(const std::byte* state) const override {
    if constexpr (requires(const T& t) { t.heap_bytes(); }) {
      return in(state).heap_bytes();
    } else {
      return 0;
    }
  }
  void apply_slot(std::byte* state, const Event& event, Fields fields) const override {
    apply(in(state), event, fields);
  }
  void encode_slot(const std::byte* state, SectionWriter& out) const override { encode(in(state), out); }
  Status decode_slot(std::byte* state, std::uint32_t form, SectionReader& reader) const override {
    return decode(in(state), form, reader);
  }

 private:
  std::size_t offset_ = 0;
};

/// What decode() of a feature answers to malformed bytes.
Status damaged_section(std::string_view name);
/// … and to a form it does not know.
Status unknown_form(std::string_view name, std::uint32_t form);

}  // namespace tidemark::operators
