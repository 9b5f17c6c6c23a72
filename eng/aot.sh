#!/usr/bin/env bash
# Publishes tests/JitAccess.AotTest ahead of time, with every runtime package rooted, and runs it against a PostgreSQL that verifies tokens, and against
# one whose users an emulated Vault makes and drops. Fails on any warning of the trimmer or the compiler, and on anything but a verified login.
set -euo pipefail
cd "$(dirname "$0")/.."
out=.artifacts/aot
log=$(mktemp)
trap 'rm -f "$log"' EXIT

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# What links a native program: a C compiler, and zlib.
if ! command -v clang >/dev/null && ! command -v gcc >/dev/null || ! ls /usr/include/zlib.h >/dev/null 2>&1; then
    command -v apt-get >/dev/null || { echo "Install clang or gcc, and zlib's development files, by this system's package manager." >&2; exit 1; }
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends clang zlib1g-dev >/dev/null
fi
eng/setup.sh

start=$SECONDS
rm -rf "$out" .artifacts/obj/JitAccess.AotTest/release* # what is up to date warns of nothing
dotnet publish tests/JitAccess.AotTest -c Release --nologo -o "$out" 2>&1 | tee "$log"
if grep -E 'warning (IL|AOT|[A-Z]+)[0-9]+' "$log" >/dev/null; then
    echo "aot: the publish has warnings" >&2
    exit 1
fi
grep -q 'Generating native code' "$log" || { echo "aot: nothing was compiled ahead of time" >&2; exit 1; }
echo "== publish: $((SECONDS - start)) s, $(stat -c %s "$out/JitAccess.AotTest") bytes"

start=$SECONDS
dotnet run --project tests/JitAccess.Testing.TestHost -c Release -- run "$out/JitAccess.AotTest"
dotnet run --project tests/JitAccess.Testing.TestHost -c Release --no-build -- run-with-vault "$out/JitAccess.AotTest"
echo "== run: $((SECONDS - start)) s"
