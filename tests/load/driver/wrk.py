"""Runs wrk, and reads what it says."""

import os
import re
import subprocess

UNITS = {"us": 1, "ms": 1_000, "s": 1_000_000, "m": 60_000_000}


class Said:
    """What one run came to."""

    def __init__(self, text):
        self.text = text
        self.requests = int(self.find(r"(\d+) requests in"))
        self.per_second = float(self.find(r"Requests/sec:\s+([\d.]+)"))
        self.refused = int(self.find(r"Non-2xx or 3xx responses: (\d+)", "0"))
        broken = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", text)
        self.broken = sum(map(int, broken.groups())) if broken else 0
        self.p50, self.p99 = self.micros("50%"), self.micros("99%")

    def find(self, pattern, otherwise=None):
        found = re.search(pattern, self.text)
        if not found and otherwise is None:
            raise SystemExit(f"wrk did not say {pattern}:\n{self.text}")
        return found[1] if found else otherwise

    def micros(self, percentile):
        found = re.search(rf"^\s+{percentile}\s+([\d.]+)(us|ms|s|m)$", self.text, re.MULTILINE)
        return float(found[1]) * UNITS[found[2]]


def start(url, seconds, connections, token=None, script=None, cpu=None, arguments=()):
    """Begins a run. One thread; the token goes with every request."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    command += ["-H", f"Authorization: Bearer {token}"] if token else []
    command += ["-s", script] if script else []
    command += [url, *arguments]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if cpu is not None:
        os.sched_setaffinity(child.pid, {cpu})
    return child


def end(child):
    """Waits for a run."""
    text, _ = child.communicate()
    if child.returncode:
        raise SystemExit(f"wrk failed:\n{text}")
    return Said(text)


def run(*arguments, **settings):
    """A run from its beginning to its end."""
    return end(start(*arguments, **settings))
