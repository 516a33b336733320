# shellcheck shell=sh
# Small words that bin/setup and .ci/run share.

die() {
    printf '%s\n' "$*" >&2
    exit 1
}

apt_line() {
    sudo=""
    [ "$(id -u)" = 0 ] || sudo="sudo "
    printf '%sapt-get update && %sapt-get install -y %s' "$sudo" "$sudo" "$*"
}

# Install packages when we may: as root, or with a sudo that asks nothing.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then
        as=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as="sudo -n"
    else
        return 1
    fi
    echo "  Installing $*…"
    $as apt-get update -qq >/dev/null 2>&1 || true
    $as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
