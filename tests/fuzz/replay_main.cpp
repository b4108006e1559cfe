// Drives a fuzz target without a fuzzer: every file of its corpus, then seeded mutations of them. The same
// number makes the same input everywhere, so a failure names the command that repeats it.
//
//     fuzz_decoder CORPUS COUNT          all of it
//     fuzz_decoder CORPUS COUNT ONLY     mutation ONLY alone

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/random.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// There when a sanitizer is linked in: it ends the process its own way, so it must be told whom to call.
extern "C" __attribute__((weak)) void __sanitizer_set_death_callback(void (*callback)());

namespace {

using tidemark::Random;

constexpr std::size_t kBytesMax = 64 * 1024;
constexpr std::uint64_t kSeed = 20260101;

// Written before every call, read when the process dies.
char current_input[512];
std::size_t current_length = 0;

void say_current() {
  (void)!::write(STDERR_FILENO, current_input, current_length);
}

void on_signal(int signal) {
  say_current();
  (void)std::signal(signal, SIG_DFL);
  (void)std::raise(signal);
}

void run(const std::string& input, const std::string& name) {
  current_length = name.copy(current_input, sizeof current_input - 1);
  current_input[current_length++] = '\n';
  (void)LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
}

/// Files in the order of their names, whatever the directory's order is.
std::vector<std::filesystem::path> files_in(const char* directory) {
  std::vector<std::filesystem::path> files;
  if (!std::filesystem::is_directory(directory)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string content_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class Mutator {
 public:
  Mutator(const std::vector<std::string>& corpus, std::uint64_t index)
      : corpus_(corpus), random_(kSeed + index) {}

  std::string make() {
    std::string text = any();
    for (std::uint64_t step = random_.below(6) + 1; step > 0; --step) mutate(text);
    if (text.size() > kBytesMax) text.resize(kBytesMax);
    return text;
  }

 private:
  const std::string& any() { return corpus_[random_.below(corpus_.size())]; }
  std::size_t place(const std::string& text) { return random_.below(text.size() + 1); }
  char byte() { return static_cast<char>(random_.below(256)); }

  /// A piece of a text: tokens of one seed end up in another, which bytes alone hardly ever achieve.
  std::string piece(const std::string& text) {
    const std::size_t from = place(text);
    return text.substr(from, random_.below(std::min<std::size_t>(text.size() - from, 32) + 1));
  }

  void mutate(std::string& text) {
    static constexpr char kBytes[] = "{}[]\",:\\\n\r\t #-+.eE0123456789&*!|>'%@`~\0\xFF\xC0\xED\xA0";
    static constexpr std::string_view kSyntax(kBytes, sizeof kBytes - 1);
    switch (random_.below(7)) {
      case 0:
        if (!text.empty()) text[random_.below(text.size())] = byte();
        break;
      case 1:
        if (!text.empty()) {
          char& c = text[random_.below(text.size())];
          c = static_cast<char>(static_cast<unsigned char>(c) ^ (1U << random_.below(8)));
        }
        break;
      case 2:
        text.insert(place(text), 1, kSyntax[random_.below(kSyntax.size())]);
        break;
      case 3:
        text.erase(place(text), random_.below(16) + 1);
        break;
      case 4:
        text.insert(place(text), piece(text));
        break;
      case 5:
        text.insert(place(text), piece(any()));
        break;
      default:
        text.resize(place(text));
        break;
    }
  }

  const std::vector<std::string>& corpus_;
  Random random_;
};

std::uint64_t number(const char* text) {
  const std::string_view view(text);
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(view.data(), view.data() + view.size(), value);
  return parsed.ec == std::errc() && parsed.ptr == view.data() + view.size() ? value : 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || number(argv[2]) == 0) {
    std::fprintf(stderr, "usage: %s CORPUS COUNT [ONLY]\n", argv[0]);
    return 2;
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL}) (void)std::signal(signal, on_signal);
  if (__sanitizer_set_death_callback != nullptr) __sanitizer_set_death_callback(say_current);

  std::vector<std::string> corpus;
  for (const auto& file : files_in(argv[1])) {
    corpus.push_back(content_of(file));
    run(corpus.back(), "failed on " + file.string());
  }
  if (corpus.empty()) {
    std::fprintf(stderr, "no seed files in %s\n", argv[1]);
    return 1;
  }
  const std::uint64_t only = argc > 3 ? number(argv[3]) : 0;
  const std::uint64_t count = number(argv[2]);
  for (std::uint64_t i = only > 0 ? only : 1; i <= (only > 0 ? only : count); ++i) {
    run(Mutator(corpus, i).make(), "failed; repeat with: " + std::string(argv[0]) + " " + argv[1] + " " +
                                       argv[2] + " " + std::to_string(i));
  }
  std::printf("%zu seeds, %llu mutations\n", corpus.size(),
              static_cast<unsigned long long>(only > 0 ? 1 : count));
  return 0;
}
