#!/usr/bin/env bash
# build.sh CONFIGURATION: the executable, the plugins as bundles, the pages' assets.
set -euo pipefail
cd "$(dirname "$0")/.."
configuration=${1:-debug}

swift build -c "$configuration" --product hashinsight
swift build -c "$configuration" --product hashinsight-worker
for plugin in Plugins/*/plugin.yaml; do
    name=$(basename "$(dirname "$plugin")")
    swift build -c "$configuration" --product "$name"
done
scripts/bundle.sh "$configuration"
scripts/fetch-assets.sh
