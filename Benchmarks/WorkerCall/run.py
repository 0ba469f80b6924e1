#!/usr/bin/env python3
"""A null call through a worker beside the least that two processes cost each other, in turns in one run."""
import argparse
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts

HERE = os.path.dirname(os.path.abspath(__file__))


def compile_c(source, output, *more):
    subprocess.run(["cc", "-std=gnu11", "-O2", "-I", os.path.join(hosts.ROOT, "Sources/PluginABI/include"), *more, os.path.join(HERE, source), "-o", output], check=True)


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        for product in ("WorkerCallBenchmark", "hashinsight-worker"):
            subprocess.run(["swift", "build", "-c", "release", "--product", product], cwd=hosts.ROOT, check=True)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        library, peer = os.path.join(folder, "libnull.so"), os.path.join(folder, "peer")
        compile_c("null.c", library, "-shared", "-fPIC", "-fvisibility=hidden")
        compile_c("peer.c", peer)
        for _ in range(given.rounds):
            before = int(subprocess.run([peer], capture_output=True, text=True, check=True).stdout)
            out = subprocess.run([os.path.join(hosts.RELEASE, "WorkerCallBenchmark"), library], capture_output=True, text=True, check=True).stdout
            after = int(subprocess.run([peer], capture_output=True, text=True, check=True).stdout)
            figures = {name: int(value) for name, value in (line.split() for line in out.splitlines())}
            least = min(before, after)
            print(f"socket pair {least / 1e3:.1f} µs; null call {figures['one_caller'] / 1e3:.1f} µs ({figures['one_caller'] / least:.2f}×, p99 {figures['one_caller_p99'] / 1e3:.0f} µs), "
                  f"16 in flight {figures['sixteen_in_flight'] / 1e3:.1f} µs a call; at 10,000/s p50 {figures['paced_p50'] / 1e3:.0f} µs, "
                  f"p99 {figures['paced_p99'] / 1e3:.0f} µs; in the host's process {figures['in_host']} ns; start to first answer {figures['start_to_first_answer'] / 1e6:.0f} ms; "
                  f"a crash is noticed within {figures['crash_noticed'] / 1e6:.1f} ms", flush=True)


main()
