// Concern: a file of alerts holds each once and in order over any number of runs, killed or not, and nothing
// that is not ours is written over.
#include "engine/publish/alert_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/commit/alert_envelope.h"
#include "engine/publish/alert_csv.h"

namespace tidemark::engine {
namespace {

CommittedAlert alert(Sequence sequence, std::size_t data_bytes = 10) {
  operators::AlertDraft draft;
  draft.type = "tidemark.tier.changed";
  draft.data = R"({"level":"tier","from":null,"to":"gold, \"VIP\"","score":2015.5,"reasons":[{"text":")" +
               std::string(data_bytes, 'x') + R"("}]})";
  CommittedAlert made;
  made.sequence = sequence;
  append_alert_envelope(made.json, draft, "c" + std::to_string(sequence), "tidemark/test", sequence, 1,
                        sequence - 1);
  return made;
}

class AlertFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = ::testing::TempDir() + "tidemark_alerts_XXXXXX";
    ASSERT_NE(::mkdtemp(directory_.data()), nullptr);
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  std::string path(const std::string& name) const { return directory_ + "/" + name; }
  std::string read(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::remove(
        path(name));  // truncating an existing file makes some file systems wait for the disk
    std::ofstream(path(name), std::ios::binary) << text;
  }
  /// A run that knows the file begins behind `begin` and is offered alerts [1, last]; returns where it stood.
  Sequence run(const std::string& name, Sequence begin, bool known, Sequence last,
               std::size_t data_bytes = 10) {
    Result<std::unique_ptr<AlertFile>> file = AlertFile::open(path(name), begin, known);
    EXPECT_TRUE(file.ok()) << file.status().message();
    if (!file.ok()) return 0;
    const Sequence stood = (*file)->last_sequence();
    for (Sequence s = 1; s <= last; ++s) EXPECT_TRUE((*file)->write(alert(s, data_bytes)).ok());
    EXPECT_TRUE((*file)->flush().ok());
    return stood;
  }
  static std::string lines(Sequence first, Sequence last, std::size_t data_bytes = 10) {
    std::string text;
    for (Sequence s = first; s <= last; ++s) text += alert(s, data_bytes).json + "\n";
    return text;
  }
  static std::string csv_lines(Sequence first, Sequence last) {
    std::string text = alert_csv_header();
    for (Sequence s = first; s <= last; ++s) append_alert_csv(text, alert(s).json);
    return text;
  }

  std::string directory_;
};

TEST_F(AlertFiles, ANewPathBeginsAtTheHead) {
  EXPECT_EQ(run("a.ndjson", 3, false, 5), 3U);
  EXPECT_EQ(read("a.ndjson"), lines(4, 5));
}

TEST_F(AlertFiles, ANewPathReplacesWhatLiesThere) {
  write("a.ndjson", "somebody else's\n");
  run("a.ndjson", 0, false, 2);
  EXPECT_EQ(read("a.ndjson"), lines(1, 2));
}

TEST_F(AlertFiles, AKnownFileIsContinued) {
  run("a.ndjson", 0, false, 3);
  EXPECT_EQ(run("a.ndjson", 0, true, 7), 3U);
  EXPECT_EQ(read("a.ndjson"), lines(1, 7));
}

/// Whatever a kill left: the file comes out as if nothing had happened.
TEST_F(AlertFiles, ACutFileIsMendedAtEveryByte) {
  const std::string whole = lines(1, 4);
  for (std::size_t bytes = 0; bytes <= whole.size(); bytes += bytes % 7 + 1) {
    write("a.ndjson", whole.substr(0, bytes));
    run("a.ndjson", 0, true, 6);
    ASSERT_EQ(read("a.ndjson"), lines(1, 6)) << "cut to " << bytes;
  }
}

