#!/usr/bin/env python3
"""One round over 6,000 devices: the host's own job, parse and store included, beside the C client and the Go poller."""
import argparse
import json
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts
import machine
import peers

PORT = 4128
SCENARIOS = {
    "A": ["-n", "6000"],
    "B": ["-n", "6000", "-l", "40", "-m", "5", "-D", "2", "-B", "2", "-R", "1", "-M", "1", "-S", "1", "-s", "50"],
}
INSERT = """
INSERT INTO p_hosting.miners (tenant_id, serial_number, model_id, address, port)
SELECT t.key, 'SN' || lpad(d.i::text, 8, '0'), 'bitmain-antminer-s19j-pro-104-th', d.address, d.port
FROM (VALUES {rows}) d (i, address, port), app.tenants t WHERE t.id = 'north';
ANALYZE;
"""


class Simulator:
    """The devices, as the peers play them."""

    def __init__(self, options):
        self.targets = os.path.join(hosts.SCRATCH, "targets.txt")
        log = open(os.path.join(hosts.SCRATCH, "simulator.log"), "w")
        self.process = subprocess.Popen([peers.tool("minersim"), *options, "-p", str(PORT), "-L", self.targets], stdout=log, stderr=log)
        time.sleep(0.7)

    def addresses(self):
        with open(self.targets) as file:
            return [(line.split()[0], int(line.split()[1])) for line in file]

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


def start_host():
    """A host whose cluster notes when each transaction was committed; its schedule is paused, rounds come by hand."""
    host = hosts.Host("collection", hosts.tenants(0), 27101)
    host.start(logins=False)
    host.sql("ALTER SYSTEM SET track_commit_timestamp = on")
    if host.sql("SHOW track_commit_timestamp")[0][0] == "off":
        host.stop()
        host.start(logins=False)
    host.sql("UPDATE app.job_schedules SET paused = true")
    time.sleep(2)
    return host


def fill(host, addresses):
    host.sql("DELETE FROM p_hosting.miners; TRUNCATE p_hosting.telemetry; TRUNCATE p_hosting.miner_replies")
    models = [row[0] for row in host.sql("SELECT id FROM p_hosting.miner_models WHERE id LIKE '%s19j-pro%' ORDER BY id")]
    rows = ",".join(f"({i}, '{address}', {port})" for i, (address, port) in enumerate(addresses))
    host.sql(INSERT.replace("{rows}", rows).replace("bitmain-antminer-s19j-pro-104-th", models[0]))


def round_once(host):
    """Runs the job `collect` once and returns what it cost and said."""
    before = host.sql("SELECT coalesce(max(run_id), 0) FROM app.job_history")[0][0]
    meter = machine.Meter(host.pid, host.postmaster)
    host.sql("""INSERT INTO app.job_runs (tenant_key, plugin, job, deadline_ms) SELECT key, 'hosting', 'collect', 55000 FROM app.tenants
        WHERE id = 'north'; SELECT pg_notify('hashinsight_jobs', '')""")
    while True:
        found = host.sql(f"""SELECT extract(epoch FROM ended_at - started_at), state, summary, error, started_at FROM app.job_history
            WHERE run_id > {before} AND plugin = 'hosting'""")
        if found:
            break
        time.sleep(0.05)
    cost = meter.read()
    seconds, state, summary, error, started = found[0]
    if state != "succeeded":
        raise SystemExit(f"the round ended as {state}: {error}")
    told = json.loads(summary)
    return {"seconds": float(seconds), "cpu": cost["server"], "database": cost["database"], "told": told, "started": started}


def delays(host, started):
    """From each answer to the commit of its row, in seconds; and from the round's start to the commit."""
    rows = host.sql(f"""SELECT extract(epoch FROM pg_xact_commit_timestamp(xmin) - recorded_at),
        extract(epoch FROM pg_xact_commit_timestamp(xmin) - '{started}'::timestamptz)
        FROM p_hosting.telemetry WHERE recorded_at >= '{started}'""")
    after = sorted(float(row[0]) for row in rows)
    since = sorted(float(row[1]) for row in rows)
    return after, since


