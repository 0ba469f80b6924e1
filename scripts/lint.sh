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
grep -rnE '^(package |public )?import PluginKit' Sources/Host --exclude-dir=Templates --exclude=EmbeddedTemplates.swift && say "the host imports the SDK"
grep -rnE '(^|[^.[:alnum:]_])(debugPrint|Swift\.print)\(|^\s*print\("' Sources Plugins --include='*.swift' | grep -v 'Sources/Host/Commands/' && say "print outside the command line"
# The comment above or just below says why it holds.
unproved=$(find Sources Plugins -name '*.swift' -print0 | xargs -0 awk '
    FNR == 1 { block = ""; pending = "" }
    pending != "" { if ($0 !~ /\/\/ Sendable:/) print pending; pending = "" }
    /^[ \t]*\/\// { block = block $0; next }
    /@unchecked Sendable|nonisolated\(unsafe\)/ && block !~ /unchecked|unsafe|Safe:|threads/ { pending = FILENAME ":" FNR ": " $0 }
    { block = "" }')
[ -n "$unproved" ] && { echo "$unproved"; say "@unchecked Sendable or nonisolated(unsafe) without a comment that proves it"; }
# Pages: what they link to and name exists, the drawing is the code's, the contract's reference is the headers'.
scripts/check-docs.py || failed=1
scripts/check-docstrings.py || failed=1
scripts/check-arrows.py || failed=1
scripts/contract-reference.py --check || failed=1
# The contract only grows, and the executable carries the templates as they are.
scripts/check-abi.py || failed=1
scripts/embed-templates.py --check || failed=1
[ -x scripts/check-symbols.sh ] && { scripts/check-symbols.sh || failed=1; }
exit $failed
