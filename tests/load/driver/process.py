"""A program of ours that runs: its port, its CPU time, its end."""

import os
import subprocess
import time


class Program:
    """Prints its port when it listens, and runs until the block ends. Is stopped by its own id only."""

    def __init__(self, command, cpu=None):
        self.command, self.cpu = command, cpu

    def __enter__(self):
        self.child = subprocess.Popen(self.command, stdout=subprocess.PIPE, text=True)
        if self.cpu is not None:
            os.sched_setaffinity(self.child.pid, {self.cpu})
        port = self.child.stdout.readline().strip()
        if not port:
            self.child.wait()
            raise SystemExit(f"{self.command[0]} did not start")
        self.url = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait(10)

    def cpu_seconds(self):
        """User and system time of all its threads, to the nanosecond: the clock that `clock_getcpuclockid` names."""
        return time.clock_gettime(~self.child.pid << 3 | 2)
