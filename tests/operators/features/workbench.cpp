#include "tests/operators/features/workbench.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/base/assert.h"

namespace tidemark::operators::workbench {

Property number(std::string name, std::string value) {
  return {std::move(name), ValueTag::kNumber, std::move(value)};
}
Property text(std::string name, std::string value) {
  return {std::move(name), ValueTag::kString, std::move(value)};
}
Property truth(std::string name, bool value) {
  return {std::move(name), value ? ValueTag::kTrue : ValueTag::kFalse, {}};
}
Property null(std::string name) {
  return {std::move(name), ValueTag::kNull, {}};
}

const Property* PlainEvent::find(std::string_view name) const {
  const auto found = std::find_if(properties.begin(), properties.end(),
                                  [name](const Property& property) { return property.name == name; });
  return found == properties.end() ? nullptr : &*found;
}

PlainEvent event(Kind kind, Millis time, std::vector<Property> properties) {
  return {kind, time, std::nullopt, std::move(properties)};
}

PlainEvent money(Kind kind, Millis time, double amount, std::vector<Property> properties) {
  return {kind, time, std::llround(amount * static_cast<double>(kMicro)), std::move(properties)};
}

Programme::Programme(config::Config config, const std::vector<std::string>& names,
                     FeatureCatalogue::LevelResolver levels)
    : config_(std::move(config)), zone_(Zone::load(config_.time.zone).take()) {
  auto activity = std::make_unique<ActivityFeature>();
  auto purchases = std::make_unique<PurchasesFeature>(zone_, config_, *fields_.number_of("order_id"));
  catalogue_ = std::make_unique<FeatureCatalogue>(config_, zone_, BaseFeatures{*activity, *purchases},
                                                  fields_, std::move(levels));
  for (const std::string& name : names) {
    const Result<const Signal*> found = catalogue_->find(name);
    EXPECT_TRUE(found.ok()) << found.status().message();
  }
  features_.push_back(std::move(activity));
  features_.push_back(std::move(purchases));
  for (auto& feature : catalogue_->take_features()) features_.push_back(std::move(feature));
  for (const auto& feature : features_) {
    feature->set_offset(state_bytes_);
    state_bytes_ += feature->slot_bytes();
  }
}

const Signal& Programme::signal(std::string_view name) const {
  const std::vector<ListedSignal> listed = catalogue_->listed();
  const auto found = std::find_if(listed.begin(), listed.end(),
                                  [name](const ListedSignal& entry) { return entry.name == name; });
  TM_ASSERT(found != listed.end());
  return *found->signal;
}

Customer::Customer(const Programme& programme) : programme_(programme), block_(programme.state_bytes() / 8) {
  for (const auto& feature : programme_.features()) feature->construct(room());
}

Customer::Customer(const Customer& other) : programme_(other.programme_), block_(other.block_.size()) {
  for (const auto& feature : programme_.features()) feature->copy(room(), other.state());
}

Customer::~Customer() {
  for (const auto& feature : programme_.features()) feature->destroy(room());
}

namespace {

void write(const Property& property, PropertyWriter& out) {
  switch (property.tag) {
    case ValueTag::kNull:
      return out.null(property.name);
    case ValueTag::kTrue:
    case ValueTag::kFalse:
      return out.boolean(property.name, property.tag == ValueTag::kTrue);
    case ValueTag::kString:
      return out.string(property.name, property.text);
    default:
      return out.number(property.name, property.text);
  }
}

}  // namespace

void Customer::apply(const PlainEvent& plain) {
  KeyDictionary keys;
  std::string bytes;
  PropertyWriter writer(bytes, keys);
  for (const Property& property : plain.properties) write(property, writer);
  Event event;
  event.kind = plain.kind;
  event.time = plain.time;
  event.has_amount = plain.amount.has_value();
  event.amount = plain.amount.value_or(0);
  event.properties = bytes;
  FieldMap map;
  map.want(programme_.fields().all(), keys);
  std::vector<FieldValue> values(map.size());
  ASSERT_TRUE(map.extract(bytes, values));
  for (const auto& feature : programme_.features()) {
    if (!feature->consumes(plain.kind)) continue;
    feature->apply_slot(room(), event, feature->wants_fields(plain.kind) ? Fields(values) : Fields());
  }
}

void Customer::apply(const std::vector<PlainEvent>& events) {
  for (const PlainEvent& plain : events) apply(plain);
}

double Customer::number(std::string_view name, Millis now) const {
  return programme_.signal(name).number(state(), programme_.moment(now));
}

std::string_view Customer::text(std::string_view name) const {
  return programme_.signal(name).text(state());
}

Range Customer::range(std::string_view name, Millis from, Millis to) const {
  return programme_.signal(name).range(state(), programme_.moment(from), programme_.moment(to));
}

std::size_t Customer::heap_bytes() const {
  std::size_t bytes = 0;
  for (const auto& feature : programme_.features()) bytes += feature->heap_bytes(state());
  return bytes;
}

/// Instants, then the body: as a record of one section.
std::string Customer::section(const Feature& feature) const {
  std::string body;
  InstantTable instants;
  SectionWriter writer(body, instants);
  feature.encode_slot(state(), writer);
  std::string out;
  if (body.empty()) return out;
  ByteWriter bytes(out);
  instants.encode(bytes);
  return out + body;
}

std::string Customer::sections() const {
  std::string all;
  for (const auto& feature : programme_.features()) all += section(*feature) + "\n";
  return all;
}

bool Customer::load(const Feature& feature, std::string_view section) {
  feature.destroy(room());
  feature.construct(room());
  if (section.empty()) return true;
  ByteReader in(section);
  InstantTable instants;
  if (!instants.decode(in)) return false;
  SectionReader reader(in.rest(), instants);
  return feature.decode_slot(room(), feature.form(), reader).ok();
}

Customer Customer::reloaded() const {
  Customer loaded(programme_);
  for (const auto& feature : programme_.features()) {
    EXPECT_TRUE(loaded.load(*feature, section(*feature))) << feature->name();
  }
  return loaded;
}

void shuffle(std::vector<PlainEvent>& events, Random& random) {
  for (std::size_t i = events.size(); i > 1; --i) std::swap(events[i - 1], events[random.below(i)]);
}

namespace {

/// What a feature makes of some bytes, saved again; nothing when it refuses them.
std::optional<std::string> loaded_and_saved(const Programme& programme, const Feature& feature,
                                            std::string_view bytes) {
  Customer customer(programme);
  if (!customer.load(feature, bytes)) return std::nullopt;
  return customer.section(feature);
}

}  // namespace

void expect_damage_is_harmless(const Programme& programme, const Customer& customer, Random& random) {
  for (const auto& feature : programme.features()) {
    const std::string good = customer.section(*feature);
    ASSERT_EQ(loaded_and_saved(programme, *feature, good), good) << feature->name();
    EXPECT_FALSE(!good.empty() && loaded_and_saved(programme, *feature, good + '\0').has_value())
        << feature->name() << ": a byte too many";
    for (int round = 0; round < 400; ++round) {
      std::string bad = good;
      if (round < static_cast<int>(good.size())) {
        bad.resize(static_cast<std::size_t>(round));
      } else if (!bad.empty()) {
        bad[random.below(bad.size())] = static_cast<char>(random.below(256));
      }
      const std::optional<std::string> taken = loaded_and_saved(programme, *feature, bad);
      if (!taken) continue;
      ASSERT_EQ(loaded_and_saved(programme, *feature, *taken), taken) << feature->name();
    }
  }
}

void expect_sound_ranges(const Programme& programme, const Customer& customer, std::string_view name,
                         Millis from, Millis to, Random& random) {
  const Signal& signal = programme.signal(name);
  for (int round = 0; round < 40; ++round) {
    const Millis begin = random.between(from, to);
    const Millis length = random.between(0, std::int64_t{1} << random.between(0, 37));
    const Range range = customer.range(name, begin, begin + length);
    bool null_seen = false;
    for (int sample = 0; sample < 40; ++sample) {
      const Millis t = sample == 0 ? begin : sample == 1 ? begin + length : begin + random.between(0, length);
      const double value = signal.number(customer.state(), programme.moment(t));
      const Range point = customer.range(name, t, t);
      if (is_null(value)) {
        null_seen = true;
        ASSERT_TRUE(range.may_be_null) << name;
        ASSERT_TRUE(point.may_be_null && !point.has_values()) << name;
      } else {
        ASSERT_LE(range.low, value) << name << " at " << t;
        ASSERT_GE(range.high, value) << name << " at " << t;
        ASSERT_TRUE(point.low == value && point.high == value && !point.may_be_null) << name;
      }
    }
    if (length == 0) {
      ASSERT_EQ(range.may_be_null, null_seen) << name;
    }
  }
}

}  // namespace tidemark::operators::workbench
