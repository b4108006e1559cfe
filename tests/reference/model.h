#pragma once

/// The plain reference model: one customer, the whole shop, and lines to compare them by.
#include "tests/reference/customer_model.h"  // IWYU pragma: export
#include "tests/reference/dump.h"            // IWYU pragma: export
#include "tests/reference/shop_model.h"      // IWYU pragma: export