def c_client(targets, at_once):
    """The C client's rows, copied by psql as they come."""
    environment = dict(os.environ, PGHOST="127.0.0.1", PGPORT="55434")
    copy = "COPY miner_telemetry(miner_id,hashrate,temperature,power_consumption,fan_speed,recorded_at) FROM STDIN"
    begun = time.time()
    client = subprocess.Popen([peers.tool("pollraw"), "-f", targets, "-k", str(at_once), "-O"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    subprocess.run(["psql", "-q", "-U", "postgres", "-d", "hi1x", "-c", copy], stdin=client.stdout, env=environment, check=True)
    said = client.stderr.read().decode()
    client.wait()
    return {"seconds": time.time() - begun, "said": said.strip()}


def go_poller(targets, at_once):
    environment = dict(os.environ, PEER_DSN="postgresql://app:app@127.0.0.1:55434/hi1x")
    out = subprocess.run([peers.tool("poll_go"), targets, str(at_once)], env=environment, capture_output=True, text=True, check=True).stdout
    said = json.loads(out)
    return {"seconds": said["total_s"], "cpu_micros": said["cpu_us_per_miner"], "said": said}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=4)
    options.add_argument("--scenarios", default="AB")
    options.add_argument("--patience", type=float, default=20, help="seconds to wait for a quiet machine before each measurement")
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        hosts.build()
    if not peers.tool("minersim"):
        raise SystemExit("the simulated devices are missing: set up shared/peers (README.md)")
    host = start_host()
    try:
        for scenario in given.scenarios:
            simulator = Simulator(SCENARIOS[scenario])
            try:
                addresses = simulator.addresses()
                fill(host, addresses)
                print(f"\n== {scenario}: {len(addresses)} devices", flush=True)
                for number in range(given.rounds + 1):
                    load = machine.wait_for_quiet(given.patience)
                    ours = round_once(host)
                    # The first round also stores every reply as text and learns each firmware's commands.
                    name = "first round" if number == 0 else "ours"
                    print(f"{name}: {ours['seconds']:.3f} s, {len(addresses) / ours['seconds']:.0f} miners/s, "
                          f"{ours['cpu'] * 1e6 / len(addresses):.0f} µs CPU a miner, PostgreSQL {ours['database'] * 1e6 / len(addresses):.0f} µs, "
                          f"load before {load:.1f}, ok {ours['told'].get('ok')} of {ours['told'].get('observed')}", flush=True)
                    after, since = delays(host, ours["started"])
                    if after:
                        at = lambda values, part: values[min(len(values) - 1, int(len(values) * part))]
                        print(f"    stored after its answer: p50 {at(after, 0.5):.3f} p99 {at(after, 0.99):.3f} max {after[-1]:.3f} s; "
                              f"after the round's start: p50 {at(since, 0.5):.2f} p99 {at(since, 0.99):.2f} max {since[-1]:.2f} s", flush=True)
                    for at_once in (256, 1_024):
                        machine.wait_for_quiet(given.patience)
                        theirs = c_client(simulator.targets, at_once)
                        print(f"c epoll {at_once} + psql: {theirs['seconds']:.3f} s, {len(addresses) / theirs['seconds']:.0f} miners/s; {theirs['said'][:160]}")
                        machine.wait_for_quiet(given.patience)
                        theirs = go_poller(simulator.targets, at_once)
                        print(f"go {at_once}: {theirs['seconds']:.3f} s, {len(addresses) / theirs['seconds']:.0f} miners/s, {theirs['cpu_micros']:.0f} µs CPU a miner", flush=True)
            finally:
                simulator.stop()
    finally:
        host.stop()


main()
