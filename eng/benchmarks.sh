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
    --quick) exec dotnet run --project "$project" -c Release --no-build -- "$@" ;;
    *) exec dotnet run --project "$project" -c Release --no-build -- --update-docs "$@" ;;
esac
