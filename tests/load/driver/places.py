"""Where the programs are built, and on which processor they run."""

import os

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
BUILT = os.path.join(ROOT, "target", "load")

# The measured program has a processor to itself, where there are two.
_ALL = sorted(os.sched_getaffinity(0))
SERVER_CPU, CLIENT_CPU = _ALL[0], _ALL[-1]


def ours(name):
    """A program of this package."""
    return os.path.join(BUILT, "ours", "release", name)


def peer(name):
    """A program of the package `peers`."""
    return os.path.join(BUILT, "peers", "release", name)
