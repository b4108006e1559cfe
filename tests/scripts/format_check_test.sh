#!/usr/bin/env bash
# format_check_test.sh ROOT. Concern: format_check.sh finds a file that is not formatted, and says when it
# cannot check.
set -euo pipefail

root=${1:?usage: format_check_test.sh ROOT}
check=$root/tests/scripts/format_check.sh
if ! command -v clang-format-16 >/dev/null; then
  echo "skipped: clang-format-16 is not installed"
  exit 77
fi
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
mkdir -p "$tree"/{engine,config,operators,state,tools,tests,bench}
cp "$root/.clang-format" "$tree"
printf 'int a = 1;\n' >"$tree/engine/good.cpp"
[ "$(bash "$check" "$tree" | head -n 1)" = formatted ] || { echo "FAILED: a formatted tree"; exit 1; }

printf 'int  b( ){return 1;}\n' >"$tree/tests/bad.h"
code=0
output=$(bash "$check" "$tree") || code=$?
[ "$code" -eq 1 ] && [ "$(head -n 1 <<<"$output")" = tests/bad.h ] || { echo "FAILED: $code, $output"; exit 1; }

rm "$tree/tests/bad.h"
echo 'NoSuchKey: 1' >>"$tree/.clang-format"
if bash "$check" "$tree" >/dev/null; then
  echo "FAILED: settings that clang-format refuses"
  exit 1
fi
echo "format_check.sh finds what it should"
