#include "tests/cli/run_binary.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace tidemark {
namespace {

std::string shell_word(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

int exit_code(int status) {
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : -1;
}

}  // namespace

Workplace::Workplace() {
  std::string name = (std::filesystem::temp_directory_path() / "tidemark_cli.XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("cannot make " + name);
  directory_ = name;
}

Workplace::~Workplace() {
  std::error_code ignored;  // what is left in the temporary directory fails no test
  std::filesystem::remove_all(directory_, ignored);
}

RunResult Workplace::run(const std::vector<std::string>& arguments, std::string_view input,
                         const std::vector<std::string>& environment) const {
  write(".stdin", input);
  std::string command = "env -u TIDEMARK_CONFIG";
  for (const std::string& variable : environment) command += " " + shell_word(variable);
  command += " \"$TIDEMARK\"";
  for (const std::string& argument : arguments) command += " " + shell_word(argument);
  return shell(command + " <.stdin");
}

RunResult Workplace::shell(const std::string& command) const {
  const std::string whole = "cd " + shell_word(directory_.string()) +
                            " && TIDEMARK=" + shell_word(TIDEMARK_BINARY) + " && export TIDEMARK && { " +
                            command + "; } >.stdout 2>.stderr";
  FILE* pipe = ::popen(whole.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + whole);
  RunResult result;
  result.code = exit_code(::pclose(pipe));
  result.out = read(".stdout");
  result.err = read(".stderr");
  return result;
}

void Workplace::write(const std::string& name, std::string_view content) const {
  std::ofstream file(directory_ / name, std::ios::binary);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!file.flush()) throw std::runtime_error("cannot write " + name);
}

std::string Workplace::read(const std::string& name) const {
  std::ifstream file(directory_ / name, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + name);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

}  // namespace tidemark
