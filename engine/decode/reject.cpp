#include "engine/decode/reject.h"

namespace tidemark::engine {

std::string_view reject_name(Reject reject) {
  switch (reject) {
    case Reject::kNone:
      return "";
    case Reject::kBadJson:
      return "bad_json";
    case Reject::kMissingField:
      return "missing_field";
    case Reject::kBadField:
      return "bad_field";
    case Reject::kBadTimestamp:
      return "bad_timestamp";
    case Reject::kBadAmount:
      return "bad_amount";
    case Reject::kTooLarge:
      return "too_large";
    case Reject::kTooOld:
      return "too_old";
    case Reject::kInFuture:
      return "in_future";
    case Reject::kUnknownCurrency:
      return "unknown_currency";
  }
  return "";
}

}  // namespace tidemark::engine
