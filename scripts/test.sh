#!/usr/bin/env bash
# Installs what is missing, builds, and runs every test. The last line is
# "N passed, N failed"; the exit status is 0 only when tests ran and all passed.
#
#   scripts/test.sh [PRESET]
#
# NNEF_TEST_MODELS, a colon-separated list of folders, adds models to test:
# each folder M in one of them holds M/model, M/inputs and M/expected.

source "$(dirname -- "${BASH_SOURCE[0]}")/common.sh"

# lit pastes paths into shell commands as they are.
[[ $root != *[[:space:]]* ]] || die "the tests cannot run from a path with spaces: $root"

"$root/scripts/setup-debian.sh"
preset=${1:-$(default_preset)}
build_dir=$(build_dir_of "$preset")
"$root/scripts/build.sh" "$preset"

lit_results=$build_dir/lit-results.json
ctest_results=$build_dir/ctest-results.xml
rm -f "$lit_results" "$build_dir/lit-results.xml" "$ctest_results"

# lit adds LIT_OPTS to its command line and splits it as a shell would.
printf -v lit_opts ' -o %q --xunit-xml-output %q' "$lit_results" "$build_dir/lit-results.xml"
if "$python" -c 'import psutil' 2>/dev/null; then
  lit_opts+=' --timeout 300'
fi

say "lit tests"
lit_status=0
LIT_OPTS="${LIT_OPTS-}$lit_opts" cmake --build "$build_dir" --target check-nnef || lit_status=$?

say "unit tests"
ctest_status=0
ctest --test-dir "$build_dir" --output-junit "$ctest_results" \
  --output-on-failure --progress -j2 || ctest_status=$?

"$python" "$root/scripts/count_tests.py" \
  --lit "$lit_results" "$lit_status" --ctest "$ctest_results" "$ctest_status"
