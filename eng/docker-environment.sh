# Sourced: what Docker's client and Testcontainers need on a machine without an image registry.
# Debian's engine speaks at most API 1.41; a newer client, and Testcontainers, ask for more unless told.
if [ -z "${DOCKER_API_VERSION:-}" ] && command -v docker >/dev/null; then
    if version=$(DOCKER_API_VERSION=1.41 docker version --format '{{.Server.APIVersion}}' 2>/dev/null) && [ -n "$version" ]; then
        export DOCKER_API_VERSION=$version
    else
        export DOCKER_API_VERSION=1.41
    fi
fi
# The resource reaper is an image of its own, which can't be pulled; the fixtures remove what they start.
export TESTCONTAINERS_RYUK_DISABLED=${TESTCONTAINERS_RYUK_DISABLED:-true}
export TESTCONTAINERS_WAIT_STRATEGY_INTERVAL=${TESTCONTAINERS_WAIT_STRATEGY_INTERVAL:-00:00:00.100}
