#!/usr/bin/env bash
# layout_check.sh ROOT: the rules of the house that a machine can check. Prints "file:line: what is wrong" for
# each violation; exit code 1 when there is any.
#
#   - a file includes only folders above its own (the order below), by paths from the root
#   - no file of ours is longer than 700 lines
#   - no word that says "to be done", no trailing blanks, no tabs in sources, a newline at the end
set -euo pipefail

root=${1:?usage: layout_check.sh ROOT}
cd "$root"

sources() {
  find . \( -path ./build -o -path ./.git -o -path ./.cache -o -path ./tests/fuzz/corpus \) -prune -o -type f "$@" -print |
    sed 's|^\./||' | LC_ALL=C sort
}

mapfile -t code < <(sources \( -name '*.h' -o -name '*.cpp' -o -name '*.h.in' \))
mapfile -t texts < <(
  sources \( -name '*.h' -o -name '*.cpp' -o -name '*.h.in' -o -name '*.sh' -o -name '*.md' -o -name '*.yaml' \
    -o -name '*.txt' -o -name '*.json' -o -path './tools/*' -o -path './.ci/*' \)
)
if [ "${#code[@]}" -eq 0 ]; then
  echo "$root: no sources found" >&2
  exit 1
fi

# Folders from the bottom up; those with one number do not know each other. The folders of engine/ follow the
# way of an event; what lies in engine/ itself brings them together.
includes=$(LC_ALL=C awk '
  BEGIN {
    split("engine/base 1  config 2  operators 3  state 3  engine/source 4  engine/decode 5  engine/route 6 " \
          "engine/shard 7  engine/population 8  engine/commit 9  engine/checkpoint 10  engine/publish 11 " \
          "engine 12  engine/learn 13  engine/live 13  engine/http 13  engine/zmq 14  engine/api 15  tools/simulate 16  tools 17  " \
          "tests 18  bench 18", words, /[ ]+/)
    for (i = 1; i in words; i += 2) rank[words[i]] = words[i + 1]
  }
  function folder_of(path,   parts, count) {
    count = split(path, parts, "/")
    if (count > 2 && (parts[1] == "engine" || (parts[1] "/" parts[2]) in rank)) return parts[1] "/" parts[2]
    return count > 1 ? parts[1] : ""
  }
  FNR == 1 {
    own = folder_of(FILENAME)
    if (!(own in rank)) print FILENAME ":1: folder \"" own "\" has no place in the order of layout_check.sh"
  }
  /^[ \t]*#[ \t]*include[ \t]*"/ {
    split($0, parts, "\"")
    included = folder_of(parts[2])
    if (!(included in rank)) {
      print FILENAME ":" FNR ": include \"" parts[2] "\": not a path from the root into a folder of ours"
    } else if (own in rank && included != own && rank[included] + 0 >= rank[own] + 0) {
      print FILENAME ":" FNR ": include \"" parts[2] "\": " own " must not know " included
    }
  }' "${code[@]}")

# The words are put together here so that this file does not find itself. In quotes the third is the currency
# code of "no currency".
words='(^|[^A-Za-z0-9_])(TO''DO|FIX''ME|HA''CK)([^A-Za-z0-9_]|$)|(^|[^A-Za-z0-9_"])X''XX([^A-Za-z0-9_]|$)'
lines=$(LC_ALL=C awk -v words="$words" '
  FNR > 700 && FNR == 701 { print FILENAME ":701: longer than 700 lines" }
  $0 ~ words { print FILENAME ":" FNR ": says that something is left to do" }
  /[ \t\r]$/ { print FILENAME ":" FNR ": blanks at the end of the line" }
  /\t/ && FILENAME ~ /\.(h|cpp|yaml)$/ { print FILENAME ":" FNR ": tab" }' "${texts[@]}")

ends=$(for file in "${texts[@]}"; do
  if [ -s "$file" ] && [ -n "$(tail -c 1 "$file")" ]; then echo "$file:1: no newline at the end"; fi
done)

found=$(printf '%s\n%s\n%s\n' "$includes" "$lines" "$ends" | sed '/^$/d')
if [ -n "$found" ]; then
  echo "$found"
  exit 1
fi
echo "${#texts[@]} files, ${#code[@]} of code: in order"
