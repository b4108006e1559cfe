#!/usr/bin/env bash
# format_check.sh ROOT: .clang-format settles spacing; exit code 77 (skipped) without clang-format-16.
set -euo pipefail

cd "${1:?usage: format_check.sh ROOT}"
if ! command -v clang-format-16 >/dev/null; then
  echo "skipped: clang-format-16 is not installed"
  exit 77
fi
find engine config operators state tools tests bench \( -name '*.h' -o -name '*.cpp' \) -print0 |
  LC_ALL=C sort -z | xargs -0 clang-format-16 --dry-run -Werror
echo "formatted"
