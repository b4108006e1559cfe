// Concern: the queue holds producers back at its bound, loses and doubles nothing, and drains when closed.

#include "engine/base/queue.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

namespace tidemark {
namespace {

/// Long enough that a push that does not wait has happened.
void give_others_time() {
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
}

TEST(BoundedQueue, IsFirstInFirstOut) {
  BoundedQueue<std::unique_ptr<int>> queue(100);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(queue.push(std::make_unique<int>(i), 10));
  EXPECT_EQ(queue.bytes(), 50U);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(**queue.pop(), i);
  EXPECT_EQ(queue.bytes(), 0U);
  EXPECT_EQ(queue.try_pop(), std::nullopt);
}

TEST(BoundedQueue, AFullQueueMakesPushWait) {
  BoundedQueue<int> queue(10);
  ASSERT_TRUE(queue.push(1, 6));
  std::atomic<bool> pushed = false;
  std::thread producer([&] {
    EXPECT_TRUE(queue.push(2, 6));
    pushed = true;
  });
  give_others_time();
  EXPECT_FALSE(pushed);
  EXPECT_EQ(queue.bytes(), 6U);
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), 2);
  producer.join();
  EXPECT_TRUE(pushed);
}

TEST(BoundedQueue, ExactlyFullIsNotTooFull) {
  BoundedQueue<int> queue(10);
  EXPECT_TRUE(queue.push(1, 4));
  EXPECT_TRUE(queue.push(2, 6));
  EXPECT_EQ(queue.bytes(), 10U);
}

TEST(BoundedQueue, AnItemBeyondTheBoundPassesAlone) {
  BoundedQueue<int> queue(10);
  EXPECT_TRUE(queue.push(1, 1000));
  std::thread producer([&] { EXPECT_TRUE(queue.push(2, 1)); });
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.pop(), 2);
  producer.join();
}

TEST(BoundedQueue, CloseLetsConsumersDrain) {
  BoundedQueue<int> queue(10);
  ASSERT_TRUE(queue.push(1, 1));
  ASSERT_TRUE(queue.push(2, 1));
  queue.close();
  EXPECT_FALSE(queue.push(3, 1));
  EXPECT_EQ(queue.pop(), 1);
  EXPECT_EQ(queue.try_pop(), 2);
  EXPECT_EQ(queue.pop(), std::nullopt);
  EXPECT_EQ(queue.pop(), std::nullopt);
}

TEST(BoundedQueue, CloseWakesWhoeverWaits) {
  BoundedQueue<int> full(1);
  BoundedQueue<int> empty(1);
  ASSERT_TRUE(full.push(1, 1));
  std::thread producer([&] { EXPECT_FALSE(full.push(2, 1)); });
  std::thread consumer([&] { EXPECT_EQ(empty.pop(), std::nullopt); });
  give_others_time();
  full.close();
  empty.close();
  producer.join();
  consumer.join();
}

// A big pop makes room for several producers at once; waking only one of them must not strand the others.
TEST(BoundedQueue, RoomForSeveralWakesSeveral) {
  BoundedQueue<int> queue(10);
  ASSERT_TRUE(queue.push(0, 10));
  std::atomic<int> pushed = 0;
  std::vector<std::thread> producers;
  for (int i = 0; i < 4; ++i) {
    producers.emplace_back([&] {
      EXPECT_TRUE(queue.push(1, 2));
      ++pushed;
    });
  }
  give_others_time();
  EXPECT_EQ(queue.pop(), 0);
  for (int waits = 0; pushed < 4 && waits < 100; ++waits) give_others_time();
  EXPECT_EQ(pushed, 4);
  queue.close();
  for (auto& producer : producers) producer.join();
}

TEST(BoundedQueue, ManyProducersAndConsumersLoseNothing) {
  constexpr int kProducers = 4;
  constexpr int kItems = 5'000;
  BoundedQueue<int> queue(64);
  std::atomic<long> sum = 0;
  std::atomic<int> count = 0;
  std::vector<std::thread> producers;
  std::vector<std::thread> consumers;
  for (int p = 0; p < kProducers; ++p) {
    producers.emplace_back([&, p] {
      for (int i = 0; i < kItems; ++i) {
        EXPECT_TRUE(queue.push(p * kItems + i, static_cast<std::size_t>(i % 20 + 1)));
      }
    });
  }
  for (int c = 0; c < 3; ++c) {
    consumers.emplace_back([&] {
      while (const auto item = queue.pop()) {
        sum += *item;
        ++count;
      }
    });
  }
  for (auto& producer : producers) producer.join();
  queue.close();
  for (auto& consumer : consumers) consumer.join();
  constexpr long kTotal = kProducers * kItems;
  EXPECT_EQ(count, kTotal);
  EXPECT_EQ(sum, kTotal * (kTotal - 1) / 2);
  EXPECT_EQ(queue.bytes(), 0U);
}

}  // namespace
}  // namespace tidemark
