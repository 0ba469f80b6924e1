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
    lines = subprocess.run([program, "5"], capture_output=True, text=True, check=True).stdout.split("\n")
    figures = [line.split() for line in lines if line]
    return min(int(one[0]) for one in figures), max(int(one[2]) for one in figures), figures[0][1]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ours, ceiling = os.path.join(folder, "ours"), os.path.join(folder, "ceiling")
        subprocess.run(["swiftc", "-O", "-whole-module-optimization", "-swift-version", "6", *sources(), os.path.join(HERE, "main.swift"), "-o", ours], check=True)
        subprocess.run(["cc", "-std=gnu11", "-O2", os.path.join(HERE, "ceiling.c"), "-o", ceiling], check=True)
        for _ in range(given.rounds):
            (least, rate, sum_ours), (least_c, rate_c, sum_c) = measure(ours), measure(ceiling)
            if abs(float(sum_ours) - float(sum_c)) > 1e-6 * abs(float(sum_c)):
                raise SystemExit(f"the sums differ: {sum_ours} and {sum_c}")
            print(f"batch {rate:,} rows/s ({least} ns a row, 31 digits); C with doubles {rate_c:,} rows/s ({least_c} ns, 15 digits); {least / max(least_c, 1):.1f}×")


main()
