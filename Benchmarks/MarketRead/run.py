#!/usr/bin/env python3
"""Reads of market data when the cache has them and when only the database has them, also while every source hangs; and what a round of
the collection takes, which alone goes outside. Each beside the same bytes asked of Redis or PostgreSQL directly."""
import argparse
import http.client
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "lib"))
import host as hosts
import machine
from redis import Redis
from source import Source

CANDLES = os.path.join(hosts.ROOT, "Tests/AnalyticsTests/Fixtures/history/btc_usd_ohlcv_daily.csv")
PROVIDERS = ["coingecko", "blockchain_info", "mempool", "binance", "okx", "bybit", "deribit", "ankr"]
DAYS = 365
# Days before the first that is shown, for the slowest indicator: `TechnicalAnalysis.warmUpDays`.
WARM_UP = 250
# Milliseconds at the 99th percentile: of a read from the cache, and from the database.
WANTED = {"cache": 50, "database": 200}


def config(port):
    """North and south with Analytics, all providers at one address."""
    address = f"http://127.0.0.1:{port}"
    settings = ", ".join(f'{name}_url: "{address}"' for name in PROVIDERS)
    analytics = f"      analytics: {{settings: {{{settings}, request_timeout_seconds: 30}}}}\n"
    bundle = os.path.join(hosts.RELEASE, "Analytics.plugin")
    grants = f'grants: {{egress: {{hosts: ["{address}"], networks: [127.0.0.0/8]}}}}'
    text = hosts.tenants(0, extra=f"  - {{id: analytics, path: {bundle}, {grants}}}\n")
    text = text.replace("      hosting: {networks", analytics + "      hosting: {networks")
    south = "  - id: south\n    kind: provider\n    name: South Mining\n    members: [{email: south@bench.test, role: owner}]\n    plugins:\n"
    return text + south + analytics


class Reader:
    """A member of north who asks over one connection."""

    def __init__(self, host):
        self.connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=60)
        self.headers = {"Cookie": host.login("north@bench.test")}

    def ask(self, path):
        """Milliseconds and the body."""
        begun = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read()
        span = (time.perf_counter() - begun) * 1e3
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {body[:300]}")
        return span, body


def in_database(host, name, *values, times):
    """Milliseconds that psql waits for the rows of a statement of the plugin, as north in the plugin's role."""
    with open(os.path.join(hosts.ROOT, "Plugins/Analytics/queries", name + ".sql")) as file:
        text = file.read()
    key = int(host.sql("SELECT key FROM app.tenants WHERE id = 'north'")[0][0])
    before = "".join(f"SET app.{name} = '{value}';" for name, value in
                     [("tenant", key), ("sight_low", key), ("sight_high", key | 0xFFFFFFFF)])
    before += f"SET ROLE rt_analytics; SET search_path = p_analytics, pg_catalog, pg_temp; PREPARE asked AS {text};\n"
    execute = f"EXECUTE asked{'(' + ', '.join(values) + ')' if values else ''};\n"
    out = host.sql(before + "\\o /dev/null\n" + execute + "\\timing on\n" + execute * times)
    return sorted(float(found[1]) for line in out if (found := re.match(r"Time: ([\d.]+) ms", line[0])))


def at(spans, share):
    return spans[round(share * (len(spans) - 1))]


def row(what, spans, size, bare):
    spans = sorted(spans)
    told = f"{at(bare, 0.5):.2f} / {at(bare, 0.99):.2f}" if bare else "–"
    print(f"| {what} | {at(spans, 0.5):.2f} | {at(spans, 0.99):.2f} | {spans[-1]:.1f} | {size} | {told} |", flush=True)
    return at(spans, 0.99)


