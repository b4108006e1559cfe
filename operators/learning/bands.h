#pragma once

#include <array>
#include <vector>

namespace tidemark::operators {

/// Cuts of risk so that these shares of all customers are at or above medium, high, critical. Rising, inside
/// (0, 1); where many have the same risk, all of them are above or below together. `risks` is not empty.
std::array<double, 3> cuts_by_share(std::vector<double> risks, const std::array<double, 3>& shares);

/// The lowest cut above which, if nobody did anything, no more than `per_day` customers a day would come:
/// whose risk is below it now and not below it `days` later. Above `least`, which high has.
double cut_by_capacity(const std::vector<double>& now, const std::vector<double>& later, double days,
                       double per_day, double least);

}  // namespace tidemark::operators
