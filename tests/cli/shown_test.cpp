// Concern: alerts, customers, progress and the closing summary as people see them.

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/cli/run_binary.h"
#include "tools/alert_line.h"
#include "tools/console.h"
#include "tools/customer_text.h"
#include "tools/json_value.h"
#include "tools/score_summary.h"
#include "tools/table.h"

namespace tidemark::tools {
namespace {

/// What a writer puts into an OutputStream.
template <typename Write>
std::string written(Write write) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  {
    OutputStream out(ends[1]);  // a pipe holds 64 KiB, far more than these pages
    write(out);
    EXPECT_TRUE(out.flush().ok());
  }
  ::close(ends[1]);
  std::string text(65536, '\0');
  const ssize_t size = ::read(ends[0], text.data(), text.size());
  ::close(ends[0]);
  text.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return text;
}

std::string line_of(std::string_view json) {
  const auto alert = parse_json(json);
  return alert.ok() ? alert_line(*alert) : alert.status().message();
}

TEST(Shown, AlertLine) {
  EXPECT_EQ(
      line_of(
          R"({"type":"tidemark.tier.changed","subject":"c000123","time":"2025-03-04T12:01:59.123Z","data":{)"
          R"("level":"tier","from":"silver","to":"gold","reasons":[{"text":"Spent 1012.40."},{"text":"More."}]}})"),
      "2025-03-04 12:01  c000123  tier  silver → gold  Spent 1012.40. More.");
}

TEST(Shown, AlertLineNamesWhatIsNotAChangeAndLeavesOutWhatIsNotThere) {
  EXPECT_EQ(
      line_of(R"({"type":"tidemark.churn.corrected","subject":"\u001b[2J","time":"2025-03-04T12:01:00Z",)"
              R"("data":{"level":"churn","from":null,"to":"low"}})"),
      "2025-03-04 12:01  \\x1b[2J  churn  – → low  (corrected)");
}

constexpr char kCustomer[] =
    R"({"customer_id":"0001","as_of":"1997-09-30T00:00:00Z","first_purchase":"1997-01-01T00:00:00Z","orders":3,)"
    R"("net":74.020001,"btyd":{"t_x":30.428571428571427},"rfm":{"segment":"loyal"},"tier":"silver",)"
    R"("churn":{"risk":0.441234567891,"level":"medium"},"value":{"clv":null},)"
    R"("next":[{"level":"churn","to":"high","at":"1997-11-03T00:00:00Z"}]})";

TEST(Shown, CustomerPage) {
  const auto customer = parse_json(kCustomer);
  ASSERT_TRUE(customer.ok());
  EXPECT_EQ(written([&](OutputStream& out) { write_customer(out, *customer); }),
            "Customer 0001, as of 1997-09-30T00:00:00Z\n"
            "\nLevels\n"
            "  tier                  silver\n"
            "  rfm                   loyal\n"
            "  churn                 medium\n"
            "\nFeatures\n"
            "  first_purchase        1997-01-01T00:00:00Z\n"
            "  orders                3\n"
            "  net                   74.020001\n"
            "\nbtyd\n"
            "  t_x                   30.4286\n"
            "\nrfm\n"
            "  segment               loyal\n"
            "\nchurn\n"
            "  risk                  0.4412\n"
            "  level                 medium\n"
            "\nvalue\n"
            "  clv                   -\n"
            "\nIf nothing happens\n"
            "  churn                 → high at 1997-11-03T00:00:00Z\n");
}

TEST(Shown, CustomerPageOfLongNamesAndOfWhatIsNotThere) {
  const auto customer = parse_json(
      R"({"customer_id":"1","as_of":"1997-09-30T00:00:00Z","tiers":{"tier":{"next":"gold","missing":478.75,)"
      R"("valid_until":null,"downgrade":{"to":"bronze","at":"2026-01-01T00:00:00Z"},"pinned":null},)"
      R"("club":{"next":null}},"features":{"orders_365d":4,"purchases_of_garden_furniture_48h":2.5,)"
      R"("visits_of_customers_who_have_never_bought_anything_at_all":1},"segments":[]})");
  ASSERT_TRUE(customer.ok());
  EXPECT_EQ(written([&](OutputStream& out) { write_customer(out, *customer); }),
            "Customer 1, as of 1997-09-30T00:00:00Z\n"
            "\ntiers\n"
            "  tier                  next gold, missing 478.75, downgrade (to bronze, at "
            "2026-01-01T00:00:00Z)\n"
            "  club                  -\n"
            "\nfeatures\n"
            "  orders_365d                        4\n"
            "  purchases_of_garden_furniture_48h  2.5\n"
            "  visits_of_customers_who_have_never_bought_anything_at_all  1\n"
            "\nsegments\n"
            "  none\n");
}

TEST(Shown, TableColumnsAreLevelsThenFeaturesThenWhatWasAsked) {
  const auto customer = parse_json(kCustomer);
  ASSERT_TRUE(customer.ok());
  const std::vector<std::string> wanted = {"customer_id", "tier",   "rfm.segment", "churn.level",
                                           "churn.risk",  "orders", "net",         "btyd.t_x"};
  EXPECT_EQ(table_columns(*customer, {"btyd.t_x", "orders", "no.such"}), wanted);
}

TEST(Shown, JsonValueKeepsNumbersAndOrder) {
  const auto value = parse_json(R"( {"b":1.10,"a":[true,null,{"x":"\u00e9"}],"n":-1e3 } )");
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(value->members[0].name, "b");
  EXPECT_EQ(value->text_of("b"), "1.10");
  EXPECT_EQ(value->text_of("n"), "-1e3");
  EXPECT_EQ(value->find("a")->items[0].text, "true");
  EXPECT_EQ(value->find("a")->items[1].kind, JsonValue::Kind::kNull);
  EXPECT_EQ(value->find("a")->items[2].text_of("x"), "é");
  EXPECT_EQ(value->find("a.x"), nullptr);
  EXPECT_FALSE(parse_json("{\"a\":}").ok());
  EXPECT_FALSE(parse_json("").ok());
}

TEST(Shown, TableAlignsAndStaysBounded) {
  const std::string text = written([](OutputStream& out) {
    Table table(out, {{"name"}, {"n", Table::Align::kRight}}, "  ");
    table.row({"é → b", "5"});
    table.row({"", "12345"});
    table.finish();
  });
  EXPECT_EQ(text, "  name       n\n  é → b      5\n  -      12345\n");

  const std::string many = written([](OutputStream& out) {
    Table table(out, {{"a"}});
    for (std::size_t i = 0; i < Table::kRowsMeasured + 1; ++i) table.row({std::to_string(i)});
    table.finish();
  });
  EXPECT_EQ(lines_of(many).size(), Table::kRowsMeasured + 2);
  EXPECT_EQ(written([](OutputStream& out) { Table(out, {{"a"}}).finish(); }), "");
}

TEST(Shown, Progress) {
  EXPECT_EQ(progress_text({1'234'567, 0.5, 2.0}),
            "[============>           ]  50 %  1,234,567 events  617,284/s  2.00 s left");
  EXPECT_EQ(progress_text({4'000'000, -1, 2.0}), "4,000,000 events  2.00 M/s");
  EXPECT_EQ(progress_text({0, 0, 0}), "[>                       ]   0 %  0 events");
  EXPECT_EQ(progress_text({10, 1, 1}), "[========================] 100 %  10 events  10/s");
}

engine::ScoreSummary example() {
  engine::ScoreSummary summary;
  summary.inputs = 1'000'000;
  summary.accepted = 999'000;
  summary.duplicates = 933;
  summary.late = 12;
  summary.dead_letters = {{"bad_json", 60}, {"missing_field", 7}};
  summary.alerts = {{"tier → gold", 12}, {"tier → silver", 120}, {"odd\"name → x", 1}};
  summary.customers_by_level = {{"tier", {{"gold", 3}, {"bronze", 40}}}};
  summary.customers = 43;
  summary.as_of = 1'767'322'245'678;
  summary.seconds = 0.5;
  summary.cpu_seconds = 0.61;
  return summary;
}

TEST(Shown, SummaryForPeople) {
  const std::string text = written([](OutputStream& out) { write_summary(out, example(), ""); });
  for (const char* part :
       {"Scored 1,000,000 events, as of 2026-01-02T02:50:45.678Z\n",
        "accepted                 999,000   99.9 %\n",
        "dead letters                  67   bad_json 60, missing_field 7\n",
        "alerts                       133\n", "  tier      bronze       0         40\n",
        "  tier      gold        12          3\n", "0.50 s, 2,000,000 events/s, 0.61 CPU s per million\n"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\n" << text;
  }
  EXPECT_EQ(text.find("continued"), std::string::npos);
  engine::ScoreSummary resumed = example();
  resumed.resumed = true;
  const std::string again = written([&](OutputStream& out) { write_summary(out, resumed, "./store"); });
  EXPECT_NE(again.find("continued the store './store'"), std::string::npos) << again;
}

TEST(Shown, SummaryForMachines) {
  const auto summary = parse_json(summary_json(example()));
  ASSERT_TRUE(summary.ok()) << summary.status().message() << summary_json(example());
  EXPECT_EQ(summary->text_of("inputs"), "1000000");
  EXPECT_EQ(summary->text_of("dead_letters.missing_field"), "7");
  EXPECT_EQ(summary->text_of("alerts.tier.gold"), "12");
  EXPECT_EQ(summary->text_of("alerts.odd\"name.x"), "1");
  EXPECT_EQ(summary->text_of("customers_by_level.tier.bronze"), "40");
  EXPECT_EQ(summary->text_of("as_of"), "2026-01-02T02:50:45.678Z");
  EXPECT_EQ(summary->text_of("cpu_seconds_per_million"), "0.61");
}

}  // namespace
}  // namespace tidemark::tools
