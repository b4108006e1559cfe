#pragma once

// What the tests of this folder work with: a configuration's catalogue, plain events with properties, and one
// customer's features without any level.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "engine/base/event_fields.h"
#include "engine/base/random.h"
#include "engine/base/zone.h"
#include "operators/features/catalogue.h"

namespace tidemark::operators::workbench {

/// 2024-01-01T00:00:00Z, a Monday.
inline constexpr Millis kNewYear = 1'704'067'200'000;

/// A property as an event may write it.
struct Property {
  std::string name;
  ValueTag tag = ValueTag::kNull;  ///< kNumber: a JSON number's text, however it will be encoded
  std::string text;
};
Property number(std::string name, std::string text);
Property text(std::string name, std::string value);
Property truth(std::string name, bool value);
Property null(std::string name);

struct PlainEvent {
  Kind kind = Kind::kOther;
  Millis time = 0;
  std::optional<Micro> amount;
  std::vector<Property> properties;

  /// Null where it is not there.
  const Property* find(std::string_view name) const;
};
PlainEvent event(Kind kind, Millis time, std::vector<Property> properties = {});
PlainEvent money(Kind kind, Millis time, double amount, std::vector<Property> properties = {});

/// A configuration with zone, and the features and signals that names asked for.
class Programme {
 public:
  explicit Programme(config::Config config, const std::vector<std::string>& names,
                     FeatureCatalogue::LevelResolver levels = nullptr);

  const Signal& signal(std::string_view name) const;
  const Zone& zone() const { return *zone_; }
  const config::Config& config() const { return config_; }
  const std::vector<std::unique_ptr<Feature>>& features() const { return features_; }
  const FeatureCatalogue& catalogue() const { return *catalogue_; }
  const FieldNames& fields() const { return fields_; }
  std::size_t state_bytes() const { return state_bytes_; }
  Moment moment(Millis t) const { return {t, zone_->local_day(t)}; }

 private:
  config::Config config_;
  std::shared_ptr<const Zone> zone_;
  FieldNames fields_;
  std::vector<std::unique_ptr<Feature>> features_;
  std::unique_ptr<FeatureCatalogue> catalogue_;
  std::size_t state_bytes_ = 0;
};

/// One customer of a programme.
class Customer {
 public:
  explicit Customer(const Programme& programme);
  Customer(const Customer& other);
  Customer& operator=(const Customer&) = delete;
  ~Customer();

  void apply(const PlainEvent& event);
  void apply(const std::vector<PlainEvent>& events);
  double number(std::string_view name, Millis now) const;
  std::string_view text(std::string_view name) const;
  Range range(std::string_view name, Millis from, Millis to) const;

  const std::byte* state() const { return reinterpret_cast<const std::byte*>(block_.data()); }
  std::size_t heap_bytes() const;
  /// A feature's section with its instants, or all of them. As in a record there is none where it would be
  /// empty.
  std::string section(const Feature& feature) const;
  std::string sections() const;
  /// Whether the feature takes the bytes of a section; then its slot holds them.
  bool load(const Feature& feature, std::string_view section);
  /// Saved and loaded. (All sections have to be taken.)
  Customer reloaded() const;

 private:
  std::byte* room() { return reinterpret_cast<std::byte*>(block_.data()); }

  const Programme& programme_;
  std::vector<std::uint64_t> block_;
};

void shuffle(std::vector<PlainEvent>& events, Random& random);
/// Every strict prefix, and random damage, of the customer's sections is refused or gives a state that
/// survives saving and loading.
void expect_damage_is_harmless(const Programme& programme, const Customer& customer, Random& random);
/// number() stays within range() over random spans that begin in [from, to], and a span of one instant is
/// exact.
void expect_sound_ranges(const Programme& programme, const Customer& customer, std::string_view name,
                         Millis from, Millis to, Random& random);

}  // namespace tidemark::operators::workbench
