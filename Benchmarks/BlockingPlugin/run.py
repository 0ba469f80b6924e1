#!/usr/bin/env python3
"""How long the host's other requests take while every thread of one plugin is blocked, and more calls wait for them."""
import argparse
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "lib"))
import host as hosts
import machine
import peers


def bundle():
    """Compiles the plugin and returns its bundle's folder."""
    here = os.path.dirname(os.path.abspath(__file__))
    folder = os.path.join(hosts.SCRATCH, "Blocker.plugin")
    os.makedirs(folder, exist_ok=True)
    library = os.path.join(folder, "libBlocker.so")
    subprocess.run(
        ["cc", "-O2", "-std=c11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-fPIC", "-shared", "-fvisibility=hidden",
         "-I", os.path.join(hosts.ROOT, "Sources/PluginABI/include"), os.path.join(here, "src/blocker.c"),
         f"-Wl,--version-script={hosts.ROOT}/Plugins/plugin.map", "-Wl,-z,nodelete", "-Wl,-z,relro,-z,now", "-o", library + ".new"], check=True)
    os.replace(library + ".new", library)
    subprocess.run(["cp", os.path.join(here, "plugin.yaml"), folder], check=True)
    return folder


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=6)
    options.add_argument("--patience", type=float, default=20, help="seconds to wait for a quiet machine before each measurement")
    options.add_argument("--rate", type=float, default=200)
    options.add_argument("--no-build", action="store_true")
    given = options.parse_args()
    if not given.no_build:
        hosts.build()
    generator = peers.tool("hload")
    if not generator:
        raise SystemExit("the load generator is missing: set up shared/peers (README.md)")
    os.makedirs(hosts.SCRATCH, exist_ok=True)
    config = hosts.tenants(1, extra=f"  - {{id: blocker, path: {bundle()}}}\n").replace(
        "      hosting: {networks", "      blocker: {}\n      hosting: {networks")
    host = hosts.Host("blocking", config, 27103)
    host.start()
    try:
        cookie = host.login("client1@bench.test")

        def requests(path):
            name = os.path.join(host.data, path.strip("/").replace("/", "-"))
            text = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\nCookie: {cookie}\r\n\r\n"
            with open(name, "wb") as file:
                file.write(b"%d\n" % len(text) + text.encode())
            return name

        for blocked in (None, "rest", "burn"):
            for path in ("/health/live", "/api/v1/hosting/miners"):
                load = machine.wait_for_quiet(given.patience)
                noise = blocked and subprocess.Popen(
                    [generator, "-p", str(host.port), "-f", requests(f"/api/v1/blocker/{blocked}"), "-c", "32", "-d", str(given.seconds + 1)],
                    stdout=subprocess.PIPE)
                out = json.loads(subprocess.run(
                    [generator, "-p", str(host.port), "-f", requests(path), "-c", "16", "-w", "0.5", "-d", str(given.seconds - 1), "-r", str(given.rate)],
                    capture_output=True, text=True, check=True).stdout)
                calls = json.loads(noise.communicate()[0])["non2xx"] if noise else 0
                print(f"{'blocked by ' + blocked if blocked else 'at rest':16} {path:24} p50 {out['p50_us'] / 1e3:.2f} ms  "
                      f"p99 {out['p99_us'] / 1e3:.2f} ms  max {out['max_us'] / 1e3:.2f} ms  not 200: {out['non2xx']}  "
                      f"blocking calls ended: {calls}  load before {load:.1f}", flush=True)
    finally:
        host.stop()


main()
