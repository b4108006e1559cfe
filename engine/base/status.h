#pragma once

#include <optional>
#include <string>
#include <utility>

#include "engine/base/assert.h"

namespace tidemark {

/// What went wrong, coarse enough to decide who answers: the user, the operator of the machine, or nobody.
enum class Code : unsigned char {
  kOk,
  kInvalidArgument,  ///< the caller's words are wrong (configuration, command line, event)
  kNotFound,
  kIo,           ///< disk or network failed; after a failed write nothing is known (exit code 75)
  kCorruption,   ///< stored bytes are not what was written
  kInUse,        ///< another process holds the store
  kUnsupported,  ///< a version, layout or option this build does not know
  kForeign       ///< a file or stream that is not the store's: an input is damaged, an output is not taken
};

/// Success, or a code with one clear line for people. Cheap when ok.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Code code, std::string message) : code_(code), message_(std::move(message)) {}

  static Status invalid(std::string m) { return {Code::kInvalidArgument, std::move(m)}; }
  static Status not_found(std::string m) { return {Code::kNotFound, std::move(m)}; }
  static Status io(std::string m) { return {Code::kIo, std::move(m)}; }
  static Status corruption(std::string m) { return {Code::kCorruption, std::move(m)}; }
  static Status in_use(std::string m) { return {Code::kInUse, std::move(m)}; }
  static Status foreign(std::string m) { return {Code::kForeign, std::move(m)}; }
  static Status unsupported(std::string m) { return {Code::kUnsupported, std::move(m)}; }

  bool ok() const { return code_ == Code::kOk; }
  Code code() const { return code_; }
  const std::string& message() const { return message_; }

 private:
  Code code_ = Code::kOk;
  std::string message_;
};

/// A value, or the status that says why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Status status) : status_(std::move(status)) { TM_ASSERT(!status_.ok()); }  // NOLINT

  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return &*value_; }
  const T* operator->() const { return &*value_; }
  T take() { return std::move(*value_); }

 private:
  Status status_;
  std::optional<T> value_;
};

}  // namespace tidemark

/// Hands a failed status up to the caller.
#define TM_RETURN_IF_ERROR(expression)                                                     \
  do {                                                                                     \
    if (::tidemark::Status tm_status_ = (expression); !tm_status_.ok()) return tm_status_; \
  } while (false)
