#!/usr/bin/env bash
# Measures JitAccess against its baselines.
#   benchmarks.sh                      a proper run, a quarter of an hour long, written into docs/benchmarks.md; the machine should be quiet
#   benchmarks.sh --quick [SECTION…]   proves that every benchmark runs, and fails where bytes or calls break a promise
#   benchmarks.sh SECTION…             a proper run of some, on the console only
#   benchmarks.sh --update-docs SECTION…   the same, written into docs/benchmarks.md, where each then says when it was measured
set -euo pipefail
cd "$(dirname "$0")/.."
project=tests/JitAccess.Benchmarks
[ $# -gt 0 ] || set -- --update-docs
runtime=()
# Optimized from the first call: what is compiled again while it is measured allocates now more, now less.
[ "$1" != --quick ] || runtime=(-e DOTNET_TieredCompilation=0)

dotnet build "$project" -c Release --nologo -v quiet
exec dotnet run --project "$project" -c Release --no-build "${runtime[@]}" -- "$@"
