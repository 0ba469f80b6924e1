#!/usr/bin/env bash
# test.sh [FILTER]: every test: units, PostgreSQL, sockets, the real executable and a real browser. What it starts, it stops.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build --build-tests
scripts/bundle.sh debug
scripts/fetch-assets.sh
scripts/lint.sh
if [ $# -gt 0 ]; then exec swift test --skip-build --filter "$1"; fi
swift test --skip-build --skip SystemTests
# The walks through the whole product run one after the other: each has hosts, databases, devices and a browser of its own.
swift test --skip-build --no-parallel --filter SystemTests
