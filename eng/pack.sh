#!/usr/bin/env bash
# Packs every library, writes a bill of materials (CycloneDX) beside each package, and checks both by tests/JitAccess.PackageTests.
#   pack.sh            checks the content of the packages against the committed lists
#   pack.sh --update   writes those lists; read the diff before you commit it
set -euo pipefail
cd "$(dirname "$0")/.."
out=.artifacts/packages
rm -rf "$out"
for project in src/*/*.csproj analyzers/JitAccess.Analyzers.Package/*.csproj; do
    dotnet pack "$project" -c Release --nologo -v quiet
done

# Beside the packages and not inside: it carries a time and a serial number, and a package is to be the same bytes whenever it is built.
dotnet tool restore >/dev/null
for package in "$out"/*.nupkg; do
    name=$(basename "$package" .nupkg)
    id=$(sed -E 's/\.[0-9]+\.[0-9]+\.[0-9]+.*//' <<<"$name")
    project=src/$id/$id.csproj
    [ "$id" != JitAccess.Analyzers ] || project=analyzers/$id.Package/$id.Package.csproj
    log=$(dotnet tool run dotnet-CycloneDX -- "$project" --output "$out" --filename "$name.cdx.json" --output-format Json \
        --spec-version 1.6 --disable-package-restore --exclude-dev --include-project-references --set-nuget-purl \
        --set-type Library --set-name "$id" --set-version "${name#"$id."}" 2>&1) || { echo "$log" >&2; exit 1; }
done

[ "${1:-}" != --update ] || export JITACCESS_UPDATE_PACKAGES=1
dotnet test tests/JitAccess.PackageTests --nologo -v quiet
echo "$(ls "$out"/*.nupkg | wc -l) packages checked"
