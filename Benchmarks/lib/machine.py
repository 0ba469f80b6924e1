"""What a process costs, read from /proc, and waiting for a quiet machine."""
import os
import time

HERTZ = os.sysconf("SC_CLK_TCK")


def _stat(pid):
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return int(fields[1]), (int(fields[11]) + int(fields[12])) / HERTZ


def cpu_seconds(pid):
    """Processor time of one process, user and system, all its threads."""
    return _stat(pid)[1]


def children_cpu_seconds(parent):
    """Processor time by child: a server such as PostgreSQL, one process for each connection."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                owner, seconds = _stat(name)
            except (OSError, IndexError):
                continue
            if owner == parent or int(name) == parent:
                found[int(name)] = seconds
    return found


def grown(before, after):
    """Seconds that the processes of `after` used since `before`; those that ended in between are left out."""
    return sum(seconds - before.get(pid, 0) for pid, seconds in after.items())


def resident_mb(pid):
    """Resident memory in MB, and the part of it that is this process's alone."""
    resident = private = 0
    with open(f"/proc/{pid}/smaps_rollup") as file:
        for line in file:
            if line.startswith("Rss:"):
                resident = int(line.split()[1])
            if line.startswith(("Private_Clean:", "Private_Dirty:")):
                private += int(line.split()[1])
    return resident / 1024, private / 1024


def busy_seconds():
    """Processor seconds that the whole machine has worked."""
    with open("/proc/stat") as file:
        fields = [int(field) for field in file.readline().split()[1:]]
    return (fields[0] + fields[1] + fields[2] + fields[5] + fields[6] + fields[7]) / HERTZ


def wait_for_quiet(limit_seconds=60, cores=0.25):
    """Waits until others use less than `cores`, or for `limit_seconds`. Returns the cores in use at the end."""
    start = time.time()
    while True:
        before = busy_seconds()
        time.sleep(0.6)
        load = (busy_seconds() - before) / 0.6
        if load < cores or time.time() - start > limit_seconds:
            return load


class Meter:
    """Wall, server, database and strangers' time from its making to `read`."""

    def __init__(self, pid, postmaster=None):
        self.pid, self.postmaster = pid, postmaster
        self.started = time.time()
        self.cpu = cpu_seconds(pid)
        self.database = children_cpu_seconds(postmaster) if postmaster else {}
        self.busy = busy_seconds()
        self.children = sum(os.times()[2:4])

    def read(self):
        wall = time.time() - self.started
        server = cpu_seconds(self.pid) - self.cpu
        database = grown(self.database, children_cpu_seconds(self.postmaster)) if self.postmaster else 0.0
        generator = sum(os.times()[2:4]) - self.children
        others = max(0.0, busy_seconds() - self.busy - server - database - generator)
        return {"wall": wall, "server": server, "database": database, "others": others / wall}
