#!/usr/bin/env bash
# Every test: units, PostgreSQL, sockets, the real executable and a real browser. What it starts, it stops.
set -euo pipefail
cd "$(dirname "$0")/.."

swift build --build-tests
scripts/bundle.sh debug
scripts/fetch-assets.sh
scripts/lint.sh
swift test --skip-build "$@"
