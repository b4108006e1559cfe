#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/time.h"

namespace tidemark::tools {

/// The options of one command. Hides the command-line library, which costs seconds to compile, behind one
/// source file. The targets must outlive the parse; a value that does not fit is a usage error.
class OptionList {
 public:
  struct Impl;
  explicit OptionList(std::unique_ptr<Impl> impl);
  ~OptionList();
  OptionList(const OptionList&) = delete;
  OptionList& operator=(const OptionList&) = delete;

  /// A required word by its place: `get CUSTOMER`.
  void word(std::string_view name, std::string& to, std::string_view help);
  /// One or more words by their place: `score EVENTS…`. None, too, where they are not `required`.
  void words(std::string_view name, std::vector<std::string>& to, std::string_view help,
             bool required = true);
  void flag(std::string_view name, bool& to, std::string_view help);
  void text(std::string_view name, std::string_view value_name, std::string& to, std::string_view help,
            bool required = false);
  /// May be given several times, one value each.
  void texts(std::string_view name, std::string_view value_name, std::vector<std::string>& to,
             std::string_view help);
  void number(std::string_view name, std::string_view value_name, std::uint64_t& to, std::uint64_t least,
              std::uint64_t most, std::string_view help);
  /// One of the given words; the target keeps its value when the option is absent.
  void choice(std::string_view name, std::vector<std::string> words, std::string& to, std::string_view help);
  /// An instant as parse_timestamp() reads it, but not a bare number before 1973: that is a year mistaken.
  void instant(std::string_view name, std::optional<Millis>& to, std::string_view help);
  /// The two options cannot be given together.
  void exclude(std::string_view name, std::string_view other);
  /// Text under the options in --help: examples, and what the options do not say.
  void footer(std::string text);

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace tidemark::tools
