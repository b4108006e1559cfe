#include "tools/simulate/catalogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace tidemark::simulate {
namespace {

struct Category {
  std::string_view name;
  std::string_view slug;
  double price_low;
  double price_high;
  std::array<std::string_view, 8> articles;
};

constexpr std::array<Category, Catalogue::kCategories> kCategories = {{
    {"Knitwear",
     "knitwear",
     25,
     180,
     {"Crew Sweater", "Cardigan", "Rollneck", "Poncho", "Vest", "Beanie", "Scarf", "Gloves"}},
    {"Shirts & Tops",
     "shirts",
     12,
     95,
     {"Oxford Shirt", "T-Shirt", "Polo", "Blouse", "Tank Top", "Henley", "Tunic", "Longsleeve"}},
    {"Trousers",
     "trousers",
     29,
     150,
     {"Chino", "Jeans", "Cord Trousers", "Joggers", "Shorts", "Culotte", "Leggings", "Cargo Trousers"}},
    {"Shoes",
     "shoes",
     35,
     240,
     {"Sneaker", "Chelsea Boot", "Loafer", "Sandal", "Trail Runner", "Derby", "Slipper", "Rain Boot"}},
    {"Outdoor",
     "outdoor",
     18,
     420,
     {"Tent", "Sleeping Bag", "Headlamp", "Rucksack", "Trekking Pole", "Flask", "Rain Jacket", "Camp Stove"}},
    {"Kitchen",
     "kitchen",
     8,
     260,
     {"Espresso Maker", "Chef's Knife", "Sauté Pan", "Teapot", "Mixing Bowl", "Grinder", "Kettle",
      "Mug Set"}},
    {"Home & Living",
     "home",
     9,
     320,
     {"Floor Lamp", "Cushion", "Throw", "Vase", "Wall Clock", "Side Table", "Rug", "Candle"}},
    {"Books",
     "books",
     6,
     48,
     {"Novel", "Cookbook", "Travel Guide", "Atlas", "Biography", "Notebook", "Picture Book", "Field Guide"}},
    {"Beauty",
     "beauty",
     5,
     90,
     {"Face Cream", "Shampoo", "Hand Balm", "Serum", "Soap", "Crème Rinse", "Body Oil", "Perfume"}},
    {"Toys & Games",
     "toys",
     7,
     130,
     {"Board Game", "Puzzle", "Building Set", "Plush Bear", "Wooden Train", "Card Game", "Kite", "Doll"}},
    {"Electronics",
     "electronics",
     15,
     690,
     {"Headphones", "Speaker", "E-Reader", "Smart Watch", "Power Bank", "Keyboard", "Webcam", "Desk Lamp"}},
    {"Garden",
     "garden",
     6,
     210,
     {"Planter", "Secateurs", "Watering Can", "Bird Feeder", "Lantern", "Seed Box", "Hose", "Deck Chair"}},
}};

constexpr std::array<std::string_view, 16> kStyles = {
    "Merino Navy", "Organic Sand", "Nordic Pine", "Studio Black",  "Heritage Oak", "Alpine Grey",
    "Coast Blue",  "Terra Rust",   "Lumen White", "Atelier Olive", "Harbour Teal", "Meadow Mustard",
    "Fjord Ice",   "Vintage Red",  "Urban Stone", "Luna Plum"};

std::string slug_of(std::string_view name) {
  std::string slug;
  for (const char c : name) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter) slug += static_cast<char>(c | 0x20);
    if ((c == ' ' || c == '-') && !slug.empty() && slug.back() != '-') slug += '-';
  }
  return slug;
}

/// Prices rise geometrically through a category and end in 9 or 5 cents, as prices do.
std::uint32_t price_of(const Category& category, unsigned place) {
  const double share = static_cast<double>(place) / (Catalogue::kProductsPerCategory - 1);
  const double price = category.price_low * std::pow(category.price_high / category.price_low, share);
  const auto whole = static_cast<std::uint32_t>(price);
  return whole * 100 + (place % 3 == 0 ? 95 : place % 3 == 1 ? 99 : 50);
}

Product make_product(unsigned number) {
  const unsigned place = number % Catalogue::kProductsPerCategory;
  const Category& category = kCategories[number / Catalogue::kProductsPerCategory];
  const std::string name = fmt::format("{} {}", kStyles[(place * 7 + number / 9) % kStyles.size()],
                                       category.articles[(place * 5 + place / 8) % category.articles.size()]);
  Product product;
  product.cents = price_of(category, place);
  product.properties =
      fmt::format(R"("product_id":"p-{:04}","product_name":"{}","category":"{}","price":{}.{:02})",
                  1000 + number, name, category.name, product.cents / 100, product.cents % 100);
  product.page =
      fmt::format(R"("url":"https://shop.example/{}/{}-{}")", category.slug, slug_of(name), 1000 + number);
  return product;
}

struct CategoryPages {
  std::array<std::string, Catalogue::kCategories> pages;
  CategoryPages() {
    for (std::size_t i = 0; i < pages.size(); ++i)
      pages[i] = fmt::format(R"("url":"https://shop.example/{}?sort=popular&page=1")", kCategories[i].slug);
  }
};

}  // namespace

Catalogue::Catalogue() {
  products_.reserve(kCategories * kProductsPerCategory);
  for (unsigned number = 0; number < kCategories * kProductsPerCategory; ++number)
    products_.push_back(make_product(number));
}

std::uint16_t Catalogue::pick(Random& random, unsigned category, unsigned price_level) {
  // A triangle around the level: people look left and right of what they use to pay.
  const std::uint64_t draw = random.next();
  const int wander = static_cast<int>((draw & 15) + (draw >> 4 & 15)) - 15;
  const int place = static_cast<int>(price_level * kProductsPerCategory / 256) + wander;
  const int last = kProductsPerCategory - 1;
  return static_cast<std::uint16_t>(category * kProductsPerCategory +
                                    static_cast<unsigned>(std::clamp(place, 0, last)));
}

std::string_view Catalogue::category_page(unsigned category) {
  static const CategoryPages all;
  return all.pages[category];
}

std::string_view Catalogue::category_name(unsigned category) {
  return tidemark::simulate::kCategories[category].name;
}

}  // namespace tidemark::simulate
