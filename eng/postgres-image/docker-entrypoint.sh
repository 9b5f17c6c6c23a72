#!/bin/sh
# Initialises and runs PostgreSQL as the official image does, in the part that tests use: POSTGRES_USER, _PASSWORD, _DB (and _FILE),
# POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD, /docker-entrypoint-initdb.d. The first start listens on the Unix socket only, so that
# pg_isready over TCP says yes once everything is in place.
set -eu

value() { # value NAME DEFAULT: the variable, or the content of the file that NAME_FILE names
    file=$(eval "printf %s \"\${$1_FILE:-}\"")
    if [ -n "$file" ]; then cat "$file"; else eval "printf %s \"\${$1:-$2}\""; fi
}

if [ "${1:-postgres}" != postgres ] && [ "${1#-}" = "${1:-}" ]; then exec "$@"; fi
if [ "${1#-}" != "${1:-}" ]; then set -- postgres "$@"; fi
[ $# -gt 0 ] || set -- postgres

if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA" /var/run/postgresql
    chown -R postgres:postgres "$PGDATA" /var/run/postgresql
    chmod 0700 "$PGDATA"
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    user=$(value POSTGRES_USER postgres)
    password=$(value POSTGRES_PASSWORD "")
    database=$(value POSTGRES_DB "$user")
    method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
    if [ -z "$password" ] && [ "$method" != trust ]; then
        echo "POSTGRES_PASSWORD is not set; the superuser needs a password." >&2
        exit 1
    fi
    printf '%s' "$password" > /tmp/initial-password
    # shellcheck disable=SC2086 # arguments, to be split
    initdb --username="$user" --pwfile=/tmp/initial-password --auth-local=trust --auth-host="$method" ${POSTGRES_INITDB_ARGS:-}
    rm -f /tmp/initial-password
    printf '\nhost all all all %s\n' "$method" >> "$PGDATA/pg_hba.conf"
    printf "listen_addresses = '*'\n" >> "$PGDATA/postgresql.conf"

    pg_ctl start -w -o "-c listen_addresses= -c hba_file=$PGDATA/pg_hba.conf -c ssl=off" >/dev/null
    if [ "$database" != postgres ]; then
        printf 'CREATE DATABASE :"db";\n' | psql -v ON_ERROR_STOP=1 --username="$user" --dbname=postgres --no-psqlrc -v db="$database"
    fi
    for script in /docker-entrypoint-initdb.d/*; do
        case $script in
            *.sh) if [ -x "$script" ]; then "$script"; else . "$script"; fi ;;
            *.sql) psql -v ON_ERROR_STOP=1 --username="$user" --dbname="$database" --no-psqlrc -f "$script" ;;
            *.sql.gz) gunzip -c "$script" | psql -v ON_ERROR_STOP=1 --username="$user" --dbname="$database" --no-psqlrc ;;
        esac
    done
    pg_ctl stop -m fast -w >/dev/null
fi

exec "$@"
