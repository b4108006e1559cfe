#pragma once

#include <array>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "config/feature_name.h"
#include "operators/feature.h"
#include "operators/features/kind_set.h"
#include "operators/features/packed_text.h"
#include "operators/features/rare.h"
#include "operators/signal.h"

namespace tidemark::operators {

/// Something that was used, looked at or bought, and how much lately.
struct Preference {
  double weight = 0;  ///< at the time of Preferences::at
  PackedText name;
};

enum class Taste : std::uint8_t { kChannel, kCategory, kProduct };

struct Preferences {
  std::array<std::vector<Preference>, 3> by_taste;  ///< each the heaviest first
  Millis at = kNoTime;                              ///< latest event with any of them

  std::size_t heap_bytes() const;
};

/// Decayed top-k of the properties channel, category and product (product_id, else product): every event but
/// refunds, cancels, identify and alias counts 1 for what it names, half of that a half-life later.
///
/// State    8 bytes until something is named, then 80, and 18 and the name (cut at 64 bytes) each.
/// Class    path-dependent through what is dropped where there are more names than `preference_count` (the
///          lightest goes; of two the one that is later in bytewise order); else commutative to 1e-12.
/// Cost     an exp2 and a multiplication a name for each event that names something.
class PreferencesFeature final : public FeatureOf<Rare<Preferences>> {
 public:
  static constexpr std::size_t kNameBytesMax = 64;

  explicit PreferencesFeature(const config::FeatureSettings& settings);
  /// Only what was asked for is remembered. Errors: kInvalidArgument for too many properties.
  Status ask_for(Taste taste, FieldNames& fields);
  std::string_view name() const override { return "preferences"; }
  SectionKey section() const override { return SectionKey::kPreferences; }
  bool consumes(Kind kind) const override { return kinds_.has(kind); }
  bool wants_fields(Kind kind) const override { return consumes(kind); }
  void apply(Rare<Preferences>& slot, const Event& event, Fields fields) const override;
  void encode(const Rare<Preferences>& slot, SectionWriter& out) const override;
  Status decode(Rare<Preferences>& slot, std::uint32_t form, SectionReader& in) const override;

  const KindSet& kinds() const { return kinds_; }
  /// Without data while nothing was named.
  std::string_view favourite(const std::byte* state, Taste taste) const;

 private:
  /// Properties that may name it, the first that is there counts; empty: nobody asked.
  std::array<std::vector<std::size_t>, 3> fields_;
  double half_life_;
  std::size_t count_max_;
  KindSet kinds_;
};

/// `taste` has to be asked for.
std::unique_ptr<Signal> preference_signal(std::string name, const PreferencesFeature& preferences,
                                          Taste taste);

}  // namespace tidemark::operators
