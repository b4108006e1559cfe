#pragma once

namespace tidemark::operators {

/// ln F(A, B; C; z) of Gauss' hypergeometric function for 0 ≤ z < 1, through Euler's form
///
///     F(A, B; C; z) = (1 − z)^(C−A−B) · F(C−A, C−B; C; z),
///
/// whose series has small terms for the arguments of BG/NBD and MBG/NBD. NaN where F is not positive or the
/// series does not settle within 100,000 terms.
/// Cost: usually fewer than 100 terms of a few ns; more as z nears 1.
double log_hypergeometric(double a, double b, double c, double z);

}  // namespace tidemark::operators
