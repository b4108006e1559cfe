#pragma once

#include <array>
#include <string_view>

/// The words of the shop: pieces of JSON and texts that lines are made of. Everything here is valid inside
/// JSON as it stands (quotes escaped, UTF-8).
namespace tidemark::simulate {

inline constexpr std::array<std::string_view, 16> kDevices = {
    R"("channel":"web","device":"mobile","os":"iOS 18.1")",
    R"("channel":"web","device":"mobile","os":"iOS 17.6")",
    R"("channel":"web","device":"mobile","os":"Android 15")",
    R"("channel":"web","device":"mobile","os":"Android 14")",
    R"("channel":"web","device":"mobile","os":"Android 13")",
    R"("channel":"app","device":"mobile","os":"iOS 18.1")",
    R"("channel":"app","device":"mobile","os":"iOS 17.6")",
    R"("channel":"app","device":"mobile","os":"Android 15")",
    R"("channel":"app","device":"mobile","os":"Android 14")",
    R"("channel":"web","device":"desktop","os":"Windows 11")",
    R"("channel":"web","device":"desktop","os":"Windows 11")",
    R"("channel":"web","device":"desktop","os":"Windows 10")",
    R"("channel":"web","device":"desktop","os":"macOS 15")",
    R"("channel":"web","device":"desktop","os":"Linux")",
    R"("channel":"web","device":"tablet","os":"iPadOS 18")",
    R"("channel":"app","device":"tablet","os":"Android 14")"};

inline constexpr std::array<std::string_view, 16> kHomes = {
    R"("country":"DE","city":"Köln","language":"de")",
    R"("country":"DE","city":"Berlin","language":"de")",
    R"("country":"DE","city":"München","language":"de")",
    R"("country":"AT","city":"Wien","language":"de")",
    R"("country":"FR","city":"Lyon","language":"fr")",
    R"("country":"FR","city":"Orléans","language":"fr")",
    R"("country":"NL","city":"Utrecht","language":"nl")",
    R"("country":"BE","city":"Gent","language":"nl")",
    R"("country":"ES","city":"Málaga","language":"es")",
    R"("country":"IT","city":"Torino","language":"it")",
    R"("country":"PL","city":"Kraków","language":"pl")",
    R"("country":"IE","city":"Cork","language":"en")",
    R"("country":"FI","city":"Jyväskylä","language":"fi")",
    R"("country":"PT","city":"Évora","language":"pt")",
    R"("country":"DE","city":"Leipzig","language":"de")",
    R"("country":"LU","city":"Esch","language":"fr")"};

inline constexpr std::array<std::string_view, 8> kSources = {
    "google", "newsletter", "direct", "instagram", "affiliate", "bing", "friend", "pinterest"};
inline constexpr std::array<std::string_view, 4> kNetworks = {"instagram", "whatsapp", "facebook",
                                                              "pinterest"};
inline constexpr std::array<std::string_view, 5> kPayments = {"card", "paypal", "invoice", "sepa",
                                                              "apple_pay"};
inline constexpr std::array<std::string_view, 4> kFailures = {"insufficient_funds", "card_expired",
                                                              "3ds_not_completed", "issuer_declined"};
inline constexpr std::array<std::string_view, 5> kCoupons = {"WELCOME10", "SPRING15", "FREUNDE5", "VIP20",
                                                             "SORRY10"};
inline constexpr std::array<std::string_view, 6> kReturns = {"does not fit",      "arrived damaged",
                                                             "ordered two sizes", "colour differs",
                                                             "came too late",     "changed my mind"};
inline constexpr std::array<std::string_view, 12> kQueries = {
    "wool sweater", "gift for dad",     "wasserdichte jacke",
    "espresso",     "running shoes 42", "tent 3 person",
    "crème",        "\\\"slow\\\" tv",  "lego alternative",
    "rug 200x300",  "birthday",         "headphones wireless"};

/// A campaign's number modulo their count is its kind; the last is sent to people who have fallen silent.
inline constexpr std::array<std::string_view, 8> kCampaigns = {
    R"("campaign":"newsletter","medium":"email","subject":"This week: new arrivals, and a story from Lyon")",
    R"("campaign":"sale","medium":"email","subject":"Only until Sunday: 20 % off everything for your home")",
    R"("campaign":"new_arrivals","medium":"email","subject":"Fresh from the atelier: 64 new pieces for you")",
    R"("campaign":"loyalty","medium":"email","subject":"Your points are waiting – see what they are worth")",
    R"("campaign":"newsletter","medium":"email","subject":"Our editors' favourites, tried and worn for a month")",
    R"("campaign":"recommendation","medium":"email","subject":"Because you looked at it: six things that match")",
    R"("campaign":"sale","medium":"email","subject":"Last chance: the season's final reductions are here")",
    R"("campaign":"win_back","medium":"email","subject":"We miss you! Here are 10 EUR for your next order")"};

inline constexpr std::array<std::string_view, 6> kGoodWords = {
    "Exactly as shown, and it came a day early. I would order here again.",
    "Lovely quality for the price; the box was \\\"plastic-free\\\" too.",
    "Fits perfectly. Großartig!",
    "My second one already, this time as a present for my sister.",
    "Took a week, but the wait was worth it.",
    "Does what it should. The colour is a little darker than on the photo."};
inline constexpr std::array<std::string_view, 6> kBadWords = {
    "The parcel says \\\"delivered\\\", but nothing has arrived so far. Please look into it.",
    "One item is missing from my order and nobody answers the phone.",
    "It broke after two days; I expected more at this price.",
    "I was charged twice and would like my money back.",
    "The size is completely off compared with your table.",
    "Third reminder: where is my refund?"};
inline constexpr std::array<std::string_view, 5> kTopics = {"delivery", "missing item", "invoice", "return",
                                                            "quality"};
inline constexpr std::array<std::string_view, 5> kAnswers = {
    "The carrier has found the parcel; it will be with you tomorrow.",
    "We have sent the missing item free of charge.",
    "The doubled charge has been cancelled, you will see it within three days.",
    "Your return label is in your mailbox; the money follows on arrival.",
    "We are sorry! A replacement is on its way."};

}  // namespace tidemark::simulate
