#!/usr/bin/env bash
# Measures what the analyzers cost a compilation: CPU seconds of csc with and without them, in interleaved runs, and their own seconds beside those
# of SonarAnalyzer's rules for credentials in the same run.
#   analyzer-cost.sh PROJECT [ROUNDS] [SONAR]   SONAR is a folder with SonarAnalyzer.CSharp's assemblies; without it only ours are measured
# PROJECT has to be built. Take a large one: the start of the compiler hides what is small.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
project=$1 rounds=${2:-7} sonar=${3:-}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
csc=$(dirname "$(dotnet --list-sdks | tail -n 1 | sed -E 's/^([^ ]+) \[(.*)\]$/\2\/\1/')/x")/Roslyn/bincore/csc.dll
dotnet build "$root/analyzers/JitAccess.Analyzers" -c Release --nologo -v quiet >/dev/null
ours=$root/.artifacts/bin/JitAccess.Analyzers/release/JitAccess.Analyzers.dll

# Of a project for several frameworks the first is measured.
framework=$(dotnet msbuild "$project" -getProperty:TargetFrameworks | cut -d';' -f1)

# The compiler's arguments as the build gives them, less the analyzers; generators and what they load stay.
dotnet msbuild "$project" --nologo "-t:Clean;Compile" -p:RunAnalyzers=true -p:ProvideCommandLineArgs=true -p:SkipCompilerExecution=true -p:BuildProjectReferences=false \
    -p:TreatWarningsAsErrors=false ${framework:+-p:TargetFramework="$framework"} -getItem:CscCommandLineArgs |
    sed -nE 's/^ *"Identity": "(.*)",?$/\1/p' | while IFS= read -r argument; do printf '%b\n' "$argument"; done >"$work/all.rsp"
[ -s "$work/all.rsp" ] || { echo "no arguments of csc for $project" >&2; exit 1; }
grep -vE '^/(analyzer|out|refout|doc|errorlog|warnaserror|publicsign|keyfile)' "$work/all.rsp" >"$work/base.rsp" || true
grep -E '^/analyzer:' "$work/all.rsp" | grep -vE 'NetAnalyzers|CodeStyle|ILLink|PublicApi|BannedApi|JitAccess|Sonar|xunit' >>"$work/base.rsp" || true
echo "/out:$work/out.dll" >>"$work/base.rsp"

{
    echo "is_global = true"
    # A rule that is switched off by its id is not run; one that is silenced by a category is.
    for id in $(seq 100 8999); do
        [ "$id" = 2068 ] || [ "$id" = 6418 ] || echo "dotnet_diagnostic.S$id.severity = none"
    done
    echo "dotnet_diagnostic.S2068.severity = warning"
    echo "dotnet_diagnostic.S6418.severity = warning"
} >"$work/sonar.globalconfig"

run() { # run NAME ARGUMENT…: appends the CPU seconds, and what each analyzer took
    local name=$1
    shift
    ( cd "$(dirname "$project")" && cd "$([ -d "$project" ] && echo "$project" || pwd)" &&
        TIMEFORMAT='%U %S' && time dotnet exec "$csc" /noconfig "@$work/base.rsp" /reportanalyzer "$@" >"$work/$name.out" 2>&1 ) 2>>"$work/$name.time" || true
    grep -q 'error CS' "$work/$name.out" && { grep 'error CS' "$work/$name.out" | head -3 >&2; exit 1; }
    awk '/JIT0[0-9][0-9]/ && $1 ~ /^<?[0-9.]+$/ { sub("<", "", $1); if ($0 ~ /JitAccess\.Analyzers\.Rules/) sum += $1 } END { printf "%.3f\n", sum }' "$work/$name.out" >>"$work/$name.ours"
    awk '/S2068|S6418/ && $1 ~ /^<?[0-9.]+$/ { sub("<", "", $1); sum += $1 } END { printf "%.3f\n", sum }' "$work/$name.out" >>"$work/$name.sonar"
}
for _ in $(seq "$rounds"); do
    run without
    run with "/analyzer:$ours"
    [ -z "$sonar" ] || run both "/analyzer:$ours" $(printf '/analyzer:%s ' "$sonar"/*.dll) "/analyzerconfig:$work/sonar.globalconfig"
done

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
cpu() { awk '{ print $1 + $2 }' "$work/$1.time" | median; }
without=$(cpu without) with=$(cpu with)
echo "lines: $(grep -E '\.cs"?$' "$work/base.rsp" | tr -d '"' | (cd "$([ -d "$project" ] && echo "$project" || dirname "$project")" && xargs cat) | wc -l)"
echo "CPU seconds of csc, medians of $rounds: $without without, $with with, ratio $(awk "BEGIN { printf \"%.3f\", $with / $without }")"
echo "our analyzers, seconds, median: $(median <"$work/with.ours")"
[ -z "$sonar" ] || echo "in the same run: ours $(median <"$work/both.ours"), S2068 and S6418 $(median <"$work/both.sonar")"
