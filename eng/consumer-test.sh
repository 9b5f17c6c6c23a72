#!/usr/bin/env bash
# Uses the packed packages as a stranger does: outside the repository, from a folder feed, with the README's quick start as the program; and that
# with every version of Npgsql that there is in the packages' range, since changing a user name in place rests on what Npgsql does not document.
# Run eng/pack.sh first. Nothing of it stays in the machine's package cache, where 0.1.0 of today would hide that of tomorrow.
set -euo pipefail
cd "$(dirname "$0")/.."
feed=$PWD/.artifacts/packages
ls "$feed"/JitAccess.Npgsql.*.nupkg >/dev/null 2>&1 || { echo "There are no packages in $feed; run eng/pack.sh first." >&2; exit 1; }
version=$(basename "$feed"/JitAccess.Npgsql.*.nupkg .nupkg)
version=${version#JitAccess.Npgsql.}
shared=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')

eng/npgsql-versions.sh --self-check
mapfile -t drivers < <(eng/npgsql-versions.sh)
[ ${#drivers[@]} -gt 0 ] || { echo "no package source offers a version of Npgsql that the packages allow" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r eng/consumer/. "$work"

block() { # block LANGUAGE: the README's first code block in that language
    awk -v fence="\`\`\`$1" '$0 == fence { inside = 1; next } inside && /^```/ { exit } inside' README.md
}
block csharp >"$work/service/Program.cs"
block json >"$work/service/appsettings.json"
[ -s "$work/service/Program.cs" ] && [ -s "$work/service/appsettings.json" ] || { echo "README.md lacks its quick start" >&2; exit 1; }

# Empty files stop MSBuild from looking further up; sources beside the feed are those that the machine has.
for file in Directory.Build.props Directory.Build.targets Directory.Packages.props; do
    echo '<Project />' >"$work/$file"
done
cat >"$work/nuget.config" <<CONFIG
<configuration>
  <config>
    <add key="signatureValidationMode" value="accept" />
  </config>
  <packageSources>
    <add key="packed" value="$feed" />
  </packageSources>
</configuration>
CONFIG

# What others made is read from the machine's cache; ours is unpacked into the temporary one.
export NUGET_PACKAGES=$work/packages
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
