#!/usr/bin/env bash
# Prints the versions of Npgsql that the machine's package sources offer and that Directory.Packages.props allows, one a line, lowest first.
#   npgsql-versions.sh --filter RANGE   keeps, of the versions on standard input, those in a NuGet range with an inclusive low and an exclusive high end
#   npgsql-versions.sh --self-check     proves the filter
set -euo pipefail
cd "$(dirname "$0")/.."

below() { # below A B: whether A is a lower version than B
    [ "$1" != "$2" ] && [ "$(printf '%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]
}

in_range() { # in_range RANGE: of the versions on standard input; a range takes in no previews, which nobody gets without asking for one
    local lowest highest version
    IFS=, read -r lowest highest <<<"${1//[][() ]/}"
    [[ $1 == '['*','*')' && -n $lowest && -n $highest ]] || { echo "$1 is no range of the form [low,high)" >&2; return 1; }
    sort -uV | while read -r version; do
        [[ $version =~ ^[0-9]+(\.[0-9]+)*$ ]] || continue
        below "$version" "$lowest" || ! below "$version" "$highest" || echo "$version"
    done
}

self_check() {
    local offered=(9.0.5 10.0.2 10.0.3 10.0.10 10.1.0 11.0.0-rc.1 11.4.2 12.0.0-preview 12.0.0 12.0.1)
    local expected="10.0.3 10.0.10 10.1.0 11.4.2" kept
    kept=$(printf '%s\n' "${offered[@]}" 10.1.0 | in_range '[10.0.3,12.0.0)' | paste -sd ' ')
    [ "$kept" = "$expected" ] || { echo "the filter keeps $kept, and not $expected" >&2; return 1; }
}

case ${1:-} in
--filter) in_range "$2" ;;
--self-check) self_check ;;
*)
    range=$(sed -n 's/.*Include="Npgsql" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
    dotnet package search Npgsql --exact-match --format json | grep -o '"version": *"[^"]*"' | cut -d '"' -f 4 | in_range "$range"
    ;;
esac
