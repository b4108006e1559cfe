#pragma once

#include <array>
#include <string>
#include <string_view>

#include "engine/base/random.h"
#include "tests/operators/expression_world.h"

namespace tidemark::operators {

/// Random expressions over the signals of an ExpressionWorld, and random customers.
class ExpressionMaker {
 public:
  ExpressionMaker(const config::Config& config, std::uint64_t seed) : config_(config), random_(seed) {}

  /// Text of a condition, or of a number, that is an expression.
  std::string any_condition(int depth) {
    std::string text;
    do text = condition(depth);
    while (!config::parse_condition(text, config_).ok());
    return text;
  }
  std::string any_number(int depth) {
    std::string text;
    do text = number(depth);
    while (!config::parse_value(text, config_).ok());
    return text;
  }

  Sample customer(Millis now) {
    Sample sample;
    sample.orders = static_cast<double>(random_.below(6));
    sample.nps = random_.chance(0.5) ? kNull : static_cast<double>(random_.below(11));
    sample.vip = random_.chance(0.3) ? kNull : static_cast<double>(random_.below(2));
    for (Millis Sample::*then :
         {&Sample::joined, &Sample::first, &Sample::last, &Sample::login, &Sample::complaint}) {
      // Sometimes the same instant for two, and sometimes none.
      sample.*then = random_.chance(0.2)
                         ? kNoTime
                         : now - random_.between(0, 30) * (random_.chance(0.5) ? kDay : kHour + 1);
    }
    if (random_.chance(0.2)) sample.first = now + random_.between(0, 20 * kDay);
    sample.weight = random_.uniform() * 3;
    sample.gap_from = now + random_.between(-10, 40) * kHour;
    sample.gap_to = sample.gap_from + random_.between(1, 60) * kHour;
    sample.age = static_cast<double>(random_.between(0, 20));
    if (random_.chance(0.7)) sample.city = random_.chance(0.5) ? "Berlin" : "Rome";
    return sample;
  }

  Random& random() { return random_; }

 private:
  std::string condition(int depth) {
    if (depth <= 0 || random_.chance(0.3)) return comparison(depth - 1);
    switch (random_.below(6)) {
      case 0:
        return "not " + bracketed(condition(depth - 1));
      case 1:
        return "if" + list({condition(depth - 1), condition(depth - 1), condition(depth - 1)});
      case 2:
        return "coalesce" + list({condition(depth - 1), condition(depth - 1)});
      default:
        return bracketed(condition(depth - 1)) + pick({" and ", " or "}) + bracketed(condition(depth - 1));
    }
  }

  std::string number(int depth) {
    if (depth <= 0 || random_.chance(0.3)) return random_.chance(0.7) ? name() : literal();
    switch (random_.below(9)) {
      case 0:
        return "-" + bracketed(number(depth - 1));
      case 1:
        return "abs" + bracketed(number(depth - 1));
      case 2:
        return pick({"min", "max", "coalesce"}) +
               list({number(depth - 1), number(depth - 1), number(depth - 1)});
      case 3:
        return "if" + list({condition(depth - 1), number(depth - 1), number(depth - 1)});
      case 4:
        return age() + " - " + age();
      default:
        return bracketed(number(depth - 1)) + pick({" + ", " - ", " * ", " / "}) +
               bracketed(number(depth - 1));
    }
  }

  std::string comparison(int depth) {
    switch (random_.below(8)) {
      case 0:
        return pick({"attribute.vip", "true", "false", "null", "known(nps)", "known(gap)",
                     "attribute.city == 'Berlin'", "attribute.city in ['Rome', 'Oslo']",
                     "attribute.city != tier"});
      case 1:
        return bracketed(number(depth)) + " in [1, 2, 5]";
      case 2:
        return age() + comparator() + age();
      case 3:
        return age() + comparator() + std::to_string(random_.below(40));
      default:
        return bracketed(number(depth)) + comparator() + bracketed(number(depth));
    }
  }

  std::string name() {
    return pick({"orders", "nps", "attribute.age", "recency_days", "tenure_days", "days_since_login",
                 "churn.risk", "complaint_weight", "step", "wave", "gap", "days_since(attribute.joined)",
                 "days_until(attribute.joined)"});
  }
  std::string age() {
    return pick({"recency_days", "tenure_days", "first_purchase_days", "days_since_login",
                 "days_since(attribute.joined)"});
  }
  std::string literal() { return pick({"0", "0.5", "1", "2", "7", "30", "-1", "12h", "1e308"}); }
  std::string comparator() { return pick({" < ", " <= ", " > ", " >= ", " == ", " != "}); }

  template <std::size_t N>
  std::string pick(const char* const (&words)[N]) {
    return words[random_.below(N)];
  }
  static std::string bracketed(const std::string& text) { return "(" + text + ")"; }
  template <std::size_t N>
  static std::string list(const std::string (&texts)[N]) {
    std::string out;
    for (const std::string& text : texts) out += (out.empty() ? "(" : ", ") + text;
    return out + ")";
  }

  const config::Config& config_;
  Random random_;
};

}  // namespace tidemark::operators
