#pragma once

#include <cstddef>
#include <memory>

namespace tidemark::operators {

/// A T that most customers never need: 8 bytes until it is touched, then a T of its own on the heap.
template <typename T>
class Rare {
 public:
  Rare() = default;
  Rare(const Rare& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Rare& operator=(const Rare&) = delete;

  /// Null while nobody has touched it.
  const T* get() const { return value_.get(); }
  T& touch() {
    if (!value_) value_ = std::make_unique<T>();
    return *value_;
  }
  std::size_t heap_bytes() const { return value_ ? sizeof(T) + value_->heap_bytes() : 0; }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace tidemark::operators
