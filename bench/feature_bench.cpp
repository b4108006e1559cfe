// Cost of each feature operator: an event applied (properties found already), a read and its bounds over a
// year, bytes in memory and in a record of a customer with a year of behaviour.

#include <benchmark/benchmark.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/event_fields.h"
#include "engine/base/random.h"
#include "operators/features/catalogue.h"

namespace {

using namespace tidemark;
using namespace tidemark::operators;

constexpr Millis kStart = 1'700'000'000'000;
constexpr int kEvents = 400;  // of one customer in a year

config::Config programme() {
  config::Config config;
  config.features.margin = 0.3;
  config.features.attributes = {{"plan", config::Attribute::Type::kText, false},
                                {"age", config::Attribute::Type::kNumber, false}};
  using Form = config::CustomFeature::Form;
  config::CustomFeature heat;
  heat.name = "heat";
  heat.form = Form::kDecayed;
  heat.kinds = {"page_view", "purchase"};
  heat.weights = {1, 5};
  config::CustomFeature prices;
  prices.name = "prices";
  prices.form = Form::kSum;
  prices.property = "price";
  config::CustomFeature prices_90d = prices;
  prices_90d.name = "prices_90d";
  prices_90d.window = {config::Window::Unit::kDays, 90, false};
  config::CustomFeature web = prices;
  web.name = "web_views";
  web.form = Form::kCount;
  web.kinds = {"page_view"};
  web.where = {{"channel", {"web"}}};
  config.features.custom = {heat, prices, prices_90d, web};
  return config;
}

/// Events with their properties, kept for the life of the bench.
struct Stream {
  KeyDictionary keys;
  std::vector<std::unique_ptr<std::string>> bytes;
  std::vector<Event> events;

  Stream() {
    Random random(3);
    for (int i = 0; i < kEvents; ++i) add(random, kStart + i * (365 * kDay / kEvents));
  }
  void add(Random& random, Millis t) {
    static constexpr Kind kKinds[] = {
        Kind::kPageView,  Kind::kPageView, Kind::kPageView, Kind::kProductView, Kind::kSearch,
        Kind::kAddToCart, Kind::kPurchase, Kind::kIdentify, Kind::kSurvey,      Kind::kTicketOpened};
    Event event;
    event.kind = kKinds[random.below(std::size(kKinds))];
    event.time = t + random.between(0, kHour);
    event.has_amount = event.kind == Kind::kPurchase;
    event.amount = random.between(500, 9000) * 10'000;
    bytes.push_back(std::make_unique<std::string>());
    PropertyWriter out(*bytes.back(), keys);
    const std::string number = std::to_string(random.below(40));
    out.string("url", "/products/" + number);
    out.string("channel", random.chance(0.7) ? "web" : "app");
    out.string("product_id", "sku-" + number);
    out.string("order_id", "o-" + std::to_string(t));
    out.number("price", number + ".95");
    out.number("nps", std::to_string(random.below(11)));
    out.string("ticket_id", "t-" + number);
    out.string("plan", random.chance(0.9) ? "pro" : "free");
    event.properties = *bytes.back();
    events.push_back(event);
  }
};

const Stream& stream() {
  static const Stream kStream;
  return kStream;
}

/// The features one name asks for, and their fields in every event.
struct Bench {
  explicit Bench(const std::string& name) {
    auto activity = std::make_unique<ActivityFeature>();
    auto purchases = std::make_unique<PurchasesFeature>(zone, config, *fields.number_of("order_id"));
    catalogue = std::make_unique<FeatureCatalogue>(config, zone, BaseFeatures{*activity, *purchases}, fields,
                                                   nullptr);
    signal = *catalogue->find(name);
    features = catalogue->take_features();
    if (features.empty()) features.push_back(std::move(purchases));
    for (const auto& feature : features) {
      feature->set_offset(state_bytes);
      state_bytes += feature->slot_bytes();
    }
    FieldMap map;
    map.want(fields.all(), stream().keys);
    for (const Event& event : stream().events) {
      values.emplace_back(map.size());
      if (!map.extract(event.properties, values.back())) std::abort();
    }
  }
  void construct(std::byte* state) const {
    for (const auto& feature : features) feature->construct(state);
  }
  void destroy(std::byte* state) const {
    for (const auto& feature : features) feature->destroy(state);
  }
  void apply(std::byte* state, std::size_t i) const {
    const Event& event = stream().events[i];
    for (const auto& feature : features) {
      if (feature->consumes(event.kind)) feature->apply_slot(state, event, values[i]);
    }
  }
  std::size_t record_bytes(const std::byte* state) const {
    std::string body;
    InstantTable instants;
    SectionWriter writer(body, instants);
    for (const auto& feature : features) feature->encode_slot(state, writer);
    ByteWriter bytes(body);
    instants.encode(bytes);
    return body.size();
  }

