// events: kinds, foreign names, currencies.
#include "tests/config/check.h"

namespace tidemark::config {
namespace {

TEST(Events, EverySettingArrives) {
  const Config c = config_of(R"(
events:
  map: {"Order Completed": purchase, "Laden betreten ä": store_visit}
  kinds: [store_visit, tasting]
  currency: EUR
  rates: {USD: 0.9200, JPY: 0.0061}
  dedupe_horizon: 7d
  dedupe_ids: 100
  line_bytes_max: 64KiB
)");
  EXPECT_EQ(c.events.kinds, (std::vector<std::string>{"store_visit", "tasting"}));
  EXPECT_EQ(c.events.map, (std::map<std::string, std::string>{{"Order Completed", "purchase"},
                                                              {"Laden betreten ä", "store_visit"}}));
  EXPECT_EQ(c.events.currency, "EUR");
  EXPECT_EQ(c.events.rates.size(), 2U);
  EXPECT_EQ(c.events.rates.at("USD").front().rate, "0.92");
  EXPECT_EQ(c.events.rates.at("USD").front().from, kNoTime);
  EXPECT_EQ(c.events.rates.at("JPY").front().rate, "0.0061");
  EXPECT_EQ(c.events.dedupe_horizon, 7 * kDay);
  EXPECT_EQ(c.events.dedupe_ids, 100U);
  EXPECT_EQ(c.events.line_bytes_max, 64U << 10);
}

TEST(Events, NoKindIsNamedEvent) {
  EXPECT_EQ(mistakes_of("events:\n  kinds: [visit, event]\n"),
            "f:2:18: events.kinds[1]: a kind cannot be named 'event': days_since_event is the time since an "
            "event of any kind; choose another name, such as my_event, and map events of that type to it\n");
}

TEST(Events, KindsAreNewAndUnique) {
  EXPECT_EQ(mistakes_of("events:\n  kinds: [visit, purchase, Visit, visit]\n"),
            "f:2:18: events.kinds[1]: 'purchase' is built in; remove it from the list\n"
            "f:2:28: events.kinds[2]: is no name: 'Visit'; begin with a small letter a-z, go on with small "
            "letters, digits, '_' or '-', "
            "at most 64 in all\n"
            "f:2:35: events.kinds[3]: 'visit' is there twice; remove one of the two\n");
}

TEST(Events, KindsFitOneByte) {
  std::string list;
  for (int i = 0; i < 192; ++i) list += "k" + std::to_string(i) + ",";
  EXPECT_EQ(mistakes_of("events: {kinds: [" + list + "]}"), "");
  EXPECT_NE(mistakes_of("events: {kinds: [" + list + "more]}").find("names 193 kinds; keep at most 192"),
            std::string::npos);
}

TEST(Events, MapLeadsFromForeignNamesToKnownKinds) {
  const std::string text =
      mistakes_of("events:\n  map:\n    Order: purchse\n    refund: purchase\n    \"a\\tb\": refund\n");
  EXPECT_NE(text.find("f:3:12: events.map.Order: there is no kind 'purchse'; did you mean 'purchase'?"),
            std::string::npos)
      << text;
  EXPECT_NE(
      text.find("f:4:5: events.map.refund: 'refund' is a kind of its own; map only names that are no kind"),
      std::string::npos);
  EXPECT_NE(text.find("f:5:5: events.map.a?b: the name has control characters"), std::string::npos);
}

TEST(Events, RatesNeedABase) {
  EXPECT_EQ(mistakes_of("events:\n  rates: {USD: 0.9}\n"),
            "f:2:3: events.rates: rates without a base currency; set events.currency, such as EUR\n");
  EXPECT_EQ(
      mistakes_of("events:\n  currency: EUR\n  rates: {EUR: 1, usd: 0.9, GBP: 0}\n"),
      "f:3:11: events.rates.EUR: EUR is the base currency; remove its rate: it is 1\n"
      "f:3:19: events.rates.usd: is not a currency: 'usd'; write its ISO 4217 code in capitals, such as EUR\n"
      "f:3:34: events.rates.GBP: is zero; write what one unit is worth in the base currency, such as 0.92\n");
  EXPECT_EQ(mistakes_of("events: {currency: euro, rates: {USD: 0.9}}"),
            "f:1:20: events.currency: is not a currency: 'euro'; write its ISO 4217 code in capitals, such "
            "as EUR\n")
      << "a wrong base is not also a missing one";
}

TEST(Events, RatesMayBeginOnDays) {
  const Config c = config_of(
      "time: {zone: America/New_York}\nevents: {currency: EUR, rates: {USD: {2026-07-01: 0.95, 2026-02-01: "
      "0.92, "
      "2026-01-01: 0.920}}}");
  const std::vector<DatedRate>& rates = c.events.rates.at("USD");
  ASSERT_EQ(rates.size(), 2U) << "the same rate again is no new one";
  EXPECT_EQ(rates[0].day, "2026-01-01");
  EXPECT_EQ(rates[0].from, *parse_timestamp("2026-01-01T05:00:00Z")) << "midnight of the zone";
  EXPECT_EQ(rates[0].rate, "0.92");
  EXPECT_EQ(rates[1].day, "2026-07-01");
  EXPECT_EQ(rates[1].from, *parse_timestamp("2026-07-01T04:00:00Z"));
  EXPECT_EQ(rates[1].rate, "0.95");
}

TEST(Events, DatedRatesAreDatesAndRates) {
  EXPECT_EQ(
      mistakes_of("events:\n  currency: EUR\n  rates:\n    USD: {2026-02-30: 0.9, 2026-01-01: x, abc: 1}\n"
                  "    GBP: {}\n    CHF: [1]\n"),
      "f:4:11: events.rates.USD.2026-02-30: is no date: '2026-02-30'; write year, month and day such as "
      "2026-01-31, from 1970 to 2199\n"
      "f:4:40: events.rates.USD.2026-01-01: is not a rate: 'x'; write what one unit is worth in the base "
      "currency, such as 0.92\n"
      "f:4:43: events.rates.USD.abc: is no date: 'abc'; write year, month and day such as 2026-01-31, from "
      "1970 to 2199\n"
      "f:5:5: events.rates.GBP: has no rate; write one, such as USD: 0.92\n"
      "f:6:10: events.rates.CHF: is a list, not a single value; write one value behind the ':'\n");
  EXPECT_EQ(mistakes_of("events: {currency: EUR, rates: {EUR: {2026-01-01: 1}}}"),
            "f:1:33: events.rates.EUR: EUR is the base currency; remove its rate: it is 1\n");
}

}  // namespace
}  // namespace tidemark::config
