#include "tools/client/customer_client.h"

#include <simdjson.h>

#include <algorithm>

namespace tidemark::tools {
namespace {

constexpr std::size_t kPageMax = 1000;

Status refused(const HttpClient& http, const HttpReply& reply) {
  const std::string text = http.url() + ": " + reply.problem();
  return reply.status == 400 ? Status::invalid(text) : Status::foreign(text);
}

/// Shows the objects of a page with their own bytes; gives how many, and the cursor of the next page.
std::size_t show_page(std::string_view json, const std::function<void(std::string_view)>& show,
                      std::string& cursor) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string padded(json);
  simdjson::ondemand::document page = parser.iterate(padded);
  std::size_t count = 0;
  for (simdjson::ondemand::object customer : page["customers"].get_array()) {
    show(std::string_view(customer.raw_json()));
    ++count;
  }
  cursor.clear();
  std::string_view next;
  if (!page["next"].get(next)) cursor = next;
  return count;
}

}  // namespace

Result<std::optional<std::string>> CustomerClient::customer(std::string_view id) {
  Result<HttpReply> reply = http_.get("/v1/customers/" + percent_encoded(id));
  if (!reply.ok()) return reply.status();
  if (reply->status == 404) return std::optional<std::string>();
  if (reply->status != 200) return refused(http_, *reply);
  while (reply->body.ends_with('\n')) reply->body.pop_back();
  return std::optional<std::string>(std::move(reply->body));
}

Status CustomerClient::instruct(std::string_view id, std::string_view what, std::string_view body) {
  const std::string path = "/v1/customers/" + percent_encoded(id) + "/" + std::string(what);
  Result<HttpReply> reply = http_.post(path, "application/json", body);
  if (!reply.ok()) return reply.status();
  return reply->status == 200 ? Status() : refused(http_, *reply);
}

Result<std::string> CustomerClient::page(const engine::ListQuery& query, std::size_t limit,
                                         const std::string& cursor) {
  std::string path = "/v1/customers?limit=" + std::to_string(limit);
  for (const engine::ListQuery::LevelIs& level : query.levels) {
    path += "&level=" + percent_encoded(level.level) + ":" + percent_encoded(level.value);
  }
  if (!query.sort.empty()) path += "&sort=" + percent_encoded(query.sort);
  if (!cursor.empty()) path += "&cursor=" + percent_encoded(cursor);
  Result<HttpReply> reply = http_.get(path);
  if (!reply.ok()) return reply.status();
  if (reply->status != 200) return refused(http_, *reply);
  return std::move(reply->body);
}

Status CustomerClient::list(const engine::ListQuery& query,
                            const std::function<void(std::string_view)>& show) {
  std::string cursor;
  std::size_t left = query.limit;
  do {
    const Result<std::string> json = page(query, std::min(left, kPageMax), cursor);
    if (!json.ok()) return json.status();
    // The library reports by exception here; what it reads comes from a server.
    try {
      left -= std::min(left, show_page(*json, show, cursor));
    } catch (const simdjson::simdjson_error& error) {
      return Status::foreign(http_.url() + " does not answer as an engine does: " + error.what());
    }
  } while (left > 0 && !cursor.empty());
  return {};
}

}  // namespace tidemark::tools
