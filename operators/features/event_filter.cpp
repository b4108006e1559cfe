#include "operators/features/event_filter.h"

#include <fmt/format.h>

#include <algorithm>

#include "config/feature_name.h"

namespace tidemark::operators {
namespace {

std::vector<std::string> in_order(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

/// Lengths before the texts: no text can look like two.
void append_texts(std::string& key, const std::vector<std::string>& texts) {
  for (const std::string& text : texts) key += fmt::format("{}:{},", text.size(), text);
}

}  // namespace

Status number_fields(FieldNames& fields, std::initializer_list<FieldRequest> requests) {
  for (const FieldRequest& request : requests) {
    const Result<std::size_t> number = fields.number_of(request.property);
    if (!number.ok()) return number.status();
    *request.number = *number;
  }
  return {};
}

Result<EventFilter> EventFilter::make(const config::EventSettings& events,
                                      const std::vector<std::string>& kinds,
                                      const std::vector<config::PropertyFilter>& where, FieldNames& fields) {
  EventFilter filter;
  if (kinds.empty()) filter.kinds_ = KindSet::all();
  const std::vector<std::string> names = in_order(kinds);
  for (const std::string& name : names) {
    const Kind kind = config::kind_named(events, name);
    if (kind == Kind::kOther) return Status::invalid(fmt::format("there is no kind of event '{}'", name));
    filter.kinds_.add(kind);
  }
  append_texts(filter.key_, names);

  std::vector<std::pair<std::string, std::vector<std::string>>> conditions;
  for (const config::PropertyFilter& condition : where) {
    conditions.emplace_back(condition.property, in_order(condition.values));
  }
  std::sort(conditions.begin(), conditions.end());
  for (auto& [property, values] : conditions) {
    Result<std::size_t> field = fields.number_of(property);
    if (!field.ok()) return field.status();
    append_texts(filter.key_ += '|', {property});
    append_texts(filter.key_ += '=', values);
    filter.where_.push_back({*field, std::move(values)});
  }
  return filter;
}

EventFilter EventFilter::of(Kind kind, std::string_view name) {
  EventFilter filter;
  filter.kinds_.add(kind);
  append_texts(filter.key_, {std::string(name)});
  return filter;
}

EventFilter EventFilter::of_all() {
  EventFilter filter;
  filter.kinds_ = KindSet::all();
  return filter;
}

bool EventFilter::properties_fit(Fields fields) const {
  std::string buffer;
  return std::all_of(where_.begin(), where_.end(), [&](const Where& where) {
    const FieldValue value = field_at(fields, where.field);
    return value.known() &&
           std::binary_search(where.values.begin(), where.values.end(), value.as_text(buffer));
  });
}

Result<EventNumber> EventNumber::make(std::string_view property, FieldNames& fields) {
  const Result<std::size_t> field = fields.number_of(property);
  if (!field.ok()) return field.status();
  EventNumber number;
  number.property_ = property;
  number.field_ = *field;
  number.is_amount_ = property == "amount";
  return number;
}

std::optional<Micro> EventNumber::of(const Event& event, Fields fields) const {
  if (wants_field(event.kind)) return field_at(fields, field_).micro();
  return event.has_amount ? std::optional<Micro>(event.amount) : std::nullopt;
}

}  // namespace tidemark::operators
