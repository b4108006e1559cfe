// Concern: --help and --version everywhere, on stdout, with exit code 0; and they tell what there is.

#include <gtest/gtest.h>

#include <regex>

#include "tests/cli/run_binary.h"

namespace tidemark {
namespace {

const std::vector<std::string> kCommands = {"score", "get",   "list", "check", "simulate", "dead-letters",
                                            "log",   "serve", "send", "tail",  "pin",      "unpin"};

TEST(CliHelp, ListsEveryCommandAndTheExitCodes) {
  const Workplace place;
  const RunResult result = place.run({"--help"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, "");
  for (const std::string& command : kCommands) {
    EXPECT_NE(result.out.find("\n  " + command + " "), std::string::npos) << command << "\n" << result.out;
  }
  EXPECT_NE(result.out.find("75 the storage failed"), std::string::npos);
  EXPECT_EQ(place.run({"-h"}).out, result.out);
}

TEST(CliHelp, EveryCommandHasOneWithExamples) {
  const Workplace place;
  for (const std::string& command : kCommands) {
    const RunResult result = place.run({command, "--help"});
    EXPECT_EQ(result.code, 0) << command;
    EXPECT_EQ(result.err, "") << command;
    EXPECT_NE(result.out.find("Usage: tidemark " + command), std::string::npos) << result.out;
    EXPECT_NE(result.out.find("Examples:\n  "), std::string::npos) << result.out;
  }
}

TEST(CliHelp, HelpWinsOverMissingArguments) {
  const Workplace place;
  EXPECT_EQ(place.run({"score", "--shards", "2", "--help"}).code, 0);
}

TEST(CliHelp, ScoreNamesAllItsOptions) {
  const Workplace place;
  const std::string help = place.run({"score", "--help"}).out;
  for (const char* option : {"--config", "--data", "--until", "--customers", "--alerts", "--shards",
                             "--durability", "--mute", "--json", "--print"}) {
    EXPECT_NE(help.find(std::string("\n  ") + option), std::string::npos) << option << "\n" << help;
  }
}

TEST(CliVersion, NamesVersionAndCompilerEverywhere) {
  const Workplace place;
  const RunResult result = place.run({"--version"});
  EXPECT_EQ(result.code, 0);
  EXPECT_EQ(result.err, "");
  const std::regex form(R"(tidemark \d+\.\d+\.\d+( \(revision [0-9a-z.-]+\))?, \w+ \d+\.\d+\.\d+, \w+\n)");
  EXPECT_TRUE(std::regex_match(result.out, form)) << result.out;
  for (const std::string& command : kCommands) {
    EXPECT_EQ(place.run({command, "--version"}).out, result.out) << command;
  }
}

TEST(CliHelp, OutputThatCannotBeWrittenIsAFailure) {
  const Workplace place;
  const RunResult result = place.shell("\"$TIDEMARK\" --help >/dev/full");
  EXPECT_EQ(result.code, 1);
  EXPECT_EQ(result.err, "tidemark: cannot write to standard output\n");
}

}  // namespace
}  // namespace tidemark
