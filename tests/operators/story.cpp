#include "tests/operators/story.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "config/load.h"

namespace tidemark::operators::story {

config::BtydParameters published_mbgnbd() {
  return {.r = 0.525, .alpha = 6.183, .a = 0.891, .b = 1.614};
}
config::BtydParameters published_bgnbd() {
  return {.r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426};
}

config::Config bare() {
  config::Config config;
  config.lifecycle.enabled = false;
  config.rfm.enabled = false;
  config.abc.enabled = false;
  return config;
}

config::Ladder spend_ladder() {
  config::Ladder ladder;
  ladder.name = "tier";
  ladder.basis = {config::Basis::Measure::kSpend, 365, "spend_365d"};
  ladder.levels = {{"bronze", 0}, {"silver", money(500)}, {"gold", money(2000)}};
  return ladder;
}

config::Config with_ladder(const config::Ladder& ladder) {
  config::Config config = bare();
  config.ladders.push_back(ladder);
  return config;
}

config::Config with_lifecycle() {
  config::Config config = bare();
  config.lifecycle.enabled = true;
  return config;
}

config::Config with_rfm() {
  config::Config config = bare();
  config.rfm = config::default_config().rfm;
  config.rfm.enabled = true;
  return config;
}

config::Config with_churn() {
  config::Config config = bare();
  config.churn.parameters() = published_mbgnbd();
  return config;
}

config::Config everything() {
  config::Config config = config::default_config();
  config.churn.parameters() = published_mbgnbd();
  return config;
}

std::shared_ptr<const Scoring> scoring_of(const config::Config& config, std::uint32_t version,
                                          std::uint64_t lineage) {
  Result<std::shared_ptr<const Scoring>> made = Scoring::make(config, lineage, version);
  if (!made.ok()) throw std::invalid_argument(made.status().message());
  return made.take();
}

Event event(Kind kind, Millis time) {
  Event event;
  event.kind = kind;
  event.time = time;
  return event;
}

Event purchase(Millis time, double amount, std::string_view id) {
  Event event = story::event(Kind::kPurchase, time);
  event.has_amount = true;
  event.amount = money(amount);
  event.event_id = id;
  return event;
}

Event refund(Millis time, double amount, std::string_view id) {
  Event event = purchase(time, amount, id);
  event.kind = Kind::kRefund;
  return event;
}

Event Properties::with(Event event,
                       std::initializer_list<std::pair<std::string_view, std::string_view>> properties) {
  std::string& bytes = encoded_.emplace_back(event.properties);
  PropertyWriter writer(bytes, keys_);
  for (const auto& [key, text] : properties) {
    if (text == "true" || text == "false") {
      writer.boolean(key, text == "true");
    } else if (parse_micro(text)) {
      writer.number(key, text);
    } else {
      writer.string(key, text);
    }
  }
  map_.learn(keys_);
  event.properties = bytes;
  event.field_map = &map_;
  return event;
}

Customer::Customer(std::shared_ptr<const Scoring> scoring, std::string id)
    : scoring_(std::move(scoring)), id_(std::move(id)), block_(scoring_->state_bytes() / 8) {
  scoring_->construct(state());
}

Customer::Customer(const Customer& other)
    : scoring_(other.scoring_), id_(other.id_), block_(other.block_.size()), effects_(other.effects_) {
  scoring_->copy(state(), other.state());
}

Customer::~Customer() {
  scoring_->destroy(state());
}

void Customer::apply(const Event& event, Millis watermark) {
  Event mine = event;
  mine.customer_id = id_;
  scoring_->apply(state(), mine, watermark, effects_);
}

void Customer::wake(Millis watermark) {
  scoring_->wake(state(), id_, watermark, effects_);
}

void Customer::settle(Millis watermark) {
  scoring_->settle(state(), id_, watermark, effects_);
}

std::string_view Customer::level(std::string_view name) const {
  const std::vector<std::string>& names = scoring_->level_names();
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw std::invalid_argument("no such level");
  return scoring_->level_value(state(), static_cast<std::size_t>(found - names.begin()));
}

double Customer::number(std::string_view column, Millis as_of) const {
  return scoring_->sort_value(state(), column, as_of);
}

std::string Customer::json(Millis as_of) const {
  std::string json;
  JsonWriter out(json);
  scoring_->render_customer(state(), id_, as_of, out);
  return json;
}

std::string Customer::encoded() const {
  std::string bytes;
  ByteWriter out(bytes);
  scoring_->encode(state(), out);
  return bytes;
}

Customer Customer::reloaded(std::shared_ptr<const Scoring> scoring) const {
  Customer loaded(scoring ? scoring : scoring_, id_);
  const Status status = loaded.scoring_->decode(loaded.state(), encoded());
  if (!status.ok()) throw std::runtime_error(status.message());
  return loaded;
}

std::string Customer::told() const {
  std::string lines;
  for (const AlertDraft& alert : effects_.alerts) {
    const Json data(alert.data);
    const bool corrected = alert.type.ends_with(".corrected");
    lines +=
        fmt::format("{} {}>{} {} {}{}\n", data.text("/level"), data.text("/from"), data.text("/to"),
                    data.text("/cause/kind"), format_timestamp(alert.instant), corrected ? " corrected" : "");
  }
  return lines;
}

Json::Json(std::string_view text) : root_(parser_.parse(simdjson::padded_string(text))) {}

simdjson::dom::element Json::at(std::string_view pointer) const {
  return root_.at_pointer(pointer);
}

std::string Json::text(std::string_view pointer) const {
  const simdjson::dom::element found = at(pointer);
  if (found.is_null()) return "";
  return std::string(std::string_view(found));
}

double Json::number(std::string_view pointer) const {
  return double(at(pointer));
}

bool Json::is_null(std::string_view pointer) const {
  return at(pointer).is_null();
}

std::string hex(const Hash128& id) {
  return fmt::format("{:016x}{:016x}", id.high, id.low);
}

std::vector<Event> random_history(Random& random, int events, Millis start, Millis span) {
  static constexpr std::array<std::string_view, 4> kIds = {"", "o-1", "o-2", "o-3"};
  std::vector<Event> history;
  Millis t = start;
  for (int i = 0; i < events; ++i) {
    t += static_cast<Millis>(random.exponential(static_cast<double>(span) / events));
    Millis when = t;
    if (random.chance(0.1)) when -= random.between(0, 90 * kDay);
    if (random.chance(0.1)) when -= when % kDay;  // midnights
    const std::uint64_t draw = random.below(10);
    Event next = event(draw < 6   ? Kind::kPurchase
                       : draw < 7 ? Kind::kRefund
                       : draw < 8 ? Kind::kCancel
                                  : Kind::kPageView,
                       when);
    next.has_amount = random.chance(0.9);
    next.amount = next.has_amount ? random.between(0, 90'000) * 10'000 : 0;
    if (random.chance(0.05)) next.amount = -next.amount;
    next.event_id = kIds[random.below(kIds.size())];
    history.push_back(next);
  }
  return history;
}

}  // namespace tidemark::operators::story
