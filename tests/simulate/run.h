#pragma once

#include <gtest/gtest.h>
#include <simdjson.h>

#include <string>
#include <vector>

#include "engine/base/time.h"
#include "tools/simulate/simulate.h"

namespace tidemark::simulate {

/// The whole stream as text; a failure fails the test.
inline std::string run(const SimulateOptions& options) {
  std::string all;
  const Status status = simulate(options, [&](std::string_view chunk) {
    all.append(chunk);
    return Status();
  });
  EXPECT_TRUE(status.ok()) << status.message();
  return all;
}

inline std::vector<std::string> lines_of(const std::string& all) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < all.size();) {
    const std::size_t end = all.find('\n', begin);
    if (end == std::string::npos) {
      ADD_FAILURE() << "the stream ends within a line";
      break;
    }
    lines.push_back(all.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

/// What the tests look at in a line.
struct Line {
  std::string type;
  std::string event_id;
  std::string customer_id;
  Millis time = 0;
  double amount = -1;  ///< −1: none
  std::string order_id;
};

/// Parses with a validating parser; fails the test where the line is not an event of the native form.
inline Line parse(simdjson::dom::parser& parser, const std::string& text) {
  Line line;
  simdjson::dom::element event;
  if (parser.parse(text).get(event) != simdjson::SUCCESS) {
    ADD_FAILURE() << "not JSON: " << text;
    return line;
  }
  std::string_view type, id, customer, timestamp, order;
  simdjson::dom::object properties;
  EXPECT_EQ(event["type"].get(type), simdjson::SUCCESS) << text;
  EXPECT_EQ(event["event_id"].get(id), simdjson::SUCCESS) << text;
  EXPECT_EQ(event["customer_id"].get(customer), simdjson::SUCCESS) << text;
  EXPECT_EQ(event["timestamp"].get(timestamp), simdjson::SUCCESS) << text;
  EXPECT_EQ(event["properties"].get(properties), simdjson::SUCCESS) << text;
  const Result<Millis> time = parse_timestamp(timestamp);
  EXPECT_TRUE(time.ok()) << text;
  line = {std::string(type), std::string(id), std::string(customer), time.ok() ? *time : 0, -1, {}};
  if (properties["amount"].get(line.amount) != simdjson::SUCCESS) line.amount = -1;
  if (properties["order_id"].get(order) == simdjson::SUCCESS) line.order_id = std::string(order);
  return line;
}

inline std::vector<Line> parse_all(const std::string& all) {
  simdjson::dom::parser parser;
  std::vector<Line> parsed;
  for (const std::string& text : lines_of(all)) parsed.push_back(parse(parser, text));
  return parsed;
}

}  // namespace tidemark::simulate
