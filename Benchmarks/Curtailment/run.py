#!/usr/bin/env python3
"""The choice of miners that loses least, at 100, 6,000 and 100,000 miners; beside a plain dynamic programme in C++ and HiGHS."""
import argparse
import csv
import os
import random
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
SCRATCH = os.environ.get("BENCH_SCRATCH", "/tmp/hashinsight-bench")
BUILD = os.path.join(SCRATCH, "curtailment")
PROGRAM = os.path.join(BUILD, "release", "CurtailmentBenchmark")
PEER = os.path.join(BUILD, "peer")
# Watts that the plain programme would have to go through for each miner: beyond this it runs for hours.
MOST_CELLS = 40_000_000_000


def build():
    subprocess.run(["swift", "build", "-c", "release", "--package-path", HERE, "--scratch-path", BUILD], check=True)
    subprocess.run(["g++", "-O2", "-o", PEER, os.path.join(HERE, "peer.cpp")], check=True)


def fleet(count, folder=None):
    """A fleet as CSV: from `folder`, or models of the plugin's catalogue with rates and powers that vary as readings do."""
    if folder and os.path.exists(os.path.join(folder, f"fleet_{count}.csv")):
        return os.path.join(folder, f"fleet_{count}.csv")
    path = os.path.join(BUILD, f"generated_{count}.csv")
    numbers = random.Random(count)
    with open(os.path.join(ROOT, "Plugins", "Hosting", "data", "miner_models.csv")) as file:
        models = [(float(row["hashrate_ths"]) * 1000, float(row["power_watts"])) for row in csv.DictReader(file)]
    models = [model for model in models if model[0] > 40_000 and 1_500 < model[1] < 6_000]
    with open(path, "w") as file:
        file.write("hashrate_ghs,power_w,client\n")
        for _ in range(count):
            rate, power = numbers.choice(models)
            file.write(f"{round(rate * numbers.uniform(0.92, 1.06))},{round(power * numbers.uniform(0.95, 1.07))},"
                       f"{numbers.randrange(max(3, count // 250))}\n")
    return path


def read(path):
    with open(path) as file:
        next(file)
        return [tuple(int(field) for field in line.split(",")[-3:]) for line in file]


def highs(rows, target, switches, percent, seconds):
    """Optimum, state and milliseconds of HiGHS; None where it is not installed (PyPI: highspy)."""
    try:
        import highspy
        import numpy
    except ImportError:
        return None
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("time_limit", float(seconds))
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("threads", 1)
    begin = time.time()
    for rate, _, _ in rows:
        model.addCol(float(rate), 0.0, 1.0, 0, [], [])
    every = numpy.arange(len(rows), dtype=numpy.int32)
    model.changeColsIntegrality(len(rows), every, numpy.array([highspy.HighsVarType.kInteger] * len(rows)))
    model.addRow(float(target), highspy.kHighsInf, len(rows), every, numpy.array([float(row[1]) for row in rows]))
    if switches:
        model.addRow(-highspy.kHighsInf, float(switches), len(rows), every, numpy.ones(len(rows)))
    for client in sorted({row[2] for row in rows}) if percent else []:
        own = numpy.array([index for index, row in enumerate(rows) if row[2] == client], dtype=numpy.int32)
        model.addRow(-highspy.kHighsInf, float(len(own) * percent // 100), len(own), own, numpy.ones(len(own)))
    model.run()
    state = model.modelStatusToString(model.getModelStatus())
    return round(model.getInfo().objective_function_value), state, (time.time() - begin) * 1000


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fleets", help="a folder with fleet_100.csv and so on; else fleets are generated")
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--seconds", type=float, default=20, help="limit for HiGHS on each problem; 0 leaves it out")
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    os.makedirs(BUILD, exist_ok=True)
    if not given.no_build:
        build()
    print(f"{'problem':34} {'ours: GH/s lost':>16} {'proof':>9} {'steps':>11} {'best ms':>9} {'median':>9}   peers")
    for count in (100, 6_000, 100_000):
        path = fleet(count, given.fleets)
        rows = read(path)
        total = sum(row[1] for row in rows)
        for share in (10, 30, 60):
            free = None
            for few, percent in ((0, 0), (98, 0), (0, share + 3), (98, share + 3)):
                target = total * share // 100
                switches = free * few // 100 if few else 0
                ours = subprocess.run([PROGRAM, path, str(target), str(switches), str(percent), str(given.rounds)],
                                      capture_output=True, text=True, check=True).stdout.split()
                free = int(ours[2]) if free is None else free
                name = f"{count} miners, {share} %" + (f", {switches} switches" if switches else "") + (f", {percent} %/client" if percent else "")
                line = f"{name:34} {ours[0]:>16} {ours[1]:>9} {ours[3]:>11} {ours[4]:>9} {ours[5]:>9}   "
                if not few and not percent and count * target <= MOST_CELLS:
                    optimum, milliseconds = subprocess.run([PEER, path, str(target)], capture_output=True, text=True, check=True).stdout.split()
                    line += f"C++ {milliseconds} ms{'' if optimum == ours[0] else ' FOUND ' + optimum}; "
                found = highs(rows, target, switches, percent, given.seconds) if given.seconds and count <= 6_000 else None
                if found:
                    line += f"HiGHS {found[2]:.0f} ms {found[1]} {found[0]}"
                    if found[0] < int(ours[0] if ours[0] != "impossible" else 0):
                        line += " BELOW OURS"
                print(line, flush=True)


sys.exit(main())
