#!/usr/bin/env bash
# Measures JitAccess against its baselines.
#   benchmarks.sh           a proper run, minutes long, written into docs/benchmarks.md; the machine should be quiet
#   benchmarks.sh --quick   proves that every benchmark runs, and fails where bytes or calls break a promise
# Further arguments name sections.
set -euo pipefail
cd "$(dirname "$0")/.."
project=tests/JitAccess.Benchmarks
dotnet build "$project" -c Release --nologo -v quiet
case ${1:-} in
    # Optimized from the first call: what is compiled again while it is measured allocates now more, now less.
    --quick) exec dotnet run --project "$project" -c Release --no-build -e DOTNET_TieredCompilation=0 -- "$@" ;;
    *) exec dotnet run --project "$project" -c Release --no-build -- --update-docs "$@" ;;
esac
