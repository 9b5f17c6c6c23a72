#!/usr/bin/env bash
# Packs every library and checks what is inside: README, licence, icon, documentation and symbols, and nothing that should not be.
set -euo pipefail
cd "$(dirname "$0")/.."
out=.artifacts/packages
rm -rf "$out"
for project in src/*/*.csproj; do
    dotnet pack "$project" -c Release --nologo -v quiet
done
bad=0
for package in "$out"/*.nupkg; do
    list=$(unzip -Z1 "$package")
    id=$(basename "$package" | sed -E 's/\.[0-9]+\.[0-9]+\.[0-9]+.*//')
    for wanted in README.md icon.png "lib/net10.0/$id.dll" "lib/net10.0/$id.xml"; do
        grep -qxF "$wanted" <<<"$list" || { echo "$package lacks $wanted" >&2; bad=1; }
    done
    unzip -p "$package" "$id.nuspec" | grep -q '<license type="expression">MIT</license>' || { echo "$package lacks its licence" >&2; bad=1; }
    [ -s "${package%.nupkg}.snupkg" ] || { echo "$package has no symbol package" >&2; bad=1; }
    grep -vE '^(_rels/|package/|\[Content_Types\]|README.md$|icon.png$|lib/net10.0/|'"$id"'\.nuspec$)' <<<"$list" | sed "s|^|$package has a stray file: |" >&2 && bad=1
done
[ "$bad" -eq 0 ] && echo "$(ls "$out"/*.nupkg | wc -l) packages checked"
exit "$bad"
