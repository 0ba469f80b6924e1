#!/usr/bin/env python3
"""10,000 devices of every captured model, ten rounds: the host's memory after each."""
import argparse
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts
import machine

INSERT = """
INSERT INTO p_hosting.miners (tenant_id, serial_number, model_id, address, port)
SELECT t.key, d.serial, coalesce(m.id, 'bitmain-antminer-s9-13-5-th'), d.address, d.port
FROM (VALUES {rows}) d (serial, model, address, port) JOIN app.tenants t ON t.id = 'north' LEFT JOIN p_hosting.miner_models m ON m.name = d.model;
ANALYZE;
"""
RUN = """INSERT INTO app.job_runs (tenant_key, plugin, job, deadline_ms) SELECT key, 'hosting', 'collect', 55000 FROM app.tenants
    WHERE id = 'north'; SELECT pg_notify('hashinsight_jobs', '')"""


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=10)
    options.add_argument("--count", type=int, default=10_000)
    options.add_argument("--every", type=float, default=60, help="seconds from round to round")
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        hosts.build()
    host = hosts.Host("memory", hosts.tenants(0, networks="127.20.0.0/16"), 27104)
    fleet = os.path.join(host.data, "fleet.csv")
    simulator = subprocess.Popen([
        os.path.join(hosts.RELEASE, "hashinsight"), "simulate", "miners", "--count", str(given.count), "--first-address", "127.20.0.1", "--seed", "7",
        "--dead", "2", "--refusing", "2", "--dripping", "1", "--lying", "2", "--fleet", fleet])
    host.start(logins=False)
    try:
        host.sql("UPDATE app.job_schedules SET paused = true")
        while not os.path.exists(fleet) or sum(1 for _ in open(fleet)) < given.count + 1:
            time.sleep(0.1)
        with open(fleet) as file:
            names, *lines = [line.strip().split(",") for line in file]
        rows = [dict(zip(names, line)) for line in lines]
        host.sql("DELETE FROM p_hosting.miners")
        host.sql(INSERT.replace("{rows}", ",".join(f"('{r['serial']}', '{r['model']}', '{r['address']}', {r['port']})" for r in rows)))
        time.sleep(2)
        for number in range(given.rounds):
            begun = time.time()
            before = host.sql("SELECT coalesce(max(run_id), 0) FROM app.job_history")[0][0]
            host.sql(RUN)
            found = []
            while not found:
                time.sleep(0.1)
                found = host.sql(f"""SELECT state, extract(epoch FROM ended_at - started_at), coalesce(summary, error) FROM app.job_history
                    WHERE run_id > {before} AND plugin = 'hosting'""")
            resident, private = machine.resident_mb(host.pid)
            print(f"round {number + 1}: {found[0][0]}, {float(found[0][1]):.2f} s, {resident:.1f} MB resident, {private:.1f} MB private", flush=True)
            if number == 0:
                print("   ", found[0][2])
            time.sleep(max(0, given.every - (time.time() - begun)))
        rows = host.sql("SELECT count(*), count(DISTINCT miner_id) FROM p_hosting.telemetry")
        print(f"telemetry rows {rows[0][0]} of {rows[0][1]} miners")
    finally:
        host.stop()
        simulator.terminate()
        simulator.wait(20)


main()
