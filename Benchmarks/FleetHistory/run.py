#!/usr/bin/env python3
"""Charts and uptimes over 30 days of a provider with 6,000 miners at three sites, or at one, and what an evaluation of its alert rules reads."""
import argparse
import json
import os
import re
import shutil
import statistics
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts
import machine

CLIENTS, MINERS, DAYS = 60, 6_000, 30
# Partitions of the days before the host was there, as it would have made them; then every bucket that 30 days of rounds roll up to.
SEED = """
UPDATE app.job_schedules SET paused = true;
DELETE FROM app.job_runs WHERE host IS NULL;
DO $$
DECLARE made record; start bigint;
BEGIN
FOR made IN SELECT * FROM (VALUES ('fleet_1h', 7), ('site_fleet_1h', 7), ('telemetry_1h', 7), ('fleet_1d', 90), ('site_fleet_1d', 90),
        ('telemetry_1d', 90)) v (name, days) LOOP
    FOR start IN SELECT DISTINCT d / made.days * made.days FROM generate_series(floor(extract(epoch FROM now()) / 86400)::bigint - DAYS - 1,
            floor(extract(epoch FROM now()) / 86400)::bigint) d LOOP
        IF to_regclass('p_hosting.' || made.name || '_' || to_char(to_timestamp(start * 86400) AT TIME ZONE 'UTC', 'YYYYMMDD')) IS NULL THEN
            EXECUTE format('CREATE TABLE p_hosting.%I PARTITION OF p_hosting.%I FOR VALUES FROM (%L) TO (%L)',
                made.name || '_' || to_char(to_timestamp(start * 86400) AT TIME ZONE 'UTC', 'YYYYMMDD'), made.name,
                to_timestamp(start * 86400), to_timestamp((start + made.days) * 86400));
        END IF;
    END LOOP;
END LOOP;
IF (SELECT count(*) FROM p_hosting.miners) > 0 THEN RETURN; END IF;
INSERT INTO p_hosting.sites (tenant_id, name, location, capacity_mw)
    SELECT t.key, s.name, s.location, s.mw FROM app.tenants t,
        (VALUES ('Megafarm', 'Texas', 120), ('Northern Hydro', 'Quebec', 45), ('Steppe', 'Kazakhstan', 60)) s (name, location, mw)
    WHERE t.id = 'north';
INSERT INTO p_hosting.miners (tenant_id, serial_number, model_id, site_tenant_id, site_id, address, port, created_at)
    SELECT c.key, 'SN' || lpad(i::text, 8, '0'), m.id, s.tenant_id, s.id, '10.' || i / 65025 || '.' || (i / 255) % 255 || '.' || i % 255, 4028,
        now() - interval '40 days'
    FROM generate_series(1, MINERS) i
    JOIN app.tenants c ON c.id = 'client-' || (1 + i % CLIENTS)
    JOIN (SELECT id, row_number() OVER (ORDER BY id) n FROM p_hosting.miner_models WHERE cooling = 'air') m ON m.n = 1 + i % 12
    JOIN (SELECT tenant_id, id, row_number() OVER (ORDER BY id) n FROM p_hosting.sites) s ON s.n = 1 + i / CLIENTS % SITES;
INSERT INTO p_hosting.miner_states (tenant_id, miner_id, state, state_since, observed_at, last_seen_at, hashrate_ths, power_watts,
        temperature_celsius, fan_rpm, details)
    SELECT m.tenant_id, m.id, CASE WHEN m.id % 100 = 0 THEN 'unreachable' ELSE 'ok' END, now() - interval '1 hour', now() + interval '1 hour',
        now() + interval '1 hour', mo.hashrate_ths, mo.power_watts, 70, 5800,
        '{"algorithm":"sha256","boards":' || repeat('[{"index":0,"hashrate":33.3,"chip_celsius":70}]', 20)
            || ',"fans":[{"index":0,"rpm":5880},{"index":1,"rpm":5760},{"index":2,"rpm":5910}],"pools":[]}'
    FROM p_hosting.miners m JOIN p_hosting.miner_models mo ON mo.id = m.model_id;
INSERT INTO p_hosting.telemetry_1h (tenant_id, miner_id, bucket, hashrate_ths_sum, hashrate_ths_count, power_watts_sum, power_watts_count,
        temperature_celsius, board_temperature_celsius, fan_rpm_sum, fan_rpm_count, samples, hashing, paused)
    SELECT m.tenant_id, m.id, b, 100 * 60, 60, 3300 * 60, 60, 70, 60, 5800 * 60, 60, 60, 59, 0
    FROM p_hosting.miners m,
        generate_series(date_trunc('hour', now()) - interval 'DAYS days', date_trunc('hour', now()), interval '1 hour') b;
INSERT INTO p_hosting.telemetry_1d (tenant_id, miner_id, bucket, hashrate_ths_sum, hashrate_ths_count, power_watts_sum, power_watts_count,
        temperature_celsius, board_temperature_celsius, fan_rpm_sum, fan_rpm_count, samples, hashing, paused)
    SELECT m.tenant_id, m.id, b, 100 * 1440, 1440, 3300 * 1440, 1440, 70, 60, 5800 * 1440, 1440, 1440, 1400, 0
    FROM p_hosting.miners m,
        generate_series(date_trunc('day', now(), 'UTC') - interval 'DAYS days', date_trunc('day', now(), 'UTC'), interval '1 day') b;
FOR made IN SELECT * FROM (VALUES ('1h', 3600), ('1d', 86400)) v (step, seconds) LOOP
    EXECUTE format($q$
        INSERT INTO p_hosting.fleet_%1$s (tenant_id, bucket, hashrate_ths_sum, hashrate_ths_count, power_watts_sum, power_watts_count,
            miners_total_sum, miners_total_count, miners_ok_sum, miners_ok_count)
        SELECT t.key, b, 10000.0 * %2$s / 60, %2$s / 60, 330000.0 * %2$s / 60, %2$s / 60, 100 * %2$s / 60, %2$s / 60, 99 * %2$s / 60, %2$s / 60
        FROM app.tenants t, generate_series(date_bin('%2$s s', now() - interval 'DAYS days', '2000-01-01Z'), now(), interval '%2$s s') b
        WHERE t.kind = 'client'$q$, made.step, made.seconds);
    EXECUTE format($q$
        INSERT INTO p_hosting.site_fleet_%1$s (tenant_id, site_id, bucket, hashrate_ths_sum, hashrate_ths_count, power_watts_sum,
            power_watts_count, miners_total_sum, miners_total_count, miners_ok_sum, miners_ok_count)
        SELECT t.key, s.id, b, 10000.0 / SITES * %2$s / 60, %2$s / 60, 330000.0 / SITES * %2$s / 60,
            %2$s / 60, 100 / SITES * %2$s / 60, %2$s / 60, 100 / SITES * %2$s / 60, %2$s / 60
        FROM app.tenants t, (SELECT id FROM p_hosting.sites ORDER BY id LIMIT SITES) s,
            generate_series(date_bin('%2$s s', now() - interval 'DAYS days', '2000-01-01Z'), now(), interval '%2$s s') b
        WHERE t.kind = 'client'$q$, made.step, made.seconds);
END LOOP;
FOR made IN SELECT 'fleet' AS name, '' AS site_id, '' AS site, '' AS sites UNION ALL
        SELECT 'site_fleet', 'site_id, ', 's.id, ', 'p_hosting.sites s,' LOOP
    EXECUTE format($q$
        INSERT INTO p_hosting.%s (tenant_id, %s recorded_at, hashrate_ths, power_watts, miners_total, miners_ok)
        SELECT t.key, %s m, 10000, 330000, 100, 99 FROM app.tenants t, %s
            generate_series(greatest(date_trunc('hour', now()), now() - interval '1 hour'), now(), interval '1 minute') m
        WHERE t.kind = 'client'$q$, made.name, made.site_id, made.site, made.sites);
END LOOP;
END $$;
""".replace("MINERS", str(MINERS)).replace("CLIENTS", str(CLIENTS)).replace("DAYS", str(DAYS))


