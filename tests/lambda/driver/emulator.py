"""cargo-lambda's emulator of the Lambda service, and functions that run beside it."""

import json
import os
import time

from child import Failed, free_port
from packages import CARGO_LAMBDA
from web import request

class Emulator:
    """One service for all functions. What names it knows it reads out of a Cargo.toml, where they are programs."""

    def __init__(self, children, folder, names):
        self.children, self.folder, self.port = children, folder, free_port()
        with open(os.path.join(folder, "main.rs"), "w", encoding="ascii") as program:
            program.write("fn main() {}\n")
        with open(os.path.join(folder, "Cargo.toml"), "w", encoding="ascii") as manifest:
            manifest.write('[package]\nname = "functions"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n')
            for name in names:
                manifest.write(f'[[bin]]\nname = "{name}"\npath = "main.rs"\n')
        argv = [
            CARGO_LAMBDA,
            "lambda",
            "watch",
            "--only-lambda-apis",
            "--manifest-path",
            os.path.join(folder, "Cargo.toml"),
            "--invoke-address",
            "127.0.0.1",
            "--invoke-port",
            str(self.port),
        ]
        log = os.path.join(folder, "emulator.log")
        child = children.start("cargo-lambda", argv, log)
        child.wait_until_listening(self.port)

    def function(self, name, bin_dir):
        return Function(self, name, bin_dir)


class Function:
    """A program that asks the emulator for events, as it asks Lambda."""

    def __init__(self, emulator, name, bin_dir):
        self.emulator, self.name, self.bin_dir = emulator, name, bin_dir
        self.url = f"http://127.0.0.1:{emulator.port}"
        self.child, self.started = None, 0.0

    def start(self, program, **env):
        path = os.path.join(self.bin_dir, program)
        if not os.path.exists(path):
            raise Failed(f"{path} is missing: cargo build -p {program}")
        self.started = time.monotonic()
        self.child = self.emulator.children.start(
            self.name,
            [path],
            os.path.join(self.emulator.folder, f"{self.name}.log"),
            AWS_LAMBDA_RUNTIME_API=f"{self.url}/.rt/{self.name}",
            AWS_LAMBDA_FUNCTION_NAME=self.name,
            AWS_LAMBDA_FUNCTION_VERSION="1",
            AWS_LAMBDA_FUNCTION_MEMORY_SIZE="128",
            **env,
        )

    def write(self, name, content):
        """A file of the deployment package; its path."""
        path = os.path.join(self.emulator.folder, f"{self.name}-{name}")
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        return path

    def invoke(self, event):
        """The payload that the function answers an event with. An error of the function is a payload with `errorType`."""
        body = json.dumps(event).encode()
        path = f"/2015-03-31/functions/{self.name}/invocations"
        try:
            answer = request(self.url, path, [("Content-Type", "application/json")], "POST", body)
        except OSError as error:
            # The emulator waits for a function that has ended.
            ended = self.child.process.poll()
            raise Failed(f"{error}; {self.name} ended with {ended}:\n{self.child.tail()}") from error
        payload = answer.json()
        if (answer.status == 200) == ("errorType" in payload):
            raise Failed(f"the emulator answers {answer.status} with {payload}")
        return payload

    def get(self, path, headers=()):
        """By the function's URL."""
        return request(self.url, f"/lambda-url/{self.name}{path}", headers)

    def first(self, checks, event):
        """The answer to the first event, with what the cold start cost."""
        payload = self.invoke(event)
        took = time.monotonic() - self.started
        with open(f"/proc/{self.child.process.pid}/status", encoding="ascii") as status:
            most = next(line.split()[1] for line in status if line.startswith("VmHWM"))
        checks.info(f"from the start to the first answer {took * 1000:.0f} ms, {int(most) / 1024:.0f} MB")
        return payload

    def log(self):
        return self.child.output()
