#!/usr/bin/env python3
"""The invoices of a month: 200 clients, 6,000 miners, by the real host, from the request to the answer; drafts, then issuing."""
import argparse
import http.client
import json
import os
import shutil
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts
import machine

CLIENTS, MINERS, DAYS = 200, 6_000, 31
# Of a month long past, in partitions of its own: every day of every miner, the rounds of every hour, a curtailment of each miner a week. No
# figure is round, and of each fifth miner Hosting has estimated all or half of the power.
SEED = """
UPDATE app.job_schedules SET paused = true;
DELETE FROM app.job_runs WHERE host IS NULL;
CREATE TABLE p_hosting.telemetry_1d_bench PARTITION OF p_hosting.telemetry_1d FOR VALUES FROM ('2020-01-01 00:00Z') TO ('2020-02-01 00:00Z');
CREATE TABLE p_hosting.fleet_1h_bench PARTITION OF p_hosting.fleet_1h FOR VALUES FROM ('2020-01-01 00:00Z') TO ('2020-02-01 00:00Z');
INSERT INTO p_hosting.miners (tenant_id, serial_number, model_id, address, created_at)
    SELECT c.key, 'SN' || lpad(i::text, 8, '0'), (SELECT min(id) FROM p_hosting.miner_models), '10.0.0.1', '2019-06-01'
    FROM generate_series(1, 6000) i JOIN app.tenants c ON c.id = 'client-' || (1 + i % 200);
INSERT INTO p_hosting.telemetry_1d (tenant_id, miner_id, bucket, hashrate_ths_sum, hashrate_ths_count, power_watts_sum, power_watts_count,
        fan_rpm_count, samples, estimated_watts, hashing, paused)
    SELECT m.tenant_id, m.id, d, (100 + m.id % 100) * 1430.071, 1430 - m.id % 5, (3000 + m.id % 400) * 1430.137, 1430 - m.id % 7, 1430, 1430,
        CASE WHEN m.id % 5 = 0 THEN (3000 + m.id % 400) * 1430.0 / (1 + m.id % 2) ELSE 0 END, 1425 - m.id % 11, m.id % 3
    FROM p_hosting.miners m, generate_series(timestamptz '2020-01-01 00:00Z', timestamptz '2020-01-31 00:00Z', interval '24 hours') d;
INSERT INTO p_hosting.fleet_1h (tenant_id, bucket, hashrate_ths_count, power_watts_count, miners_total_sum, miners_total_count, miners_ok_count)
    SELECT t.key, h, 60, 60, 1800, 60, 60 FROM app.tenants t,
        generate_series(timestamptz '2020-01-01 00:00Z', timestamptz '2020-01-31 23:00Z', interval '1 hour') h WHERE t.kind = 'client';
INSERT INTO p_hosting.curtailment_reductions (tenant_id, plan_tenant_id, plan_id, miner_id, from_at, until_at, baseline_watts, curtailed_kwh)
    SELECT m.tenant_id, m.tenant_id >> 32 << 32, extract(day FROM d), m.id, d, d + interval '2 hours', 3200, 6.4
    FROM p_hosting.miners m, generate_series(timestamptz '2020-01-05 17:00Z', timestamptz '2020-01-31 00:00Z', interval '7 days') d;
INSERT INTO p_crm.contracts (tenant_id, client, client_tenant, kind, price_per_kwh, fee_per_machine, agreed_uptime_percent,
        curtailment_credit_per_kwh, tax_percent)
    SELECT (SELECT key FROM app.tenants WHERE id = 'north'), t.name, t.id, 'base_pass_through', 0, 12, 97, 0.01, 8.25
    FROM app.tenants t WHERE t.kind = 'client';
INSERT INTO p_crm.power_prices (tenant_id, starts_on, ends_on, price_per_kwh)
    SELECT t.key, day, day + 14, 0.068 + extract(day FROM day) / 10000
    FROM app.tenants t, (VALUES (date '2020-01-01'), ('2020-01-16'), ('2020-01-31')) d (day) WHERE t.id = 'north';
"""
# What Analytics knew of the network in each hour, as far as a contract needs it.
SEED += """
CREATE TABLE p_analytics.market_history_1h_bench PARTITION OF p_analytics.market_history_1h
    FOR VALUES FROM ('2020-01-01 00:00Z') TO ('2020-02-01 00:00Z');
INSERT INTO p_analytics.market_history_1h (tenant_id, metric, bucket, value_sum, value_count)
    SELECT t.key, x.metric, h, 4 * x.value, 4
    FROM app.tenants t, generate_series(timestamptz '2020-01-01 00:00Z', timestamptz '2020-01-31 23:00Z', interval '1 hour') h,
        LATERAL (VALUES ('btc_usd', 8000.0 + 10 * extract(hour FROM h)), ('difficulty', 13798783827516.0), ('subsidy_btc', 12.5),
            ('fees_btc_per_block', 0.25)) x (metric, value)
    WHERE t.id = 'north';
"""
# By what the contracts bill.
CONTRACTS = {
    "base and pass-through": "UPDATE p_crm.contracts SET kind = 'base_pass_through'",
    "share of what the metered hashrate mined": """UPDATE p_crm.contracts
        SET kind = 'revenue_share', revenue_basis = 'metered', revenue_share_percent = 40""",
}
FRESH = """
TRUNCATE p_crm.client_readings, p_crm.client_invoices, p_crm.reminders, p_crm.payments, p_crm.invoices, p_crm.invoice_numbers,
    p_crm.invoice_counters, p_crm.metering_readings, p_crm.metering_hashrates, p_crm.client_hashrates, p_crm.meterings;
"""


