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
            before = figures(peer)
            host = figures(os.path.join(hosts.RELEASE, "WorkerCallBenchmark"), library)
            after = figures(peer)
            bare = {name: min(before[name], after[name]) for name in before}
            least = bare["socket_pair"]
            # How a wait for another core compares with one for the same core is the kernel's: only what is placed alike can be compared.
            together = [figures("taskset", "-c", "0", *command) for command in ((peer,), (os.path.join(hosts.RELEASE, "WorkerCallBenchmark"), library))]
            apart = figures(peer, "apart")["socket_pair"]
            alone = (together[1]["one_caller"], together[0]["socket_pair"])
            print(f"both processes on one core: null call {alone[0] / 1e3:.1f} µs, socket pair {alone[1] / 1e3:.1f} µs, {alone[0] / alone[1]:.2f}×; "
                  f"as the kernel places them: null call {host['one_caller'] / 1e3:.1f} µs, socket pair on two cores {apart / 1e3:.1f} µs, "
                  f"{host['one_caller'] / apart:.2f}×")
            print(f"socket pair {least / 1e3:.1f} µs, shared memory {bare['shared_memory'] / 1e3:.1f} µs; "
                  f"null call {host['one_caller'] / 1e3:.1f} µs ({host['one_caller'] / least:.2f}×, p99 {host['one_caller_p99'] / 1e3:.0f} µs), "
                  f"16 in flight {host['sixteen_in_flight'] / 1e3:.1f} µs a call; at 10,000/s {paced(host, 'paced')} "
                  f"(socket pair {paced(bare, 'socket_pair_paced')}, shared memory {paced(bare, 'shared_memory_paced')}); "
                  f"in the host's process {host['in_host']} ns ({host['in_host_with_request']} ns from a request; a look at the clock "
                  f"{bare['clock_read'] / 1e3:.0f} ns, an atomic change {bare['atomic_change'] / 1e3:.1f} ns); start to first answer {host['start_to_first_answer'] / 1e6:.0f} ms; "
                  f"a crash is noticed within {host['crash_noticed'] / 1e6:.1f} ms", flush=True)


def figures(*command):
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return {name: int(value) for name, value in (line.split() for line in out.splitlines())}


def paced(values, name):
    median, p99 = values[f"{name}_p50"], values[f"{name}_p99"]
    return f"p50 {median / 1e3:.0f} µs, p99 {p99 / 1e3:.0f} µs, {p99 / median:.1f}×"


main()
