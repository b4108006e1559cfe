#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/section.h"

/// Names in a configuration: lists of them, and which are free. Private to the loader.
namespace tidemark::config {

/// Tells at its key what a group of settings lacks, if the child is absent. Silent where it is no group,
/// which is told already.
void tell_missing(const Item& group, const Item& child, Problem problem, Mistakes& mistakes);

/// A list of texts, or one alone: `level: tier`, `level: [tier, churn]`. `parse` is told each; `out` has them
/// in alphabetical order, as their order means nothing. Doubled ones are mistakes. True when all are right.
bool read_texts(const Item& item, const std::function<Verdict(std::string_view, std::string&)>& parse,
                std::vector<std::string>& out, Mistakes& mistakes);
/// The same for kinds of events. An empty list is every kind.
bool read_kind_names(const Item& item, const EventSettings& events, std::vector<std::string>& out,
                     Mistakes& mistakes);
/// The same for texts out of `known`; `what` they are is told of others.
bool read_known(const Item& item, std::string_view what, const std::vector<std::string>& known,
                std::vector<std::string>& out, Mistakes& mistakes);

/// Built-in kinds and those of the configuration.
std::vector<std::string> all_kinds(const EventSettings& events);

/// A level as alerts carry it, and the values it can have.
struct LevelNames {
  std::string level;
  std::vector<std::string> values;
};
std::vector<LevelNames> all_levels(const Config& config);
std::vector<std::string> names_of(const std::vector<LevelNames>& levels);

/// The key of a ladder, score, segment, custom feature …, each with free names. False, with the mistake told,
/// when it is no name or has another meaning in every configuration; `what` is "a ladder".
bool check_new_name(const Item& item, std::string_view what, Mistakes& mistakes);
/// Beside that, for names that stand alone in expressions: no feature of that name may be built in.
bool check_new_feature_name(const Item& item, std::string_view what, const EventSettings& events,
                            Mistakes& mistakes);

}  // namespace tidemark::config
