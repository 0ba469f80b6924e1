#!/usr/bin/env bash
# test.sh [FILTER]: every test: units, PostgreSQL, sockets, the real executable and a real browser. What it starts, it stops.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build --build-tests
scripts/bundle.sh debug
scripts/fetch-assets.sh
scripts/lint.sh
if [ $# -gt 0 ]; then exec swift test --skip-build --filter "$1"; fi
# A module at a time: each has clusters, sockets and threads of its own, and a test that hangs is named by its module.
for module in Tests/*Tests; do
    module=$(basename "$module")
    [ "$module" = SystemTests ] && continue
    echo "== $module"
    timeout 600 swift test --skip-build --filter "^$module\\."
done
# The walks through the whole product run one after the other: each has hosts, databases, devices and a browser of its own.
echo "== SystemTests"
timeout 2400 swift test --skip-build --no-parallel --filter '^SystemTests\.'
