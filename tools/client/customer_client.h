#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/customer_query.h"
#include "tools/client/http_client.h"

namespace tidemark::tools {

/// Looks at the customers of a running engine.
/// Errors: kForeign when it does not answer or refuses; kInvalidArgument for words it does not know.
class CustomerClient {
 public:
  explicit CustomerClient(HttpClient& http) : http_(http) {}

  /// The customer's object; nothing when there is none.
  Result<std::optional<std::string>> customer(std::string_view id);
  /// Calls `show` with one object after the other, in the list's order; asks page by page.
  Status list(const engine::ListQuery& query, const std::function<void(std::string_view)>& show);
  /// Posts a pin or unpin; returns when it is committed.
  Status instruct(std::string_view id, std::string_view what, std::string_view body);

 private:
  Result<std::string> page(const engine::ListQuery& query, std::size_t limit, const std::string& cursor);
  HttpClient& http_;
};

}  // namespace tidemark::tools
