#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"

/// How canonical text is put together. Private to content*.cpp.
namespace tidemark::config {

/// As a YAML string: JSON's strings are its double-quoted ones. Names are quoted too: one may be called null.
std::string in_quotes(std::string_view text);

/// Lines "key: value" under groups.
class Lines {
 public:
  void group(std::string_view key);
  void end_group() { --depth_; }
  /// Begins an element of a list, itself a group of settings.
  void element();
  void line(std::string_view key, std::string_view value);
  /// Of one's own words, in quotes.
  void text(std::string_view key, std::string_view value) { line(key, in_quotes(value)); }
  void duration(std::string_view key, Millis value);
  void whole(std::string_view key, std::int64_t value);
  void flag(std::string_view key, bool value);
  void number(std::string_view key, double value);
  /// The same where the value is not the one that is meant without it.
  void text_if_any(std::string_view key, std::string_view value);
  void texts_if_any(std::string_view key, const std::vector<std::string>& values);
  void duration_if_any(std::string_view key, Millis value);
  std::string take() { return std::move(out_); }

 private:
  void indent();
  std::string out_;
  std::size_t depth_ = 0;
  bool dash_ = false;  ///< the next line is the first of an element
};

template <typename Values, typename Format>
std::string list_of(const Values& values, Format format) {
  std::string out = "[";
  for (const auto& value : values) {
    if (out.size() > 1) out += ", ";
    out += format(value);
  }
  return out + "]";
}

std::string map_of(const std::map<std::string, std::string>& map);
/// ["a", "b"]
std::string texts_of(const std::vector<std::string>& texts);

/// The groups, each with its settings.
void write_features(const FeatureSettings& features, Lines& lines);
void write_custom_features(const std::vector<CustomFeature>& custom, Lines& lines);
void write_tiers(const std::vector<Ladder>& ladders, Lines& lines);
void write_lifecycle(const Lifecycle& lifecycle, Lines& lines);
void write_rfm(const Rfm& rfm, Lines& lines);
void write_abc(const Abc& abc, Lines& lines);
void write_population(const Population& population, Lines& lines);
void write_churn(const Churn& churn, Lines& lines);
/// What training finds of churn, each a group of its own: parameters of BTYD models, terms, calibration.
void write_churn_parameters(const Churn& churn, Lines& lines);
void write_churn_logistic(const Churn& churn, Lines& lines);
void write_churn_calibration(const Churn& churn, Lines& lines);
void write_value(const Value& value, Lines& lines);
void write_gamma_gamma(const Value::GammaGamma& spend, Lines& lines);
void write_scores(const std::vector<Score>& scores, Lines& lines);
void write_segments(const std::vector<Segment>& segments, Lines& lines);
void write_care(const std::vector<Care>& care, Lines& lines);
void write_actions(const std::vector<Action>& actions, Lines& lines);
void write_limits(const std::vector<AlertLimit>& limits, Lines& lines);

}  // namespace tidemark::config
