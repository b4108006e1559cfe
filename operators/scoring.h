#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "engine/base/bytes.h"
#include "engine/base/event.h"
#include "engine/base/hash.h"
#include "engine/base/ids.h"
#include "engine/base/json_writer.h"
#include "engine/base/status.h"
#include "engine/base/zone.h"
#include "operators/population/boundaries.h"

namespace tidemark::operators {

/// One transition of one level of one customer, rendered; the committer adds what only it knows (sequence,
/// epoch, sequence of the level's previous alert).
struct AlertDraft {
  Hash128 id;                 ///< 128-bit hash of (source, lineage, customer, level, ordinal, instant, cause)
  Millis instant = 0;         ///< when the new level holds from; the CloudEvent's time
  std::uint32_t ordinal = 0;  ///< the customer's own count of alerts, from 1
  std::uint16_t chain = 0;    ///< index into Scoring::chains()
  std::uint8_t direction = 0;  ///< 0 none, 1 up, 2 down: for counters
  std::string_view to;         ///< the value reached, for the topic; lives as long as the Scoring
  std::string type;            ///< "tidemark.tier.changed"
  std::string data;            ///< the JSON object of `data`
};

/// A message from this customer to another, delivered at a later mark. (No operator of the default set
/// sends any; accounts and merges will.)
struct OutgoingMessage {
  std::string to_customer;
  std::string payload;
};

/// What became of one churn risk that was noted a horizon ago.
struct ChurnOutcome {
  std::uint32_t risk_ppm = 0;  ///< then, in millionths
  std::uint8_t band = 0;       ///< Churn::Value then
  bool silent = false;         ///< nothing came within the horizon
};

/// What one step did beside changing the state.
struct Effects {
  std::vector<AlertDraft> alerts;
  std::vector<OutgoingMessage> messages;
  std::vector<ChurnOutcome> outcomes;  ///< of risks that were noted a horizon ago
  bool late = false;                   ///< the event was older than the customer's clock
  std::uint32_t messages_ignored = 0;  ///< for operators this configuration does not have
  std::uint32_t held = 0;              ///< changes that a cooldown or budget of alerts kept back
  void clear() {
    alerts.clear();
    messages.clear();
    outcomes.clear();
    late = false;
    messages_ignored = held = 0;
  }
};

/// As of when a customer is read, and by which boundaries of the population: those in force where it lives,
/// or others, which nobody is told of.
struct AsOf {
  Millis t;
  const Boundaries* population;
  AsOf(Millis instant, const Boundaries* boundaries = nullptr)
      : t(instant), population(boundaries) {}  // NOLINT
};

/// The share of value of the best 20 % at one epoch's end, against the one told last.
struct ConcentrationMove {
  Millis instant = 0;
  std::uint32_t ordinal = 0;  ///< of these notices, from 1
  double before = 0;
  double now = 0;
};
/// What notices about everybody are chained by, and their subject.
inline constexpr std::string_view kPopulationChain = "population";

/// All scoring of one configuration version: a pure, deterministic function over one customer's state.
///
/// State is a block of state_bytes() bytes owned by the caller: construct() once, then apply/wake, destroy()
/// once. Blocks may hold heap memory of their own, counted by heap_bytes().
/// Thread: immutable; any number of shards share it. Reads no clock. See README.md here for the rules of
/// time (customer's clock, late events, corrections) that every operator keeps.
class Scoring {
 public:
  /// `source` and `lineage` go into alert ids. `version` is the configuration's, from 1.
  /// Errors: kInvalidArgument, naming the setting (an unknown zone, a set of parameters that has no mean …).
  static Result<std::shared_ptr<const Scoring>> make(const config::Config& config, std::uint64_t lineage,
                                                     std::uint32_t version);
  virtual ~Scoring() = default;

  virtual std::size_t state_bytes() const = 0;  ///< a multiple of 8; alignment 8
  /// `population`: the boundaries in force where the customer lives; they outlive the state and may change
  /// under it: whom that concerns is told by reassess().
  virtual void construct(std::byte* state, const Boundaries* population = nullptr) const = 0;
  virtual void destroy(std::byte* state) const = 0;
  virtual std::size_t heap_bytes(const std::byte* state) const = 0;
  virtual void copy(std::byte* to_unconstructed, const std::byte* from) const = 0;

