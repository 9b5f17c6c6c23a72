#!/usr/bin/env bash
# Uses the packed packages as a stranger does: outside the repository, from a folder feed, with the README's quick start as the program; and that
# with every version of Npgsql that there is in the packages' range, since changing a user name in place rests on what Npgsql does not document.
# Run eng/pack.sh first.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/packed-consumer.sh

eng/npgsql-versions.sh --self-check
mapfile -t drivers < <(eng/npgsql-versions.sh)
[ ${#drivers[@]} -gt 0 ] || { echo "no package source offers a version of Npgsql that the packages allow" >&2; exit 1; }

cp -r eng/consumer/. "$work"

block() { # block LANGUAGE: the README's first code block in that language
    awk -v fence="\`\`\`$1" '$0 == fence { inside = 1; next } inside && /^```/ { exit } inside' README.md
}
block csharp >"$work/service/Program.cs"
block json >"$work/service/appsettings.json"
[ -s "$work/service/Program.cs" ] && [ -s "$work/service/appsettings.json" ] || { echo "README.md lacks its quick start" >&2; exit 1; }

build() { # build PROJECT [PROPERTY…]
    local project=$1
    shift
    dotnet build "$work/$project" -c Release --nologo -v quiet -clp:NoSummary \
        -p:JitAccessVersion="$version" -p:RestoreFallbackFolders="$shared" -p:UseSharedCompilation=false "$@"
}
build service
build driver

# A package of the same name from elsewhere would make all of this a test of something else.
used=0
for metadata in "$work"/packages/jitaccess*/"$version"/.nupkg.metadata; do
    grep -qF "\"source\": \"$feed\"" "$metadata" || { echo "$metadata does not come from $feed" >&2; exit 1; }
    used=$((used + 1))
done
[ "$used" -eq "$(ls "$feed"/*.nupkg | wc -l)" ] || { echo "only $used of the packages in $feed were restored" >&2; exit 1; }

# Editors complete appsettings.json by these; the core's comes along although neither project names it.
segments=$(for project in service driver; do
    dotnet msbuild "$work/$project" -getItem:JsonSchemaSegment -p:Configuration=Release -p:JitAccessVersion="$version"
done)
for id in jitaccess jitaccess.aws jitaccess.vault; do
    grep -qF "$id/$version/" <<<"$segments" && [ -s "$work/packages/$id/$version/ConfigurationSchema.json" ] ||
        { echo "the configuration schema of $id does not reach a consumer" >&2; exit 1; }
done

for npgsql in "${drivers[@]}"; do
    build driver -p:NpgsqlVersion="$npgsql"
    dotnet "$work/driver/bin/Release/net10.0/driver.dll" "$work/service/bin/Release/net10.0/service.dll" "$npgsql"
done
