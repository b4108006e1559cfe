#include "engine/log_text.h"

#include <optional>
#include <vector>

#include "engine/base/json_writer.h"
#include "engine/commit/committer.h"
#include "engine/commit/record_codec.h"
#include "engine/decode/reject.h"
#include "state/keys.h"

namespace tidemark::engine {
namespace {

constexpr std::string_view kKinds[] = {"event", "dead_letter", "parked",      "release",
                                       "mark",  "message",     "instruction", "boundaries"};
constexpr std::string_view kVerdicts[] = {"accepted", "late", "duplicate"};

using Visit = std::function<void(std::string_view)>;

/// One record as lines.
class RecordText {
 public:
  RecordText(const KeyDictionary& keys, const Visit& visit) : keys_(keys), visit_(visit) {}

  void write(const Batch& batch, const RecordParts& parts) {
    for (const Control& control : batch.controls) write_control(batch, control);
    std::size_t wake = 0;
    for (std::size_t i = 0; i < batch.inputs.size(); ++i) {
      for (; wake < batch.logged_wakes.size() && batch.logged_wakes[wake].input_index == i; ++wake) {
        begin(batch, i, "wake").key("customer_id").value(batch.logged_wakes[wake].customer_id);
        end();
      }
      write_input(batch, i);
    }
    for (const SentMessage& message : parts.messages) {
      JsonWriter& json = begin(batch, message.from - batch.first_position, "sent");
      json.key("customer_id").value(message.from_customer).key("to").value(message.to_customer);
      end();
    }
    for (const CommittedAlert& alert : parts.alerts) {
      line_.clear();
      line_.append(R"({"kind":"alert","alert":)").append(alert.json).push_back('}');
      visit_(line_);
    }
  }

 private:
  JsonWriter& begin(const Batch& batch, std::size_t index, std::string_view kind) {
    line_.clear();
    json_.emplace(line_);
    json_->begin_object()
        .key("position")
        .unsigned_integer(batch.first_position + index)
        .key("kind")
        .value(kind);
    return *json_;
  }
  void end() {
    json_->end_object();
    visit_(line_);
  }

  void write_control(const Batch& batch, const Control& control) {
    ByteReader reader(control.payload);
    switch (control.type) {
      case Control::Type::kActivate: {
        Result<Activation> activation = decode_activation(control.payload);
        if (!activation.ok()) return;
        begin(batch, 0, "activate").key("config_version").unsigned_integer(activation->version);
        json_->key("config").value(activation->content);
        break;
      }
      case Control::Type::kEpoch:
        begin(batch, 0, "epoch").key("epoch").unsigned_integer(reader.varint());
        break;
      case Control::Type::kAlertsFile: {
        const Sequence after = reader.varint();
        begin(batch, 0, "alerts_file").key("after").unsigned_integer(after).key("path").value(reader.rest());
        break;
      }
      case Control::Type::kCurrency:
        begin(batch, 0, "currency").key("base").value(reader.text());
        break;
      case Control::Type::kClock:
        begin(batch, 0, "clock").key("clock").value(reader.u8() == 0 ? "wall" : "event");
        break;
    }
    end();
  }

