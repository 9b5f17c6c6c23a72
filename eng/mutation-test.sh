#!/usr/bin/env bash
# Tests the tests of the refresh engine: changes the engine in hundreds of ways and counts the changes that no test notices.
# Arguments go to Stryker: `-m 'JitCredentialEngine.Read.cs'` tests one file (take its `mutate` globs from stryker-config.json otherwise).
# It takes from half an hour to several hours, so it has a script of its own; fails below the threshold in stryker-config.json.
set -euo pipefail
cd "$(dirname "$0")/.."
out=$PWD/.artifacts/mutation
rm -rf "$out"
mkdir -p "$out"
dotnet tool restore >/dev/null
cd tests/JitAccess.Tests
code=0
dotnet stryker --output "$out" "$@" >"$out/stryker.log" 2>&1 || code=$?
grep -E 'mutants (got|will)|mutation score|ERR' "$out/stryker.log" | sed -E 's/^.*\[[0-9:]+ [A-Z]+\] //' || true
report=$out/reports/mutation-report.json
[ -s "$report" ] || { tail -20 "$out/stryker.log" >&2; exit 1; }
for status in Killed Timeout Survived NoCoverage; do
    echo "$status: $(grep -oE "\"status\": *\"$status\"" "$report" | wc -l)"
done
echo "report: $out/reports"
exit "$code"
