#!/usr/bin/env python3
"""What the look at a fleet finds of simulated faults, how soon, and what it tells of miners that have none."""
import argparse
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--miners", type=int, default=480)
    options.add_argument("--days", type=int, default=45)
    options.add_argument("--faults", type=int, default=4, help="of each kind, in each fleet")
    options.add_argument("--step", type=int, default=1, help="hours from look to look; the job looks every hour")
    options.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13, 14, 15, 16])
    options.add_argument("--binary", default=os.path.join(hosts.RELEASE, "AnomaliesBenchmark"))
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        subprocess.run(["swift", "build", "-c", "release", "--product", "AnomaliesBenchmark"], cwd=hosts.ROOT, check=True)
    trial = [given.binary, "trial", given.miners, given.days, given.faults, given.step, *given.seeds]
    lines = subprocess.run([str(word) for word in trial], capture_output=True, text=True, check=True).stdout.splitlines()
    alarms, days = 0, 0
    for word, *rest in (line.split() for line in lines):
        if word == "fault":
            kind, count, found, median, late = rest
            print(f"{kind:16} {found:>4} of {count:>4} found, after {median} h, nine in ten within {late} h")
        elif word == "false":
            alarms += int(rest[1])
            print(f"false alarms, {rest[0]}: {rest[1]}")
        elif word == "site":
            print(f"findings of sites, {rest[0]}: {rest[1]}")
        elif word == "false_site":
            print(f"findings of sites with nothing wrong: {rest[0]}")
        else:
            days = int(rest[0])
    print(f"{alarms} false alarms in {days} sound days of a miner: {1000 * alarms / days:.2f} in a thousand")
    print("6,000 miners, one look:", subprocess.run([given.binary, "time", "6000"], capture_output=True, text=True, check=True).stdout.strip())


main()
