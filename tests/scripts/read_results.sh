#!/usr/bin/env bash
# read_results.sh FILE: a JUnit file of ctest as lines "pass|fail|skip <tab> name <tab> reason".
# The reason of a skip is what GTEST_SKIP said, else the last line of the test's output.
set -euo pipefail

awk '
  function unescape(text) {
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text)
    gsub(/&apos;/, "\x27", text); gsub(/&amp;/, "\\&", text)
    return text
  }
  function attribute(line, name,   start, rest) {
    start = index(line, " " name "=\"")
    if (start == 0) return ""
    rest = substr(line, start + length(name) + 3)
    return unescape(substr(rest, 1, index(rest, "\"") - 1))
  }
  function output_line(line) {
    if (line ~ /^[[:space:]]*$/ || line ~ /^\[/) return
    if (after_skip) { reason = line; after_skip = 0 }
    if (line ~ /: Skipped$/) after_skip = 1
    last = line
  }
  /<testcase / {
    name = attribute($0, "name"); status = attribute($0, "status"); reason = ""; last = ""; after_skip = 0; inside = 1
  }
  inside && /<system-out>/ { reading = 1; sub(/.*<system-out>/, "") }
  reading {
    line = $0
    ended = sub(/<\/system-out>.*/, "", line)
    output_line(line)
    if (ended) reading = 0
  }
  /<\/testcase>/ {
    verdict = status == "run" ? "pass" : status == "notrun" || status == "disabled" ? "skip" : "fail"
    if (verdict == "skip" && !skip_seen) verdict = "fail"  # not found or not startable: ctest calls that notrun, too
    if (reason == "") reason = last
    if (verdict != "skip") reason = ""
    printf "%s\t%s\t%s\n", verdict, name, unescape(reason)
    inside = 0; reading = 0; skip_seen = 0
  }
  inside && /<skipped message="SKIP_/ { skip_seen = 1 }
  inside && /status="disabled"/ { skip_seen = 1 }
' "$1"
