#!/usr/bin/env python3
"""What ten tenants notice, at 2,000 requests a second, while the plugin is switched for another or upgraded under them, and how long a
switch takes to be in effect on both of two hosts."""
import argparse
import http.client
import json
import math
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts
import machine

HERE = os.path.dirname(os.path.abspath(__file__))
PORT = 27105
ANSWER = "/api/v1/steady/answer"
SWITCHED = 11
# Seconds: after a change, and of a window in which the p99 is looked at.
PAUSE = 0.5
WINDOW = 0.05


def load_generator():
    program = os.path.join(hosts.SCRATCH, "pace")
    subprocess.run(["cc", "-O2", "-std=c11", "-Wall", "-Wextra", "-o", program, os.path.join(HERE, "pace.c")], check=True)
    return program


def bundle(version):
    """Compiles the plugin and returns the folder of a bundle of this version."""
    folder = os.path.join(hosts.SCRATCH, f"Steady-{version}.plugin")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    subprocess.run(
        ["cc", "-O2", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-fPIC", "-shared", "-fvisibility=hidden",
         "-I", os.path.join(hosts.ROOT, "Sources/PluginABI/include"), os.path.join(HERE, "../WorkerCall/null.c"),
         f"-Wl,--version-script={hosts.ROOT}/Plugins/plugin.map", "-Wl,-z,nodelete", "-Wl,-z,relro,-z,now",
         "-o", os.path.join(folder, "libSteady.so")], check=True)
    with open(os.path.join(HERE, "plugin.yaml")) as source, open(os.path.join(folder, "plugin.yaml"), "w") as target:
        target.write(source.read().replace("VERSION", version))
    return folder


def command(host, *arguments):
    out = subprocess.run(
        [os.path.join(hosts.RELEASE, "hashinsight"), "plugins", *arguments, "--config", host.config, "--data", host.data],
        capture_output=True, text=True, cwd=hosts.ROOT)
    if out.returncode:
        raise SystemExit(f"plugins {' '.join(arguments)}: {out.stderr or out.stdout}")


