#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/random.h"

namespace tidemark::simulate {

/// An article of the shop, with the pieces of JSON its events repeat.
struct Product {
  std::uint32_t cents = 0;
  std::string properties;  ///< "product_id":…,"product_name":…,"category":…,"price":…
  std::string page;        ///< "url":…
};

/// Everything on sale: categories of equal size, in each the articles by rising price. The same in every
/// simulation, whatever the seed.
class Catalogue {
 public:
  static constexpr unsigned kCategories = 12;
  static constexpr unsigned kProductsPerCategory = 64;

  Catalogue();
  const Product& product(unsigned number) const { return products_[number]; }
  /// An article of a category near a price level (0 cheapest to 255 dearest).
  static std::uint16_t pick(Random& random, unsigned category, unsigned price_level);
  static std::string_view category_page(unsigned category);  ///< "url":…
  static std::string_view category_name(unsigned category);

 private:
  std::vector<Product> products_;
};

}  // namespace tidemark::simulate
