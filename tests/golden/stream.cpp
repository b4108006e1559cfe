#include "tests/golden/stream.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <tuple>

#include "tests/golden/place.h"
#include "tests/golden/program.h"

namespace tidemark::golden {
namespace {

std::string simulate(unsigned customers, unsigned events, unsigned seed) {
  const std::filesystem::path directory = make_directory();
  Ended ended = Program(directory,
                        {"simulate", "--customers", std::to_string(customers), "--events",
                         std::to_string(events), "--seed", std::to_string(seed)},
                        {})
                    .wait();
  std::filesystem::remove_all(directory);
  if (ended.code != 0) throw std::runtime_error("tidemark simulate failed: " + ended.err);
  return ended.out;
}

std::string with_broken_lines(std::string_view text) {
  constexpr std::size_t kEvery = 250;
  std::string out;
  std::size_t number = 0;
  for (const std::string_view line : lines_with_ends(text)) {
    out += line;
    if (++number % kEvery == 0) out.append(line.substr(0, line.size() / 2)).append("\n");
  }
  return out;
}

}  // namespace

const std::string& simulated(unsigned customers, unsigned events, unsigned seed) {
  static std::map<std::tuple<unsigned, unsigned, unsigned>, std::string> made;
  std::string& text = made[{customers, events, seed}];
  if (text.empty()) text = with_broken_lines(simulate(customers, events, seed));
  return text;
}

std::vector<std::string_view> lines_with_ends(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t bytes = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, bytes));
    text.remove_prefix(bytes);
  }
  return lines;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines = lines_with_ends(text);
  for (std::string_view& line : lines) {
    if (line.ends_with('\n')) line.remove_suffix(1);
  }
  return lines;
}

std::vector<std::string_view> cut(std::string_view text, std::size_t count, Random& random) {
  std::vector<std::size_t> ends = {text.size()};
  while (ends.size() <= count) {
    const std::size_t newline = text.find('\n', random.below(text.size()));
    const std::size_t end = newline == std::string_view::npos ? text.size() : newline + 1;
    if (std::find(ends.begin(), ends.end(), end) == ends.end()) ends.push_back(end);
  }
  std::sort(ends.begin(), ends.end());
  std::vector<std::string_view> pieces;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    pieces.push_back(text.substr(begin, end - begin));
    begin = end;
  }
  return pieces;
}

std::string event_line(std::string_view type, std::string_view customer, Millis time,
                       std::string_view event_id, std::string_view properties) {
  std::string line = R"({"type":")" + std::string(type) + '"';
  if (!event_id.empty()) line.append(R"(,"event_id":")").append(event_id).append("\"");
  line.append(R"(,"customer_id":")").append(customer).append(R"(","timestamp":")");
  append_timestamp(line, time);
  line += '"';
  if (!properties.empty()) line.append(R"(,"properties":)").append(properties);
  return line + "}\n";
}

std::string purchase_line(std::string_view customer, Millis time, std::string_view amount,
                          std::string_view event_id) {
  return event_line("purchase", customer, time, event_id,
                    R"({"amount":)" + std::string(amount) + R"(,"currency":"EUR"})");
}

std::string gzip(std::string_view bytes) {
  z_stream stream{};
  constexpr int kGzipWindow = 15 + 16;
  if (::deflateInit2(&stream, 1, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib does not start");
  }
  std::string out(::deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib does not write there
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = ::deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  ::deflateEnd(&stream);
  if (result != Z_STREAM_END) throw std::runtime_error("zlib does not compress");
  return out;
}

std::string zstd(std::string_view bytes) {
  std::string out(::ZSTD_compressBound(bytes.size()), '\0');
  const std::size_t size = ::ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 1);
  if (::ZSTD_isError(size) != 0) throw std::runtime_error("zstd does not compress");
  out.resize(size);
  return out;
}

}  // namespace tidemark::golden
