# shellcheck shell=bash
# What the scripts in this folder share. Source it; do not run it.

set -euo pipefail

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/build/logs

# Debian's Python: the one whose NumPy and Pillow setup-debian.sh installs.
python=/usr/bin/python3
[[ -x $python ]] || python=python3

say() {
  if [[ -t 1 ]]; then
    printf '\033[1m%s\033[0m\n' "$*"
  else
    printf '%s\n' "$*"
  fi
}

die() {
  printf '%s: error: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# logged NAME COMMAND...: runs a command, its output going to a log. When it
# fails, shows the end of the log and says where the rest is.
logged() {
  local log=$logs/$1.log status=0
  shift
  mkdir -p "$logs"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status)); then
    tail -n 40 "$log" >&2
    die "'${1##*/}' failed with status $status; the whole log is $log"
  fi
}

# The CMake preset to build with when the caller names none.
default_preset() {
  local linker
  if command -v clang++-22 >/dev/null; then
    linker=$(clang++-22 -print-prog-name=ld.lld)
    if command -v "$linker" >/dev/null; then
      echo release
      return
    fi
  fi
  echo gcc
}

# The folder that a preset of CMakePresets.json builds in.
build_dir_of() {
  case $1 in
  release) echo "$root/build" ;;
  *) echo "$root/build-$1" ;;
  esac
}
