#include "engine/http/route_table.h"

#include <algorithm>
#include <utility>

#include "engine/base/assert.h"
#include "engine/http/target.h"

namespace tidemark::engine {
namespace {

bool is_parameter(const std::string& segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

void add_method(std::string& list, const std::string& method) {
  if (!list.empty()) list += ", ";
  list += method;
  if (method == "GET") list += ", HEAD";
}

}  // namespace

RouteTable::RouteTable(std::vector<HttpRoute> routes) {
  for (HttpRoute& route : routes) {
    std::optional<HttpTarget> target = parse_target(route.pattern);
    TM_ASSERT(target && route.handler);
    TM_ASSERT(std::ranges::count_if(target->segments, is_parameter) <= 1);
    const auto place = std::ranges::find_if(target->segments, is_parameter) - target->segments.begin();
    for (const Entry& entry : entries_) {
      TM_ASSERT(entry.route.pattern != route.pattern || entry.route.method != route.method);
    }
    entries_.push_back({std::move(route), std::move(target->segments), static_cast<std::size_t>(place)});
  }
  std::ranges::stable_partition(entries_, [](const Entry& e) { return e.parameter == e.segments.size(); });
}

bool RouteTable::matches(const Entry& entry, const std::vector<std::string>& segments) {
  if (entry.segments.size() != segments.size()) return false;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    if (i == entry.parameter ? segments[i].empty() : segments[i] != entry.segments[i]) return false;
  }
  return true;
}

RouteTable::Match RouteTable::find(const std::string& method,
                                   const std::vector<std::string>& segments) const {
  const std::string wanted = method == "HEAD" ? "GET" : method;
  Match match;
  for (const Entry& entry : entries_) {
    if (!matches(entry, segments)) continue;
    if (entry.route.method == wanted) {
      match.route = &entry.route;
      if (entry.parameter < segments.size()) match.parameter = segments[entry.parameter];
      return match;
    }
    add_method(match.allow, entry.route.method);
  }
  return match;
}

}  // namespace tidemark::engine
