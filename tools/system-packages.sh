#!/usr/bin/env bash
# Installs those of the named Debian packages that are missing; with nothing missing it does nothing.
# usage: tools/system-packages.sh PACKAGE...
set -euo pipefail

if ! command -v dpkg-query >/dev/null; then
    echo "Not a Debian system: the counterparts of these packages are needed: $*" >&2
    exit 0
fi

installed() {
    dpkg-query --show --showformat '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed
}

missing=()
for package in "$@"; do
    installed "$package" || missing+=("$package")
done
# Debian keeps venv's pip in a package of its own; other builds of Python bring it along.
"${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! sudo -n true 2>/dev/null; then
        printf 'Packages of the system are missing. Run this once, then again what you ran:\n\n    %s\n\n' \
            "sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo -n)
fi

echo "Installing ${missing[*]}" >&2
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}"