class Collections:
    """Rounds of the collection, as the queue's history tells them."""

    def __init__(self, host, source):
        self.host, self.source = host, source

    def ended(self, tenant):
        """Run, seconds, state and what it said of the newest one that has ended."""
        rows = self.host.sql(
            "SELECT h.run_id, extract(epoch FROM h.ended_at - h.started_at), h.state, coalesce(h.summary, h.error) FROM app.job_history h"
            f" JOIN app.tenants t ON t.key = h.tenant_key WHERE t.id = '{tenant}' AND h.job = 'collect_market' ORDER BY 1 DESC LIMIT 1")
        return rows[0] if rows else None

    def wait(self, tenant, after="0"):
        for _ in range(3_000):
            found = self.ended(tenant)
            if found and int(found[0]) > int(after):
                if found[2] != "succeeded":
                    raise SystemExit(f"the collection of {tenant}: {found[2]} {found[3]}")
                return float(found[1])
            time.sleep(0.1)
        raise SystemExit(f"no collection of {tenant} ended")

    def begin(self, tenant):
        out = subprocess.run(
            [os.path.join(hosts.RELEASE, "hashinsight"), "jobs", "run", "analytics.collect_market", "--tenant", tenant, "--config",
             self.host.config, "--data", self.host.data], capture_output=True, text=True, cwd=hosts.ROOT)
        if out.returncode:
            raise SystemExit(f"jobs run: {out.stderr or out.stdout}")

    def again(self, tenant):
        """One round of a tenant that has nothing: seconds and how often it asked outside."""
        tables = ["market_now", "market_sources", "market_candles", "market_histories", "market_history_points", "market_pools", "market_blocks"]
        self.host.sql("".join(
            f"DELETE FROM p_analytics.{table} WHERE tenant_id = (SELECT key FROM app.tenants WHERE id = '{tenant}');" for table in tables))
        last, asked = self.ended(tenant)[0], self.source.asked
        self.begin(tenant)
        return self.wait(tenant, last), self.source.asked - asked


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--times", type=int, default=500)
    options.add_argument("--rounds", type=int, default=5, help="of the collection")
    options.add_argument("--delay", type=float, default=0.3, help="seconds that a source takes for an answer")
    options.add_argument("--hang", type=float, default=8, help="seconds that it takes while it hangs")
    options.add_argument("--patience", type=float, default=20, help="seconds to wait for a quiet machine before each measurement")
    options.add_argument("--no-build", action="store_true", help="BENCH_BUILD names the folder of another build")
    given = options.parse_args()
    if not given.no_build:
        hosts.build(("hashinsight", "Hosting", "Analytics"))
    shutil.rmtree(os.path.join(hosts.SCRATCH, "market-read"), ignore_errors=True)
    source = Source(CANDLES, given.delay)
    host = hosts.Host("market-read", config(source.port), 27112)
    redis = Redis(host.data) if Redis.installed() else None
    if redis:
        os.environ["REDIS_URL"] = f"unix://{redis.path}?db=0"
    else:
        print("redis-server is not installed: the host's memory is the cache, and only the first collection is measured", flush=True)
    host.start()
    try:
        missed = measure(given, host, source, redis)
    finally:
        host.stop()
        if redis:
            redis.stop()
    if missed:
        raise SystemExit("missed: " + "; ".join(missed))


