#!/usr/bin/env bash
# Measures what the analyzers cost a compilation: CPU seconds (user and system) of csc with and without them, in interleaved runs, and their own seconds
# beside those of SonarAnalyzer's rules for credentials in the same run. CPU seconds and not time, for a machine is rarely quiet; the load is printed.
#   analyzer-cost.sh PROJECT [ROUNDS] [SONAR] [MSBUILD ARGUMENT…]
# PROJECT has been built, with the same arguments. Take a large one: the start of the compiler hides what is small. SONAR is a folder with
# SonarAnalyzer.CSharp's assembly, or empty: then only ours are measured. KINDS="bare full" measures the build with all its analyzers too, which takes long.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
project=$1 rounds=${2:-7} sonar=${3:-} kinds=${KINDS:-bare}
shift $(($# < 3 ? $# : 3))
[ -d "$project" ] || project=$(dirname "$project")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
csc=$(dotnet --list-sdks | tail -n 1 | sed -E 's/^([^ ]+) \[(.*)\]$/\2\/\1/')/Roslyn/bincore/csc.dll
[ -f "$csc" ] || { echo "no compiler at $csc" >&2; exit 1; }
dotnet build "$root/analyzers/JitAccess.Analyzers" -c Release --nologo -v quiet >/dev/null
ours=$root/.artifacts/bin/JitAccess.Analyzers/release/JitAccess.Analyzers.dll

# Of a project for several frameworks the first is measured.
framework=$(dotnet msbuild "$project" -getProperty:TargetFrameworks | cut -d';' -f1)
"$root/eng/compiler-arguments.sh" "$project" ${framework:+-p:TargetFramework="$framework"} "$@" >"$work/all.rsp"
[ -s "$work/all.rsp" ] || { echo "no arguments of csc for $project" >&2; exit 1; }

# "bare" is the compiler with the generators that the project needs, "full" the build as it is, with the analyzers of the SDK and the project's own.
grep -vE '^/(noconfig|out|refout|doc|errorlog|warnaserror|publicsign|keyfile)' "$work/all.rsp" | grep -vE '^/analyzer:.*JitAccess' >"$work/full.rsp"
grep -vE '^/analyzer:.*(NetAnalyzers|CodeStyle|ILLink|PublicApi|BannedApi|xunit|Sonar)' "$work/full.rsp" >"$work/bare.rsp"
cd "$project"

{
    echo "is_global = true"
    # A rule that is switched off by its id is not run; one that is silenced by a category is.
    for id in $(seq 100 8999); do
        [ "$id" = 2068 ] || [ "$id" = 6418 ] || echo "dotnet_diagnostic.S$id.severity = none"
    done
    echo "dotnet_diagnostic.S2068.severity = warning"
    echo "dotnet_diagnostic.S6418.severity = warning"
} >"$work/sonar.globalconfig"

seconds_of() { # seconds_of REPORT WORDS: the sum over the analyzers whose line holds the words; "<0.001" counts as nothing
    awk -v words="$2" '$1 ~ /^[0-9.]+$/ && $3 ~ /\./ && $4 ~ /^\(/ && $0 ~ words { sum += $1 } END { printf "%.3f\n", sum }' "$1"
}
run() { # run NAME RESPONSE ARGUMENT…: appends the CPU seconds, and what the analyzers took
    local name=$1 response=$2
    shift 2
    { TIMEFORMAT='%U %S'; time dotnet exec "$csc" -noconfig "@$work/$response.rsp" "/out:$work/out.dll" -reportanalyzer "$@" >"$work/$name.out" 2>&1; } \
        2>>"$work/$name.time" || { grep -m 3 'error' "$work/$name.out" >&2; exit 1; }
    seconds_of "$work/$name.out" 'JitAccess\.Analyzers\.Rules' >>"$work/$name.ours"
    seconds_of "$work/$name.out" 'S2068|S6418' >>"$work/$name.sonar"
}
median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
cpu() { awk '{ print $1 + $2 }' "$work/$1.time" | median; }
load() { cut -d' ' -f1 /proc/loadavg; }

before=$(load)
for _ in $(seq "$rounds"); do
    for kind in $kinds; do
        run "$kind" "$kind"
        run "$kind-with" "$kind" "/analyzer:$ours"
    done
    [ -z "$sonar" ] || run both bare "/analyzer:$ours" "/analyzer:$sonar/SonarAnalyzer.CSharp.dll" "/analyzerconfig:$work/sonar.globalconfig"
done

echo "lines: $(grep -E '\.cs"?$' "$work/bare.rsp" | grep -v '^/' | tr -d '"' | xargs cat | wc -l); rounds: $rounds; load: $before before, $(load) after"
for kind in $kinds; do
    echo "$kind: CPU seconds of csc, medians: $(cpu $kind) without, $(cpu $kind-with) with, ratio $(awk "BEGIN { printf \"%.3f\", $(cpu $kind-with) / $(cpu $kind) }"); our analyzers $(median <"$work/$kind-with.ours") s"
done
[ -z "$sonar" ] || echo "in one run: ours $(median <"$work/both.ours") s, S2068 and S6418 $(median <"$work/both.sonar") s"
