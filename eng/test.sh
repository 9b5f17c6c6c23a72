#!/usr/bin/env bash
# Sets up what is missing, builds, runs every test, and counts. Arguments go to `dotnet test`.
set -euo pipefail
cd "$(dirname "$0")/.."
results=.artifacts/test-results

stage() { # stage NAME COMMAND…
    local name=$1 start=$SECONDS code=0
    shift
    echo "== $name"
    "$@" || code=$?
    echo "== $name: $((SECONDS - start)) s"
    return $code
}

stage "set-up" eng/setup.sh --containers --browser
. eng/docker-environment.sh
stage "build" dotnet build JitAccess.sln --nologo -v quiet
rm -rf "$results"
failed=0
stage "test" dotnet test JitAccess.sln --no-build --nologo --logger trx --results-directory "$results" "$@" || failed=1

# Every test project writes one .trx; its <Counters> element holds the sums, <UnitTestResult> the names.
passed=0 failures=0 skipped=0
shopt -s nullglob
for trx in "$results"/*.trx; do
    counters=$(grep -o '<Counters [^>]*>' "$trx")
    count() { sed -E "s/.* $1=\"([0-9]+)\".*/\1/" <<<"$counters"; }
    passed=$((passed + $(count passed)))
    failures=$((failures + $(count failed) + $(count error) + $(count timeout) + $(count aborted)))
    skipped=$((skipped + $(count notExecuted)))
    grep -o '<UnitTestResult [^>]*outcome="NotExecuted"[^>]*>' "$trx" | sed -E 's/.*testName="([^"]*)".*/skipped: \1/' || true
done
total=$((passed + failures))
[ "$total" -gt 0 ] || { echo "no test ran" >&2; failed=1; }
echo "$passed passed, $failures failed, $skipped skipped"
[ "$failures" -eq 0 ] || failed=1
exit "$failed"
