#pragma once

#include "config/config.h"
#include "tests/reference/history.h"

namespace tidemark::reference {

/// Probability that the customer has not dropped out. BG/NBD (Fader, Hardie, Lee 2005) or MBG/NBD
/// (Batislam et al. 2007).
double p_alive(config::Churn::Model model, const config::BtydParameters& parameters, const PlainBtyd& btyd);

/// P0(H): probability of no purchase within the horizon; 1 − P(alive)·[1 − ((α+T)/(α+T+H))^(r+x)].
/// As 1/(1 + 1/odds).
double no_purchase_probability(config::Churn::Model model, const config::BtydParameters& parameters,
                               const PlainBtyd& btyd, Millis horizon);

/// Its odds, (g + e)/(1 − e), g the odds of having dropped out, e the probability of silence while alive.
double no_purchase_odds(config::Churn::Model model, const config::BtydParameters& parameters,
                        const PlainBtyd& btyd, Millis horizon);

}  // namespace tidemark::reference