  void write_input(const Batch& batch, std::size_t index) {
    const Input& input = batch.inputs[index];
    JsonWriter& json = begin(batch, index, kKinds[static_cast<std::size_t>(input.kind)]);
    if (input.mark_before) json.key("mark").value(true);
    if (input.parked_at != 0) json.key("parked_at").unsigned_integer(input.parked_at);
    ByteReader reader(batch.view(input));
    switch (input.kind) {
      case InputKind::kEvent:
      case InputKind::kRelease:
        json.key("verdict").value(kVerdicts[static_cast<std::size_t>(input.verdict)]);
        [[fallthrough]];
      case InputKind::kParked: {
        if (input.reject != 0) json.key("money").value(reject_name(static_cast<Reject>(input.reject)));
        Event event;
        if (!decode_event(batch.view(input), event)) break;
        std::string text;
        append_event_json(text, event, keys_);
        json.key("event").raw(text);
        break;
      }
      case InputKind::kDeadLetter:
        json.key("reason").value(reject_name(static_cast<Reject>(input.reject)));
        json.key("detail").value(reader.text()).key("payload").value(reader.rest());
        break;
      case InputKind::kMark:
        json.key("watermark").instant(input.time);
        break;
      case InputKind::kBoundaries: {
        operators::Boundaries boundaries;
        if (operators::Boundaries::decode(reader.rest(), boundaries))
          json.key("customers").integer(boundaries.customers);
        break;
      }
      case InputKind::kMessage:
      case InputKind::kInstruction:
        json.key("customer_id").value(reader.text());
        break;
    }
    end();
  }

  const KeyDictionary& keys_;
  const Visit& visit_;
  std::string line_;
  std::optional<JsonWriter> json_;
};

Status read_batches(FileSystem& files, const std::string& directory, state::RecordNumber from,
                    const std::function<void(const Batch&, const RecordParts&)>& visit) {
  Result<state::RecordNumber> read =
      state::read_log(files, directory, from, [&](const state::LogRecord& record) -> Status {
        Batch batch;
        batch.number = record.header.number;
        batch.first_position = record.header.first_position;
        RecordParts parts;
        TM_RETURN_IF_ERROR(decode_record(record.body, batch, parts));
        visit(batch, parts);
        return {};
      });
  return read.ok() ? Status() : read.status();
}

}  // namespace

Status write_log_text(FileSystem& files, const std::string& directory, const KeyDictionary& keys,
                      const std::function<void(std::string_view)>& visit) {
  Result<state::RecordNumber> first = state::first_record(files, directory);
  if (!first.ok()) return first.status();
  if (*first == 0) return {};
  RecordText text(keys, visit);
  return read_batches(files, directory, *first,
                      [&](const Batch& batch, const RecordParts& parts) { text.write(batch, parts); });
}

Status visit_dead_letters(state::Store& store, FileSystem& files, const std::string& directory,
                          state::RecordNumber floor, const KeyDictionary& keys,
                          const std::function<void(const DeadLetter&)>& visit) {
  // Rows of the log's tail may or may not have reached the store: the log decides from its floor on.
  std::optional<Position> tail_begin;
  std::vector<std::pair<Position, std::string>> tail;
  TM_RETURN_IF_ERROR(read_batches(files, directory, floor, [&](const Batch& batch, const RecordParts&) {
    if (!tail_begin) tail_begin = batch.first_position;
    state::WriteList rows;
    for (std::size_t i = 0; i < batch.inputs.size(); ++i) append_dead_letter(batch, i, keys, rows);
    for (std::size_t i = 0; i < rows.count(); ++i) {
      tail.emplace_back(state::position_of_dead_letter(rows[i].key), std::string(rows[i].value));
    }
  }));
  const auto show = [&](Position position, std::string_view value) {
    DeadLetterRow row;
    if (!decode_dead_letter_row(value, row)) return Status::corruption("a dead letter's row is malformed");
    visit({position, reject_name(static_cast<Reject>(row.reason)), row.detail, row.payload});
    return Status();
  };
  std::unique_ptr<state::Cursor> cursor = store.scan(state::Table::kDeadLetters, {}, {});
  for (; cursor->valid(); cursor->next()) {
    const Position position = state::position_of_dead_letter(cursor->key());
    if (tail_begin && position >= *tail_begin) break;
    TM_RETURN_IF_ERROR(show(position, cursor->value()));
  }
  TM_RETURN_IF_ERROR(cursor->status());
  for (const auto& [position, value] : tail) TM_RETURN_IF_ERROR(show(position, value));
  return {};
}

}  // namespace tidemark::engine
