#!/usr/bin/env python3
"""Indicators over 5,851 days beside TA-Lib, in turns in one run. Needs TA-Lib and numpy: python3 -m pip install TA-Lib numpy"""
import argparse
import csv
import os
import statistics
import subprocess
import sys
import time

import numpy
import talib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts

PRICES = os.path.join(hosts.ROOT, "Tests/AnalyticsTests/Fixtures/history/btc_usd_ohlcv_daily.csv")


def median_nanos(body, calls):
    times = []
    for _ in range(calls):
        start = time.perf_counter_ns()
        body()
        times.append(time.perf_counter_ns() - start)
    return statistics.median(times)


def peer(calls):
    rows = list(csv.DictReader(open(PRICES)))
    high, low, close = (numpy.array([float(row[name]) for row in rows]) for name in ("high", "low", "close"))
    bodies = {
        "sma20": lambda: talib.SMA(close, 20), "ema26": lambda: talib.EMA(close, 26), "rsi14": lambda: talib.RSI(close, 14),
        "macd": lambda: talib.MACD(close), "bbands": lambda: talib.BBANDS(close, 20), "atr14": lambda: talib.ATR(high, low, close, 14),
        "stoch": lambda: talib.STOCH(high, low, close, 14, 3, 0, 3, 0),
    }
    # What a call from Python costs by itself is taken off.
    call = median_nanos(lambda: talib.SMA(close[:2], 2), calls)
    return {name: median_nanos(body, calls) - call for name, body in bodies.items()}


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--calls", type=int, default=2000)
    options.add_argument("--binary", default=os.path.join(hosts.RELEASE, "IndicatorsBenchmark"))
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        subprocess.run(["swift", "build", "-c", "release", "--product", "IndicatorsBenchmark"], cwd=hosts.ROOT, check=True)
    # A process that does other things too keeps what it frees; one that does nothing else would fetch its pages anew for each call. Both sides.
    if "MALLOC_TRIM_THRESHOLD_" not in os.environ:
        os.environ["MALLOC_TRIM_THRESHOLD_"] = str(256 << 20)
        os.execv(sys.executable, [sys.executable, *sys.argv, "--no-build"])
    for _ in range(given.rounds):
        theirs = peer(given.calls)
        out = subprocess.run([given.binary, PRICES, str(given.calls)], capture_output=True, text=True, check=True).stdout
        ours = {name: int(value) for name, value in (line.split() for line in out.splitlines())}
        print("; ".join(f"{name} {ours[name] / 1e3:.1f} µs, TA-Lib {theirs[name] / 1e3:.1f} ({theirs[name] / ours[name]:.2f}×)" for name in ours), flush=True)


main()
