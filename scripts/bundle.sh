#!/usr/bin/env bash
# bundle.sh CONFIGURATION [NAME...]: puts every plugin, or those named, which must be built, with its manifest, statements, migrations,
# pages and catalogues into .build/CONFIGURATION/NAME.plugin/.
set -euo pipefail
cd "$(dirname "$0")/.."
configuration=${1:-debug}
only=("${@:2}")
out=.build/$configuration

for manifest in Plugins/*/plugin.yaml; do
    source=$(dirname "$manifest")
    name=$(basename "$source")
    [ ${#only[@]} = 0 ] || [[ " ${only[*]} " == *" $name "* ]] || continue
    library=$out/lib$name.so
    [ -f "$library" ] || { echo "bundle: $library is not built" >&2; exit 1; }
    staging=$out/$name.plugin.new
    rm -rf "$staging"
    mkdir -p "$staging"
    cp "$manifest" "$staging/"
    for part in queries migrations pages static locales data; do
        [ -d "$source/$part" ] && cp -R "$source/$part" "$staging/"
    done
    cp "$library" "$staging/"
    # A running host may have the old files mapped: they are replaced as new files, never overwritten.
    rm -rf "$out/$name.plugin"
    mv "$staging" "$out/$name.plugin"
done
[ ${#only[@]} = 0 ] || exit 0
for example in Examples/*/Makefile; do
    make -s -C "$(dirname "$example")" CONFIGURATION="$configuration"
done
