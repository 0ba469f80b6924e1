"""A Redis of the benchmark's own on a socket, and the few words that are said to it."""
import os
import shutil
import socket
import subprocess
import time


class Redis:
    """Started when made; `Redis.installed()` says whether it can be."""

    @staticmethod
    def installed():
        return shutil.which("redis-server") is not None

    def __init__(self, folder):
        self.path = os.path.join(folder, "redis.sock")
        if os.path.exists(self.path):
            os.remove(self.path)
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.path, "--save", "", "--appendonly", "no", "--dir", folder],
            stdout=subprocess.DEVNULL)
        self.socket = socket.socket(socket.AF_UNIX)
        for _ in range(500):
            try:
                self.socket.connect(self.path)
                break
            except OSError:
                time.sleep(0.01)
        else:
            raise SystemExit("redis-server does not start")
        self.file = self.socket.makefile("rb")

    def say(self, *words):
        """One command and its reply: numbers, bytes, None or lists of them."""
        parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        self.socket.sendall(b"*%d\r\n" % len(parts) + b"".join(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts))
        return self._reply()

    def _reply(self):
        line = self.file.readline().rstrip(b"\r\n")
        kind, rest = line[:1], line[1:]
        if kind == b"$":
            return None if rest == b"-1" else self.file.read(int(rest) + 2)[:-2]
        if kind == b"*":
            return [self._reply() for _ in range(int(rest))]
        if kind == b"-":
            raise SystemExit(f"redis: {rest.decode()}")
        return int(rest) if kind == b":" else rest

    def stop(self):
        self.process.terminate()
        self.process.wait(20)
