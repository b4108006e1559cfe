#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

#include "engine/base/status.h"
#include "engine/commit/record_codec.h"

namespace tidemark::engine {

/// Alerts as lines of a file: NDJSON, or CSV when the name ends in .csv; "-" is standard output.
///
/// A reader of the outbox with its cursor in the file itself: the last whole line says how far it is, so a
/// run that was killed goes on where the file ends. Thread: one.
class AlertFile {
 public:
  /// `begin`: the sequence the file begins behind. `known`: the store has written to this path before, so
  /// what is in the file is continued; else the file begins anew. Errors: kIo; kForeign when the
  /// file's last line is no alert.
  static Result<std::unique_ptr<AlertFile>> open(const std::string& path, Sequence begin, bool known);
  ~AlertFile();
  AlertFile(const AlertFile&) = delete;
  AlertFile& operator=(const AlertFile&) = delete;

  /// The last sequence in the file (or where it begins).
  Sequence last_sequence() const { return last_; }
  /// Appends an alert; one the file has already is passed over. Errors: kIo.
  Status write(const CommittedAlert& alert);
  Status flush();

 private:
  AlertFile(std::string path, Sequence begin, bool csv) : path_(std::move(path)), last_(begin), csv_(csv) {}
  Status open_continued();
  Status open_anew();

  const std::string path_;
  Sequence last_;
  const bool csv_;
  std::FILE* file_ = nullptr;
  std::string line_;
};

}  // namespace tidemark::engine
