#!/usr/bin/env bash
# Configures and builds the project. The binaries land in build/bin.
#
#   scripts/build.sh [PRESET]
#
# PRESET is one of CMakePresets.json: release (the default), gcc (the default
# where clang-22 or lld is missing), debug, asan, fuzz. Every preset but release
# builds in build-PRESET.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

preset=${1:-$(default_preset)}
build_dir=$(build_dir_of "$preset")
cd "$root"

# Ninja configures again by itself when a CMakeLists.txt changes.
if [[ ! -e $build_dir/build.ninja || CMakePresets.json -nt $build_dir/build.ninja ]]; then
  say "configuring in ${build_dir#"$root"/}"
  logged "configure-$preset" cmake --preset "$preset"
fi

SECONDS=0
if [[ -t 1 ]]; then
  cmake --build --preset "$preset"
else
  echo "building in ${build_dir#"$root"/}"
  logged "build-$preset" cmake --build --preset "$preset"
fi
echo "built in $SECONDS s"
