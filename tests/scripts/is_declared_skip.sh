#!/usr/bin/env bash
# is_declared_skip.sh FILE NAME: whether a line of the file begins with a prefix of the test's name.
set -euo pipefail

while read -r prefix _; do
  case $prefix in '' | '#'*) continue ;; esac
  case $2 in "$prefix"*) exit 0 ;; esac
done <"$1"
exit 1
