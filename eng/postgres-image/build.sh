#!/usr/bin/env bash
# Builds a PostgreSQL image from Debian's packages, for machines that reach no image registry, and tags it with the name given:
# the same name that a machine with a registry would pull. The root file system is cached; only the first build takes a minute.
#   build.sh postgres:17
set -euo pipefail
tag=${1:?the name to tag the image with, such as postgres:17}
version=${tag##*:}
case $version in
    17) suite=trixie ;;
    15) suite=bookworm ;;
    *) echo "Debian has no PostgreSQL $version; use 17 (trixie) or 15 (bookworm)." >&2; exit 1 ;;
esac
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/jitaccess
tarball=$cache/postgresql-$version-$suite.tar
partial=$cache/partial-$$.tar # the ending tells mmdebstrap the format
mkdir -p "$cache"

if [ ! -s "$tarball" ]; then
    # What a test server never uses is left out: documentation, locales, the LLVM of the JIT compiler.
    mmdebstrap --quiet --variant=minbase --include="postgresql-$version" \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --customize-hook='rm -rf "$1"/usr/lib/*/libLLVM* "$1"/usr/lib/llvm* "$1"/usr/lib/postgresql/*/lib/bitcode "$1"/var/lib/apt/lists/* "$1"/var/lib/postgresql/*/main' \
        "$suite" "$partial"
    mv "$partial" "$tarball"
fi

docker import \
    --change "ENV PATH=/usr/lib/postgresql/$version/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" \
    "$tarball" "jitaccess-import:$version" >/dev/null

# The rest is what `docker import` can't do; the classic builder needs no image of its own.
DOCKER_BUILDKIT=0 docker build --quiet --build-arg "BASE=jitaccess-import:$version" --tag "$tag" "$here" >/dev/null
