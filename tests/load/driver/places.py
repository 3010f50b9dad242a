"""Where the programs are built, and on which processor they run."""

import os
import subprocess

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
TARGET = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))

# The measured program has a processor to itself, where there are two.
_ALL = sorted(os.sched_getaffinity(0))
SERVER_CPU, CLIENT_CPU = _ALL[0], _ALL[-1]


def built(name):
    """A program of this package, or of the package `peers`."""
    return os.path.join(TARGET, "release", name)


def cargo(verb, *arguments):
    """What the program printed, where it is run. All packages share one folder, so that nothing is compiled twice."""
    command = ["cargo", verb, "-q", "--release", "--locked", *arguments]
    place = dict(os.environ, CARGO_TARGET_DIR=TARGET)
    return subprocess.run(command, env=place, check=True, stdout=subprocess.PIPE, text=True).stdout
