#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/base/ids.h"
#include "engine/base/money.h"
#include "engine/base/time.h"

namespace tidemark {

/// The kinds of behaviour that have a meaning of their own. kOther is anything else: kept as generic
/// activity. Kinds a configuration adds are numbered from kFirstCustomKind in its order.
enum class Kind : std::uint8_t {
  kOther,
  kPurchase,
  kRefund,
  kCancel,
  kPageView,
  kProductView,
  kSearch,
  kAddToCart,
  kWishlistAdd,
  kCheckoutStarted,
  kSessionStarted,
  kEmailOpened,
  kEmailClicked,
  kCouponRedeemed,
  kCampaignReceived,
  kSocialLike,
  kSocialComment,
  kSocialShare,
  kReview,
  kTicketOpened,
  kTicketResolved,
  kComplaint,
  kSurvey,
  kSubscriptionStarted,
  kSubscriptionRenewed,
  kSubscriptionCancelled,
  kPaymentFailed,
  kPointsRedeemed,
  kReferral,
  kMessage,
  kIdentify,
  kAlias,
  kBuiltinCount
};
inline constexpr std::uint8_t kFirstCustomKind = 64;
/// The type name of a built-in kind ("page_view"); kOther is "".
std::string_view kind_name(Kind kind);
/// kOther when the name is not built in.
Kind builtin_kind(std::string_view name);

/// Names that repeat (event types, property keys) are stored as small numbers. Grows in order of first
/// appearance; additions travel in the log record in which they first appear.
class KeyDictionary {
 public:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr std::uint32_t kCapacity = 8192;  ///< beyond it names are stored in full

  KeyDictionary() = default;
  KeyDictionary(const KeyDictionary&) = delete;
  KeyDictionary& operator=(const KeyDictionary&) = delete;

  /// The number of a name, adding it; kNone when it is new and the dictionary is full.
  std::uint32_t intern(std::string_view name);
  /// kNone when unknown.
  std::uint32_t find(std::string_view name) const;
  std::string_view name(std::uint32_t id) const { return *names_[id]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(names_.size()); }

 private:
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view s) const { return hash64(s, 1); }
  };
  std::unordered_map<std::string, std::uint32_t, Hasher, std::equal_to<>> ids_;
  std::vector<const std::string*> names_;
};

class FieldMap;

/// One behaviour event as shards see it. Views point into the bytes it was decoded from.
struct Event {
  Kind kind = Kind::kOther;
  bool has_amount = false;  ///< false: the order counts, its money is null
  Millis time = 0;
  Micro amount = 0;                               ///< base currency
  std::string_view customer_id;                   ///< 1–256 bytes of valid UTF-8
  std::string_view event_id;                      ///< empty: not de-duplicated
  std::string_view properties;                    ///< encoded; see PropertyReader
  std::uint32_t type_key = KeyDictionary::kNone;  ///< the type's name in the dictionary, or kNone:
  std::string_view type_name;                     ///< … then the name itself
  const FieldMap* field_map = nullptr;            ///< finds properties; null: nobody can
};

/// Types of a stored property value.
enum class ValueTag : std::uint8_t {
  kNull,
  kFalse,
  kTrue,
  kInteger,  ///< zigzag
  kDecimal,  ///< zigzag mantissa, u8 scale: mantissa · 10^−scale, exactly as written
  kNumber,   ///< any other JSON number, its text
  kString,   ///< unescaped UTF-8
  kJson      ///< array or object, minified JSON text
};

/// Writes an event's bytes, in the form the log keeps and shards read:
///
///     u8 flags (1 event id, 2 amount, 4 type in full)
///     type: varint dictionary id, or text
///     text customer id · [text event id] · zigzag time · [zigzag amount in base currency, micro]
///     properties until the end: varint key id + 1 (or 0, text key), u8 tag, value
///
/// `event.properties` is appended as it is; use PropertyWriter to make it.
void encode_event(const Event& event, std::string& out);
/// Reads it back; `kind` is left for the caller, who knows the configuration. False on malformed bytes.
bool decode_event(std::string_view bytes, Event& event);
/// Only the customer of an encoded event; empty on malformed bytes.
std::string_view customer_of_event(std::string_view bytes);

/// Appends properties in the encoding above.
class PropertyWriter {
 public:
  PropertyWriter(std::string& out, KeyDictionary& keys) : writer_(out), keys_(keys) {}
  void null(std::string_view key) { head(key, ValueTag::kNull); }
  void boolean(std::string_view key, bool v) { head(key, v ? ValueTag::kTrue : ValueTag::kFalse); }
  /// A JSON number's text, in the most compact exact form.
  void number(std::string_view key, std::string_view text);
  void string(std::string_view key, std::string_view v) {
    head(key, ValueTag::kString);
    writer_.text(v);
  }
  void json(std::string_view key, std::string_view minified) {
    head(key, ValueTag::kJson);
    writer_.text(minified);
  }

 private:
  void head(std::string_view key, ValueTag tag);
  ByteWriter writer_;
  KeyDictionary& keys_;
};

/// Walks encoded properties.
class PropertyReader {
 public:
  PropertyReader(std::string_view bytes, const KeyDictionary& keys) : reader_(bytes), keys_(keys) {}
  struct Property {
    std::string_view key;
    ValueTag tag;
    std::int64_t integer = 0;  ///< kInteger, mantissa of kDecimal
    std::uint8_t scale = 0;    ///< kDecimal
    std::string_view text;     ///< kNumber, kString, kJson
  };
  /// False at the end or on malformed bytes (then ok() is false).
  bool next(Property& property);
  bool ok() const { return reader_.ok(); }

 private:
  ByteReader reader_;
  const KeyDictionary& keys_;
};

/// Appends the event as one line of native JSON (without newline): what `tidemark log` prints. Numbers
/// come out as they went in.
void append_event_json(std::string& out, const Event& event, const KeyDictionary& keys);

}  // namespace tidemark
