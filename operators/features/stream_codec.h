#pragma once

#include <cstdint>

#include "operators/features/window_shape.h"
#include "operators/section_codec.h"

namespace tidemark::operators {

/// Numbers of ascending buckets:
///
///     varint count · zigzag first · varint difference to the one before, count − 1 times
///
/// each followed by what the caller keeps of it.
class BucketWriter {
 public:
  BucketWriter(std::uint32_t count, SectionWriter& out) : out_(out) { out.bytes.varint(count); }
  void next(Bucket bucket) {
    if (first_) {
      out_.bytes.zigzag(bucket);
    } else {
      out_.bytes.varint(static_cast<std::uint64_t>(bucket - previous_));
    }
    previous_ = bucket;
    first_ = false;
  }

 private:
  SectionWriter& out_;
  Bucket previous_ = 0;
  bool first_ = true;
};

/// Reads them back; what is not ascending or far beyond any year fails `in`.
class BucketReader {
 public:
  explicit BucketReader(SectionReader& in) : in_(in), left_(in.bytes.varint()) {}
  std::uint64_t left() const { return left_; }
  /// False when all were read, or on damage.
  bool next(Bucket& bucket) {
    if (left_ == 0 || !in_.ok()) return false;
    --left_;
    const std::int64_t step = first_ ? in_.bytes.zigzag() : static_cast<std::int64_t>(in_.bytes.varint());
    const bool sane =
        step <= kBucketMax && step >= (first_ ? -kBucketMax : 1) && previous_ + step <= kBucketMax;
    if (!sane) in_.fail();
    first_ = false;
    if (sane) previous_ += step;
    bucket = static_cast<Bucket>(previous_);
    return in_.ok();
  }

 private:
  static constexpr std::int64_t kBucketMax = kInstantMax / kHour;  ///< sums with windows cannot overflow

  SectionReader& in_;
  std::uint64_t left_;
  std::int64_t previous_ = 0;
  bool first_ = true;
};

}  // namespace tidemark::operators
