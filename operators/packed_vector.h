#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

namespace tidemark::operators {

/// A vector of plain values in 16 bytes, for states of which there are millions: 32-bit counts, growth by a
/// half, nothing on the heap while empty. A copy is exactly as large as what it holds.
template <typename T>
class PackedVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  PackedVector() = default;
  PackedVector(const PackedVector& other) : size_(other.size_), capacity_(other.size_) {
    if (size_ == 0) return;
    data_ = std::make_unique_for_overwrite<T[]>(size_);
    std::copy_n(other.data_.get(), size_, data_.get());
  }
  PackedVector& operator=(const PackedVector&) = delete;

  std::uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const T* begin() const { return data_.get(); }
  const T* end() const { return data_.get() + size_; }
  T& operator[](std::uint32_t i) { return data_[i]; }
  const T& operator[](std::uint32_t i) const { return data_[i]; }
  const T& front() const { return data_[0]; }
  const T& back() const { return data_[size_ - 1]; }
  std::size_t heap_bytes() const { return std::size_t{capacity_} * sizeof(T); }

  void insert(std::uint32_t at, const T& value) {
    if (size_ == capacity_) grow();
    std::copy_backward(data_.get() + at, data_.get() + size_, data_.get() + size_ + 1);
    data_[at] = value;
    ++size_;
  }
  void push_back(const T& value) { insert(size_, value); }
  void remove(std::uint32_t at) {
    std::copy(data_.get() + at + 1, data_.get() + size_, data_.get() + at);
    --size_;
  }
  void remove_front(std::uint32_t count) {
    std::copy(data_.get() + count, data_.get() + size_, data_.get());
    size_ -= count;
  }
  void clear() { size_ = 0; }

 private:
  void grow() {
    const std::uint32_t capacity = capacity_ + std::max<std::uint32_t>(2, capacity_ / 2);
    auto data = std::make_unique_for_overwrite<T[]>(capacity);
    std::copy_n(data_.get(), size_, data.get());
    data_ = std::move(data);
    capacity_ = capacity;
  }

  std::unique_ptr<T[]> data_;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace tidemark::operators
