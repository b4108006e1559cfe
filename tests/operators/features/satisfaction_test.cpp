// Concern: surveys on their scales, tickets and complaints from opening to resolution, and what time alone
// closes.

#include "operators/features/satisfaction.h"

#include <gtest/gtest.h>

#include "tests/operators/features/shop.h"

namespace tidemark::operators::workbench {
namespace {

const std::vector<std::string> kNames = {"nps",
                                         "nps_mean",
                                         "nps_age_days",
                                         "csat",
                                         "csat_mean",
                                         "csat_age_days",
                                         "survey_score",
                                         "open_tickets",
                                         "open_ticket_days",
                                         "open_complaints",
                                         "open_complaint_days",
                                         "resolution_hours",
                                         "tickets_reopened"};

const Programme& programme() {
  static const Programme kProgramme(shop_config(), kNames);
  return kProgramme;
}

PlainEvent survey(Millis t, std::string scale, std::string value) {
  return event(Kind::kSurvey, t, {number(std::move(scale), std::move(value))});
}
PlainEvent opened(Millis t, std::string id) {
  return event(Kind::kTicketOpened, t, {text("ticket_id", std::move(id))});
}
PlainEvent resolved(Millis t, std::string id) {
  return event(Kind::kTicketResolved, t, {text("ticket_id", std::move(id))});
}
PlainEvent complaint(Millis t, std::string id) {
  return event(Kind::kComplaint, t, {text("complaint_id", std::move(id))});
}

TEST(Surveys, LatestMeanAndAge) {
  Customer customer(programme());
  for (const char* name : {"nps", "nps_mean", "nps_age_days", "csat", "survey_score"}) {
    EXPECT_TRUE(is_null(customer.number(name, kNewYear))) << name;
  }
  customer.apply(survey(kNewYear, "nps", "9"));
  customer.apply(survey(kNewYear - kDay, "nps", "4"));
  customer.apply(survey(kNewYear - 2 * kDay, "csat", "2"));
  EXPECT_EQ(customer.number("nps", kNewYear), 9);
  EXPECT_EQ(customer.number("nps_mean", kNewYear), 6.5);
  EXPECT_EQ(customer.number("nps_age_days", kNewYear + kDay), 1);
  EXPECT_EQ(customer.number("csat", kNewYear), 2);
  EXPECT_EQ(customer.number("csat_age_days", kNewYear), 2);
  EXPECT_EQ(customer.number("survey_score", kNewYear), 90);
  customer.apply(survey(kNewYear + kDay, "csat", "5"));
  EXPECT_EQ(customer.number("survey_score", kNewYear), 100);
  EXPECT_EQ(customer.number("csat_mean", kNewYear), 3.5);
}

TEST(Surveys, AnswersOffTheScaleDoNotCount) {
  Customer customer(programme());
  for (const char* value : {"-1", "10.5", "11", "1e3"}) customer.apply(survey(kNewYear, "nps", value));
  for (const char* value : {"0", "0.99", "6"}) customer.apply(survey(kNewYear, "csat", value));
  customer.apply(event(Kind::kSurvey, kNewYear, {text("nps", "fine")}));
  EXPECT_TRUE(is_null(customer.number("nps", kNewYear)));
  EXPECT_TRUE(is_null(customer.number("csat", kNewYear)));
  customer.apply(survey(kNewYear, "nps", "0"));
  customer.apply(survey(kNewYear, "csat", "1"));
  EXPECT_EQ(customer.number("nps", kNewYear), 0);
  EXPECT_EQ(customer.number("csat", kNewYear), 1);
  EXPECT_EQ(customer.number("survey_score", kNewYear), 0);
}

TEST(Surveys, OfTwoAtTheSameTimeTheWorseIsTheLatest) {
  Random random(71);
  std::vector<PlainEvent> events = {survey(kNewYear, "nps", "9"), survey(kNewYear, "nps", "3"),
                                    survey(kNewYear, "csat", "2"), survey(kNewYear - 1, "nps", "0")};
  for (int round = 0; round < 20; ++round) {
    shuffle(events, random);
    Customer customer(programme());
    customer.apply(events);
    ASSERT_EQ(customer.number("nps", kNewYear), 3);
    ASSERT_EQ(customer.number("survey_score", kNewYear), 25);
    ASSERT_EQ(customer.number("nps_mean", kNewYear), 4);
  }
}

TEST(Tickets, FromOpeningToResolution) {
  Customer customer(programme());
  EXPECT_EQ(customer.number("open_tickets", kNewYear), 0);
  EXPECT_TRUE(is_null(customer.number("open_ticket_days", kNewYear)));
  EXPECT_TRUE(is_null(customer.number("resolution_hours", kNewYear)));
  customer.apply(opened(kNewYear, "a"));
  customer.apply(opened(kNewYear + kHour, "b"));
  customer.apply(opened(kNewYear + 2 * kHour, "a"));
  EXPECT_EQ(customer.number("open_tickets", kNewYear), 2) << "told twice";
  EXPECT_EQ(customer.number("open_ticket_days", kNewYear + kDay), 1);
  customer.apply(resolved(kNewYear + 6 * kHour, "a"));
  EXPECT_EQ(customer.number("open_tickets", kNewYear), 1);
  EXPECT_EQ(customer.number("resolution_hours", kNewYear), 6);
  customer.apply(resolved(kNewYear + 11 * kHour, "b"));
  EXPECT_EQ(customer.number("resolution_hours", kNewYear), 8);
  EXPECT_EQ(customer.number("tickets_reopened", kNewYear), 0);
  customer.apply(opened(kNewYear + 20 * kHour, "a"));
  EXPECT_EQ(customer.number("tickets_reopened", kNewYear), 1);
  EXPECT_EQ(customer.number("open_tickets", kNewYear), 1);
  EXPECT_EQ(customer.number("open_ticket_days", kNewYear + 44 * kHour), 1) << "since it was opened again";
}

TEST(Tickets, OfTwoOpeningsTheEarlierCounts) {
  Customer customer(programme());
  customer.apply(opened(kNewYear + kDay, "a"));
  customer.apply(opened(kNewYear, "a"));
  EXPECT_EQ(customer.number("open_ticket_days", kNewYear + 2 * kDay), 2) << "late";
  customer.apply(resolved(kNewYear + 2 * kDay, "a"));
  EXPECT_EQ(customer.number("resolution_hours", kNewYear), 48);
}

TEST(Tickets, WithoutIdTheOldestIsResolved) {
  Customer customer(programme());
  customer.apply(opened(kNewYear, "named"));
  customer.apply(event(Kind::kTicketOpened, kNewYear + 1 * kHour));
  customer.apply(event(Kind::kTicketOpened, kNewYear + 2 * kHour));
  EXPECT_EQ(customer.number("open_tickets", kNewYear), 3);
  customer.apply(event(Kind::kTicketResolved, kNewYear + 4 * kHour));
  EXPECT_EQ(customer.number("resolution_hours", kNewYear), 3) << "the oldest without id";
  customer.apply(event(Kind::kTicketResolved, kNewYear + 4 * kHour));
  EXPECT_EQ(customer.number("resolution_hours", kNewYear), 2.5);
  customer.apply(event(Kind::kTicketResolved, kNewYear + 4 * kHour));
  EXPECT_EQ(customer.number("open_tickets", kNewYear), 0) << "then any";
  customer.apply(event(Kind::kTicketResolved, kNewYear + 4 * kHour));
  EXPECT_EQ(customer.number("resolution_hours", kNewYear), 3);
}

TEST(Tickets, OpenedAndResolvedOnceComeOutTheSameInAnyOrder) {
  Random random(72);
  for (int round = 0; round < 300; ++round) {
    std::vector<PlainEvent> events;
    double hours = 0;
    int open = 0;
    Millis oldest = kNever;
    const std::int64_t count = random.between(1, Cases::kCasesMax);
    for (std::int64_t i = 0; i < count; ++i) {
      const Millis t = kNewYear + random.between(0, 50) * kHour;
      const std::int64_t took = random.between(0, 30);
      events.push_back(opened(t, "t" + std::to_string(i)));
      if (random.chance(0.3)) {
        ++open;
        oldest = std::min(oldest, t);
        continue;
      }
      events.push_back(resolved(t + took * kHour, "t" + std::to_string(i)));
      if (random.chance(0.3)) events.push_back(resolved(t + (took + 5) * kHour, "t" + std::to_string(i)));
      hours += static_cast<double>(took);
    }
    shuffle(events, random);
    Customer customer(programme());
    customer.apply(events);
    const Millis now = kNewYear + 100 * kHour;
    ASSERT_EQ(customer.number("open_tickets", now), open);
    if (open > 0) {
      ASSERT_EQ(customer.number("open_ticket_days", now),
                static_cast<double>(now - oldest) / static_cast<double>(kDay));
    }
    if (open < count) {
      ASSERT_NEAR(customer.number("resolution_hours", now), hours / static_cast<double>(count - open), 1e-9);
    }
    ASSERT_EQ(customer.number("tickets_reopened", now), 0);
  }
}

TEST(Tickets, ResolvedOnesMakeRoomFirst) {
  Customer customer(programme());
  for (int i = 0; i < 10; ++i) customer.apply(opened(kNewYear + i, "open" + std::to_string(i)));
  for (int i = 0; i < 30; ++i) {
    customer.apply(opened(kNewYear + kHour + i * kMinute, "t" + std::to_string(i)));
    customer.apply(resolved(kNewYear + kHour + i * kMinute + 1, "t" + std::to_string(i)));
  }
  EXPECT_EQ(customer.number("open_tickets", kNewYear), 10);
  for (int i = 10; i < 20; ++i) customer.apply(opened(kNewYear + kDay + i, "open" + std::to_string(i)));
  EXPECT_EQ(customer.number("open_tickets", kNewYear), Cases::kCasesMax);
  EXPECT_EQ(customer.number("open_ticket_days", kNewYear + 4 + kDay), 1) << "the four oldest are forgotten";
}

TEST(Complaints, CloseByResolutionOrByTimeAlone) {
  Customer customer(programme());
  customer.apply(complaint(kNewYear, "a"));
  customer.apply(complaint(kNewYear + 5 * kDay, "b"));
  customer.apply(complaint(kNewYear + 6 * kDay, "c"));
  EXPECT_EQ(customer.number("open_complaints", kNewYear + 7 * kDay), 3);
  EXPECT_EQ(customer.number("open_complaint_days", kNewYear + 7 * kDay), 7);
  customer.apply(event(kComplaintResolved, kNewYear + 8 * kDay, {text("complaint_id", "b")}));
  const Millis a_closes = kNewYear + 30 * kDay;
  EXPECT_EQ(customer.number("open_complaints", a_closes - 1), 2);
  EXPECT_EQ(customer.number("open_complaints", a_closes), 1);
  EXPECT_EQ(customer.number("open_complaint_days", a_closes), 24);
  EXPECT_TRUE(is_null(customer.number("open_complaint_days", a_closes + 6 * kDay)));
  const Range range = customer.range("open_complaint_days", kNewYear + 8 * kDay, a_closes + 6 * kDay);
  EXPECT_EQ(range.low, 8);
  EXPECT_EQ(range.high, static_cast<double>(30 * kDay - 1) / static_cast<double>(kDay));
  EXPECT_TRUE(range.may_be_null);
}

TEST(Complaints, CloseWithTheTicketTheyAreAbout) {
  Customer customer(programme());
  customer.apply(opened(kNewYear, "t"));
  customer.apply(event(Kind::kComplaint, kNewYear + 1, {text("ticket_id", "t")}));
  customer.apply(complaint(kNewYear + 2, "c"));
  customer.apply(resolved(kNewYear + 3, "t"));
  EXPECT_EQ(customer.number("open_tickets", kNewYear + 4), 0);
  EXPECT_EQ(customer.number("open_complaints", kNewYear + 4), 1);
  customer.apply(event(Kind::kTicketOpened, kNewYear + 5));
  customer.apply(event(Kind::kTicketResolved, kNewYear + 6, {text("complaint_id", "c")}));
  EXPECT_EQ(customer.number("open_complaints", kNewYear + 6), 0);
  EXPECT_EQ(customer.number("open_tickets", kNewYear + 6), 1) << "only the complaint was spoken of";
}

}  // namespace
}  // namespace tidemark::operators::workbench
