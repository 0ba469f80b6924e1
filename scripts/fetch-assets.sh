#!/bin/sh
# Gathers the browser libraries that pages use into .build/assets/vendor. They are taken at build time and never committed:
# Bootstrap and Chart.js from Debian's packages, htmx and its extension for server-sent events from the wheel of django-htmx.
# Usage: scripts/fetch-assets.sh [TARGET]
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
target=${1:-"$root/.build/assets/vendor"}
bootstrap=/usr/share/javascript/bootstrap5
chart=/usr/share/javascript/chart.js
htmx_version=1.29.0

fail() {
    echo "fetch-assets: $1" >&2
    exit 1
}

[ -r "$bootstrap/css/bootstrap.min.css" ] || fail "Bootstrap is missing: apt-get install libjs-bootstrap5"
[ -r "$bootstrap/js/bootstrap.bundle.min.js" ] || fail "Bootstrap's script is missing: apt-get install libjs-bootstrap5"
for name in chart.min.js chart.js Chart.min.js Chart.js; do
    if [ -r "$chart/$name" ]; then
        chart_file="$chart/$name"
        break
    fi
done
[ -n "${chart_file:-}" ] || fail "Chart.js is missing: apt-get install libjs-chart.js"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mkdir -p "$target"

if [ ! -s "$target/htmx-2.min.js" ] || [ ! -s "$target/hx-sse-2.min.js" ]; then
    command -v pip >/dev/null || fail "pip is missing: apt-get install python3-pip"
    pip download --quiet --no-deps --only-binary :all: --dest "$work" "django-htmx==$htmx_version" \
        || fail "django-htmx $htmx_version could not be downloaded"
    python3 - "$work" <<'PY'
import glob, sys, zipfile
wheel = glob.glob(sys.argv[1] + "/*.whl")[0]
zipfile.ZipFile(wheel).extractall(sys.argv[1])
PY
    cp "$work/django_htmx/static/django_htmx/htmx-2.min.js" "$target/htmx-2.min.js"
    cp "$work/django_htmx/static/django_htmx/ext/hx-sse-2.min.js" "$target/hx-sse-2.min.js"
fi

cp "$bootstrap/css/bootstrap.min.css" "$bootstrap/js/bootstrap.bundle.min.js" "$target/"
cp "$chart_file" "$target/chart.js"
# A map named at the end would be asked for and not be there.
for file in "$target"/*.css "$target"/*.js; do
    sed -i -e 's|/\*# sourceMappingURL=[^*]*\*/||' -e 's|^//# sourceMappingURL=.*$||' "$file"
    gzip -9 -n -k -f "$file"
done
echo "fetch-assets: $(find "$target" -type f ! -name '*.gz' | wc -l) files in $target" >&2
