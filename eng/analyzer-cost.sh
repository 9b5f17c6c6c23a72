#!/usr/bin/env bash
# Measures what the analyzers cost a compilation: CPU seconds (user and system) of the compiler with and without them, in interleaved runs, and their own
# seconds beside those of SonarAnalyzer's rules for credentials. CPU seconds and not time, for a machine is rarely quiet; the load is printed.
#   analyzer-cost.sh PROJECT [ROUNDS] [SONAR] [MSBUILD ARGUMENT…]
# PROJECT has been built, with the same arguments. Take a large one: the start of the compiler hides what is small. SONAR is a folder with
# SonarAnalyzer.CSharp's assembly, or empty: then only ours are measured.
#   COPIES=10       how many copies of our assembly run at once, each as if it were another: what one costs is less than a run differs from the next
#   COMPILER=server the compiler's server, as a build uses it, once it is warm; "process" is a compiler that starts for each compilation
#   WARMUP=24       rounds of the server that don't count
#   KINDS=bare      the compiler with the generators that the project needs; "full" is the build as it is, with the analyzers of the SDK and the project's own
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
project=$1 rounds=${2:-24} sonar=${3:-} kinds=${KINDS:-bare} copies=${COPIES:-10} compiler=${COMPILER:-server} pipe=analyzer-cost-$$
shift $(($# < 3 ? $# : 3))
[ -d "$project" ] || project=$(dirname "$project")
work=$(mktemp -d)
trap 'pkill -f "pipename:$pipe" || true; rm -rf "$work"' EXIT
csc=$(dotnet --list-sdks | tail -n 1 | sed -E 's/^([^ ]+) \[(.*)\]$/\2\/\1/')/Roslyn/bincore/csc.dll
[ -f "$csc" ] || { echo "no compiler at $csc" >&2; exit 1; }
dotnet build "$root/analyzers/JitAccess.Analyzers" -c Release --nologo -v quiet >/dev/null
ours=()
for copy in $(seq "$copies"); do
    mkdir "$work/copy$copy"
    cp "$root/.artifacts/bin/JitAccess.Analyzers/release/JitAccess.Analyzers.dll" "$work/copy$copy"
    ours+=("/analyzer:$work/copy$copy/JitAccess.Analyzers.dll")
done

# Of a project for several frameworks the first is measured.
framework=$(dotnet msbuild "$project" -getProperty:TargetFrameworks | cut -d';' -f1)
"$root/eng/compiler-arguments.sh" "$project" ${framework:+-p:TargetFramework="$framework"} "$@" >"$work/all.rsp"
[ -s "$work/all.rsp" ] || { echo "no arguments of csc for $project" >&2; exit 1; }

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
server_seconds() { # the CPU seconds of the compiler's server, if it runs
    local pid
    pid=$(pgrep -f "pipename:$pipe" | head -n 1) || { echo 0; return; }
    sed 's/.*) //' "/proc/$pid/stat" | awk -v hertz="$(getconf CLK_TCK)" '{ print ($12 + $13) / hertz }'
}
compile() { # compile NAME RESPONSE ARGUMENT…
    local name=$1 response=$2
    shift 2
    dotnet exec "$csc" -noconfig "@$work/$response.rsp" "/out:$work/out.dll" -reportanalyzer "$@" >"$work/$name.out" 2>&1 \
        || { grep -m 3 'error' "$work/$name.out" >&2; exit 1; }
}
run() { # run NAME RESPONSE ARGUMENT…: appends the CPU seconds, and what the analyzers took
    local name=$1 before
    if [ "$compiler" = server ]; then
        before=$(server_seconds)
        compile "$@" "-shared:$pipe"
        awk "BEGIN { print $(server_seconds) - $before }" >>"$work/$name.time"
    else
        { TIMEFORMAT='%U %S'; time compile "$@"; } 2>"$work/time"
        awk '{ print $1 + $2 }' "$work/time" >>"$work/$name.time"
    fi
    seconds_of "$work/$name.out" 'JitAccess\.Analyzers\.Rules' >>"$work/$name.ours"
    seconds_of "$work/$name.out" 'S2068|S6418' >>"$work/$name.sonar"
}
quantile() { sort -n | awk -v p="$1" '{ v[NR] = $1 } END { k = p * (NR - 1) + 1; f = int(k); c = f < NR ? f + 1 : f; print v[f] + (v[c] - v[f]) * (k - f) }'; }
median() { quantile 0.5; }
share() { # share WITHOUT WITH: what one copy adds, in percent
    awk "BEGIN { printf \"%.2f %%\", 100 * ($2 / $1 - 1) / $copies }"
}
load() { cut -d' ' -f1 /proc/loadavg; }

for kind in $kinds; do
    if [ "$compiler" = server ]; then
        for _ in $(seq "${WARMUP:-24}"); do
            run "$kind" "$kind"
            run "$kind-with" "$kind" "${ours[@]}"
        done
        rm -f "$work"/*.time "$work"/*.ours "$work"/*.sonar
    fi

    before=$(load)
    for round in $(seq "$rounds"); do
        [ $((round % 2)) = 0 ] || run "$kind" "$kind"
        run "$kind-with" "$kind" "${ours[@]}"
        [ $((round % 2)) = 1 ] || run "$kind" "$kind"
    done

    paste "$work/$kind.time" "$work/$kind-with.time" | awk '{ print $2 - $1 }' >"$work/$kind.differences"
    echo "$kind, $compiler: $(grep -E '\.cs"?$' "$work/$kind.rsp" | grep -v '^/' | tr -d '"' | xargs cat | wc -l) lines; $rounds rounds; load $before before, $(load) after"
    for p in 0 0.25 0.5; do
        without=$(quantile $p <"$work/$kind.time") with=$(quantile $p <"$work/$kind-with.time")
        echo "  quantile $p: $without CPU seconds without, $with with $copies copies: one adds $(share "$without" "$with")"
    done
    without=$(median <"$work/$kind.time")
    with=$(awk "BEGIN { print $without + $(awk '{ sum += $1 } END { print sum / NR }' "$work/$kind.differences") }")
    echo "  mean of the differences within a round: $(share "$without" "$with"), standard error $(awk -v n="$copies" -v base="$without" '{ s += $1; q += $1 * $1 } END { printf "%.2f %%", 100 * sqrt((q / NR - (s / NR) ^ 2) / (NR - 1)) / base / n }' "$work/$kind.differences")"
    echo "  by the compiler's own meter, one copy: $(awk "BEGIN { printf \"%.3f\", $(median <"$work/$kind-with.ours") / $copies }") s"
done

if [ -n "$sonar" ]; then
    for _ in $(seq "$rounds"); do
        run both bare "${ours[0]}" "/analyzer:$sonar/SonarAnalyzer.CSharp.dll" "/analyzerconfig:$work/sonar.globalconfig"
    done
    echo "in one run, by the compiler's own meter: ours $(median <"$work/both.ours") s, S2068 and S6418 $(median <"$work/both.sonar") s"
fi
