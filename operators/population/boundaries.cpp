#include "operators/population/boundaries.h"

#include "engine/base/bytes.h"

namespace tidemark::operators {

bool Boundaries::same_cuts(const Boundaries& other) const {
  return any() == other.any() && recency == other.recency && frequency == other.frequency &&
         monetary == other.monetary && abc == other.abc;
}

std::string Boundaries::encode() const {
  std::string out;
  ByteWriter writer(out);
  writer.zigzag(customers);
  for (const auto* cuts : {&recency, &frequency, &monetary}) {
    for (const std::int64_t cut : *cuts) writer.zigzag(cut);
  }
  for (const std::int64_t cut : abc) writer.zigzag(cut);
  return out;
}

bool Boundaries::decode(std::string_view bytes, Boundaries& out) {
  ByteReader reader(bytes);
  out.customers = reader.zigzag();
  for (auto* cuts : {&out.recency, &out.frequency, &out.monetary}) {
    for (std::int64_t& cut : *cuts) cut = reader.zigzag();
  }
  for (std::int64_t& cut : out.abc) cut = reader.zigzag();
  return reader.ok() && reader.done();
}

}  // namespace tidemark::operators
