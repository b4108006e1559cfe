# What the scripts beside share; sourced by them, not run. They stand in any directory, say what they do, and
# can be repeated: what is done already takes no time.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
jobs=$(nproc)

say() { printf '== %s\n' "$*" >&2; }
die() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# Prints the comment at the head of a script: its --help.
show_help() {
  awk 'NR > 1 && !/^#/ { exit } NR > 1 { sub(/^# ?/, ""); print }' "$0"
}

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  else
    command -v sudo >/dev/null || die "packages are missing and there is no sudo; as root: apt-get install $missing"
    sudo "$@"
  fi
}

# install_packages GROUP…: installs what is missing of these groups of tools/packages.txt.
install_packages() {
  local wanted installed
  wanted=$(awk -v groups=" $* " '!/^#/ && NF == 2 && index(groups, " " $1 " ") { print $2 }' "$root/tools/packages.txt" | sort -u)
  [ -n "$wanted" ] || return 0
  command -v dpkg-query >/dev/null || die "not a Debian system; install by hand: $(echo $wanted)"
  installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | awk '$1 == "installed" { print $2 }' | sort -u)
  missing=$(comm -23 <(echo "$wanted") <(echo "$installed") | tr '\n' ' ')
  [ -n "${missing// /}" ] || return 0
  say "installing $missing"
  as_root apt-get -q -o Acquire::Retries=3 update
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300 \
    install --no-install-recommends $missing
}

# groups_of PRESET: the package groups it needs.
groups_of() {
  case $1 in
    release | dev | asan | tsan) echo build ;;
    clang | fuzz) echo build clang ;;
    *) die "unknown preset '$1': release, dev, clang, asan, tsan or fuzz" ;;
  esac
}

# build PRESET TARGET…: installs, configures and builds; ninja shows the progress.
build() {
  local preset=$1 groups
  shift
  groups=$(groups_of "$preset") || exit 1
  # shellcheck disable=SC2086 # a list on purpose
  install_packages $groups
  say "building $* ($preset)"
  (
    cd "$root"
    mkdir -p build
    if ! cmake --preset "$preset" >"build/$preset.configure.log" 2>&1; then
      cat "build/$preset.configure.log" >&2
      exit 1
    fi
    cmake --build "build/$preset" -j "$jobs" --target "$@" >&2
  )
}
