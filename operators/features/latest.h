#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "operators/features/event_filter.h"
#include "operators/features/packed_text.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// The latest value of one property that is remembered.
struct LatestValue {
  std::uint32_t key = 0;  ///< of the property's member
  bool known = true;      ///< false: deleted at that time
  Millis at = kNoTime;
  double number = kNull;  ///< number, truth as 0 or 1, instant in ms; of a text what it reads as
  PackedText text;
};

struct LatestValues {
  std::vector<LatestValue> values;  ///< ascending by key

  std::size_t heap_bytes() const;
};

/// Latest values of properties: attributes, and `last` of the configuration's own features.
///
/// By event time. Of values with the same time the greater one stays (a text bytewise, a deleted one least of
/// all), so that arrival does not matter. A value that is not of the member's type changes nothing.
/// State    24 bytes and 32 on the heap a value, besides the text (cut at 200 bytes). Class: commutative.
/// Record   nothing while empty, else 7 bytes and the value each.
class LatestFeature final : public FeatureOf<LatestValues> {
 public:
  enum class Type : std::uint8_t {
    kNumber,
    kTruth,
    kInstant,
    kText,
    kAny  ///< number, truth or text, as it comes; both number() and text() of the signal answer
  };
  static constexpr std::size_t kTextBytesMax = 200;

  /// Makes a member; the same again gets the same key. `null_deletes`: a property written as null or as
  /// an empty text does away with the value, one that is not there never does.
  /// Errors: kInvalidArgument for too many properties, or two members that cannot be told apart.
  Result<std::uint32_t> remember(EventFilter filter, std::string_view property, Type type, bool null_deletes,
                                 FieldNames& fields);
  bool any() const { return !members_.empty(); }

  std::string_view name() const override { return "attributes"; }
  SectionKey section() const override { return SectionKey::kAttributes; }
  bool consumes(Kind kind) const override { return kinds_.has(kind); }
  bool wants_fields(Kind kind) const override { return consumes(kind); }
  void apply(LatestValues& latest, const Event& event, Fields fields) const override;
  void encode(const LatestValues& latest, SectionWriter& out) const override;
  Status decode(LatestValues& latest, std::uint32_t form, SectionReader& in) const override;

  /// Null while there is none, or it was deleted.
  const LatestValue* find(const std::byte* state, std::uint32_t key) const;

 private:
  struct Member {
    std::uint32_t key;
    std::string name;
    EventFilter filter;
    std::size_t field;
    Type type;
    bool null_deletes;
  };
  static void take(LatestValues& latest, LatestValue value);
  static bool read(const Member& member, const FieldValue& field, LatestValue& value);
  static bool decode_value(LatestValue& value, SectionReader& in);
  static bool fits(const Member& member, const LatestValue& value);

  std::vector<Member> members_;
  KindSet kinds_;
};

/// Of the member's type: number, truth, instant or text; kAny is a text that may be a number, too.
std::unique_ptr<Signal> latest_signal(std::string name, const LatestFeature& latest, std::uint32_t key,
                                      LatestFeature::Type type, const KindSet& kinds);

}  // namespace tidemark::operators