  /// One accepted event of the customer. `watermark` is W of the last mark before it.
  /// Fires wake-ups due up to the event, applies it, assesses; see README.md.
  virtual void apply(std::byte* state, const Event& event, Millis watermark, Effects& effects) const = 0;
  /// Fires everything due ≤ watermark, in order, as of its due instants.
  virtual void wake(std::byte* state, std::string_view customer_id, Millis watermark,
                    Effects& effects) const = 0;
  /// Whether the customer has still to be told what a new configuration makes of a level.
  virtual bool fresh(const std::byte* /*state*/) const { return false; }
  /// Tells it, as of the watermark; wakes before that. An event or message for the customer does it, too.
  virtual void settle(std::byte* state, std::string_view customer_id, Millis watermark,
                      Effects& effects) const {
    wake(state, customer_id, watermark, effects);
  }
  /// A message delivered at a mark whose watermark is given.
  virtual void receive(std::byte* state, std::string_view customer_id, std::string_view payload,
                       Millis watermark, Effects& effects) const = 0;
  /// The population's boundaries have moved across this customer. Wakes before that.
  virtual void reassess(std::byte* state, std::string_view customer_id, Millis watermark,
                        Effects& effects) const {
    settle(state, customer_id, watermark, effects);
  }
  /// Other boundaries, for a copy that is looked at.
  virtual void set_population(std::byte* /*state*/, const Boundaries* /*population*/) const {}
  /// A notice that concentration has moved. Only where abc.notice asks for it.
  virtual AlertDraft population_moved(const ConcentrationMove& /*move*/) const { return {}; }
  /// What the population hears of the customer, as of its last assessment. Cost: tens of ns.
  virtual PopulationPoint population_point(const std::byte* /*state*/) const { return {}; }
  /// The same as of an instant, by what is due until then.
  virtual PopulationPoint population_point(const std::byte* /*state*/, Millis /*as_of*/) const { return {}; }
  /// Whether an event of the kind can move that; and whether time alone can.
  virtual bool moves_population(Kind) const { return false; }
  virtual bool time_moves_population() const { return false; }
  /// The measures it is made of, for comparison with another configuration's; empty where nothing stands on
  /// the population.
  virtual std::string population_key() const { return {}; }
  /// The earliest instant at which anything may change if nothing happens; kNever when nothing will.
  /// Cost: a load.
  virtual Millis due(const std::byte* state) const = 0;

  /// The state's sections, each under its operator's stable name: what a record keeps.
  virtual void encode(const std::byte* state, ByteWriter& out) const = 0;
  /// Reads sections into a constructed state, migrating: an operator without a section starts empty, a
  /// section without an operator is dropped, one in an older form is converted. `same_version`: they were
  /// written under this configuration.
  /// Errors: kCorruption; kUnsupported with the operator's name and why it cannot be carried over.
  virtual Status decode(std::byte* state, std::string_view sections, bool same_version = false) const = 0;
  /// Changes when the set of sections or their forms change.
  virtual std::uint32_t layout_id() const = 0;

  /// What alerts are chained by, second word of their types: "tier", "lifecycle", "segment" …
  virtual const std::vector<std::string>& chains() const = 0;
  /// Levels a customer has values of ("tier", "segment.vip" …), in the order of assessment.
  virtual const std::vector<std::string>& level_names() const = 0;
  std::size_t level_count() const { return level_names().size(); }
  /// Value of a level ("gold"), by its index; "" for null.
  virtual std::string_view level_value(const std::byte* state, std::size_t level) const = 0;

  /// The customer object of interfaces.md as of an instant. Due wake-ups ≤ as_of are evaluated on a copy:
  /// nothing is announced or stored. `state` is not changed.
  virtual void render_customer(const std::byte* state, std::string_view customer_id, AsOf as_of,
                               JsonWriter& out) const = 0;
  /// Column names for CSV (dotted), in the order and number of render_customer_csv's cells.
  virtual std::vector<std::string> csv_columns() const = 0;
  virtual void render_customer_csv(const std::byte* state, std::string_view customer_id, AsOf as_of,
                                   std::vector<std::string>& cells) const = 0;
  /// The numeric value of a sortable column ("churn.risk", "net", …) as of an instant; NaN when null.
  virtual double sort_value(const std::byte* state, std::string_view column, Millis as_of) const = 0;

  /// Whether any operator sends messages to other customers (then the router waits for them at grid marks).
  virtual bool sends_messages() const { return false; }

  /// Properties of events that operators look at: what the FieldMap of a reader has to want.
  virtual std::span<const std::string> wanted_properties() const = 0;
  virtual const config::Config& config() const = 0;
  virtual std::uint32_t version() const = 0;
};

}  // namespace tidemark::operators
