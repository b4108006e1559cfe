#!/usr/bin/env bash
# Concern: layout_check.sh finds what it claims to find, in the right place, and lets the right things pass.
set -euo pipefail

check=$(cd "$(dirname "$0")" && pwd)/layout_check.sh
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
failures=0

plant() { # plant FILE TEXT
  mkdir -p "$tree/$(dirname "$1")"
  printf '%b' "$2" >"$tree/$1"
}
reset() {
  rm -rf "${tree:?}"/*
  plant engine/base/time.h '#include <string>\n'
  plant config/config.h '#include "engine/base/time.h"\n'
}
expect() { # expect DESCRIPTION WANTED: the output must be exactly this
  local output code=0
  output=$(bash "$check" "$tree") || code=$?
  if [ "$2" = clean ] && [ "$code" -eq 0 ]; then return; fi
  if [ "$2" != clean ] && [ "$code" -eq 1 ] && [ "$output" = "$2" ]; then return; fi
  echo "FAILED: $1: wanted '$2', got code $code and '$output'"
  failures=$((failures + 1))
}
# refused FILE INCLUDE MESSAGE / allowed FILE INCLUDE
refused() {
  reset
  plant "$1" "#pragma once\n#include \"$2\"\n"
  expect "$1 includes $2" "$1:2: include \"$2\": $3"
}
allowed() {
  reset
  plant "$1" "#pragma once\n#include \"$2\"\n"
  expect "$1 includes $2" clean
}

reset
expect "a tree in order" clean

refused engine/base/a.h config/config.h 'engine/base must not know config'
refused config/a.h operators/scoring.h 'config must not know operators'
refused operators/a.h state/log.h 'operators must not know state'
refused state/a.h operators/scoring.h 'state must not know operators'
refused state/a.cpp engine/score.h 'state must not know engine'
refused engine/decode/a.h engine/shard/shard.h 'engine/decode must not know engine/shard'
refused engine/publish/a.h engine/score.h 'engine/publish must not know engine'
refused engine/a.h tools/text.h 'engine must not know tools'
refused tools/simulate/a.h tools/text.h 'tools/simulate must not know tools'
refused tools/a.cpp tests/sim/fault_plan.h 'tools must not know tests'
refused tests/cli/a.cpp bench/b.h 'tests must not know bench'
refused config/a.h config.h 'not a path from the root into a folder of ours'
refused engine/decode/a.h ../shard/shard.h 'not a path from the root into a folder of ours'

allowed operators/a.h config/config.h
allowed engine/publish/a.h engine/source/a.h
allowed engine/score.cpp engine/publish/a.h
allowed engine/shard/a.h operators/scoring.h
allowed tools/a.cpp tools/simulate/simulate.h
allowed tests/cli/a.cpp tools/text.h
allowed tests/cli/b.cpp tests/sim/fault_plan.h

reset
plant engine/unheard/a.h '#pragma once\n'
expect "a folder without a place" 'engine/unheard/a.h:1: folder "engine/unheard" has no place in the order of layout_check.sh'

reset
plant config/a.h "$(printf 'int a;\\n%.0s' {1..700})"
expect "700 lines" clean
plant config/a.h "$(printf 'int a;\\n%.0s' {1..701})"
expect "701 lines" 'config/a.h:701: longer than 700 lines'

reset
plant config/a.h 'int a;\n// TO''DO: b\n'
expect "a word" 'config/a.h:2: says that something is left to do'
plant config/a.h 'int a; // mkdtemp("X''XXXXX")\n'
expect "a word inside another" clean
plant config/a.h 'money(10, "X''XX");\n'
expect "a currency" clean
plant config/a.h '// X''XX later\n'
expect "the same word as a note" 'config/a.h:1: says that something is left to do'
plant config/a.h 'int a; \n'
expect "a blank at the end" 'config/a.h:1: blanks at the end of the line'
plant config/a.h '\tint a;\n'
expect "a tab" 'config/a.h:1: tab'
plant config/a.h 'int a;'
expect "no newline" 'config/a.h:1: no newline at the end'
plant config/a.h 'int a;\n'
plant build/release/generated.h '// TO''DO \n'
plant tests/fuzz/corpus/config/seed.yaml 'x: \n'
expect "what is not ours to check" clean

[ "$failures" -eq 0 ] && echo "layout_check.sh finds what it should"
exit $((failures > 0))