  config::Config config = programme();
  std::shared_ptr<const Zone> zone = Zone::load("Europe/Berlin").take();
  FieldNames fields;
  std::vector<std::unique_ptr<Feature>> features;
  std::unique_ptr<FeatureCatalogue> catalogue;
  const Signal* signal = nullptr;
  std::size_t state_bytes = 0;
  std::vector<std::vector<FieldValue>> values;
};

/// Mean bytes in the records of customers of all habits: the busiest did all of the year, most very little of
/// it (shares log-uniform from 1 % to all, 86 events on average).
double bytes_per_customer(const Bench& bench) {
  constexpr int kCustomers = 500;
  Random random(11);
  std::vector<std::uint64_t> block(bench.state_bytes / 8);
  auto* customer = reinterpret_cast<std::byte*>(block.data());
  std::size_t bytes = 0;
  for (int i = 0; i < kCustomers; ++i) {
    const double share = std::pow(100, random.uniform() - 1);
    bench.construct(customer);
    for (std::size_t event = 0; event < kEvents; ++event) {
      if (random.chance(share)) bench.apply(customer, event);
    }
    bytes += bench.record_bytes(customer);
    bench.destroy(customer);
  }
  return static_cast<double>(bytes) / kCustomers;
}

void apply_year(benchmark::State& state, const Bench& bench) {
  std::vector<std::uint64_t> block(bench.state_bytes / 8);
  auto* customer = reinterpret_cast<std::byte*>(block.data());
  for (auto _ : state) {
    bench.construct(customer);
    for (std::size_t i = 0; i < kEvents; ++i) bench.apply(customer, i);
    benchmark::DoNotOptimize(block.data());
    bench.destroy(customer);
  }
  bench.construct(customer);
  std::size_t consumed = 0;
  std::size_t heap = 0;
  for (std::size_t i = 0; i < kEvents; ++i) {
    bench.apply(customer, i);
    consumed += bench.features.front()->consumes(stream().events[i].kind) ? 1 : 0;
  }
  for (const auto& feature : bench.features) heap += feature->heap_bytes(customer);
  state.counters["slot_bytes"] = static_cast<double>(bench.state_bytes);
  state.counters["heap_bytes"] = static_cast<double>(heap);
  state.counters["record_bytes"] = static_cast<double>(bench.record_bytes(customer));
  state.counters["bytes_per_customer"] = bytes_per_customer(bench);
  state.counters["consumed"] = static_cast<double>(consumed);
  state.counters["per_event"] =
      benchmark::Counter(static_cast<double>(consumed) * static_cast<double>(state.iterations()),
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  bench.destroy(customer);
}

/// A customer at the end of the year.
template <typename Read>
void read(benchmark::State& state, const Bench& bench, const Read& read_once) {
  std::vector<std::uint64_t> block(bench.state_bytes / 8);
  auto* customer = reinterpret_cast<std::byte*>(block.data());
  bench.construct(customer);
  for (std::size_t i = 0; i < kEvents; ++i) bench.apply(customer, i);
  for (auto _ : state) benchmark::DoNotOptimize(read_once(customer));
  bench.destroy(customer);
}

Moment moment(const Bench& bench, Millis t) {
  return {t, bench.zone->local_day(t)};
}

bool register_all() {
  for (const char* name :
       {"page_view_count", "web_views", "page_view_count_30d", "page_view_count_365d", "page_view_count_48h",
        "prices_90d", "prices", "heat", "attribute.plan", "nps_mean", "open_ticket_days", "bounce_rate",
        "preferred_product", "margin_90d", "orders_365d", "overdue_ratio"}) {
    const auto bench = std::make_shared<Bench>(name);
    const std::string label = name;
    benchmark::RegisterBenchmark(("FeatureApply/" + label).c_str(),
                                 [bench](benchmark::State& state) { apply_year(state, *bench); });
    benchmark::RegisterBenchmark(("FeatureRead/" + label).c_str(), [bench](benchmark::State& state) {
      read(state, *bench, [&, now = moment(*bench, kStart + 365 * kDay)](const std::byte* customer) {
        return bench->signal->number(customer, now);
      });
    });
    benchmark::RegisterBenchmark(("FeatureRange/" + label).c_str(), [bench](benchmark::State& state) {
      const Moment from = moment(*bench, kStart + 365 * kDay);
      const Moment to = moment(*bench, kStart + 730 * kDay);
      read(state, *bench,
           [&](const std::byte* customer) { return bench->signal->range(customer, from, to); });
    });
  }
  return true;
}

const bool kRegistered = register_all();

/// Finding three wanted properties among eight.
void ExtractFields(benchmark::State& state) {
  const std::vector<std::string> wanted = {"channel", "price", "plan"};
  FieldMap map;
  map.want(wanted, stream().keys);
  std::vector<FieldValue> values(wanted.size());
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(map.extract(stream().events[next].properties, values));
    next = (next + 1) % stream().events.size();
  }
}
BENCHMARK(ExtractFields);

}  // namespace
