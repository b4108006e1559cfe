#include "operators/population/census.h"

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/base/bytes.h"

namespace tidemark::operators {
namespace {

constexpr std::size_t kCodes = 65'536;
constexpr std::int32_t kMinutesPerDay = 24 * 60;

/// Draws the thresholds of a quintile score while buckets come in, from the worst up.
class QuintileCuts {
 public:
  explicit QuintileCuts(std::int64_t customers) : customers_(customers) { cuts.fill(Boundaries::kNobody); }
  void bucket(std::int64_t lowest, std::int64_t count) {
    if (count == 0) return;
    const auto score = static_cast<std::size_t>(5 * worse_ / customers_);  // less one
    for (; reached_ < std::min<std::size_t>(score, cuts.size()); ++reached_) cuts[reached_] = lowest;
    worse_ += count;
  }
  std::array<std::int64_t, 4> cuts{};

 private:
  std::int64_t customers_;
  std::int64_t worse_ = 0;
  std::size_t reached_ = 0;
};

void encode_counts(const std::vector<std::int64_t>& counts, ByteWriter& out) {
  const auto used = std::count_if(counts.begin(), counts.end(), [](std::int64_t n) { return n != 0; });
  out.varint(static_cast<std::uint64_t>(used));
  for (std::size_t code = 0, before = 0; code < counts.size(); ++code) {
    if (counts[code] == 0) continue;
    out.varint(code - before);
    out.zigzag(counts[code]);
    before = code;
  }
}

/// Calls visit(code) for each used code; it reads what follows.
template <typename Visit>
bool decode_codes(ByteReader& in, std::uint64_t codes, const Visit& visit) {
  std::uint64_t code = 0;
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); --n) {
    code += in.varint();
    if (code >= codes) return false;
    visit(static_cast<std::size_t>(code));
  }
  return in.ok();
}

double units(Sum128 micro) {
  return static_cast<double>(micro) / static_cast<double>(kMicro);
}

}  // namespace

Census::Census() : orders_(kCodes), money_(kCodes), value_(kCodes) {}

void Census::count(const PopulationPoint& point, std::int64_t by) {
  if (!point.eligible) return;
  customers_ += by;
  count_minute(minute_code(point.last), by);
  orders_[measure_code(point.orders)] += by;
  money_[measure_code(point.money)] += by;
  ValueBucket& value = value_[measure_code(point.value)];
  value.customers += by;
  value.sum += Sum128{point.value} * by;
}

void Census::count_minute(std::int32_t minute, std::int64_t by) {
  auto& day = minutes_[minute / kMinutesPerDay];
  const auto found = day.try_emplace(minute, 0).first;
  if ((found->second += by) == 0) day.erase(found);
  if (day.empty()) minutes_.erase(minute / kMinutesPerDay);
}

void Census::merge(const Census& other) {
  customers_ += other.customers_;
  for (const auto& [day, minutes] : other.minutes_) {
    for (const auto& [minute, n] : minutes) count_minute(minute, n);
  }
  for (std::size_t code = 0; code < kCodes; ++code) {
    orders_[code] += other.orders_[code];
    money_[code] += other.money_[code];
    value_[code].customers += other.value_[code].customers;
    value_[code].sum += other.value_[code].sum;
  }
}

template <typename Visit>
void Census::from_the_top(const Visit& visit) const {
  for (std::size_t code = kCodes; code-- > 0;) {
    if (value_[code].customers != 0) visit(static_cast<MeasureCode>(code), value_[code]);
  }
}

Boundaries Census::boundaries(const std::array<double, 2>& abc_cuts, std::int64_t customers_min) const {
  Boundaries drawn;
  if (customers_ < std::max<std::int64_t>(1, customers_min)) return drawn;
  drawn.customers = customers_;

  QuintileCuts recency(customers_);
  for (const auto& [day, minutes] : minutes_) {
    for (const auto& [minute, n] : minutes) recency.bucket(lowest_in_minute(minute), n);
  }
  drawn.recency = recency.cuts;
  QuintileCuts frequency(customers_);
  QuintileCuts monetary(customers_);
  for (std::size_t code = 0; code < kCodes; ++code) {
    frequency.bucket(lowest_in(static_cast<MeasureCode>(code)), orders_[code]);
    monetary.bucket(lowest_in(static_cast<MeasureCode>(code)), money_[code]);
  }
  drawn.frequency = frequency.cuts;
  drawn.monetary = monetary.cuts;

  Sum128 total = 0;
  from_the_top([&](MeasureCode, const ValueBucket& b) { total += std::max<Sum128>(b.sum, 0); });
  drawn.abc.fill(Boundaries::kNobody);
  Sum128 before = 0;
  from_the_top([&](MeasureCode code, const ValueBucket& bucket) {
    if (bucket.sum <= 0) return;
    const double share = static_cast<double>(before) / static_cast<double>(total);
    for (std::size_t c = 0; c < abc_cuts.size(); ++c) {
      if (share < abc_cuts[c]) drawn.abc[c] = lowest_in(code);
    }
    before += bucket.sum;
  });
  return drawn;
}

