// Concern: a wrong command line is exit code 2, one clear line on stderr, nothing on stdout, nothing done;
// what is only missing or unreadable is exit code 1.

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/cli/run_binary.h"

namespace tidemark {
namespace {

struct Wrong {
  std::vector<std::string> arguments;
  std::string says;  ///< a part of the line
};

void expect_one_line(const RunResult& result, int code, const std::string& begin, const std::string& says,
                     const std::string& what) {
  EXPECT_EQ(result.code, code) << what;
  EXPECT_EQ(result.out, "") << what;
  ASSERT_EQ(lines_of(result.err).size(), 1U) << what << ": " << result.err;
  EXPECT_EQ(result.err.substr(0, begin.size()), begin) << what;
  EXPECT_NE(result.err.find(says), std::string::npos) << what << ": " << result.err;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += word + ' ';
  return text;
}

TEST(CliUsage, WrongCommandLinesAreRefused) {
  const Workplace place;
  place.write("e.ndjson", "");
  const std::vector<Wrong> cases = {
      {{}, "no command given"},
      {{"frobnicate"}, "unknown command 'frobnicate'"},
      {{"--frobnicate"}, "unknown option '--frobnicate'"},
      {{"score"}, "EVENTS is required"},
      {{"score", "e.ndjson", "--frobnicate"}, "--frobnicate"},
      {{"score", "e.ndjson", "--until"}, "--until"},
      {{"score", "e.ndjson", "--until", "yesterday"}, "'yesterday' is not a timestamp"},
      {{"score", "e.ndjson", "--until", "2026-01-01", "--data", "d"}, "--until"},
      {{"score", "e.ndjson", "--until", "2026"},
       "'2026' would be milliseconds since 1970; write a date such as"},
      {{"score", "e.ndjson", "--until", "20260101"}, "'20260101' would be milliseconds"},
      {{"score", "e.ndjson", "--until", "1767225600"}, "'1767225600' would be milliseconds"},
      {{"score", "e.ndjson", "--print-level", "shoesize=42"},
       "there is no level 'shoesize'; levels are tier, "},
      {{"score", "e.ndjson", "--shards", "0"}, "not in range 1 to 64"},
      {{"score", "e.ndjson", "--shards", "65"}, "not in range 1 to 64"},
      {{"score", "e.ndjson", "--shards", "-1"}, "--shards"},
      {{"score", "e.ndjson", "--shards", "two"}, "--shards"},
      {{"score", "e.ndjson", "--durability", "maybe"}, "'maybe' is not one of fsync|os|none"},
      {{"score", "e.ndjson", "--data", ""}, "--data"},
      {{"score", "e.ndjson", "--data", "a", "--data", "b"}, "--data"},
      {{"score", "-", "-"}, "stdin ('-') can be read once only"},
      {{"score", "e.ndjson", "--customers", "-", "--alerts", "-"}, "cannot write to the same place"},
      {{"score", "e.ndjson", "--customers", "e.ndjson"}, "both read and written"},
      {{"score", "e.ndjson", "--log-level", "loud"}, "'loud' is not one of"},
      {{"score", "e.ndjson", "--log-format", "xml"}, "'xml' is not one of text|json"},
      {{"get"}, "CUSTOMER is required"},
      {{"get", "c1", "--from", "127.0.0.1:8080"}, "'127.0.0.1:8080' is no URL such as"},
      {{"get", "c1", "--from", "http://me:secret@localhost"}, "everybody sees the command line"},
      {{"get", "c1", "--from", "http://localhost", "--data", "d"}, "--data"},
      {{"get", "c1", "c2", "--data", "d"}, "c2"},
      {{"list", "--from", "http://localhost", "--data", "d"}, "--data"},
      {{"send", "--to", "tcp://127.0.0.1:1"}, "EVENTS is required"},
      {{"send", "e.ndjson"}, "--to is required"},
      {{"send", "e.ndjson", "--to", "ftp://127.0.0.1"}, "'ftp://127.0.0.1' is neither http://HOST:PORT nor"},
      {{"send", "e.ndjson", "--to", "tcp://nowhere"}, "is no endpoint such as"},
      {{"send", "e.ndjson", "--to", "tcp://127.0.0.1:1", "--rate", "0"}, "--rate"},
      {{"send", "-", "-", "--to", "tcp://127.0.0.1:1"}, "stdin ('-') can be read once only"},
      {{"send", "-", "--to", "tcp://127.0.0.1:1", "--resume", "r"}, "stdin ('-') cannot be read again"},
      {{"tail", "--after", "12"}, "'12' is not EPOCH:SEQ"},
      {{"tail", "--after", "1:2", "--from-oldest"}, "--after"},
      {{"tail", "--from", "tcp://127.0.0.1"}, "has no port"},
      {{"list", "--data", "d", "--limit", "many"}, "--limit"},
      {{"list", "--data", "d", "--level", "churn"}, "'churn' is not LEVEL=VALUE"},
      {{"list", "--data", "d", "--level", "=high"}, "'=high' is not LEVEL=VALUE"},
      {{"log"}, "--data is required"},
      {{"dead-letters"}, "--data is required"},
      {{"dead-letters", "--data", "d", "--json", "--payload"}, "--payload"},
      {{"check", "file.yaml"}, "file.yaml"},
      {{"simulate", "--customers", "0"}, "--customers"},
      {{"simulate", "--events", "0"}, "--events"},
      {{"simulate", "--start", "2025"}, "'2025' would be milliseconds"},
      {{"simulate", "--start", "2025-01-01T12:00:00Z"}, "must be a midnight"},
  };
  for (const Wrong& wrong : cases) {
    expect_one_line(place.run(wrong.arguments), 2, "tidemark", wrong.says, joined(wrong.arguments));
  }
  EXPECT_FALSE(std::filesystem::exists(place.path("d"))) << "a refused command made a store";
}

TEST(CliUsage, TheLineNamesTheCommandAndWhereToReadMore) {
  const Workplace place;
  EXPECT_EQ(place.run({"get"}).err, "tidemark get: CUSTOMER is required; see 'tidemark get --help'\n");
}

TEST(CliUsage, WhatIsMissingIsAFailure) {
  const Workplace place;
  place.write("e.ndjson", "");
  std::filesystem::create_directory(place.path("directory"));
  const std::vector<Wrong> cases = {
      {{"score", "absent.ndjson"}, "cannot read 'absent.ndjson': No such file or directory"},
      {{"score", "e.ndjson", "directory"}, "cannot read 'directory': it is a directory"},
      {{"score", "e.ndjson", "--config", "absent.yaml"}, "absent.yaml"},
      {{"check", "--config", "absent.yaml"}, "absent.yaml"},
      {{"get", "c1", "--data", "absent"}, "absent"},
      {{"list", "--data", "absent"}, "absent"},
      {{"get", "c1", "--from", "http://127.0.0.1:1"}, "no answer from http://127.0.0.1:1: "},
      {{"list", "--from", "http://127.0.0.1:1"}, "no answer from http://127.0.0.1:1: "},
      {{"send", "absent", "--to", "tcp://127.0.0.1:1"}, "cannot read 'absent'"},
      {{"log", "--data", "absent"}, "absent"},
      {{"dead-letters", "--data", "absent"}, "absent"},
  };
  for (const Wrong& wrong : cases) {
    const std::string begin = "tidemark " + wrong.arguments[0] + ": ";
    expect_one_line(place.run(wrong.arguments), 1, begin, wrong.says, joined(wrong.arguments));
  }
  EXPECT_FALSE(std::filesystem::exists(place.path("absent"))) << "looking at a store made one";
}

/// 75 would send the operator of the machine to a disk that is well.
TEST(CliUsage, ADamagedInputIsAFailure) {
  const Workplace place;
  place.write("noise.gz", "\x1f\x8b but no gzip");
  place.write("noise.zst", "\x28\xb5\x2f\xfd but no zstd");
  for (const std::string name : {"noise.gz", "noise.zst"}) {
    for (const std::string store : {"", "store"}) {
      std::vector<std::string> arguments = {"score", name};
      if (!store.empty()) arguments.insert(arguments.end(), {"--data", store});
      expect_one_line(place.run(arguments), 1, "tidemark score: " + name, "damaged", name);
    }
  }
}

TEST(CliUsage, EpochMillisecondsAreAnInstant) {
  const Workplace place;
  place.write("e.ndjson", "");
  EXPECT_EQ(place.run({"score", "e.ndjson", "--until", "1767225600000"}).code, 0);
}

/// What the loader takes and the operators do not is the configuration's mistake, not the command line's.
TEST(CliUsage, AConfigurationThatCannotBeInForceIsAFailure) {
  const Workplace place;
  place.write("e.ndjson", "");
  place.write("c.yaml", "tiers: {churn: {levels: {a: 0, b: 1}}}\n");
  expect_one_line(place.run({"score", "e.ndjson", "--config", "c.yaml"}), 1, "tidemark score: ", "churn",
                  "churn");
}

TEST(CliUsage, ErrorsAreJsonLinesWhenAsked) {
  const Workplace place;
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"--log-format", "json", "score", "absent"},
        std::vector<std::string>{"score", "absent", "--log-format=json", "--log-level=error"}}) {
    const RunResult result = place.run(arguments);
    EXPECT_EQ(result.code, 1);
    EXPECT_EQ(result.err.find("{\"time\":\""), 0U) << result.err;
    EXPECT_NE(result.err.find("\"level\":\"error\",\"message\":\"tidemark score: cannot read 'absent'"),
              std::string::npos)
        << result.err;
  }
}

}  // namespace
}  // namespace tidemark
