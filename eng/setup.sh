#!/usr/bin/env bash
# Installs what a Debian machine with the .NET 10 SDK lacks to run the samples and the tests. Done work is not done again.
#   setup.sh                PostgreSQL's programs
#   setup.sh --containers   also a Docker engine, started if none runs, and the image that the tests use
#   setup.sh --browser      also Chromium, which the tests of the Playground's page drive
#   setup.sh --stop         stops the engine that --containers started
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
run=${XDG_RUNTIME_DIR:-/tmp}/jitaccess-docker
image=postgres:17

step() { # step NAME COMMAND…: runs it, prints what took how long, and its output only where it fails
    local name=$1 start=$SECONDS log
    shift
    log=$(mktemp)
    if ! "$@" >"$log" 2>&1; then
        cat "$log" >&2
        echo "setup: $name failed" >&2
        rm -f "$log"
        exit 1
    fi
    rm -f "$log"
    echo "setup: $name ($((SECONDS - start)) s)"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else echo "Root is needed for: $*. Run this as root, or install sudo." >&2; return 1
    fi
}

need_debian() { # need_debian WHAT
    command -v apt-get >/dev/null && return
    echo "This system has no apt-get. Install $1 by its own package manager and run this again." >&2
    exit 1
}

updated=
apt_install() {
    if [ -z "$updated" ]; then
        as_root apt-get update -qq
        updated=1
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

has_postgres() {
    command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || [ -n "${JITACCESS_POSTGRES_BIN:-}" ]
}

install_postgres() {
    # Only the programs: Debian's own cluster would take the port and run for nobody.
    as_root mkdir -p /etc/postgresql-common/createcluster.d
    echo 'create_main_cluster = false' | as_root tee /etc/postgresql-common/createcluster.d/jitaccess.conf >/dev/null
    apt_install postgresql
}

engine_answers() { docker info --format '{{.ServerVersion}}' >/dev/null 2>&1 && [ -n "$(docker info --format '{{.ServerVersion}}' 2>/dev/null)" ]; }

start_engine() {
    mkdir -p "$run"
    as_root sh -c "nohup dockerd >'$run/dockerd.log' 2>&1 </dev/null & echo \$! >'$run/dockerd.pid'"
    for _ in $(seq 120); do
        engine_answers && return
        sleep 0.5
    done
    tail -20 "$run/dockerd.log" >&2
    return 1
}

build_image() {
    # A machine with a registry pulls the official image; one without falls back at once instead of hanging.
    timeout 20 docker pull --quiet "$image" >/dev/null 2>&1 || "$here/postgres-image/build.sh" "$image"
}

stop_engine() {
    [ -s "$run/dockerd.pid" ] || return 0
    as_root kill "$(cat "$run/dockerd.pid")" 2>/dev/null || true
    for _ in $(seq 40); do
        as_root kill -0 "$(cat "$run/dockerd.pid")" 2>/dev/null || break
        sleep 0.5
    done
    rm -f "$run/dockerd.pid"
}

# An engine older than its client answers only to an API version that it knows.
. "$here/docker-environment.sh"

containers= browser=
for option in "$@"; do
    case $option in
        --stop)
            step "Docker engine stopped" stop_engine
            exit ;;
        --containers) containers=1 ;;
        --browser) browser=1 ;;
        *)
            echo "usage: setup.sh [--containers] [--browser] | --stop" >&2
            exit 2 ;;
    esac
done

if ! has_postgres; then
    need_debian "a PostgreSQL server, 14 or newer,"
    step "PostgreSQL installed" install_postgres
fi

if [ -n "$browser" ] && [ -z "${JITACCESS_CHROMIUM:-}" ] && [ ! -x /usr/bin/chromium ]; then
    need_debian "Chromium, name it in JITACCESS_CHROMIUM,"
    step "Chromium installed" apt_install chromium
fi

if [ -n "$containers" ]; then
    if ! command -v dockerd >/dev/null && ! engine_answers; then
        need_debian "a Docker engine"
        step "Docker engine installed" apt_install docker.io iptables
    fi
    engine_answers || step "Docker engine started" start_engine
    if ! docker image inspect "$image" >/dev/null 2>&1; then
        command -v mmdebstrap >/dev/null || { need_debian mmdebstrap; step "mmdebstrap installed" apt_install mmdebstrap; }
        step "image $image built" build_image
    fi
fi
