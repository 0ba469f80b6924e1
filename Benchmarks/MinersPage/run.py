#!/usr/bin/env python3
"""The page of miners as JSON: 200 clients, 6,000 miners. Ours beside pgbench with the same SQL and beside the peers, in one run."""
import argparse
import json
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts
import machine
import peers

CLIENTS, MINERS = 200, 6_000
SEED = """
UPDATE app.job_schedules SET paused = true;
DELETE FROM app.job_runs WHERE host IS NULL;
DO $$ BEGIN
IF (SELECT count(*) FROM p_hosting.miners) = 0 THEN
    INSERT INTO p_hosting.sites (tenant_id, name, location, capacity_mw)
        SELECT t.key, s.name, s.location, s.mw FROM app.tenants t,
            (VALUES ('Megafarm', 'Texas', 120), ('Northern Hydro', 'Quebec', 45), ('Steppe', 'Kazakhstan', 60)) s (name, location, mw)
        WHERE t.id = 'north';
    INSERT INTO p_hosting.miners (tenant_id, serial_number, model_id, site_tenant_id, site_id, status, address, port)
        SELECT c.key, 'SN' || lpad(i::text, 8, '0'), m.id, s.tenant_id, s.id,
            CASE WHEN i % 20 = 0 THEN 'offline' WHEN i % 33 = 0 THEN 'maintenance' ELSE 'active' END,
            '10.' || i / 65025 || '.' || (i / 255) % 255 || '.' || i % 255, 4028
        FROM generate_series(1, 6000) i
        JOIN app.tenants c ON c.id = 'client-' || (1 + i % 200)
        JOIN (SELECT id, row_number() OVER (ORDER BY id) n FROM p_hosting.miner_models) m ON m.n = 1 + i % 12
        JOIN (SELECT tenant_id, id, row_number() OVER (ORDER BY id) n FROM p_hosting.sites) s ON s.n = 1 + i % 3;
    INSERT INTO p_hosting.miner_states (tenant_id, miner_id, state, state_since, observed_at, last_seen_at, hashrate_ths, rate_value,
            rate_unit, rate_window, power_watts, temperature_celsius, board_temperature_celsius, fan_rpm, accepted_shares, uptime_seconds,
            pool_url, pool_user, firmware, commands)
        SELECT tenant_id, id, 'ok', now() - interval '1 hour', now(), now(), 95 + id % 50 * 0.73, 95000 + id % 50, 'GH', '5s', 3100 + id % 400,
            75 + id % 10, 60 + id % 10, 4200 + id % 1800, 90000 + id, 86400 + id, 'stratum+tcp://pool.example:3333', 'farm.' || id,
            'Antminer firmware 2023-11-17', 'joined'
        FROM p_hosting.miners;
END IF; END $$;
"""


def pgbench_script(host, name, statements):
    """The context and both statements, pipelined as the host sends them; as each client in turn, or as the provider who sees all of them."""
    provider = int(host.sql("SELECT key FROM app.tenants WHERE id = 'north'")[0][0])
    low = int(host.sql("SELECT key FROM app.tenants WHERE id = 'client-1'")[0][0]) - 1
    sight = {
        "client": (f"\\set key {low} + random(1, {CLIENTS})\n\\set skip 20 * random(0, 1)\n", ":key"),
        "provider": (f"\\set key {provider}\n\\set skip 20 * random(0, 4)\n", f"'{provider | 0xFFFFFFFF}'"),
    }[name]

    def read(name):
        with open(os.path.join(hosts.ROOT, "Plugins/Hosting/queries", name + ".sql")) as file:
            lines = [line for line in file.read().splitlines() if not line.startswith("--")]
        return " ".join(lines).replace("$1", ":size").replace("$2", ":skip")

    text = f"{sight[0]}\\set size 20\n\\startpipeline\n"
    text += "SELECT set_config('app.tenant', :key, true), set_config('app.sight_low', :key, true), "
    text += f"set_config('app.sight_high', {sight[1]}, true);\n"
    text += "".join(read(name) + ";\n" for name in statements) + "\\endpipeline\n"
    path = os.path.join(host.data, name + ".pgbench")
    with open(path, "w") as file:
        file.write(text)
    return path


def pgbench(host, script, seconds):
    out = host.as_superuser([
        "env", "PGOPTIONS=-c role=rt_hosting -c search_path=p_hosting,pg_catalog,pg_temp", "pgbench", "-n", "-M", "prepared", "-c", "16",
        "-j", "2", "-T", str(max(1, round(seconds))), "-f", script, "-h", host.socket_folder, "hashinsight"])
    return float(re.search(r"^tps = ([\d.]+)", out, re.M)[1])


def write_requests(path, port, asked):
    with open(path, "wb") as file:
        for cookie, page in asked:
            text = f"GET /api/v1/hosting/miners?page={page} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUser-Agent: bench\r\nAccept: */*\r\n"
            text += f"Cookie: {cookie}\r\n\r\n"
            file.write(b"%d\n" % len(text) + text.encode())


