#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/golden/program.h"
#include "tools/json_value.h"

namespace tidemark::golden {

/// Configurations in every workshop. Moving: short periods, so that within weeks every kind of level moves up
/// and down, by events and by silence.
inline constexpr char kMoving[] = "moving.yaml";
/// Nothing of its own.
inline constexpr char kDefault[] = "default.yaml";
/// Large states (16 ladders) and few alerts.
inline constexpr char kHeavy[] = "heavy.yaml";

/// What `score` is asked.
struct ScoreCall {
  std::vector<std::string> inputs;
  std::string config = kMoving;
  std::string data;  ///< empty: none
  unsigned shards = 1;
  std::string durability;  ///< empty: the configuration's
  std::string alerts = "alerts.ndjson";
  std::string customers = "customers.ndjson";
  std::vector<std::string> more;
  Environment environment;

  std::vector<std::string> arguments() const;
};

/// What a user compares: the two files.
struct Answers {
  std::string alerts;
  std::string customers;
};

/// A directory of its own for one test, with the configurations in it.
class Workshop : public ::testing::Test {
 protected:
  Workshop();
  ~Workshop() override;

  std::string path(const std::string& name) const { return (directory_ / name).string(); }
  void write(const std::string& name, std::string_view content) const;
  void append(const std::string& name, std::string_view content) const;
  std::string read(const std::string& name) const;  ///< "" when there is none
  bool exists(const std::string& name) const { return std::filesystem::exists(directory_ / name); }
  void remove(const std::string& name) const { std::filesystem::remove_all(directory_ / name); }
  const std::filesystem::path& directory() const { return directory_; }

  Ended run(const std::vector<std::string>& arguments, const Environment& environment = {}) const;
  /// Runs it to its good end; everything else is a failure of the test.
  tools::JsonValue summary_of(const ScoreCall& call) const;
  /// The same, and what it wrote.
  Answers answers_of(const ScoreCall& call) const;
  Answers written_by(const ScoreCall& call) const { return {read(call.alerts), read(call.customers)}; }

 private:
  std::filesystem::path directory_;
};

/// Byte for byte; tells the first line that differs, not megabytes.
::testing::AssertionResult same_bytes(std::string_view expected, std::string_view found);
::testing::AssertionResult same_answers(const Answers& expected, const Answers& found);

/// A count of the summary, 0 when it is not there.
std::uint64_t count_of(const tools::JsonValue& value, std::string_view path);
tools::JsonValue json_of(std::string_view text);
std::vector<tools::JsonValue> json_lines(std::string_view text);
/// Rows and cells of a CSV text, the header first.
std::vector<std::vector<std::string>> csv_rows(std::string_view text);

}  // namespace tidemark::golden