class Provider:
    """The provider's owner, signed in."""

    def __init__(self, host):
        with open(host.logins) as file:
            password = dict(line.split("\t")[:2] for line in file.read().splitlines()[1:])["north@bench.test"]
        self.connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=120)
        answer, body = self.send("/api/v1/auth/login", {"email": "north@bench.test", "password": password}, {})
        self.headers = {"Cookie": answer.getheader("Set-Cookie").split(";")[0], "X-CSRF-Token": body["csrf_token"]}

    def send(self, path, body, headers):
        self.connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{path} was answered with {answer.status}: {text[:500]}")
        return answer, json.loads(text)

    def timed(self, path, body):
        begun = time.perf_counter()
        _, answer = self.send(path, body, self.headers)
        return time.perf_counter() - begun, answer


def measure(host, provider, name, patience):
    """One month of all clients: drafts, issuing, and a second run that must make no draft."""
    host.sql(FRESH)
    load = machine.wait_for_quiet(patience)
    drafting, drafts = provider.timed("/api/v1/crm/billing", {"month": "2020-01"})
    issuing, issued = provider.timed("/api/v1/crm/billing/issue", {"month": "2020-01"})
    again, second = provider.timed("/api/v1/crm/billing", {"month": "2020-01"})
    readings = int(host.sql("SELECT sum(cardinality(day_kwh)) FROM p_crm.client_readings")[0][0])
    assert drafts["draft_count"] == CLIENTS and issued["issued_count"] == CLIENTS and second["draft_count"] == 0, drafts
    assert readings == MINERS * DAYS, readings
    print(f"{name}: drafts {drafting:.2f} s, issued {issuing:.2f} s, together {drafting + issuing:.2f} s; "
          f"a second run {again:.2f} s and no draft; {readings} readings copied; load before {load}")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--patience", type=float, default=20, help="seconds to wait for a quiet machine before each measurement")
    options.add_argument("--no-build", action="store_true")
    options = options.parse_args()
    if not options.no_build:
        hosts.build(("hashinsight", "Hosting", "Analytics", "CRM"))
    config = hosts.tenants(CLIENTS, extra="".join(
        f"  - {{id: {name.lower()}, path: {os.path.join(hosts.RELEASE, f'{name}.plugin')}}}\n" for name in ("Analytics", "CRM")))
    head, tail = config.split("  - id: client-1\n", 1)
    # Anew each time: a host that finds partitions that it did not make does not serve them.
    shutil.rmtree(os.path.join(hosts.SCRATCH, "invoice-run"), ignore_errors=True)
    host = hosts.Host("invoice-run", head + "      crm: {}\n  - id: client-1\n" + tail, 5981)
    host.start()
    try:
        host.sql(SEED)
        host.sql("VACUUM ANALYZE")
        provider = Provider(host)
        for name, contracts in CONTRACTS.items():
            host.sql(contracts)
            for round_number in range(1, options.rounds + 1):
                measure(host, provider, f"{name}, round {round_number}", options.patience)
    finally:
        host.stop()


if __name__ == "__main__":
    main()