def ask(host, path, cookie, times, patience):
    """Milliseconds of each request, one after the other, and the bytes of the answer."""
    host.get(path, cookie)
    machine.wait_for_quiet(patience)
    spans = []
    for _ in range(times):
        begun = time.perf_counter()
        status, body = host.get(path, cookie)
        spans.append((time.perf_counter() - begun) * 1e3)
        if status != 200:
            raise SystemExit(f"{path}: {status} {body[:300]}")
    return sorted(spans), body


def as_provider(host, name, parameters, before="", times=1):
    """Executes a statement of the plugin in the database as the provider, in the plugin's role; its rows."""
    provider = int(host.sql("SELECT key FROM app.tenants WHERE id = 'north'")[0][0])
    with open(os.path.join(hosts.ROOT, "Plugins/Hosting/queries", name + ".sql")) as file:
        text = "\n".join(line for line in file.read().splitlines() if not line.startswith("--"))
    for number, value in sorted(parameters.items(), reverse=True):
        text = text.replace(f"${number}", value)
    settings = {"app.tenant": provider, "app.sight_low": provider, "app.sight_high": provider | 0xFFFFFFFF}
    context = "".join(f"SET {key} = '{value}';" for key, value in settings.items())
    context += "SET ROLE rt_hosting; SET search_path = p_hosting, pg_catalog, pg_temp;"
    return host.sql(context + (before + text + ";\n") * times)


