"""The real host, in release, on a data folder of its own."""
import http.client
import json
import os
import signal
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
RELEASE = os.environ.get("BENCH_BUILD", os.path.join(ROOT, ".build", "release"))
SCRATCH = os.environ.get("BENCH_SCRATCH", "/tmp/hashinsight-bench")


def build(products=("hashinsight", "Hosting")):
    """Builds host and plugins in release."""
    for product in products:
        subprocess.run(["swift", "build", "-c", "release", "--product", product], cwd=ROOT, check=True)
    subprocess.run(["scripts/bundle.sh", "release", *(name for name in products if os.path.isdir(os.path.join(ROOT, "Plugins", name)))], cwd=ROOT, check=True)
    subprocess.run(["scripts/fetch-assets.sh"], cwd=ROOT, check=True)


def tenants(clients, networks="127.1.0.0/16", bundle=None, extra="", isolation=""):
    """tenants.yaml: an operator, the provider `north`, and so many clients of it. `isolation` is added to the plugin's line."""
    bundle = bundle or os.path.join(RELEASE, "Hosting.plugin")
    hosting = f"    plugins:\n      hosting: {{networks: [{networks}]}}\n"
    text = f"version: 1\ndevelopment: true\nplugins:\n  - {{id: hosting, path: {bundle}{isolation}}}\n{extra}tenants:\n"
    text += "  - id: operator\n    kind: operator\n    name: Operator\n    members: [{email: operator@bench.test, role: owner}]\n"
    text += "  - id: north\n    kind: provider\n    name: North Mining\n    slots: 4\n    members: [{email: north@bench.test, role: owner}]\n" + hosting
    for number in range(1, clients + 1):
        text += f"  - id: client-{number}\n    kind: client\n    parent: north\n    name: Client {number}\n"
        text += f"    members: [{{email: client{number}@bench.test, role: owner}}]\n" + hosting
    return text


class Host:
    """A host under measurement. `name` is the folder of its data: kept, so that a second run starts warm."""

    def __init__(self, name, config, port):
        self.data = os.path.join(SCRATCH, name)
        self.port = port
        os.makedirs(self.data, exist_ok=True)
        os.chmod(SCRATCH, 0o755)
        self.config = os.path.join(self.data, "tenants.yaml")
        with open(self.config, "w") as file:
            file.write(config)
        self.logins = os.path.join(self.data, "logins.tsv")
        self.process = None

    def start(self, logins=True, path="/health/ready", limit=600):
        """Starts it and returns the seconds until the first answer 200 of `path`."""
        begun = time.time()
        command = [os.path.join(RELEASE, "hashinsight"), "serve", "--config", self.config, "--data", self.data]
        command += ["--listen", f"127.0.0.1:{self.port}"] + (["--demo-logins", self.logins] if logins else [])
        log = open(os.path.join(self.data, "host.log"), "a")
        self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
        while time.time() - begun < limit:
            if self.process.poll() is not None:
                raise SystemExit(f"the host ended at once; see {self.data}/host.log")
            try:
                if self.get(path)[0] == 200:
                    return time.time() - begun
            except OSError:
                pass
            time.sleep(0.005)
        raise SystemExit(f"the host was not ready in time; see {self.data}/host.log")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    @property
    def pid(self):
        return self.process.pid

    @property
    def socket_folder(self):
        return os.path.join(self.data, "postgres", "socket")

    @property
    def postmaster(self):
        with open(os.path.join(self.data, "postgres", "cluster", "postmaster.pid")) as file:
            return int(file.readline())

    def as_superuser(self, command, **arguments):
        """Runs a PostgreSQL tool as the cluster's superuser."""
        prefix = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        return subprocess.run(prefix + command, check=True, capture_output=True, text=True, cwd="/", **arguments).stdout

    def sql(self, text):
        """Executes SQL as superuser, who passes row security; rows as lists of text."""
        out = self.as_superuser(
            ["psql", "-h", self.socket_folder, "-d", "hashinsight", "-qAtX", "-F", "\t", "-v", "ON_ERROR_STOP=1"], input=text)
        return [line.split("\t") for line in out.splitlines()]

    def get(self, path, cookie=None):
        """Status and body of a GET."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        return answer.status, body

    def login(self, email):
        """The session's cookie."""
        with open(self.logins) as file:
            passwords = dict(line.split("\t")[:2] for line in file.read().splitlines()[1:])
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        body = json.dumps({"email": email, "password": passwords[email]})
        connection.request("POST", "/api/v1/auth/login", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        if answer.status >= 300:
            raise SystemExit(f"login of {email} was answered with {answer.status}")
        return answer.getheader("Set-Cookie").split(";")[0]
