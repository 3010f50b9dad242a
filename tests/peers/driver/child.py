"""Child processes: started here, watched here, ended here, each by its own process id."""

import os
import random
import socket
import subprocess
import time
import urllib.error
import urllib.request

# Nothing that the caller's shell happens to export may change what is tested.
FOREIGN = ("AWS_", "COGNITO_", "DYNAMODB_", "GATEWAY_", "MINISTACK_", "RUST_LOG", "S3_")


class Failed(Exception):
    """A step of the driver itself went wrong; the message says which."""


def environment(**extra):
    clean = {k: v for k, v in os.environ.items() if not k.startswith(FOREIGN) and k != "PORT"}
    clean.update(NO_PROXY="127.0.0.1,localhost", no_proxy="127.0.0.1,localhost")
    clean.update(extra)
    return clean


def free_port():
    """A free loopback port below the range that outgoing connections are given."""
    for _ in range(200):
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise Failed("no free port on 127.0.0.1")


def end(process, patience=10):
    """Asks, waits, insists."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(patience)


class Child:
    """A server that runs until it is stopped. Its output goes to a file."""

    def __init__(self, name, argv, log, **env):
        self.name, self.argv, self.log = name, argv, log
        with open(log, "wb") as out:
            self.process = subprocess.Popen(
                argv, env=environment(**env), stdin=subprocess.DEVNULL, stdout=out, stderr=out
            )

    def wait_for(self, url, seconds=60):
        """Returns once the URL answers 200; the process must stay alive until then."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Failed(f"{self.name} ended with {self.process.returncode}:\n{self.tail()}")
            try:
                with urllib.request.urlopen(url, timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (OSError, urllib.error.HTTPError):
                time.sleep(0.05)
        raise Failed(f"{self.name} did not answer at {url} in {seconds} s:\n{self.tail()}")

    def wait_until_listening(self, port, seconds=60):
        """For a server that answers nobody 200 who shows no token."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Failed(f"{self.name} ended with {self.process.returncode}:\n{self.tail()}")
            try:
                socket.create_connection(("127.0.0.1", port), 2).close()
                return
            except OSError:
                time.sleep(0.05)
        raise Failed(f"{self.name} does not listen on port {port} after {seconds} s:\n{self.tail()}")

    def output(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return log.read()

    def tail(self):
        return "\n".join(self.output().splitlines()[-20:])

    def stop(self):
        end(self.process)


class Children:
    """Stops what it started, the last one first, whatever happens."""

    def __init__(self):
        self.running = []

    def start(self, *args, **env):
        child = Child(*args, **env)
        self.running.append(child)
        return child

    def __enter__(self):
        return self

    def __exit__(self, *_):
        while self.running:
            self.running.pop().stop()


def run_to_end(argv, seconds, cwd=None, **env):
    """Runs a command; its exit code and output. A command out of time is ended and reported."""
    process = subprocess.Popen(
        argv,
        cwd=cwd,
        env=environment(**env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        output, _ = process.communicate(timeout=seconds)
        return process.returncode, output
    except subprocess.TimeoutExpired:
        end(process)
        return 124, f"{process.communicate()[0]}\nout of time after {seconds} s"
    finally:
        end(process)  # the driver itself may have been told to end
