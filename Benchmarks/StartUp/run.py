#!/usr/bin/env python3
"""From the start of the process to the first answers, with a database folder from an earlier run; and the memory of a host at rest."""
import argparse
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts
import machine


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        hosts.build()
    host = hosts.Host("start-up", hosts.tenants(5), 27102)
    host.start()
    host.stop()
    figures = []
    for _ in range(given.rounds):
        load = machine.wait_for_quiet(30)
        begun = time.time()
        alive = host.start(logins=False, path="/health/live")
        while host.get("/health/ready")[0] != 200:
            time.sleep(0.005)
        ready = time.time() - begun
        cpu = machine.cpu_seconds(host.pid)
        time.sleep(5)
        resident, private = machine.resident_mb(host.pid)
        figures.append((alive, ready, resident))
        print(f"first answer {alive:.3f} s, ready {ready:.3f} s, CPU until then {cpu:.2f} s; after 5 s {resident:.1f} MB resident, "
              f"{private:.1f} MB private; load before {load:.1f}", flush=True)
        host.stop()
    print(f"best: first answer {min(f[0] for f in figures):.3f} s, ready {min(f[1] for f in figures):.3f} s, "
          f"memory {min(f[2] for f in figures):.1f} MB")


main()
