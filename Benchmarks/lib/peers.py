"""The servers to compare with, from a set-up of `shared/peers` (see README.md); None where they are not there."""
import os
import subprocess
import time
import urllib.request

HOME = os.environ.get("HP", "/tmp/hashinsight-peers")
FOLDER = os.path.join(HOME, "peers")
KINDS = {
    "go net/http + pgx": ("go_peer", 57005, {"KIND": "nethttp"}),
    "rust hyper + tokio-postgres": ("rust_peer", 57006, {}),
}


def tool(name):
    """A program of the peers, or None."""
    path = os.path.join(FOLDER, "bin", name)
    return path if os.access(path, os.X_OK) else None


def postmaster():
    with open(os.path.join(HOME, "pgdata", "postmaster.pid")) as file:
        return int(file.readline())


class Peer:
    """A peer's server under row security, as ours is."""

    def __init__(self, name):
        self.name = name
        self.folder, self.port, environment = KINDS[name]
        dsn = "postgresql://app:app@127.0.0.1:55434/hi1x"
        environment = dict(os.environ, PEER_RLS="1", PEER_NOW="1763683200", PEER_DB="hi1x", PEER_DSN=dsn, **environment)
        log = open(os.path.join(HOME, "run", self.folder + ".log"), "w")
        self.process = subprocess.Popen([f"{FOLDER}/{self.folder}/run.sh", str(self.port)], env=environment, stdout=log, stderr=log)
        for _ in range(500):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=1).read()
                break
            except OSError:
                time.sleep(0.02)
        requests = f"{HOME}/run/requests_{self.folder}"
        subprocess.run(["python3", f"{FOLDER}/bench/genreq.py", str(self.port), requests, "200", "6000", "200"], check=True)
        self.requests = requests + "/miners"

    @property
    def pid(self):
        return self.process.pid

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def available():
    """Names of the peers that are built and whose database answers."""
    if not os.path.exists(os.path.join(HOME, "pgdata", "postmaster.pid")):
        return []
    built = {"go_peer": f"{FOLDER}/go_peer/bin/go_peer", "rust_peer": f"{HOME}/rust_target/release/rust_peer"}
    return [name for name, (folder, _, _) in KINDS.items() if os.access(built[folder], os.X_OK)]
