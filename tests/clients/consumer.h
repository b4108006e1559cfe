#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tests/live/process.h"

namespace tidemark::live {

/// A consumer of tools/examples, which writes a line for each alert and keeps its cursor in a file, over as
/// many lives as it takes. Thread: one.
class Consumer {
 public:
  /// `program`: such as "/usr/bin/node". `variables`: NAME=value.
  Consumer(std::filesystem::path directory, std::string name, std::string program, std::string script,
           std::string topic, Words variables);

  void start();
  void kill();
  int kills() const { return lives_ - (process_ ? 1 : 0); }

  const std::string& topic() const { return topic_; }
  std::string cursor() const { return content_of(directory_ / cursor_file()); }  ///< "" before it has one
  /// The lines of all its lives. The one it was killed behind may come once more as the first of the next
  /// life, for the cursor was not stored: that one is left out. Anything else that comes twice stays.
  std::vector<std::string> lines() const;
  std::string complaints() const;  ///< what its last life wrote to stderr

 private:
  std::string cursor_file() const { return name_ + ".cursor"; }
  std::string out_of(int life) const { return name_ + "." + std::to_string(life) + ".out"; }
  std::string err_of(int life) const { return name_ + "." + std::to_string(life) + ".err"; }

  const std::filesystem::path directory_;
  const std::string name_;
  Words words_;
  const std::string topic_;
  int lives_ = 0;
  std::unique_ptr<Process> process_;
};

/// The first of these commands that ends well; "" when none does.
std::string first_that_works(const Words& commands);

}  // namespace tidemark::live
