#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "state/log.h"
#include "tests/sim/sim_file_system.h"

namespace tidemark::state {

/// A log on a simulated disk.
struct LogOnDisk {
  static constexpr const char* kDirectory = "log";

  sim::FaultPlan faults;
  sim::SimFileSystem files{faults};

  std::unique_ptr<LogWriter> writer(const LogOptions& options, RecordNumber next) {
    Result<std::unique_ptr<LogWriter>> log = LogWriter::open(files, kDirectory, options, next);
    EXPECT_TRUE(log.ok()) << log.status().message();
    return log.ok() ? log.take() : nullptr;
  }

  struct Read {
    Status status;
    RecordNumber next = 0;
    std::vector<std::pair<RecordNumber, std::string>> records;
  };
  Read read(RecordNumber from) {
    Read out;
    const Result<RecordNumber> next = read_log(files, kDirectory, from, [&](const LogRecord& record) {
      out.records.emplace_back(record.header.number, record.body);
      return Status();
    });
    out.status = next.status();
    if (next.ok()) out.next = *next;
    return out;
  }

  std::vector<std::string> names() { return *files.list(kDirectory); }
  std::string path(const std::string& name) const { return std::string(kDirectory) + "/" + name; }
  std::string content(const std::string& name) { return *files.read_file(path(name)); }
  void damage(const std::string& name, std::size_t offset, unsigned char mask) {
    std::string bytes = content(name);
    bytes[offset] = static_cast<char>(bytes[offset] ^ mask);
    files.put_durable(path(name), std::move(bytes));
  }
};

inline constexpr std::size_t kHeaderBytes = 48;

inline LogOptions small_segments(std::uint64_t bytes) {
  LogOptions options;
  options.segment_bytes = bytes;
  return options;
}

/// Appends bodies and syncs behind each.
inline void append_synced(LogWriter& log, const std::vector<std::string>& bodies) {
  for (const std::string& body : bodies) {
    ASSERT_TRUE(log.append({}, body).ok());
    ASSERT_TRUE(log.sync().ok());
  }
}

inline std::string segment_name(RecordNumber first) {
  const std::string digits = std::to_string(first);
  return std::string(20 - digits.size(), '0') + digits + ".log";
}

}  // namespace tidemark::state