Concentration Census::concentration() const {
  Concentration result;
  result.customers = customers_;
  if (customers_ == 0) return result;
  constexpr std::array<double, 4> kTop = {0.01, 0.05, 0.10, 0.20};
  Sum128 total = 0;
  from_the_top([&](MeasureCode, const ValueBucket& b) {
    if (b.sum <= 0) return;
    total += b.sum;
    result.with_value += b.customers;
  });
  result.total = units(total);
  if (total == 0) return result;

  double above = 0;  // customers, and their share of value, in the buckets before
  double share = 0;
  double area = 0;  // under the curve of the richest, in customers × share
  const auto all = static_cast<double>(customers_);
  from_the_top([&](MeasureCode, const ValueBucket& bucket) {
    const auto n = static_cast<double>(bucket.customers);
    const double s = bucket.sum <= 0 ? 0 : static_cast<double>(bucket.sum) / static_cast<double>(total);
    for (std::size_t i = 0; i < kTop.size(); ++i) {
      const double wanted = kTop[i] * all;
      if (above < wanted) result.top_share[i] = share + s * std::min(1.0, (wanted - above) / n);
    }
    area += n * (share + s / 2);
    above += n;
    share += s;
  });
  result.gini = 2 * area / all - 1;
  return result;
}

std::vector<double> Census::lorenz(std::size_t n) const {
  std::vector<double> curve(n + 1, 0.0);
  Sum128 total = 0;
  from_the_top([&](MeasureCode, const ValueBucket& b) { total += std::max<Sum128>(b.sum, 0); });
  if (total == 0) return curve;
  double below = 0;
  double share = 0;
  std::size_t next = 1;
  const auto all = static_cast<double>(customers_);
  for (const ValueBucket& bucket : value_) {
    if (bucket.customers == 0) continue;
    const auto count = static_cast<double>(bucket.customers);
    const double s = bucket.sum <= 0 ? 0 : static_cast<double>(bucket.sum) / static_cast<double>(total);
    for (; next <= n; ++next) {
      const double wanted = all * static_cast<double>(next) / static_cast<double>(n);
      if (wanted > below + count) break;
      curve[next] = share + s * (wanted - below) / count;
    }
    below += count;
    share += s;
  }
  for (; next <= n; ++next) curve[next] = 1;
  return curve;
}

void Census::encode(std::string& out) const {
  ByteWriter writer(out);
  writer.zigzag(customers_);
  writer.varint(minutes_.size());
  for (const auto& [day, minutes] : minutes_) {
    writer.zigzag(day);
    writer.varint(minutes.size());
    for (const auto& [minute, n] : minutes) {
      writer.zigzag(minute - day * kMinutesPerDay);
      writer.zigzag(n);
    }
  }
  encode_counts(orders_, writer);
  encode_counts(money_, writer);
  const auto used = std::count_if(value_.begin(), value_.end(),
                                  [](const ValueBucket& b) { return b.customers != 0 || b.sum != 0; });
  writer.varint(static_cast<std::uint64_t>(used));
  for (std::size_t code = 0, before = 0; code < kCodes; ++code) {
    const ValueBucket& bucket = value_[code];
    if (bucket.customers == 0 && bucket.sum == 0) continue;
    writer.varint(code - before);
    writer.zigzag(bucket.customers);
    writer.fixed64(static_cast<std::uint64_t>(bucket.sum));
    writer.fixed64(static_cast<std::uint64_t>(bucket.sum >> 64));
    before = code;
  }
}

bool Census::decode(std::string_view bytes) {
  ByteReader in(bytes);
  customers_ = in.zigzag();
  for (std::uint64_t days = in.varint(); days > 0 && in.ok(); --days) {
    const auto day = static_cast<std::int32_t>(in.zigzag());
    auto& minutes = minutes_[day];
    for (std::uint64_t n = in.varint(); n > 0 && in.ok(); --n) {
      const auto minute = static_cast<std::int32_t>(day * kMinutesPerDay + in.zigzag());
      minutes[minute] = in.zigzag();
    }
  }
  const bool right = decode_codes(in, kCodes, [&](std::size_t code) { orders_[code] = in.zigzag(); }) &&
                     decode_codes(in, kCodes, [&](std::size_t code) { money_[code] = in.zigzag(); }) &&
                     decode_codes(in, kCodes, [&](std::size_t code) {
                       value_[code].customers = in.zigzag();
                       const std::uint64_t low = in.fixed64();
                       value_[code].sum = static_cast<Sum128>(in.fixed64()) << 64 | low;
                     });
  return right && in.ok() && in.done();
}

}  // namespace tidemark::operators
