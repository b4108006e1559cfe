#pragma once

#include <chrono>
#include <thread>

namespace tidemark::live {

/// Polls until it holds; false after `limit`.
template <typename Condition>
bool eventually(const Condition& holds, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace tidemark::live
