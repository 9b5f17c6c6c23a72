#!/usr/bin/env bash
# Writes what the build reports as undeclared (RS0016) into PublicAPI.Unshipped.txt, and takes out what no longer exists (RS0017).
# Read the diff before you commit it: that diff is the review of the public API.
set -euo pipefail
cd "$(dirname "$0")/.."
for project in "${@:-src/*/}"; do
  for dir in $project; do
    file="$dir/PublicAPI.Unshipped.txt"
    log=$(dotnet build "$dir" --nologo -v q 2>&1 || true)
    added=$(grep -oP "error RS0016: Symbol '\K.*(?=' is not part of)" <<<"$log" || true)
    gone=$(grep -oP "error RS0017: Symbol '\K.*(?=' is part of)" <<<"$log" || true)
    { echo '#nullable enable'
      { grep -v '^#nullable enable$' "$file" || true; [ -z "$added" ] || printf '%s\n' "$added"; } \
        | { if [ -n "$gone" ]; then grep -vxFf <(printf '%s\n' "$gone") || true; else cat; fi; } | sed '/^$/d' | LC_ALL=C sort -u
    } > "$file.new"
    mv "$file.new" "$file"
  done
done
