#!/usr/bin/env bash
# Renews the pictures of the README: the tests take them from a Playground that runs, in light, dark and narrow.
set -euo pipefail
cd "$(dirname "$0")/.."
eng/setup.sh --browser
command -v optipng >/dev/null || { echo "optipng makes the pictures small: install it (Debian: apt-get install optipng)" >&2; exit 1; }
dotnet build tests/JitAccess.Playground.Tests --nologo -v quiet
mkdir -p docs/images
JITACCESS_SCREENSHOTS=$PWD/docs/images JITACCESS_REQUIRE_LOCAL=1 JITACCESS_REQUIRE_BROWSER=1 \
    dotnet test tests/JitAccess.Playground.Tests --no-build --nologo --filter "FullyQualifiedName~ScreenshotTests"
optipng -quiet -strip all -o4 docs/images/playground-*.png
