// Plays seeds of the simulator: tidemark_sim FIRST LAST. Prints each failing seed and what repeats it.

#include <cstdio>
#include <cstdlib>

#include "tests/sim/simulator.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: tidemark_sim FIRST LAST\n");
    return 2;
  }
  const std::uint64_t first = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t last = std::strtoull(argv[2], nullptr, 10);
  std::uint64_t failed = 0;
  std::uint64_t lives = 0;
  std::uint64_t alerts = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const tidemark::sim::Outcome outcome = tidemark::sim::simulate(seed);
    lives += outcome.lives;
    alerts += outcome.alerts;
    if (outcome.difference.empty()) continue;
    ++failed;
    std::printf("seed %llu: %s\n  repeat: tidemark_sim %llu %llu\n", static_cast<unsigned long long>(seed),
                outcome.difference.c_str(), static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(seed));
    std::fflush(stdout);
  }
  std::printf("%llu seeds, %llu failed, %llu lives, %llu alerts\n",
              static_cast<unsigned long long>(last - first + 1), static_cast<unsigned long long>(failed),
              static_cast<unsigned long long>(lives), static_cast<unsigned long long>(alerts));
  return failed == 0 ? 0 : 1;
}
