#include "tests/sim/simulator.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "engine/base/assert.h"
#include "engine/base/hash.h"
#include "engine/customer_reader.h"
#include "tests/reference/model.h"
#include "tests/sim/process.h"
#include "tests/sim/scenario.h"
#include "tests/sim/sleepers.h"

namespace tidemark::sim {
namespace {

/// Everything that must come out the same, as text.
struct Answers {
  std::vector<std::string> alerts;     ///< the CloudEvents
  std::vector<std::string> customers;  ///< customer objects, by id
  std::vector<std::string> sections;   ///< encoded states, by id
  Millis confirmed = kNoTime;
};

Status read_answers(engine::Core& core, const Published& published, Answers& answers) {
  for (const auto& [sequence, json] : published.alerts) answers.alerts.push_back(json);
  answers.confirmed = core.router().confirmed();
  engine::CustomerReader reader(core);
  Result<std::vector<std::string>> ids = reader.ids();
  if (!ids.ok()) return ids.status();
  for (const std::string& id : *ids) {
    Result<const std::byte*> state = reader.state(id);
    if (!state.ok()) return state.status();
    std::string text;
    JsonWriter json(text);
    core.scoring().render_customer(*state, id, answers.confirmed, json);
    answers.customers.push_back(std::move(text));
    std::string sections;
    ByteWriter writer(sections);
    core.scoring().encode(*state, writer);
    answers.sections.push_back(id + ":" + sections);
  }
  return {};
}

/// Lives until the stream is taken: each ends at a random step, by kill, power cut or failing disk.
class Lives {
 public:
  Lives(const Scenario& scenario, std::uint64_t seed, bool faults)
      : scenario_(scenario), random_(seed ^ 0x5EED), faults_on_(faults), files_(faults_), disk_(faults_) {}

  std::string run(Answers& answers) {
    constexpr std::uint64_t kLivesMax = 60;
    for (;;) {
      const bool last_life = !faults_on_ || lives_ >= kLivesMax;
      ++lives_;
      const unsigned shards = faults_on_ ? 1 + static_cast<unsigned>(random_.below(4)) : 1;
      Process process(scenario_, shards, files_, disk_, random_, published_);
      const Status status = live(process, last_life, answers);
      if (!published_.mistake.empty()) return published_.mistake;
      if (!sleeper_.empty()) return "life " + std::to_string(lives_) + ": " + sleeper_;
      if (done_) return {};
      if (!status.ok() && !faults_.failed())
        return "life " + std::to_string(lives_) + ": " + status.message();
      end_life();
    }
  }
  std::uint64_t lives() const { return lives_; }

 private:
  /// Ok without done_: the life was cut at its step.
  Status live(Process& process, bool last_life, Answers& answers) {
    std::uint64_t steps_left = last_life ? ~0ULL : 1 + random_.below(2 + scenario_.lines.size() / 2);
    if (!last_life && random_.chance(0.5)) {
      steps_left = ~0ULL;
      faults_.fail_at(1 + random_.below(60 + scenario_.lines.size() * 2));
    }
    // A server that is killed often dies in one of its first checkpoints.
    const bool in_checkpoint = !last_life && scenario_.restless && random_.chance(0.7);
    const std::uint64_t completed_before = in_checkpoint ? random_.below(3) : 0;
    TM_RETURN_IF_ERROR(process.start());
    sleeper_ = first_sleeper(process.core(), disk_, false);
    for (;;) {
      if (steps_left-- == 0) return {};
      const engine::Checkpointer& checkpointer = process.core().checkpointer();
      if (in_checkpoint && checkpointer.running() && checkpointer.completed() >= completed_before &&
          random_.chance(0.1)) {
        return {};
      }
      Result<bool> more = process.step();
      if (!more.ok()) return more.status();
      if (!*more) break;
    }
    TM_RETURN_IF_ERROR(process.close());
    if (sleeper_.empty()) sleeper_ = first_sleeper(process.core(), disk_, true);
    faults_.fail_at(0);
    TM_RETURN_IF_ERROR(read_answers(process.core(), published_, answers));
    done_ = true;
    return {};
  }

