#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "engine/http/message.h"
#include "engine/http/responder.h"

namespace tidemark::engine {

/// What the server does with one kind of request.
struct HttpRoute {
  std::string
      method;  ///< GET, POST, …; a GET route also answers HEAD, whose answer goes out without its body
  std::string pattern;  ///< "/v1/customers", or with one parameter segment: "/v1/customers/{id}"
  /// On the server's thread: must be quick, and may hand the request and the responder to another thread.
  /// Throws: answered 500.
  std::function<void(HttpRequest, Responder)> handler;
  std::optional<std::size_t> body_bytes_max;  ///< absent: HttpOptions::body_bytes_max; 0: no body is taken
  /// Looks at a request whose body is not read yet; what it returns is the answer, and the body is not read:
  /// the place for authorisation. May be empty. Same thread, same rule for throwing as the handler.
  std::function<std::optional<HttpResponse>(const HttpRequest&)> admit;
};

/// Finds the route of a request. A pattern without parameter goes before one with, whatever the order.
class RouteTable {
 public:
  /// Asserts that patterns begin with a slash and have at most one "{…}", and that none is there twice.
  explicit RouteTable(std::vector<HttpRoute> routes);

  struct Match {
    const HttpRoute* route = nullptr;  ///< null: no route for this path and method
    std::string parameter;             ///< what stands for "{…}"
    std::string allow;  ///< without a route: the path's methods, "" where there is no such path
  };
  /// `segments` as HttpTarget has them. Cost: a comparison a route.
  Match find(const std::string& method, const std::vector<std::string>& segments) const;

 private:
  struct Entry {
    HttpRoute route;
    std::vector<std::string> segments;
    std::size_t parameter;  ///< index of its segment; their count if there is none
  };
  static bool matches(const Entry& entry, const std::vector<std::string>& segments);
  std::vector<Entry> entries_;  // those without parameter first
};

}  // namespace tidemark::engine
