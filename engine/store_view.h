#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/status.h"
#include "engine/base/time.h"
#include "engine/customer_query.h"

namespace tidemark::engine {

struct DeadLetter {
  std::uint64_t position = 0;
  std::string_view reason;
  std::string_view detail;
  std::string_view payload;  ///< the bytes as they came
};

/// A store at rest, as of its last commit: the tail of the log is folded in memory, nothing is written.
/// Thread: one.
class StoreView {
 public:
  /// Errors: kNotFound (no store there), kInUse (an engine runs on it), kCorruption.
  static Result<std::unique_ptr<StoreView>> open(const std::string& data_directory);
  virtual ~StoreView() = default;

  /// Highest confirmed event time: reads are as of it.
  virtual Millis as_of() const = 0;
  /// The customer object; nothing when there is no such customer.
  virtual Result<std::optional<std::string>> customer(std::string_view customer_id) = 0;
  /// Customer objects (JSON), filtered and ordered. Errors: kInvalidArgument (unknown level, value or
  /// column).
  virtual Status list(const ListQuery& query, const std::function<void(std::string_view json)>& visit) = 0;
  virtual Status dead_letters(const std::function<void(const DeadLetter&)>& visit) = 0;
  /// The committed log as JSON lines, oldest kept record first: inputs with position and verdict, control
  /// records, alerts.
  virtual Status log(const std::function<void(std::string_view json)>& visit) = 0;
};

}  // namespace tidemark::engine
