#include "engine/route/batch.h"

namespace tidemark::engine {

void Batch::clear() {
  number = 0;
  first_position = 1;
  inputs.clear();
  marks.clear();
  arena.clear();
  for (auto& indexes : of_shard) indexes.clear();
  for (auto& output : outputs) output.clear();
  controls.clear();
  new_keys.clear();
  first_new_key = 0;
  sources.clear();
  watermark_before = watermark = confirmed = kNoTime;
  flip = false;
  drain_checkpoint = false;
  router_state.clear();
  activate.reset();
  source_bytes = 0;
  replayed = false;
  logged_wakes.clear();
}

}  // namespace tidemark::engine
