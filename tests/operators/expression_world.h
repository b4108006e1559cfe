#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "config/expression.h"
#include "engine/base/zone.h"
#include "operators/expression/compiled_expression.h"

namespace tidemark::operators {

/// What a customer's state is in tests of expressions: plain values that signals look at.
struct Sample {
  double orders = 3;
  double nps = kNull;
  double age = 40;
  double vip = kNull;          ///< a truth value
  Millis joined = 0;           ///< attribute.joined, kNoTime when it is not known
  Millis first = kNoTime;      ///< tenure_days, and first_purchase_days from then on
  Millis last = kNoTime;       ///< recency_days, and what the risk rises from
  Millis login = kNoTime;      ///< days_since_login
  Millis complaint = kNoTime;  ///< when the complaint was made that fades
  double weight = 0;           ///< of it
  Millis gap_from = kNoTime;   ///< `gap` is null from here
  Millis gap_to = kNoTime;     ///< … to here
  std::string_view city = {};  ///< attribute.city, without data when it is not known
  std::string_view plan = {};  ///< last_plan as text
  double plan_number = kNull;  ///< … and as number

  const std::byte* bytes() const { return reinterpret_cast<const std::byte*>(this); }
};

/// Signals of every sort over a Sample, and the configuration that names them: what stands still, ages, steps
/// at local midnights, rises, fades, goes up and down, and is null for a while.
class ExpressionWorld {
 public:
  explicit ExpressionWorld(std::string_view zone = "Europe/Berlin");

  const config::Config& config() const { return config_; }
  const Zone& zone() const { return *zone_; }
  Moment at(Millis t) const { return {t, zone_->local_day(t)}; }

  CompiledExpression condition(std::string_view text) const;
  CompiledExpression value(std::string_view text) const;
  /// Of any type.
  CompiledExpression expression(std::string_view text) const;
  Result<const Signal*> signal(std::string_view name) const;

  /// How often a signal's range() was asked for since the last call.
  std::size_t take_ranges() const { return std::exchange(*ranges_, 0); }

 private:
  void add_steady();
  void add_moving();
  CompiledExpression compile(const Result<config::Expression>& expression) const;

  config::Config config_;
  std::shared_ptr<const Zone> zone_;
  std::shared_ptr<std::size_t> ranges_ = std::make_shared<std::size_t>(0);
  std::map<std::string, std::unique_ptr<Signal>, std::less<>> signals_;
};

}  // namespace tidemark::operators
