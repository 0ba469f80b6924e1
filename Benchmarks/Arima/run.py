#!/usr/bin/env python3
"""ARIMA(2,1,2) on 730 days beside statsmodels, in turns in one run. Needs statsmodels: python3 -m pip install statsmodels"""
import argparse
import os
import statistics
import subprocess
import sys
import time
import warnings

# One thread, as ours has.
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy
from statsmodels.tsa.arima.model import ARIMA

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts

PRICES = os.path.join(hosts.ROOT, "Tests/AnalyticsTests/Fixtures/history/btc_usd_daily.csv")


def peer(calls):
    """The median time of a fit in nanoseconds, and the log-likelihood that it reaches."""
    closes = numpy.log([float(line.split(",")[1]) for line in open(PRICES).read().split()[1:]][-730:])
    times = []
    for _ in range(calls):
        start = time.perf_counter_ns()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            fit = ARIMA(closes, order=(2, 1, 2)).fit()
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times), fit.llf


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--calls", type=int, default=11)
    options.add_argument("--binary", default=os.path.join(hosts.RELEASE, "ArimaBenchmark"))
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        subprocess.run(["swift", "build", "-c", "release", "--product", "ArimaBenchmark"], cwd=hosts.ROOT, check=True)
    for _ in range(given.rounds):
        theirs, their_likelihood = peer(given.calls)
        ours, likelihood = (float(value) for value in subprocess.run(
            [given.binary, PRICES, str(given.calls)], capture_output=True, text=True, check=True).stdout.split())
        print(f"fit {ours / 1e6:.2f} ms (log-likelihood {likelihood:.3f}), statsmodels {theirs / 1e6:.1f} ms ({their_likelihood:.3f}): {theirs / ours:.1f}×", flush=True)


main()