TEST_F(AlertFiles, ACutFileThatBeganLaterIsMended) {
  const std::string whole = lines(11, 13);
  for (const std::size_t bytes : {std::size_t{0}, std::size_t{50}, whole.size() - 1, whole.size()}) {
    write("a.ndjson", whole.substr(0, bytes));
    run("a.ndjson", 10, true, 14);
    ASSERT_EQ(read("a.ndjson"), lines(11, 14)) << "cut to " << bytes;
  }
}

TEST_F(AlertFiles, ACutCsvIsMendedAtEveryByte) {
  const std::string whole = csv_lines(1, 4);
  for (std::size_t bytes = 0; bytes <= whole.size(); bytes += bytes % 7 + 1) {
    write("a.csv", whole.substr(0, bytes));
    run("a.csv", 0, true, 6);
    ASSERT_EQ(read("a.csv"), csv_lines(1, 6)) << "cut to " << bytes;
  }
}

TEST_F(AlertFiles, AKnownFileThatIsMissingIsWrittenAgainFromItsBeginning) {
  EXPECT_EQ(run("a.ndjson", 2, true, 5), 2U);
  EXPECT_EQ(read("a.ndjson"), lines(3, 5));
  EXPECT_EQ(run("a.csv", 2, true, 5), 2U);
  EXPECT_EQ(read("a.csv"), csv_lines(3, 5));
}

TEST_F(AlertFiles, LongLinesAreFoundWhole) {
  // Longer than the piece of the file that is looked at first, and around its edge.
  for (const std::size_t data_bytes : {65'000UL, 65'100UL, 65'400UL, 200'000UL}) {
    const std::string whole = lines(1, 3, data_bytes);
    for (const std::size_t cut : {0UL, 1UL, 100UL, data_bytes, data_bytes + 350UL}) {
      write("a.ndjson", whole.substr(0, whole.size() - cut));
      run("a.ndjson", 0, true, 4, data_bytes);
      ASSERT_EQ(read("a.ndjson"), lines(1, 4, data_bytes)) << data_bytes << " " << cut;
    }
  }
}

/// The rest of a cut line as long as the piece that is looked at first, to the byte.
TEST_F(AlertFiles, ALineEndAtTheEdgeOfThePieceReadIsSeen) {
  const std::string whole = lines(1, 2);
  const std::string cut = alert(3, 200'000).json;
  for (std::size_t tail = 65'530; tail < 65'540; ++tail) {
    write("a.ndjson", whole + cut.substr(0, tail));
    run("a.ndjson", 0, true, 2);
    ASSERT_EQ(read("a.ndjson"), whole) << tail;
  }
}

TEST_F(AlertFiles, AFileThatIsNotOursIsLeftAlone) {
  const std::string text = lines(1, 2) + "a note of my own\n";
  write("a.ndjson", text);
  const Result<std::unique_ptr<AlertFile>> file = AlertFile::open(path("a.ndjson"), 0, true);
  EXPECT_EQ(file.status().code(), Code::kForeign);
  EXPECT_EQ(read("a.ndjson"), text);
}

TEST_F(AlertFiles, APlaceThatCannotBeWrittenIsTold) {
  EXPECT_EQ(AlertFile::open(path("no/such/place.ndjson"), 0, false).status().code(), Code::kIo);
  EXPECT_EQ(AlertFile::open(directory_, 0, false).status().code(), Code::kIo);
}

TEST_F(AlertFiles, CsvHasAColumnForEachName) {
  run("a.csv", 0, false, 1);
  std::istringstream in(read("a.csv"));
  std::string header;
  std::string row;
  std::getline(in, header);
  std::getline(in, row);
  EXPECT_EQ(header.substr(0, 31), "sequence,epoch,prevsequence,id,");
  EXPECT_EQ(row.substr(0, 38), "0000000000000001,1,0000000000000000,00");
  EXPECT_NE(row.find(R"(,"gold, ""VIP""",)"), std::string::npos) << row;
  EXPECT_NE(row.find(",2015.5,"), std::string::npos) << row;
}

}  // namespace
}  // namespace tidemark::engine
