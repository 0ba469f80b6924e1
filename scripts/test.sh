#!/usr/bin/env bash
# test.sh [FILTER]: every test: units, PostgreSQL, sockets, the real executable and a real browser. What it starts, it stops.
set -euo pipefail
cd "$(dirname "$0")/.."
said=$(mktemp)
trap 'rm -f "$said"' EXIT

# run SECONDS ARGUMENTS…: the tests that the arguments name. What failed is told once more at the end, where whoever reads only that
# finds it; after a hang, what had begun and not ended.
run() {
    local limit=$1 ends
    shift
    timeout --kill-after=10 "$limit" stdbuf -oL swift test --skip-build "$@" 2>&1 | tee "$said" && return
    ends=${PIPESTATUS[0]}
    printf '\n== What failed\n'
    if [ "$ends" -eq 124 ] || [ "$ends" -eq 137 ]; then
        echo "The tests had not ended after $limit s. Under way were:"
        sed -nE 's/^◇ (Test .*) started\.$/\1/p' "$said" | while read -r test; do
            grep -qaF -e "✔ $test " -e "✘ $test " "$said" || echo "  $test"
        done
    fi
    grep -aE '✘ (Test|Suite) .* failed after' "$said" | cut -c1-300 | tail -n 60
    # The reasons last, and few: a log that is cut keeps its end.
    grep -aE -A2 'recorded an issue|Fatal error|^error:' "$said" | cut -c1-500 | tail -n 30
    return 1
}

swift build --build-tests
scripts/bundle.sh debug
scripts/fetch-assets.sh
scripts/lint.sh
if [ $# -gt 0 ]; then
    run 3000 --filter "$1"
    exit
fi
# A module at a time: each has clusters, sockets and threads of its own, and a test that hangs is named by its module.
for module in Tests/*Tests; do
    module=$(basename "$module")
    [ "$module" = SystemTests ] && continue
    echo "== $module"
    run 600 --filter "^$module\\."
done
# The walks through the whole product run one after the other: each has hosts, databases, devices and a browser of its own.
echo "== SystemTests"
run 3600 --no-parallel --filter '^SystemTests\.'
