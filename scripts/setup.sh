#!/usr/bin/env bash
# Installs the Debian packages that the build, the host and the tests need; does nothing where all are there.
set -euo pipefail

packages=(
    # build
    libpq-dev libargon2-dev libpg-query-dev libseccomp-dev libcurl4-openssl-dev libhiredis-dev libsecp256k1-dev libsodium-dev
    pkg-config make binutils gcc libc6-dev
    # private database
    postgresql
    # pages: Bootstrap, Chart.js; htmx comes in a Python wheel
    libjs-bootstrap5 libjs-chart.js python3-pip
    # demo and tests; the checks of make lint ask git for the files, the tests of the tutorial change files with patch
    curl chromium fonts-noto-cjk openssl git patch redis-server
)
# The Rust example needs a Rust compiler of any origin.
command -v rustc >/dev/null || packages+=(rustc)

command -v swift >/dev/null || {
    echo "setup: no swift on the PATH. Install Swift 6.3 for Debian 12 (https://swift.org/install), then run this again." >&2
    exit 1
}
version=$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+)\.([0-9]+).*/\1 \2/p' | head -n 1)
read -r major minor <<<"${version:-0 0}"
if [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 3 ]; }; then
    echo "setup: Swift $major.$minor found, 6.3 or newer is needed (https://swift.org/install)." >&2
    exit 1
fi

missing=()
for package in "${packages[@]}"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "setup: these Debian packages are missing: ${missing[*]}" >&2
    if command -v sudo >/dev/null; then
        echo "setup: installing them with sudo" >&2
        exec sudo -E "$0" "$@"
    fi
    echo "setup: as root: apt-get install ${missing[*]}" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
echo "setup: installing ${missing[*]}" >&2
apt-get -o DPkg::Lock::Timeout=300 update -qq
apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
