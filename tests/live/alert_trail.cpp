#include "tests/live/alert_trail.h"

#include <simdjson.h>

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>
#include <stdexcept>

#include "tests/live/http_client.h"

namespace tidemark::live {
namespace {

constexpr std::size_t kFaultsMax = 10;

std::string text_at(simdjson::dom::element json, std::string_view pointer) {
  std::string_view text;
  if (json.at_pointer(pointer).get(text) != simdjson::SUCCESS) {
    throw std::runtime_error("an alert without " + std::string(pointer));
  }
  return std::string(text);
}

std::string describe(const Alert& alert) {
  return std::to_string(alert.sequence) + " (" + alert.level + " of " + alert.customer_id + ", id " +
         alert.id + ", after " + std::to_string(alert.previous) + ")";
}

}  // namespace

Alert parse_alert(std::string_view body) {
  static thread_local simdjson::dom::parser parser;
  simdjson::dom::element json;
  if (parser.parse(body.data(), body.size()).get(json) != simdjson::SUCCESS) {
    throw std::runtime_error("an alert that is no JSON: " + std::string(body.substr(0, 100)));
  }
  Alert alert;
  alert.sequence = std::strtoull(text_at(json, "/sequence").c_str(), nullptr, 10);
  alert.previous = std::strtoull(text_at(json, "/prevsequence").c_str(), nullptr, 10);
  alert.id = text_at(json, "/id");
  alert.customer_id = text_at(json, "/subject");
  alert.level = text_at(json, "/data/level");
  alert.body_digest = std::hash<std::string_view>()(body);
  const std::string type = text_at(json, "/type");
  if (alert.sequence == 0 || alert.id.size() != 32 || !type.starts_with("tidemark." + alert.level + ".") ||
      text_at(json, "/data/customer_id") != alert.customer_id || text_at(json, "/epoch") != "1") {
    throw std::runtime_error("an alert that contradicts itself: " + std::string(body));
  }
  return alert;
}

std::uint64_t sequence_of(std::string_view cursor) {
  if (!cursor.starts_with("1:")) throw std::runtime_error("another epoch: " + std::string(cursor));
  return std::strtoull(std::string(cursor.substr(2)).c_str(), nullptr, 10);
}

std::vector<std::string> faults_of(const Trail& trail) {
  std::vector<std::string> faults;
  std::set<std::string> ids;
  std::map<std::string, std::uint64_t> last_of_level;
  for (const Alert& alert : trail) {
    if (!ids.insert(alert.id).second) faults.push_back(describe(alert) + " comes a second time");
    std::uint64_t& previous = last_of_level[alert.level];
    if (alert.previous != previous) {
      faults.push_back(describe(alert) + ", but the last of its level was " + std::to_string(previous));
    }
    previous = alert.sequence;
    if (faults.size() >= kFaultsMax) break;
  }
  return faults;
}

Trail sorted(Trail trail) {
  std::sort(trail.begin(), trail.end(),
            [](const Alert& a, const Alert& b) { return a.sequence < b.sequence; });
  return trail;
}

Trail only(const Trail& trail, const std::string& level) {
  Trail some;
  std::copy_if(trail.begin(), trail.end(), std::back_inserter(some),
               [&](const Alert& alert) { return alert.level == level; });
  return some;
}

std::string difference(const Trail& expected, const Trail& found) {
  const auto [a, b] = std::mismatch(expected.begin(), expected.end(), found.begin(), found.end());
  if (a == expected.end() && b == found.end()) return "";
  return std::to_string(found.size()) + " alerts instead of " + std::to_string(expected.size()) + "; " +
         (b == found.end() ? "the end" : describe(*b)) + " instead of " +
         (a == expected.end() ? "the end" : describe(*a)) +
         (a != expected.end() && b != found.end() && a->id == b->id ? ": the bodies differ" : "");
}

Trail read_pages(std::uint16_t http_port, std::size_t limit, std::vector<std::string>* bodies) {
  HttpClient client;
  simdjson::ondemand::parser parser;
  Trail trail;
  for (std::string after = "1:0";;) {
    const std::optional<HttpReply> reply =
        client.ask(http_port, "GET", "/v1/alerts?limit=" + std::to_string(limit) + "&after=" + after);
    if (!reply || reply->status != 200) throw std::runtime_error("no page of alerts after " + after);
    const simdjson::padded_string text(reply->body);
    simdjson::ondemand::document page = parser.iterate(text);
    const std::size_t before = trail.size();
    for (auto alert : page["alerts"].get_array()) {
      const std::string_view body = simdjson::to_json_string(alert.value()).value();
      trail.push_back(parse_alert(body));
      if (bodies != nullptr) bodies->emplace_back(body);
    }
    after = std::string(page["next"].get_string().value());
    if (trail.size() == before) return trail;
    if (sequence_of(after) != trail.back().sequence) throw std::runtime_error("a page that ends at " + after);
  }
}

}  // namespace tidemark::live