def statement(host, name, parameters, times=6):
    """Milliseconds that a statement of the plugin takes in the database as the provider, the first time left out."""
    plans = as_provider(host, name, parameters, "EXPLAIN (ANALYZE, TIMING OFF) ", times)
    found = [float(match[1]) for row in plans if (match := re.match(r"Execution Time: ([\d.]+) ms", row[0]))]
    return sorted(found[1:])


def row(name, spans, size=""):
    print(f"| {name} | {statistics.median(spans):.1f} | {spans[-1]:.1f} | {size} |", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=30)
    options.add_argument("--sites", type=int, choices=(1, 3), default=3, help="at how many sites the miners stand")
    options.add_argument("--patience", type=float, default=20, help="seconds to wait for a quiet machine before each measurement")
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        hosts.build()
    # A host that starts again refuses partitions that it has not made itself.
    shutil.rmtree(os.path.join(hosts.SCRATCH, "fleet-history"), ignore_errors=True)
    host = hosts.Host("fleet-history", hosts.tenants(CLIENTS), 27110)
    host.start()
    try:
        host.sql(SEED.replace("SITES", str(given.sites)))
        host.sql("VACUUM ANALYZE")
        provider, client = host.login("north@bench.test"), host.login("client1@bench.test")
        site = host.sql("SELECT id FROM p_hosting.sites ORDER BY id LIMIT 1")[0][0]
        miner = host.sql("SELECT min(id) FROM p_hosting.miners")[0][0]
        history = "/api/v1/hosting/summary/history?from=-30d&step=1h"
        uptime = "/api/v1/hosting/uptime?from="
        asked = [
            ("30-day chart of 6,000 miners, by hours", history, provider),
            (f"30-day chart of one site of {MINERS // given.sites:,} miners", f"{history}&site={site}", provider),
            ("30-day chart of a client's 100 miners", history, client),
            ("30-day chart of one miner", f"/api/v1/hosting/miners/{miner}/telemetry?from=-30d&step=1h", provider),
            ("30-day uptime of 6,000 miners by site", uptime + "-30d&by=site", provider),
            ("30-day uptime of 6,000 miners, each", uptime + "-30d&by=miner", provider),
            ("24-hour uptime of 6,000 miners by client", uptime + "-24h&by=client", provider),
            ("30-day uptime of a client's 100 miners", uptime + "-30d&by=miner", client),
        ]
        print("| | p50 ms | worst ms | bytes |\n|---|---|---|---|")
        host.sql("TRUNCATE p_hosting.fleet_sums")
        month = {1: "(now() - interval '30 days')", 2: "now()", 3: site}
        for what in ["its clients' roll-ups", "its sums"]:
            for name, of in [("fleet_1h", "the fleet"), ("site_fleet_1h", "a site")]:
                machine.wait_for_quiet(given.patience)
                row(f"30 days of {of} from {what}, in the database", statement(host, name, month, 2 * given.times + 1))
            for step in ["1h", "1d"]:
                as_provider(host, "fleet_sums_" + step, {1: "(now() - interval '31 days')", 2: "now()"})
            host.sql("VACUUM ANALYZE p_hosting.fleet_sums")
        for name, path, cookie in asked:
            spans, body = ask(host, path, cookie, given.times, given.patience)
            assert json.loads(body)["items"], name
            row(name, spans, len(body))
        none = {5: "0", 6: "0", 7: "5000"}
        for name, limits in [
            ("of one rule about unreachable miners", {1: "null", 2: "null", 3: "null", 4: "null"}),
            ("of rules about everything", {1: "90", 2: "0.8", 3: "0.8", 4: "1000"}),
        ]:
            spans = statement(host, "alert_candidates", limits | none)
            row(f"candidates {name}, 6,000 miners, in the database", spans)
    finally:
        host.stop()


main()
