#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "operators/feature.h"
#include "operators/features/kind_set.h"

namespace tidemark::operators {

/// A property of an event; null where the event does not have it or nobody can look.
inline FieldValue field_at(Fields fields, std::size_t number) {
  return number < fields.size() ? fields[number] : FieldValue();
}

/// A property that is there, be it null: FieldMap lets the text of a written null point into the event.
inline bool is_written(const FieldValue& value) {
  return value.known() || value.text.data() != nullptr;
}

/// Numbers several properties at once. Errors: as number_of().
struct FieldRequest {
  std::string_view property;
  std::size_t* number;
};
Status number_fields(FieldNames& fields, std::initializer_list<FieldRequest> requests);

/// Which events an operator counts: of certain kinds, and with certain texts in certain properties.
class EventFilter {
 public:
  /// No kinds: every kind.
  /// Errors: kInvalidArgument for a kind that does not exist or too many properties.
  static Result<EventFilter> make(const config::EventSettings& events, const std::vector<std::string>& kinds,
                                  const std::vector<config::PropertyFilter>& where, FieldNames& fields);
  static EventFilter of(Kind kind, std::string_view name);
  static EventFilter of_all();

  const KindSet& kinds() const { return kinds_; }
  bool wants_fields() const { return !where_.empty(); }
  bool fits(const Event& event, Fields fields) const {
    return kinds_.has(event.kind) && (where_.empty() || properties_fit(fields));
  }
  /// The same for filters that let the same events pass: what slots are shared and stored by.
  const std::string& key() const { return key_; }

 private:
  struct Where {
    std::size_t field;
    std::vector<std::string> values;  ///< sorted
  };
  bool properties_fit(Fields fields) const;

  KindSet kinds_;
  std::vector<Where> where_;
  std::string key_;
};

/// A number of an event in millionths: a property, or of kinds that move money the event's amount in base
/// currency where the property is "amount".
class EventNumber {
 public:
  /// Errors: kInvalidArgument for too many properties.
  static Result<EventNumber> make(std::string_view property, FieldNames& fields);
  std::optional<Micro> of(const Event& event, Fields fields) const;
  bool wants_field(Kind kind) const { return !(is_amount_ && is_order_kind(kind)); }
  const std::string& property() const { return property_; }

 private:
  std::string property_;
  std::size_t field_ = 0;
  bool is_amount_ = false;
};

}  // namespace tidemark::operators
