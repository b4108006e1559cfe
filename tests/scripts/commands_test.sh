#!/usr/bin/env bash
# commands_test.sh ROOT. Concern: the scripts of a newcomer are executable, explain themselves, refuse what they
# do not know before they install or build anything, and find every package group they ask for.
set -euo pipefail

root=${1:?usage: commands_test.sh ROOT}
fail() {
  echo "FAILED: $*"
  exit 1
}

for script in tools/build tools/run tools/test tools/bench .ci/run; do
  [ -x "$root/$script" ] || fail "$script is not executable"
  bash -n "$root/$script" || fail "$script does not parse"
done
for script in tools/build tools/run tools/test tools/bench; do
  help=$(cd / && "$root/$script" --help) || fail "$script --help"
  [[ $help == "$script"* ]] || fail "$script --help does not begin with its usage but with '$help'"
done

code=0
message=$("$root/tools/build" nonsense 2>&1) || code=$?
[ "$code" -eq 1 ] && [[ $message == *"unknown preset 'nonsense'"* ]] || fail "unknown preset: $code, $message"

# Every configure preset that is not hidden is known to the scripts.
presets=$(cd "$root" && cmake --list-presets | sed -n 's/^ *"\([a-z]*\)".*/\1/p')
[ -n "$presets" ] || fail "no presets"
for preset in $presets; do
  (. "$root/tools/lib.sh" && groups_of "$preset" >/dev/null) || fail "preset $preset is unknown to tools/lib.sh"
done

wrong=$(awk '!/^#/ && NF > 0 && NF != 2 { print FNR ": " $0 }' "$root/tools/packages.txt")
[ -z "$wrong" ] || fail "tools/packages.txt: $wrong"
echo "the scripts answer"
