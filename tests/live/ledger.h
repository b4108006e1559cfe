#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/live/shop.h"

namespace tidemark::live {

/// What every customer must have: the fold of all lots that were acknowledged, each event id once; and what
/// was wrong with acknowledgements. Thread: any.
class Ledger {
 public:
  struct Account {
    std::int64_t events = 0;
    std::int64_t orders = 0;
    std::int64_t gross_cents = 0;
    std::int64_t refund_cents = 0;
    bool operator==(const Account&) const = default;
  };

  /// `answer`: the JSON that the engine gave for it.
  void acknowledged(const Lot& lot, std::string_view answer);

  std::map<std::string, Account> accounts() const;
  std::uint64_t lots() const;
  std::uint64_t lines() const;
  std::uint64_t duplicates() const;  ///< as the answers say
  std::vector<std::string> complaints() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, Account> accounts_;
  std::set<std::string> seen_;
  std::uint64_t lots_ = 0;
  std::uint64_t lines_ = 0;
  std::uint64_t accepted_ = 0;
  std::uint64_t duplicates_ = 0;
  std::vector<std::string> complaints_;
};

/// The same of a customer as the engine shows it. Throws when it is none.
Ledger::Account account_of(std::string_view customer_json);
std::string to_text(const Ledger::Account& account);

/// GET /v1/customers/{id} of everyone in the ledger, as they came: differences in `wrong`.
std::map<std::string, std::string> compare_customers(const Ledger& ledger, std::uint16_t http_port,
                                                     std::vector<std::string>& wrong);

}  // namespace tidemark::live
