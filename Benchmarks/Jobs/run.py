#!/usr/bin/env python3
"""The scheduler without plugins: no-ops end to end, and how long 196 tenants wait while another floods; beside Go's fair queue."""
import argparse
import os
import shlex
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts
import machine
import peers

URL = "postgres://hibench@127.0.0.1:55434/hibench"


ROLE = """DO $$BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'hibench') THEN CREATE ROLE hibench LOGIN CREATEROLE; END IF; END$$"""


def fresh_database():
    """Makes the role and an empty database on the peers' cluster, for both to use the same server."""
    statements = [ROLE, "DROP DATABASE IF EXISTS hibench WITH (FORCE)", "CREATE DATABASE hibench OWNER hibench"]
    orders = " ".join("-c " + shlex.quote(text) for text in statements)
    subprocess.run(["bash", "-c", f". ./env.sh; psql -q -v ON_ERROR_STOP=1 -U postgres -h 127.0.0.1 -p 55434 -d postgres {orders}"],
                   cwd=peers.FOLDER, env=dict(os.environ, HP=peers.HOME), check=True)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--database", help="an empty database of a role that may create roles; else one is made on the peers' cluster")
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        subprocess.run(["swift", "build", "-c", "release", "--product", "JobsBenchmark"], cwd=hosts.ROOT, check=True)
    program = os.path.join(hosts.RELEASE, "JobsBenchmark")
    python = os.path.join(peers.HOME, "venv", "bin", "python")
    go = [python, os.path.join(peers.FOLDER, "jobs", "bench_jobs.py"), "go-fair"]
    for phase, theirs in (("throughput", ["thr", "--n", "100000"]), ("fairness", ["fair"])):
        for _ in range(given.rounds):
            load = machine.wait_for_quiet(20)
            if not given.database:
                fresh_database()
            ours = subprocess.run([program, given.database or URL, phase], capture_output=True, text=True, check=True).stdout
            print(f"ours, load before {load:.1f}:\n{ours}", end="", flush=True)
            if os.access(go[0], os.X_OK) and peers.tool("pgq_go"):
                machine.wait_for_quiet(20)
                out = subprocess.run(go + theirs, capture_output=True, text=True, env=dict(os.environ, PGHOST="127.0.0.1"))
                print("go:", out.stdout or out.stderr[-300:], flush=True)


main()