def measure(given, host, source, redis):
    """Prints the tables; says what was missed."""
    collections = Collections(host, source)
    first = [collections.wait(tenant) for tenant in ("north", "south")]
    first_asked = source.asked
    host.sql("UPDATE app.job_schedules SET paused = true")
    reader = Reader(host)
    missed = []

    def reads(what, of, paths, bare, before=lambda: None):
        machine.wait_for_quiet(given.patience)
        spans = []
        for path in paths:
            before()
            span, body = reader.ask(path)
            spans.append(span)
        assert json.loads(body)["items"], what
        if row(what, spans, len(body), bare) > WANTED[of]:
            missed.append(f"{what}: p99 above {WANTED[of]} ms")

    technical = f"/api/v1/analytics/technical?days={DAYS}"
    market = "/api/v1/analytics/market"
    candles = f"/api/v1/analytics/market/candles?from=-{DAYS}d"
    reader.ask(technical)
    bare = []
    if redis:
        key = max((key for key in redis.say("KEYS", "*technical*") if redis.say("TYPE", key) == b"hash"),
                  key=lambda key: redis.say("HSTRLEN", key, "d"))
        for _ in range(given.times):
            begun = time.perf_counter()
            redis.say("HMGET", key, "d", "c", "f")
            bare.append((time.perf_counter() - begun) * 1e3)
    place = "Redis" if redis else "the host's memory"
    print("| read | p50 ms | p99 ms | worst ms | bytes | bare p50 / p99 ms |\n|---|---|---|---|---|---|")
    reads(f"indicators of {DAYS} days, {place} has them", "cache", [technical] * given.times, sorted(bare))
    bare = in_database(host, "candles_recent", "86400", str(DAYS + WARM_UP), times=given.times)
    times = min(given.times, 200)
    if redis:
        reads("the same, only the database has the candles", "database", [technical] * times, bare, lambda: redis.say("FLUSHDB"))
    else:
        # No two have the same key.
        paths = [f"/api/v1/analytics/technical?days={DAYS + n}" for n in range(1, times + 1)]
        reads("the same of ever more days, only the database has the candles", "database", paths, bare)
    bare = in_database(host, "candles_span", "86400", f"now() - interval '{DAYS} days'", "now()", times=given.times)
    reads(f"candles of {DAYS} days, never cached", "database", [candles] * given.times, bare)
    bare = in_database(host, "market_now", times=given.times)
    reads("the newest values, never cached", "database", [market] * given.times, bare)
    if redis:
        while_hanging(given, host, source, redis, collections, reader, bare, missed)

    begun = time.perf_counter()
    outside = http.client.HTTPConnection("127.0.0.1", source.port)
    outside.request("GET", "/api/v1/prices")
    outside.getresponse().read()
    alone = time.perf_counter() - begun
    print(f"\nCollection, by a job alone; a source takes {given.delay:.1f} s, one request without the host {alone:.2f} s; four at once\n")
    print("| a round of a tenant that has nothing | s | requests outside |\n|---|---|---|")
    print(f"| two tenants at once, right after the start | {max(first):.2f} | {first_asked} |", flush=True)
    if redis:
        for what, forgets in [("nobody has the answers", True), ("another tenant's answers are in Redis", False)]:
            found = []
            for _ in range(given.rounds):
                if forgets:
                    redis.say("FLUSHDB")
                found.append(collections.again("south"))
            seconds = sorted(seconds for seconds, _ in found)
            print(f"| {what} | {statistics.median(seconds):.2f}, worst {seconds[-1]:.2f} | {sorted({asked for _, asked in found})} |", flush=True)
    return missed


def while_hanging(given, host, source, redis, collections, reader, bare, missed):
    """Reads of values that are due while a collection waits for sources that do not answer."""
    host.sql("UPDATE p_analytics.market_now SET recorded_at = recorded_at - interval '1 hour'")
    redis.say("FLUSHDB")
    last = collections.ended("north")[0]
    source.delay = given.hang
    collections.begin("north")
    while not source.under_way:
        time.sleep(0.01)
    spans = []
    # Not beyond the first answers: between two requests nothing is waited for.
    end = time.time() + given.hang * 0.8
    while len(spans) < given.times and time.time() < end:
        spans.append(reader.ask("/api/v1/analytics/market")[0])
    assert source.under_way, "the sources answered before the reads were over"
    size = len(reader.ask("/api/v1/analytics/market")[1])
    if row(f"the same {len(spans)} times, stale, while the collection waits for sources that hang", spans, size, bare) > WANTED["database"]:
        missed.append("while sources hang: p99 above 200 ms")
    source.delay = given.delay
    collections.wait("north", last)


main()