class Operator:
    """The operator's session, which writes."""

    def __init__(self, host):
        with open(host.logins) as file:
            passwords = dict(line.split("\t")[:2] for line in file.read().splitlines()[1:])
        self.connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=30)
        self.headers = {"Content-Type": "application/json"}
        email = "operator@bench.test"
        answer, body = self.ask("POST", "/api/v1/auth/login", {"email": email, "password": passwords[email]})
        self.headers |= {"Cookie": answer.getheader("Set-Cookie").split(";")[0], "X-CSRF-Token": json.loads(body)["csrf_token"]}

    def ask(self, method, path, body):
        self.connection.request(method, path, json.dumps(body), self.headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status >= 300:
            raise SystemExit(f"{method} {path} was answered with {answer.status}: {text[:300]}")
        return answer, text


class Watcher:
    """A member of the tenant that is switched, who asks one host without pause over one connection."""

    def __init__(self, port, cookie):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.headers = {"Cookie": cookie}
        self.effect = None

    def watch(self, status, begun):
        """Sets `effect` to the seconds from `begun` to the first answer with this status; leaves it None if there is none in 30 s."""
        self.effect = None
        while time.perf_counter() - begun < 30:
            self.connection.request("GET", ANSWER, headers=self.headers)
            answer = self.connection.getresponse()
            answer.read()
            if answer.status == status:
                self.effect = time.perf_counter() - begun
                return
            time.sleep(0.001)


def switch(operator, watchers, is_on):
    """One switch by the API; seconds from its request to its effect on the host that was last."""
    begun = time.perf_counter()
    threads = [threading.Thread(target=one.watch, args=(200 if is_on else 404, begun)) for one in watchers]
    for thread in threads:
        thread.start()
    operator.ask("PUT" if is_on else "DELETE", f"/api/v1/tenants/client-{SWITCHED}/plugins/steady", {})
    for thread in threads:
        thread.join()
    if any(one.effect is None for one in watchers):
        raise SystemExit(f"the plugin was switched {'on' if is_on else 'off'}, and a host did not follow within 30 s")
    return max(one.effect for one in watchers)


def toggles(pair, until):
    operator, begun, effects = Operator(pair[0]), [], []
    cookie = pair[0].login(f"client{SWITCHED}@bench.test")
    watchers = [Watcher(host.port, cookie) for host in pair]
    while time.monotonic() < until:
        for is_on in (False, True):
            begun.append(time.monotonic())
            effects.append(switch(operator, watchers, is_on))
            time.sleep(PAUSE)
    return begun, effects


def upgrades(pair, until, *share):
    begun = []
    while time.monotonic() < until:
        for arguments in (["upgrade", "steady", "--to", "2.0.0", "--yes", *share], ["rollback", "steady"]):
            begun.append(time.monotonic())
            command(pair[0], *arguments)
            time.sleep(PAUSE)
    return begun, []


def upgrades_of_one(pair, until):
    return upgrades(pair, until, "--tenants", f"client-{SWITCHED}")


def nothing(pair, until):
    """As if something changed, to know how often a quiet machine looks disturbed."""
    begun = []
    while time.monotonic() < until:
        begun.append(time.monotonic())
        time.sleep(2 * PAUSE)
    return begun, []


def percentile(latencies, part):
    """By nearest rank: of 100 the 99th, not the last, is their p99."""
    return sorted(latencies)[max(0, math.ceil(len(latencies) * part) - 1)]


class Load:
    """Requests begun by the clock: when each was due, in seconds, and how many it took."""

    def __init__(self, path):
        with open(path) as file:
            rows = [tuple(map(int, line.split())) for line in file]
        self.rows = [(due / 1e6, took / 1e6) for due, took, _ in rows]
        self.failed = sum(status != 200 for _, _, status in rows)

    def latencies(self, begin=0.0, end=float("inf")):
        return [took for due, took in self.rows if begin <= due < end]

    def disturbances(self, changes, limit):
        """Of each change, the seconds until the next in which the p99 of a window of 50 ms was above the limit."""
        found = []
        for begin, end in zip(changes, changes[1:] + [max(due for due, _ in self.rows)]):
            count = int((end - begin) / WINDOW)
            windows = [[] for _ in range(count)]
            for due, took in self.rows:
                if begin <= due < begin + count * WINDOW:
                    windows[int((due - begin) / WINDOW)].append(took)
            found.append(sum(WINDOW for one in windows if one and percentile(one, 0.99) > limit))
        return found


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--seconds", type=int, default=8)
    options.add_argument("--rate", type=int, default=2000)
    options.add_argument("--patience", type=float, default=20, help="seconds to wait for a quiet machine before each measurement")
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        hosts.build()
    os.makedirs(hosts.SCRATCH, exist_ok=True)
    generator = load_generator()
    config = hosts.tenants(11, extra="  - {id: steady}\n").replace("      hosting: {networks", "      steady: {}\n      hosting: {networks")
    shutil.rmtree(os.path.join(hosts.SCRATCH, "changes"), ignore_errors=True)
    host = hosts.Host("changes", config, PORT)
    pair = [host, hosts.Host("changes", config, PORT + 1)]
    host.start()
    figures, effects = {}, {}
    try:
        pair[1].start(logins=False)
        for version in ("1.0.0", "2.0.0"):
            command(host, "install", bundle(version))
        cookies = [host.login(f"client{number}@bench.test") for number in range(1, 11)]
        deadline = time.time() + 30
        while any(one.get(ANSWER, cookies[9])[0] != 200 for one in pair):
            if time.time() > deadline:
                raise SystemExit("the plugin does not answer; see host.log")
            time.sleep(0.2)
        requests = os.path.join(host.data, "requests")
        with open(requests, "wb") as file:
            for cookie in cookies:
                text = f"GET {ANSWER} HTTP/1.1\r\nHost: 127.0.0.1:{PORT}\r\nAccept: */*\r\nCookie: {cookie}\r\n\r\n"
                file.write(b"%d\n" % len(text) + text.encode())
        for _ in range(given.rounds):
            machine.wait_for_quiet(given.patience)
            effects.setdefault("toggle, nobody else there", []).extend(toggles(pair, time.monotonic() + given.seconds)[1])
            for name, change in (("at rest", nothing), ("toggle", toggles), ("upgrade of another", upgrades_of_one), ("upgrade of all", upgrades)):
                machine.wait_for_quiet(given.patience)
                found = []
                log = os.path.join(host.data, "pace.txt")
                load = subprocess.Popen([generator, str(PORT), requests, str(given.rate), str(given.seconds + 2), "32", log])
                time.sleep(1)
                changer = threading.Thread(target=lambda: found.append(change(pair, time.monotonic() + given.seconds - 1)))
                changer.start()
                changer.join()
                if load.wait() or not found:
                    raise SystemExit(f"{name}: the load or the changes failed")
                begun, took = found[0]
                effects.setdefault(name, []).extend(took)
                figures.setdefault(name, []).append((Load(log), begun))
                print(f"{name}: {len(begun)} changes, p99 {percentile(figures[name][-1][0].latencies(), 0.99) * 1e3:.1f} ms", flush=True)
    finally:
        for one in pair:
            if one.process:
                one.stop()
    tell(figures, effects)


def tell(figures, effects):
    rest = statistics.median(percentile(load.latencies(), 0.99) for load, _ in figures["at rest"])
    columns = ["", "changes", "requests", "failed", "p50 ms", "p99 ms", "of rest", "p99 above twice the rest, median ms a change", "worst ms",
               "in effect on both hosts, median ms", "worst ms"]
    print("\n| " + " | ".join(columns) + " |\n" + "|---" * len(columns) + "|")
    for name, runs in figures.items():
        p50, p99 = (statistics.median(percentile(load.latencies(), part) for load, _ in runs) for part in (0.5, 0.99))
        disturbed = [seconds for load, begun in runs for seconds in load.disturbances(begun, 2 * rest)]
        print(f"| {name} | {len(disturbed)} | {sum(len(load.rows) for load, _ in runs)} | {sum(load.failed for load, _ in runs)} | "
              f"{p50 * 1e3:.2f} | {p99 * 1e3:.2f} | {p99 / rest:.2f} | {effect(disturbed)} | {effect(effects[name])} |")
    for name in effects.keys() - figures.keys():
        print(f"| {name} | {len(effects[name])} | – | – | – | – | – | – | – | {effect(effects[name])} |")


def effect(seconds):
    """Median and worst, in milliseconds."""
    return f"{statistics.median(seconds) * 1e3:.1f} | {max(seconds) * 1e3:.1f}" if seconds else "– | –"


main()