  void end_life() {
    faults_.restart();
    if (random_.chance(0.5)) {
      files_.crash(random_);
    } else {
      files_.kill();  // what the process wrote is the operating system's now
    }
    disk_.crash(random_);
  }

  const Scenario& scenario_;
  Random random_;
  const bool faults_on_;
  FaultPlan faults_;
  SimFileSystem files_;
  MemoryStore disk_;
  Published published_;
  std::string sleeper_;
  std::uint64_t lives_ = 0;
  bool done_ = false;
};

reference::ShopModel run_model(const Scenario& scenario) {
  reference::ShopModel model(scenario.config, scenario.zone);
  for (const Scenario::Line& line : scenario.lines) {
    model.set_future_limit(line.future_limit);
    switch (line.kind) {
      case Scenario::Line::Kind::kEvent:
        model.event(line.event);
        break;
      case Scenario::Line::Kind::kUnreadable:
        model.unreadable();
        break;
      case Scenario::Line::Kind::kTick:
        model.tick(line.watermark);
        break;
      case Scenario::Line::Kind::kClock:
        model.set_clock(line.clock);
        break;
    }
  }
  return model;
}

std::string text_at(simdjson::dom::element json, std::string_view pointer) {
  simdjson::dom::element value;
  if (json.at_pointer(pointer).get(value) != simdjson::SUCCESS || value.is_null()) return "null";
  if (std::string_view text; value.get(text) == simdjson::SUCCESS) return std::string(text);
  return simdjson::minify(value);
}

/// The parts of an alert that the model has too, and whom it supersedes by the alert's place in the list.
std::vector<std::string> engine_alerts(const Answers& answers) {
  simdjson::dom::parser parser;
  std::map<std::string, std::size_t> place_of_id;
  std::vector<std::string> lines;
  for (const std::string& text : answers.alerts) {
    const simdjson::dom::element json = parser.parse(text);
    std::string supersedes = text_at(json, "/data/supersedes");
    if (supersedes != "null") supersedes = std::to_string(place_of_id.at(supersedes));
    place_of_id[text_at(json, "/id")] = lines.size();
    lines.push_back(fmt::format("{} {} {} {}->{} {} {} {}", text_at(json, "/time"), text_at(json, "/subject"),
                                text_at(json, "/data/level"), text_at(json, "/data/from"),
                                text_at(json, "/data/to"), text_at(json, "/data/cause/kind"),
                                text_at(json, "/data/cause/event_id"), supersedes));
  }
  return lines;
}

std::vector<std::string> model_alerts(const reference::ShopModel& model) {
  std::map<std::pair<std::string, std::uint32_t>, std::size_t> place_of_ordinal;
  std::vector<std::string> lines;
  for (const reference::PlainAlert& alert : model.alerts()) {
    const reference::PlainTransition& t = alert.transition;
    std::string supersedes = "null";
    if (t.corrected) supersedes = std::to_string(place_of_ordinal.at({alert.customer, t.supersedes_ordinal}));
    place_of_ordinal[{alert.customer, t.ordinal}] = lines.size();
    lines.push_back(fmt::format("{} {} {} {}->{} {} {} {}", format_timestamp(t.instant), alert.customer,
                                t.level, t.from, t.to, reference::name_of(t.cause),
                                t.event_id.empty() ? "null" : t.event_id, supersedes));
  }
  return lines;
}

std::vector<std::string> engine_customers(const Answers& answers, const config::Config& config) {
  simdjson::dom::parser parser;
  std::vector<std::string> lines;
  for (const std::string& text : answers.customers) {
    const simdjson::dom::element json = parser.parse(text);
    std::string line = fmt::format(
        "{} orders={} gross={} refunds={} first={} last={} x={}", text_at(json, "/customer_id"),
        text_at(json, "/orders"), text_at(json, "/gross"), text_at(json, "/refunds"),
        text_at(json, "/first_purchase"), text_at(json, "/last_purchase"), text_at(json, "/btyd/x"));
    for (const config::Ladder& ladder : config.ladders) line += " " + text_at(json, "/" + ladder.name);
    if (config.lifecycle.enabled) line += " " + text_at(json, "/lifecycle");
    if (config.rfm.enabled) {
      line += fmt::format(" {}/{}/{}/{}", text_at(json, "/rfm/segment"), text_at(json, "/rfm/r"),
                          text_at(json, "/rfm/f"), text_at(json, "/rfm/m"));
    }
    lines.push_back(line + " " + text_at(json, "/churn/level"));
  }
  return lines;
}

std::vector<std::string> model_customers(const reference::ShopModel& model, const config::Config& config) {
  const auto instant = [](std::optional<Millis> t) { return t ? format_timestamp(*t) : std::string("null"); };
  std::vector<std::string> lines;
  for (const auto& [id, customer] : model.customers()) {
    reference::CustomerModel then = customer;
    then.wake(model.confirmed());
    const reference::History& history = then.history();
    const std::size_t days = history.purchase_days().size();
    std::string line = fmt::format(
        "{} orders={} gross={} refunds={} first={} last={} x={}", id, history.orders(),
        format_micro(history.gross()), format_micro(history.refunds()), instant(history.first_purchase()),
        instant(history.last_purchase()), days == 0 ? "null" : std::to_string(days - 1));
    for (std::size_t i = 0; i < then.rules().size(); ++i) {
      const std::string value = then.value(i);
      line += " " + (value.empty() ? "null" : value);
      if (then.rules()[i].sort != reference::LevelSort::kRfm) continue;
      if (value.empty()) {
        line += "/null/null/null";
      } else {
        const reference::PlainRfm rfm = reference::rfm_scores(config.rfm, history, model.confirmed());
        line += fmt::format("/{}/{}/{}", rfm.r, rfm.f, rfm.m);
      }
    }
    lines.push_back(line);
  }
  return lines;
}

/// Where two lists part, in words.
std::string first_difference(const char* what, const std::vector<std::string>& got,
                             const std::vector<std::string>& wanted) {
  for (std::size_t i = 0; i < std::max(got.size(), wanted.size()); ++i) {
    const std::string a = i < got.size() ? got[i] : "(nothing)";
    const std::string b = i < wanted.size() ? wanted[i] : "(nothing)";
    if (a != b) return fmt::format("{} {}:\n  got    {}\n  wanted {}", what, i, a, b);
  }
  return {};
}

}  // namespace

Outcome simulate(std::uint64_t seed) {
  const Scenario scenario = make_scenario(seed);
  Outcome outcome;
  Answers broken;
  Answers whole;
  Lives with_faults(scenario, seed, true);
  outcome.difference = with_faults.run(broken);
  outcome.lives = with_faults.lives();
  if (outcome.difference.empty()) outcome.difference = Lives(scenario, seed, false).run(whole);
  const reference::ShopModel model = run_model(scenario);
  outcome.inputs = model.inputs().size();
  outcome.alerts = model.alerts().size();
  const auto compare = [&](const char* what, const std::vector<std::string>& got,
                           const std::vector<std::string>& wanted) {
    if (outcome.difference.empty()) outcome.difference = first_difference(what, got, wanted);
  };
  if (!scenario.population) {
    compare("whole run against the model, alert", engine_alerts(whole), model_alerts(model));
    compare("whole run against the model, customer", engine_customers(whole, scenario.config),
            model_customers(model, scenario.config));
  }
  compare("after crashes, alert", broken.alerts, whole.alerts);
  compare("after crashes, customer", broken.customers, whole.customers);
  compare("after crashes, state", broken.sections, whole.sections);
  for (const std::string& alert : whole.alerts) {
    outcome.of_population += alert.find(R"("cause":{"kind":"population")") != std::string::npos ? 1 : 0;
  }
  for (const auto* list : {&broken.alerts, &broken.customers, &broken.sections}) {
    for (const std::string& line : *list) outcome.digest = hash64(line, outcome.digest);
  }
  return outcome;
}

}  // namespace tidemark::sim
