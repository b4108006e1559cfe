// GET /v1/population: everybody at once.

#include <map>

#include "engine/api/live_api.h"
#include "engine/base/json_writer.h"

namespace tidemark::engine {
namespace {

using operators::Boundaries;

/// Customers of each value of each level, once all are counted; null until then.
void write_levels(const std::optional<std::vector<LevelCount>>& counts, JsonWriter& out) {
  if (!counts) {
    out.null();
    return;
  }
  out.begin_object();
  const std::string* open = nullptr;
  for (const LevelCount& count : *counts) {  // by level
    if (open == nullptr || *open != count.level) {
      if (open != nullptr) out.end_object();
      out.key(count.level).begin_object();
      open = &count.level;
    }
    out.key(count.value.empty() ? "null" : count.value).integer(count.customers);
  }
  if (open != nullptr) out.end_object();
  out.end_object();
}

template <typename Write>
void write_cuts(std::string_view key, const std::array<std::int64_t, 4>& cuts, JsonWriter& out,
                const Write& write) {
  out.key(key).begin_array();
  for (const std::int64_t cut : cuts) {
    if (cut == Boundaries::kNobody) {
      out.null();
    } else {
      write(cut);
    }
  }
  out.end_array();
}

void write_boundaries(const Boundaries& boundaries, JsonWriter& out) {
  if (!boundaries.any()) {
    out.null();
    return;
  }
  const auto instant = [&](std::int64_t value) { out.instant(value); };
  const auto count = [&](std::int64_t value) { out.integer(value); };
  const auto money = [&](std::int64_t value) { out.money(value); };
  out.begin_object().key("customers").integer(boundaries.customers);
  write_cuts("recency", boundaries.recency, out, instant);
  write_cuts("frequency", boundaries.frequency, out, count);
  write_cuts("monetary", boundaries.monetary, out, money);
  out.key("abc").begin_object();
  for (std::size_t i = 0; i < boundaries.abc.size(); ++i) {
    out.key(i == 0 ? "A" : "B");
    if (boundaries.abc[i] == Boundaries::kNobody) {
      out.null();
    } else {
      out.money(boundaries.abc[i]);
    }
  }
  out.end_object().end_object();
}

void write_concentration(const PopulationReport& report, JsonWriter& out) {
  const operators::Concentration& c = report.concentration;
  out.begin_object();
  out.key("total").value(c.total).key("customers_with_value").integer(c.with_value).key("gini").value(c.gini);
  const char* const tops[] = {"top_1", "top_5", "top_10", "top_20"};
  for (std::size_t i = 0; i < c.top_share.size(); ++i) out.key(tops[i]).value(c.top_share[i]);
  out.key("lorenz").begin_array();
  for (const double share : report.lorenz) out.value(share);
  out.end_array().end_object();
}

/// How the trained model's risks came true; null where none is in force.
void write_calibration(const PopulationReport& report, JsonWriter& out) {
  if (report.model_version == 0) {
    out.null();
    return;
  }
  const operators::ChurnFigures& c = report.churn;
  out.begin_object().key("model_version").unsigned_integer(report.model_version);
  out.key("outcomes").integer(c.outcomes).key("churned").value(c.silent);
  out.key("brier").value(c.brier).key("brier_skill").value(c.brier_skill).key("log_loss").value(c.log_loss);
  out.key("ece").value(c.ece).key("auc").value(c.auc).key("psi").value(c.psi);
  out.key("bands").begin_object();
  for (std::size_t band = 0; band < c.bands.size(); ++band) {
    out.key(operators::churn_band_name(band)).begin_object();
    out.key("outcomes")
        .integer(c.bands[band].outcomes)
        .key("churned")
        .integer(c.bands[band].silent)
        .end_object();
  }
  out.end_object().end_object();
}

}  // namespace

void LiveApi::get_population(const Responder& responder) {
  const PopulationReport report = engine_.population();
  std::string json;
  JsonWriter out(json);
  out.begin_object().key("customers").integer(report.concentration.customers);
  write_levels(engine_.census().counts(), out.key("levels"));
  write_boundaries(report.boundaries, out.key("boundaries"));
  write_concentration(report, out.key("concentration"));
  write_calibration(report, out.key("calibration"));
  out.end_object();
  (void)responder.send(json_response(200, std::move(json)));
}

}  // namespace tidemark::engine
