#include "tests/live/ledger.h"

#include <simdjson.h>

#include <cstdlib>
#include <stdexcept>

#include "tests/live/http_client.h"

namespace tidemark::live {
namespace {

/// "12.5" → 1250. Throws for anything finer than a cent.
std::int64_t cents_of(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string digits(text.substr(0, point));
  std::string fraction(text.substr(std::min(point + 1, text.size())));
  while (fraction.size() > 2 && fraction.back() == '0') fraction.pop_back();
  if (fraction.size() > 2) throw std::runtime_error("money that nobody paid: " + std::string(text));
  fraction.resize(2, '0');
  digits += fraction;
  return std::strtoll(digits.c_str(), nullptr, 10);
}

/// The number behind "key": as it is written; the objects before it must not have the key.
std::string_view number_after(std::string_view json, const std::string& key) {
  const std::size_t at = json.find("\"" + key + "\":");
  if (at == std::string_view::npos) throw std::runtime_error("no " + key + " in " + std::string(json));
  const std::string_view rest = json.substr(at + key.size() + 3);
  return rest.substr(0, rest.find_first_of(",}"));
}

}  // namespace

void Ledger::acknowledged(const Lot& lot, std::string_view answer) {
  simdjson::dom::parser parser;
  simdjson::dom::element json;
  std::uint64_t accepted = 0;
  std::uint64_t duplicates = 0;
  simdjson::dom::array rejected;
  const bool readable = parser.parse(answer.data(), answer.size()).get(json) == simdjson::SUCCESS &&
                        json["accepted"].get(accepted) == simdjson::SUCCESS &&
                        json["duplicates"].get(duplicates) == simdjson::SUCCESS &&
                        json["rejected"].get(rejected) == simdjson::SUCCESS;
  std::map<std::uint64_t, std::string> refused;
  for (const simdjson::dom::element item : rejected) {
    refused[item["line"].get_uint64().value()] = std::string(item["reason"].get_string().value());
  }
  const std::lock_guard lock(mutex_);
  if (!readable || refused != lot.refused || accepted + duplicates + refused.size() != lot.lines) {
    complaints_.push_back("of " + std::to_string(lot.lines) + " lines, " +
                          std::to_string(lot.refused.size()) + " of them bad, it says " +
                          std::string(answer));
  }
  ++lots_;
  lines_ += lot.lines;
  accepted_ += accepted;
  duplicates_ += duplicates;
  for (const Effect& effect : lot.effects) {
    if (!seen_.insert(effect.event_id).second) continue;
    Account& account = accounts_[effect.customer_id];
    ++account.events;
    account.orders += effect.orders;
    account.gross_cents += effect.gross_cents;
    account.refund_cents += effect.refund_cents;
  }
}

std::map<std::string, Ledger::Account> Ledger::accounts() const {
  const std::lock_guard lock(mutex_);
  return accounts_;
}

std::uint64_t Ledger::lots() const {
  const std::lock_guard lock(mutex_);
  return lots_;
}

std::uint64_t Ledger::lines() const {
  const std::lock_guard lock(mutex_);
  return lines_;
}

std::uint64_t Ledger::duplicates() const {
  const std::lock_guard lock(mutex_);
  return duplicates_;
}

std::vector<std::string> Ledger::complaints() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> complaints = complaints_;
  // An event whose first answer was lost is accepted by no answer, but none is by two.
  if (accepted_ > seen_.size()) {
    complaints.push_back("accepted " + std::to_string(accepted_) + " times, but there are only " +
                         std::to_string(seen_.size()) + " events");
  }
  return complaints;
}

Ledger::Account account_of(std::string_view customer_json) {
  Ledger::Account account;
  account.orders = std::strtoll(std::string(number_after(customer_json, "orders")).c_str(), nullptr, 10);
  account.events = std::strtoll(std::string(number_after(customer_json, "events")).c_str(), nullptr, 10);
  account.gross_cents = cents_of(number_after(customer_json, "gross"));
  account.refund_cents = cents_of(number_after(customer_json, "refunds"));
  const std::string_view net = number_after(customer_json, "net");
  const std::int64_t net_cents = net.starts_with('-') ? -cents_of(net.substr(1)) : cents_of(net);
  if (net_cents != account.gross_cents - account.refund_cents) {
    throw std::runtime_error("net is not gross less refunds: " + std::string(customer_json));
  }
  return account;
}

std::string to_text(const Ledger::Account& account) {
  return std::to_string(account.events) + " events, " + std::to_string(account.orders) + " orders, " +
         std::to_string(account.gross_cents) + " cents, " + std::to_string(account.refund_cents) +
         " cents refunded";
}

std::map<std::string, std::string> compare_customers(const Ledger& ledger, std::uint16_t http_port,
                                                     std::vector<std::string>& wrong) {
  HttpClient client;
  std::map<std::string, std::string> customers;
  for (const auto& [id, expected] : ledger.accounts()) {
    const std::optional<HttpReply> reply = client.ask(http_port, "GET", "/v1/customers/" + id);
    if (!reply || reply->status != 200) {
      wrong.push_back(id + " is not there");
      continue;
    }
    const Ledger::Account found = account_of(reply->body);
    if (found != expected) wrong.push_back(id + ": " + to_text(found) + " instead of " + to_text(expected));
    customers[id] = reply->body;
  }
  return customers;
}

}  // namespace tidemark::live
