#include "operators/churn/churn_record.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "engine/base/bytes.h"

namespace tidemark::operators {
namespace {

constexpr std::size_t kBins = 1000;
constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

/// Σ (p − q) ln(p / q); a tenth that nobody is in counts as half a customer.
template <typename Tenths>
double stability(const Tenths& now, const Tenths& before, double period) {
  double sum = 0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const double p = std::max(static_cast<double>(now[i]), 0.5) / period;
    const double q = std::max(static_cast<double>(before[i]), 0.5) / period;
    sum += (p - q) * std::log(p / q);
  }
  return sum;
}

}  // namespace

std::string_view churn_band_name(std::size_t band) {
  constexpr std::string_view kNames[] = {"unknown", "low", "medium", "high", "critical"};
  return kNames[band];
}

ChurnRecord::ChurnRecord() : bins_(kBins) {}

void ChurnRecord::add(const ChurnOutcome& outcome) {
  const std::uint64_t ppm = std::min<std::uint32_t>(outcome.risk_ppm, 1'000'000);
  Bin& bin = bins_[std::min<std::size_t>(ppm / 1000, kBins - 1)];
  ++bin.outcomes;
  bin.silent += outcome.silent ? 1 : 0;
  bin.risk_ppm += static_cast<std::int64_t>(ppm);
  const std::uint64_t off = outcome.silent ? 1'000'000 - ppm : ppm;
  bin.squares_ppm += off * off / 1'000'000;
  ChurnFigures::Band& band = bands_[std::min<std::size_t>(outcome.band, bands_.size() - 1)];
  ++band.outcomes;
  band.silent += outcome.silent ? 1 : 0;

  ++running_[std::min<std::size_t>(ppm / 100'000, running_.size() - 1)];
  if (++in_running_ < kPeriod) return;
  before_last_ = last_;
  last_ = running_;
  running_ = {};
  in_running_ = 0;
}

std::int64_t ChurnRecord::outcomes() const {
  return std::accumulate(
      bands_.begin(), bands_.end(), std::int64_t{0},
      [](std::int64_t sum, const ChurnFigures::Band& band) { return sum + band.outcomes; });
}

/// P(a silent one had the higher risk than one heard of), ties by half.
double ChurnRecord::auc(double silent, double heard) const {
  double below = 0;
  double right = 0;
  for (const Bin& bin : bins_) {
    const auto quiet = static_cast<double>(bin.silent);
    const auto loud = static_cast<double>(bin.outcomes - bin.silent);
    right += quiet * (below + loud / 2);
    below += loud;
  }
  return right / (silent * heard);
}

double ChurnRecord::ece(std::int64_t outcomes) const {
  const double mass = static_cast<double>(outcomes) / 10;
  double error = 0;
  double n = 0;
  double gap = 0;
  for (const Bin& bin : bins_) {
    n += static_cast<double>(bin.outcomes);
    gap += static_cast<double>(bin.risk_ppm) / 1e6 - static_cast<double>(bin.silent);
    if (n < mass) continue;
    error += std::abs(gap);
    n = gap = 0;
  }
  return (error + std::abs(gap)) / static_cast<double>(outcomes);
}

ChurnFigures ChurnRecord::figures() const {
  ChurnFigures figures;
  figures.outcomes = outcomes();
  figures.bands = bands_;
  figures.silent = figures.brier = figures.brier_skill = figures.log_loss = kUnknown;
  figures.ece = figures.auc = figures.psi = kUnknown;
  const bool compared =
      std::any_of(before_last_.begin(), before_last_.end(), [](std::int64_t n) { return n > 0; });
  if (compared) figures.psi = stability(last_, before_last_, static_cast<double>(kPeriod));
  if (figures.outcomes == 0) return figures;

  const auto all = static_cast<double>(figures.outcomes);
  double silent = 0;
  double squares = 0;
  double log_loss = 0;
  for (const Bin& bin : bins_) {
    if (bin.outcomes == 0) continue;
    const auto quiet = static_cast<double>(bin.silent);
    const auto n = static_cast<double>(bin.outcomes);
    const double risk = std::clamp(static_cast<double>(bin.risk_ppm) / 1e6 / n, 1e-6, 1 - 1e-6);
    silent += quiet;
    squares += static_cast<double>(bin.squares_ppm) / 1e6;
    log_loss -= quiet * std::log(risk) + (n - quiet) * std::log1p(-risk);
  }
  figures.silent = silent / all;
  figures.brier = squares / all;
  figures.log_loss = log_loss / all;
  figures.ece = ece(figures.outcomes);
  const double spread = figures.silent * (1 - figures.silent);
  if (spread == 0) return figures;
  figures.brier_skill = 1 - figures.brier / spread;
  figures.auc = auc(silent, all - silent);
  return figures;
}

void ChurnRecord::encode(std::string& out) const {
  ByteWriter writer(out);
  for (const ChurnFigures::Band& band : bands_) {
    writer.zigzag(band.outcomes);
    writer.zigzag(band.silent);
  }
  for (const Tenths* tenths : {&running_, &last_, &before_last_}) {
    for (const std::int64_t n : *tenths) writer.zigzag(n);
  }
  writer.zigzag(in_running_);
  writer.varint(static_cast<std::uint64_t>(
      std::count_if(bins_.begin(), bins_.end(), [](const Bin& bin) { return bin.outcomes != 0; })));
  for (std::size_t i = 0; i < bins_.size(); ++i) {
    const Bin& bin = bins_[i];
    if (bin.outcomes == 0) continue;
    writer.varint(i);
    writer.zigzag(bin.outcomes);
    writer.zigzag(bin.silent);
    writer.zigzag(bin.risk_ppm);
    writer.varint(bin.squares_ppm);
  }
}

bool ChurnRecord::decode(std::string_view bytes) {
  ByteReader in(bytes);
  for (ChurnFigures::Band& band : bands_) {
    band.outcomes = in.zigzag();
    band.silent = in.zigzag();
  }
  for (Tenths* tenths : {&running_, &last_, &before_last_}) {
    for (std::int64_t& n : *tenths) n = in.zigzag();
  }
  in_running_ = in.zigzag();
  for (std::uint64_t n = in.varint(); n > 0 && in.ok(); --n) {
    const std::uint64_t place = in.varint();
    if (place >= bins_.size()) return false;
    Bin& bin = bins_[place];
    bin.outcomes = in.zigzag();
    bin.silent = in.zigzag();
    bin.risk_ppm = in.zigzag();
    bin.squares_ppm = in.varint();
  }
  return in.ok() && in.done();
}

}  // namespace tidemark::operators
