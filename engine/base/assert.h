#pragma once

#include <cstdio>
#include <cstdlib>

/// A programmer's error: stays on in release, ends the process. Never on what outside data can cause.
#define TM_ASSERT(condition)                                                                 \
  do {                                                                                       \
    if (!(condition)) [[unlikely]] {                                                         \
      std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                          \
    }                                                                                        \
  } while (false)
