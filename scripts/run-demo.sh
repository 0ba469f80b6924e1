#!/usr/bin/env bash
# run-demo.sh CONFIGURATION LISTEN DATA [FLEET]: simulated miners, the host, the demo's sites and miners, the logins.
# FLEET is the first of the miners' 300 addresses, 127.8.0.1 if none is given; tenants.yaml allows 127.8.0.0/16.
set -euo pipefail
cd "$(dirname "$0")/.."
configuration=$1 listen=$2 data=$3 fleet=${4:-127.8.0.1}
binary=.build/$configuration/hashinsight
mkdir -p "$data"

config=tenants.yaml
if [ "$configuration" != debug ]; then
    # The example names the debug bundles.
    config=$data/tenants.yaml
    sed "s|path: .build/debug/|path: $PWD/.build/$configuration/|" tenants.yaml >"$config"
fi

# In the order in which they end: who asks before who answers.
seed= host= simulator=
stop() {
    trap - EXIT INT TERM
    for process in $seed $host $simulator; do
        kill -TERM "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    exit "${1:-0}"
}
trap 'stop $?' EXIT
trap 'stop 130' INT
trap 'stop 143' TERM

# Devices whose model is in the catalogue that the Hosting plugin ships.
models="antminer-s21 antminer-s19pro-b antminer-s19xp-vnish antminer-s19pro antminer-s19 antminer-s17pro antminer-s17plus antminer-t15 antminer-s9 antminer-s9-asicseer antminer-s9-vnish antminer-s9pro antminer-s9k whatsminer-m30s whatsminer-m50s whatsminer-m31s-asleep avalon-1246 avalon-1047 avalon-1047-b avalon-1047-nan avalon-841 braiins-s9-plus braiins-s9 luxos-s19jpro braiins-s19jpro whatsminer-m50s-api3"

"$binary" simulate miners --count 300 --first-address "$fleet" --seed 7 \
    --dead 2 --refusing 2 --dripping 1 --lying 2 --disobey 5 \
    --web-port 4080 --fleet "$data/fleet.csv" --models $models &
simulator=$!

"$binary" serve --config "$config" --data "$data" --listen "$listen" --demo-logins "$data/demo-logins.tsv" &
host=$!

# Behind, so that a signal ends the demo at once and not when the seed is sown.
scripts/seed-demo.sh "$listen" "$data" "$host" &
seed=$!
wait "$seed" || stop 1
seed=
wait "$host"
