#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/decode/json_scanner.h"
#include "engine/http/message.h"

namespace tidemark::engine {

/// How a request carries CloudEvents 1.0; Content-Type decides, then the header ce-specversion.
enum class CloudEventMode { kNone, kStructured, kBatch, kBinary };
CloudEventMode cloud_event_mode(const HttpRequest& request);

/// CloudEvents 1.0 as native events:
///
///     type, id, subject, time  →  type, event_id, customer_id, timestamp
///     data                     →  properties
///
/// An object in `data` that is a native event itself (it has an object `properties`, or both `type` and
/// `customer_id`) stays one, and the attributes only give what it lacks. Of any other object a `customer_id`
/// goes before `subject`, and a `timestamp` stands in for a `time` that is absent. Data that is no object
/// becomes a property `data`; data_base64 a property of that name, unless it is JSON.
///
/// Values keep their text. `source`, `dataschema` and extensions are not kept; what an event lacks the engine
/// will miss. Thread: one at a time. Cost: two passes.
class CloudEventReader {
 public:
  /// Appends the native event. False, and nothing is appended, when `json` is not one valid CloudEvent of
  /// version 1.0. `json` has kLinePadding readable bytes behind it.
  bool append_structured(std::string_view json, std::string& out);

  /// The same from the headers of a request and its body. Gives what is wrong, for people.
  std::optional<std::string> append_binary(const HttpRequest& request, std::string& out);

 private:
  struct Attributes {
    std::string specversion, id, source, type, subject, time, datacontenttype;  ///< empty: absent
  };
  /// Data as its text stands in the message.
  struct Data {
    JsonType type = JsonType::kNull;  ///< kNull: absent
    std::string_view json;
  };
  /// What an object in `data` says itself; empty texts where it does not.
  struct Inside {
    std::string type, event_id, customer_id, timestamp;  ///< as JSON
    std::string others;                                  ///< the other members, each with a comma before it
    bool properties = false;
  };

  bool read(std::string_view json);
  bool read_member(std::string_view json, std::string_view key);
  std::string* attribute(std::string_view name);
  bool valid() const;
  std::optional<std::string> read_headers(const HttpRequest& request);
  std::optional<std::string> read_body(const HttpRequest& request);
  void unpack_base64();
  bool read_object(Inside& inside);
  void append(std::string& out);
  static void append_head(const Inside& inside, std::string& out);
  void append_properties(std::string& out) const;

  JsonScanner scanner_;
  Attributes attributes_;
  Data data_;
  Data data_base64_;
  std::string own_;  ///< what data_ views when it is not part of the message; padded
};

}  // namespace tidemark::engine