def drive(generator, port, requests, pid, postmaster, seconds, connections, patience):
    subprocess.run([generator, "-p", str(port), "-f", requests, "-c", "16", "-d", "0.5"], capture_output=True, check=True)
    load = machine.wait_for_quiet(patience)
    meter = machine.Meter(pid, postmaster)
    out = json.loads(subprocess.run(
        [generator, "-p", str(port), "-f", requests, "-c", str(connections), "-d", str(seconds)], capture_output=True, text=True,
        check=True).stdout)
    cost = meter.read()
    if out["non2xx"] or out["errs"]:
        raise SystemExit(f"port {port}: {out['non2xx']} answers were no success, {out['errs']} connections failed")
    return {
        "per_second": out["rps"], "cpu_micros": cost["server"] * 1e6 / out["ok"], "database_micros": cost["database"] * 1e6 / out["ok"],
        "p99_ms": out["p99_us"] / 1e3, "others": cost["others"], "load_before": load}


def prepare(host):
    """Rows and sessions; returns the files of requests by who asks."""
    host.sql(SEED)
    host.sql("VACUUM ANALYZE")
    cookies = [host.login(f"client{number}@bench.test") for number in range(1, CLIENTS + 1)]
    provider = host.login("north@bench.test")
    status, body = host.get("/api/v1/hosting/miners?page=1", cookies[0])
    page = json.loads(body)
    assert status == 200 and len(page["items"]) == 20 and page["total"] == MINERS // CLIENTS, body
    requests = {name: os.path.join(host.data, name) for name in ("client", "provider")}
    write_requests(requests["client"], host.port, [(cookie, page) for cookie in cookies for page in (1, 2)])
    write_requests(requests["provider"], host.port, [(provider, page) for page in range(1, 6)])
    return requests


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--connections", type=int, default=64)
    options.add_argument("--patience", type=float, default=20, help="seconds to wait for a quiet machine before each measurement")
    options.add_argument("--no-build", action="store_true")
    options.add_argument("--no-peers", action="store_true")
    options.add_argument("--worker", action="store_true", help="also with the plugin in a worker, one for all tenants")
    given = options.parse_args()
    if not given.no_build:
        hosts.build()
    generator = peers.tool("hload")
    if not generator:
        raise SystemExit("the load generator is missing: set up shared/peers (README.md)")

    ours = hosts.Host("miners-page", hosts.tenants(CLIENTS), 27100)
    worker = given.worker and hosts.Host(
        "miners-page-worker", hosts.tenants(CLIENTS, isolation=", isolation: worker, workers: plugin"), 27106)
    others = []
    figures = {}
    ours.start()
    try:
        requests = prepare(ours)
        if worker:
            worker.start()
            requests |= {name + ", through a worker": path for name, path in prepare(worker).items()}
        status, body = ours.get("/api/v1/hosting/miners?page=1", ours.login("client1@bench.test"))
        scripts = {name: pgbench_script(ours, name, ["miners_page", "miners_total"]) for name in ("client", "provider")}
        for name in [] if given.no_peers else peers.available():
            others.append(peers.Peer(name))
        for _ in range(given.rounds):
            for name, script in scripts.items():
                machine.wait_for_quiet(given.patience)
                figures.setdefault("pgbench, as " + name, []).append({"per_second": pgbench(ours, script, given.seconds)})
            for name, path in requests.items():
                host = worker if name.endswith("worker") else ours
                figures.setdefault("ours, as " + name, []).append(
                    drive(generator, host.port, path, host.pid, host.postmaster, given.seconds, given.connections, given.patience))
            for peer in others:
                figures.setdefault(peer.name, []).append(
                    drive(generator, peer.port, peer.requests, peer.pid, peers.postmaster(), given.seconds, given.connections, given.patience))
            print({name: {key: round(value, 2) for key, value in runs[-1].items()} for name, runs in figures.items()}, flush=True)
    finally:
        for peer in others:
            peer.stop()
        if worker and worker.process:
            worker.stop()
        ours.stop()

    ceilings = {name: max(run["per_second"] for run in figures["pgbench, as " + name]) for name in ("client", "provider")}
    print(f"\n{len(body)} bytes a page of 20 rows. The best of {given.rounds} rounds; CPU is the least of them.\n")
    print("| | requests/s | of pgbench | server CPU µs | PostgreSQL CPU µs | p99 ms |")
    print("|---|---|---|---|---|---|")
    for name, runs in figures.items():
        best = max(run["per_second"] for run in runs)
        ceiling = ceilings["provider" if "provider" in name else "client"]
        cells = [f"{best:.0f}", f"{best / ceiling:.2f}"]
        for key in ("cpu_micros", "database_micros", "p99_ms"):
            cells.append(f"{min(run[key] for run in runs):.1f}" if key in runs[0] else "")
        print(f"| {name} | " + " | ".join(cells) + " |")


main()
