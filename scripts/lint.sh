#!/usr/bin/env bash
# Formatting and the rules that a compiler does not hold.
set -euo pipefail
cd "$(dirname "$0")/.."
failed=0
say() { echo "lint: $*" >&2; failed=1; }

folders=(Package.swift Sources Plugins Tests)
[ -d Benchmarks ] && folders+=(Benchmarks)
[ -d Examples ] && folders+=(Examples)
swift format lint --strict --recursive "${folders[@]}" || failed=1

# A plugin must not conform foreign types to foreign protocols: the first one loaded would win for the whole process.
grep -rn '@retroactive' Plugins Examples && say "retroactive conformances leak out of a plugin into the whole process"
# Arrows: no plugin imports the host or another plugin, PluginKit does not import the host.
grep -rnE '^(package |public |@_exported )?import (Host|PostgresClient|EventLoop)' Plugins Examples Sources/PluginKit && say "a plugin or the SDK imports the host"
grep -rnE '^(package |public )?import PluginKit' Sources/Host && say "the host imports the SDK"
grep -rnE '\bprint\(' Sources Plugins --include='*.swift' | grep -v 'Sources/Host/Commands/' && say "print outside the command line"
grep -rnE '@unchecked Sendable|nonisolated\(unsafe\)' Sources Plugins --include='*.swift' -B 3 |
    awk '/^--$/ { block = "" } { block = block "\n" $0 } /@unchecked Sendable|nonisolated\(unsafe\)/ { if (block !~ /\/\/ /) print; block = "" }' |
    grep . && say "@unchecked Sendable or nonisolated(unsafe) without a line that proves it"
[ -x scripts/check-symbols.sh ] && { scripts/check-symbols.sh || failed=1; }
exit $failed
