// Reads of customers.

#include <bit>
#include <charconv>

#include "engine/api/live_api.h"
#include "engine/base/json_writer.h"

namespace tidemark::engine {
namespace {

constexpr std::size_t kCustomersMax = 1000;

HttpResponse read_failed(const Status& status) {
  return http_problem(status.code() == Code::kInvalidArgument ? 400 : 503, status.message());
}

/// "<bits of the value, hex>:<id>": where a list goes on.
std::string cursor_of(const ListQuery::Place& place) {
  char bits[17];
  const auto end = std::to_chars(bits, bits + 16, std::bit_cast<std::uint64_t>(place.value), 16).ptr;
  return std::string(bits, end) + ":" + place.id;
}

std::optional<ListQuery::Place> place_of(const std::string& cursor) {
  const std::size_t colon = cursor.find(':');
  std::uint64_t bits = 0;
  if (colon == std::string::npos) return std::nullopt;
  const auto [end, error] = std::from_chars(cursor.data(), cursor.data() + colon, bits, 16);
  if (error != std::errc() || end != cursor.data() + colon) return std::nullopt;
  return ListQuery::Place{std::bit_cast<double>(bits), cursor.substr(colon + 1)};
}

/// Errors: what is wrong with the query.
Status read_query(const HttpRequest& request, ListQuery& query) {
  for (const HttpField& field : request.query) {
    if (field.name == "level") {
      const std::size_t separator = field.value.find_first_of(":=");
      if (separator == std::string::npos)
        return Status::invalid("level: write level:value, such as churn:high");
      query.levels.push_back({field.value.substr(0, separator), field.value.substr(separator + 1)});
    } else if (field.name == "sort") {
      query.sort = field.value;
    } else if (field.name == "cursor") {
      query.after = place_of(field.value);
      if (!query.after) return Status::invalid("cursor: take it from the answer before, as it is");
    } else if (field.name != "limit") {
      return Status::invalid("there is no parameter '" + field.name +
                             "'; there are level, sort, limit and cursor");
    }
  }
  const std::optional<std::size_t> limit = limit_of(request, query.limit, kCustomersMax);
  if (!limit) return Status::invalid("limit: write a number from 1 to " + std::to_string(kCustomersMax));
  query.limit = *limit;
  return {};
}

}  // namespace

void LiveApi::get_customer(const HttpRequest& request, Responder responder) {
  engine_.read_customer(request.parameter,
                        [responder = std::move(responder)](Result<std::optional<std::string>> customer) {
                          if (!customer.ok()) {
                            (void)responder.send(read_failed(customer.status()));
                          } else if (!customer->has_value()) {
                            (void)responder.send(http_problem(404, "there is no such customer"));
                          } else {
                            (void)responder.send(json_response(200, std::move(**customer)));
                          }
                        });
}

void LiveApi::get_customers(const HttpRequest& request, Responder responder) {
  ListQuery query;
  if (Status status = read_query(request, query); !status.ok()) {
    (void)responder.send(http_problem(400, status.message()));
    return;
  }
  const std::size_t limit = query.limit;
  engine_.list_customers(std::move(query),
                         [responder = std::move(responder), limit](Result<CustomerPage> page) {
                           if (!page.ok()) {
                             (void)responder.send(read_failed(page.status()));
                             return;
                           }
                           std::string json;
                           JsonWriter out(json);
                           out.begin_object().key("customers").begin_array();
                           for (const std::string& customer : page->customers) out.raw(customer);
                           out.end_array().key("next");
                           if (page->last && page->found == limit) {
                             out.value(cursor_of(*page->last));
                           } else {
                             out.null();
                           }
                           out.end_object();
                           (void)responder.send(json_response(200, std::move(json)));
                         });
}

}  // namespace tidemark::engine
