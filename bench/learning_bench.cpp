// Cost of fits: a million customers of a ten-year shop.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include "engine/base/random.h"
#include "operators/learning/btyd_fit.h"
#include "operators/learning/gamma_gamma_fit.h"
#include "operators/learning/logistic_fit.h"
#include "operators/learning/measures.h"

namespace {

using namespace tidemark;
using namespace tidemark::operators;
using Model = config::Churn::Model;

/// First days all over ten years, a rate and a chance to drop out of each one's own.
std::vector<BtydRow> ten_years(std::size_t count) {
  Random random(1);
  std::vector<BtydRow> rows;
  for (std::size_t i = 0; i < count; ++i) {
    const double T = static_cast<double>(random.below(3650)) / 7;
    const double rate = random.exponential(0.1);
    const double drop = random.uniform() * random.uniform();
    BtydRow row{{0, 0, T}, 1};
    double t = 0;
    while (!random.chance(drop)) {
      t += random.exponential(1 / rate);
      if (t >= T) break;
      const double day = static_cast<double>(static_cast<int>(t * 7)) / 7;
      if (day > row.statistics.t_x) {
        row.statistics.x += 1;
        row.statistics.t_x = day;
      }
    }
    rows.push_back(row);
  }
  return rows;
}

void fit_btyd_of(benchmark::State& state, Model model) {
  const std::vector<BtydRow> customers = ten_years(static_cast<std::size_t>(state.range(0)));
  double log_likelihood = 0;
  for (auto _ : state) {
    const Result<BtydFit> fit = fit_btyd(model, histogram_of(customers, BtydFitOptions().rows_max));
    log_likelihood = fit.ok() ? fit->log_likelihood : 0;
  }
  state.counters["ln_L_per_customer"] = log_likelihood / static_cast<double>(customers.size());
}
BENCHMARK_CAPTURE(fit_btyd_of, mbgnbd, Model::kMbgNbd)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fit_btyd_of, bgnbd, Model::kBgNbd)->Arg(1'000'000)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fit_btyd_of, nbd, Model::kNbd)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void fit_spending(benchmark::State& state) {
  Random random(2);
  std::vector<SpendRow> rows;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    rows.push_back({1 + static_cast<double>(random.below(20)), 5 + random.exponential(30)});
  }
  for (auto _ : state) benchmark::DoNotOptimize(fit_gamma_gamma(rows));
}
BENCHMARK(fit_spending)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void fit_logistic_of_terms(benchmark::State& state) {
  Random random(3);
  Design design(static_cast<std::size_t>(state.range(1)));
  std::vector<double> row(design.columns);
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    for (double& value : row) value = random.uniform();
    design.add(row, random.chance(0.2 + 0.5 * row[0]));
  }
  for (auto _ : state) benchmark::DoNotOptimize(fit_logistic(design));
}
BENCHMARK(fit_logistic_of_terms)->Args({200'000, 4})->Args({200'000, 20})->Unit(benchmark::kMillisecond);

void measure_risks(benchmark::State& state) {
  Random random(4);
  std::vector<double> risks;
  std::vector<std::uint8_t> labels;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    risks.push_back(random.uniform());
    labels.push_back(random.chance(risks.back()) ? 1 : 0);
  }
  for (auto _ : state) benchmark::DoNotOptimize(measure(risks, labels));
}
BENCHMARK(measure_risks)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
