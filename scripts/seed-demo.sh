#!/usr/bin/env bash
# seed-demo.sh LISTEN DATA HOST_PROCESS: through the API, as a provider would: two sites each, and the simulated miners shared out to the clients.
set -euo pipefail
listen=$1 data=$2 host=$3
base=http://$listen
logins=$data/demo-logins.tsv

for _ in $(seq 600); do
    curl -fsS -o /dev/null "$base/health/ready" 2>/dev/null && break
    kill -0 "$host" 2>/dev/null || { echo "demo: the host ended before it was ready" >&2; exit 1; }
    sleep 0.1
done
curl -fsS -o /dev/null "$base/health/ready" || { echo "demo: the host was not ready within a minute; see $base/health/ready" >&2; exit 1; }

jar=$(mktemp)
trap 'rm -f "$jar"' EXIT
csrf=
login() { # email
    local password
    password=$(awk -F '\t' -v email="$1" '$1 == email { print $2 }' "$logins")
    csrf=$(curl -fsS -c "$jar" -H 'Content-Type: application/json' -d "{\"email\":\"$1\",\"password\":\"$password\"}" \
        "$base/api/v1/auth/login" | sed -E 's/.*"csrf_token":"([^"]+)".*/\1/')
}
post() { curl -fsS -b "$jar" -H "X-CSRF-Token: $csrf" -H 'Content-Type: application/json' -d @- "$base$1"; }
total() { curl -fsS -b "$jar" "$base$1?per_page=1" | sed -E 's/.*"total":([0-9]+).*/\1/'; }
site() { printf '{"name":"%s","location":"%s","capacity_mw":%s}' "$1" "$2" "$3" | post /api/v1/hosting/sites | sed -E 's/.*"id":"([^"]+)".*/\1/'; }
# miners CLIENT SITE FIRST LAST: rows of the fleet file as miners of a client
miners() {
    awk -F , -v client="$1" -v site="$2" -v first="$3" -v last="$4" '
        NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; printf "{\"items\":["; next }
        NR - 1 >= first && NR - 1 <= last {
            printf "%s{\"tenant\":\"%s\",\"site_id\":\"%s\",\"serial_number\":\"%s\",\"model\":\"%s\",\"address\":\"%s\",\"port\":%s}",
                separator, client, site, $column["serial"], $column["model"], $column["address"], $column["port"]
            separator = ","
        }
        END { printf "]}" }' "$data/fleet.csv" | post /api/v1/hosting/miners >/dev/null
}

login north@demo.test
if [ "$(total /api/v1/hosting/miners)" = 0 ]; then
    fjord=$(site "Fjord Hall" "Narvik, Norway" 12) ridge=$(site "Ridge Yard" "Luleå, Sweden" 8)
    miners alpha "$fjord" 1 60
    miners alpha "$ridge" 61 75
    miners beta "$fjord" 76 130
fi
login south@demo.test
if [ "$(total /api/v1/hosting/miners)" = 0 ]; then
    plains=$(site "Plains One" "Abilene, Texas" 20) river=$(site "River Barn" "Itaipú, Paraguay" 10)
    miners gamma "$plains" 131 190
    miners delta "$plains" 191 245
    miners epsilon "$river" 246 300
fi

{
    echo
    echo "HashInsight runs at $base"
    echo
    column -t -s "$(printf '\t')" "$logins" 2>/dev/null || cat "$logins"
    echo
    echo "The logins are also in $logins. Stop with Ctrl-C."
} >&2
