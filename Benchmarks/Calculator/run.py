#!/usr/bin/env python3
"""Rows a second of the batch calculator beside the same in C with plain doubles, in turns in one run."""
import argparse
import glob
import os
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
ENGINE = ["Arithmetic", "Economics", "Inputs/FieldFault.swift", "Batch/BatchRow.swift", "Batch/BatchResult.swift"]


def sources():
    for part in ENGINE:
        path = os.path.join(ROOT, "Plugins/Calculator/Sources", part)
        yield from [path] if path.endswith(".swift") else sorted(glob.glob(os.path.join(path, "*.swift")))


def measure(program):
    """Of each kind the least nanoseconds a row, the most rows a second, and the sum."""
    lines = subprocess.run([program, "5"], capture_output=True, text=True, check=True).stdout.splitlines()
    kinds = {}
    for name, nanos, total, rate in (line.split() for line in lines):
        least, most, _ = kinds.get(name, (int(nanos), 0, total))
        kinds[name] = (min(least, int(nanos)), max(most, int(rate)), total)
    return kinds


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, ceiling = os.path.join(folder, "ours"), os.path.join(folder, "ceiling")
        subprocess.run(["swiftc", "-O", "-whole-module-optimization", "-swift-version", "6", *sources(), os.path.join(HERE, "main.swift"), "-o", ours], check=True)
        subprocess.run(["cc", "-std=gnu11", "-O2", os.path.join(HERE, "ceiling.c"), "-o", ceiling], check=True)
        for _ in range(given.rounds):
            own, c = measure(ours), measure(ceiling)
            (least, rate, sum_ours), (least_c, rate_c, sum_c) = own["figures"], c["figures"]
            if abs(float(sum_ours) - float(sum_c)) > 1e-6 * abs(float(sum_c)):
                raise SystemExit(f"the sums differ: {sum_ours} and {sum_c}")
            print(f"batch {rate:,} rows/s ({least} ns a row, 31 digits); C with doubles {rate_c:,} rows/s ({least_c} ns, 15 digits); "
                  f"{least / max(least_c, 1):.1f}×; with internal rates {own['with_rates'][1]:,} rows/s ({own['with_rates'][0]} ns)")



main()
