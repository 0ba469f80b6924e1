#!/usr/bin/env bash
# libpg_query and libpq both carry PostgreSQL's internals. This checks that in the executable they do not meet: the parser's archive
# is linked in, exports nothing, and defines nothing that the executable takes from libpq or libpq from it.
# Usage: scripts/check-symbols.sh [executable]   (default: what was built last; without one there is nothing to check)
set -euo pipefail
executable=${1:+$(realpath "$1")}
cd "$(dirname "$0")/.."
if [ -z "$executable" ]; then
    for candidate in .build/release/hashinsight .build/debug/hashinsight; do
        if [ -x "$candidate" ]; then executable=$candidate; break; fi
    done
fi
[ -n "$executable" ] || { echo "check-symbols: no executable built yet, nothing to check" >&2; exit 0; }
failed=0
say() { echo "check-symbols: $*" >&2; failed=1; }

ldd "$executable" | grep -q 'libpg_query' && say "$executable loads libpg_query as a shared library; link the archive, whose symbols can stay local"
libpq=$(ldd "$executable" | awk '/libpq\.so/ { print $3 }')
[ -n "$libpq" ] || { echo "check-symbols: $executable does not use libpq, nothing to check" >&2; exit $failed; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm -D --defined-only "$libpq" | awk '{ sub(/@.*/, "", $3); print $3 }' | sort -u > "$work/libpq"
# What other images could find in the executable, and so prefer to their own.
nm -D --defined-only "$executable" | awk '{ sub(/@.*/, "", $3); print $3 }' | sort -u > "$work/exported"
if comm -12 "$work/libpq" "$work/exported" | grep .; then say "the executable exports these symbols of libpq: libpq would call them instead of its own"; fi
if grep -E '^(pg_query_|raw_parser$|palloc$|MemoryContext|errstart|list_concat$)' "$work/exported"; then say "the executable exports the parser's internals"; fi
# Names of libpq that the linker found in the executable itself: the host would call the parser's code instead of libpq.
nm --defined-only "$executable" | awk '$2 ~ /[TtDdBbRrWw]/ { print $3 }' | sort -u > "$work/defined"
comm -12 "$work/libpq" "$work/defined" > "$work/both" || true
if grep -E '^PQ|^pqsignal|^lo_' "$work/both"; then say "these functions of libpq are defined in the executable as well"; fi
[ "$failed" = 0 ] && echo "check-symbols: $executable and libpq keep apart" >&2
exit $failed
