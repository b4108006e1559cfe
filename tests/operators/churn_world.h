#pragma once

// Programmes with additive churn models, and customers who do more than buy.

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "config/load.h"
#include "operators/composition.h"
#include "tests/operators/story.h"

namespace tidemark::operators::story {

inline double logit(double p) {
  return std::log(p / (1 - p));
}

/// The configuration of a text that must have no mistakes, without ladders, lifecycle, RFM and ABC.
inline config::Config programme(std::string_view yaml) {
  config::Loaded loaded =
      config::load("tiers: {}\nlifecycle: {enabled: false}\nrfm: {enabled: false}\nabc: {enabled: false}\n" +
                   std::string(yaml));
  for (const config::Mistake& mistake : loaded.mistakes) ADD_FAILURE() << config::describe(mistake, "yaml");
  return std::move(loaded.config);
}

inline constexpr std::string_view kMbgNbd = "{r: 0.525, alpha: 6.183, a: 0.891, b: 1.614}";

/// Purchases, refunds, page views, complaints, failed payments and logins (the first kind of one's own), in
/// order but for some late ones.
std::vector<Event> busy_history(Random& random, int events, Millis start, Millis span);

/// A logistic model, a scorecard or a mixture over random features with random weights; the kind `login` is
/// there.
config::Config random_churn(Random& random);

/// What assessing the customer's churn at t would find.
std::uint8_t band_at(const Composition& composition, const std::byte* state, Millis t);

}  // namespace tidemark::operators::story
