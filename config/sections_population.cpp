// abc and population: what is known of a customer only beside all others.
#include "config/sections.h"

namespace tidemark::config {
namespace {

constexpr Choice<Abc::Measure> kMeasures[] = {
    {"gross", Abc::Measure::kGross}, {"net", Abc::Measure::kNet}, {"margin", Abc::Measure::kMargin}};
constexpr NumberRange kShare{0, 1, true};
constexpr WholeRange kWindow{1, 3650};
constexpr WholeRange kEpoch{1, 1'000'000'000};
constexpr WholeRange kEligible{1, 1'000'000'000};

}  // namespace

void read_abc(Item item, Abc& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  section.read("enabled", [&](auto text) { return parse_flag(text, out.enabled); });
  section.read("measure", [&](auto text) { return parse_choice(text, kMeasures, out.measure); });
  section.read("days", [&](std::string_view text) -> Verdict {
    std::int64_t days = 0;
    if (text != "lifetime") {
      if (Verdict verdict = parse_whole(text, kWindow, days)) {
        verdict->remedy = "write lifetime, or a number of days such as 365";
        return verdict;
      }
    }
    out.days = static_cast<std::int32_t>(days);
    return std::nullopt;
  });
  const auto share = [](std::string_view text, double& value) { return parse_number(text, kShare, value); };
  if (section.read_array("cuts", out.cuts, "[0.80, 0.95]", share)) {
    check_ascending(section.item("cuts"), out.cuts, mistakes);
  }
  section.read("notice", [&](auto text) { return parse_number(text, kShare, out.notice); });
  section.finish();
}

void read_population(Item item, Population& out, Mistakes& mistakes) {
  Section section(std::move(item), mistakes);
  const auto whole = [](std::string_view text, const WholeRange& range, std::uint64_t& to) -> Verdict {
    std::int64_t value = 0;
    if (Verdict verdict = parse_whole(text, range, value)) return verdict;
    to = static_cast<std::uint64_t>(value);
    return std::nullopt;
  };
  section.read("epoch_inputs", [&](auto text) { return whole(text, kEpoch, out.epoch_inputs); });
  section.read("customers_min", [&](auto text) { return whole(text, kEligible, out.customers_min); });
  section.finish();
}

}  // namespace tidemark::config
