// Any bytes as lines of events: no crash and no read beyond a line; bad_json exactly where simdjson's full
// parse and plain checks see no proper object; what is accepted says what the line says, in the log too.
// Lines are separated by newlines and go through one decoder, as in an input.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "tests/decode/check_line.h"

namespace {

tidemark::config::EventSettings settings() {
  tidemark::config::EventSettings s;
  s.kinds = {"rental"};
  s.map = {{"Order Completed", "purchase"}};
  s.line_bytes_max = 4096;
  return s;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark::engine::testing;
  LineDecoder decoder(settings());
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::string wrong = check_line(decoder, line);
    if (!wrong.empty()) std::fprintf(stderr, "%s\n", wrong.c_str());
    TM_ASSERT(wrong.empty());
  }
  return 0;
}
