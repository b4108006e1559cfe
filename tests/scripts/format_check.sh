#!/usr/bin/env bash
# format_check.sh ROOT: .clang-format settles spacing. Lists the files that differ from it; exit code 77
# (skipped) without clang-format-16.
set -euo pipefail

cd "${1:?usage: format_check.sh ROOT}"
if ! command -v clang-format-16 >/dev/null; then
  echo "skipped: clang-format-16 is not installed"
  exit 77
fi
code=0
output=$(find engine config operators state tools tests bench \( -name '*.h' -o -name '*.cpp' \) -print0 |
  LC_ALL=C sort -z | xargs -0 clang-format-16 --dry-run -Werror 2>&1) || code=$?
if [ "$code" -eq 0 ]; then
  echo "formatted"
  exit 0
fi
files=$(sed -n 's/^\([^: ]*\):[0-9]*:[0-9]*: error: .*/\1/p' <<<"$output" | uniq)
echo "${files:-$output}"
echo "not formatted; run: clang-format-16 -i FILE"
exit 1
