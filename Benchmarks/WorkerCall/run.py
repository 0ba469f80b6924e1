#!/usr/bin/env python3
"""A null call through a worker beside the least that two processes cost each other, in turns in one run."""
import argparse
import os
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts
import machine

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
            apart = (figures_apart(os.path.join(hosts.RELEASE, "WorkerCallBenchmark"), library), figures(peer, "apart"))
            print("placed alike: " + "; ".join(
                f"{where}: null call {ours['one_caller_p50'] / 1e3:.1f} µs, socket pair {theirs['socket_pair'] / 1e3:.1f} µs, "
                f"{ours['one_caller_p50'] / theirs['socket_pair']:.2f}×"
                for where, (ours, theirs) in (("on one core", reversed(together)), ("a core each", apart))))
            print(f"socket pair {least / 1e3:.1f} µs, shared memory {bare['shared_memory'] / 1e3:.1f} µs; "
                  f"null call {spread(host, 'one_caller', 1e3)} µs ({host['one_caller_p50'] / least:.2f}×), "
                  f"16 in flight {host['sixteen_in_flight'] / 1e3:.1f} µs a call (each {spread(host, 'sixteen_in_flight_each', 1e3)}); "
                  f"at 10,000/s {paced(host, 'paced')} "
                  f"(socket pair {paced(bare, 'socket_pair_paced')}, shared memory {paced(bare, 'shared_memory_paced')}); "
                  f"in the host's process {spread(host, 'in_host', 1)} ns ({spread(host, 'in_host_with_request', 1)} ns from a request; "
                  f"a look at the clock {bare['clock_read'] / 1e3:.0f} ns, an atomic change {bare['atomic_change'] / 1e3:.1f} ns); "
                  f"start to first answer {spread(host, 'start_to_first_answer', 1e6)} ms; "
                  f"a crash is noticed within {spread(host, 'crash_noticed', 1e6)} ms", flush=True)


def spread(of, name, unit):
    """Median and p99."""
    return f"{of[name + '_p50'] / unit:.1f}, p99 {of[name + '_p99'] / unit:.1f}"


def figures(*command):
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return numbers(out)


def figures_apart(*command):
    """With the process on the first core and what it starts on the second, as `peer apart` puts its two."""
    process = subprocess.Popen(("taskset", "-c", "0", *command), stdout=subprocess.PIPE, text=True)
    while process.poll() is None:
        for child in machine.children_cpu_seconds(process.pid):
            if child != process.pid:
                move(child, core=1)
        time.sleep(0.05)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return numbers(process.stdout.read())


def move(process, core):
    try:
        for thread in os.listdir(f"/proc/{process}/task"):
            os.sched_setaffinity(int(thread), {core})
    except (FileNotFoundError, ProcessLookupError):
        pass  # It ended meanwhile.


def numbers(lines):
    return {name: int(value) for name, value in (line.split() for line in lines.splitlines())}


def paced(values, name):
    median, p99 = values[f"{name}_p50"], values[f"{name}_p99"]
    return f"p50 {median / 1e3:.0f} µs, p99 {p99 / 1e3:.0f} µs, {p99 / median:.1f}×"


main()
