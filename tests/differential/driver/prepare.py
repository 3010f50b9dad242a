"""What the peers are made of: npm's packages beside this, and the Python that the other peers' clients have."""

import os
import sys

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
NODE = os.path.join(HERE, "node")

sys.path.append(os.path.join(ROOT, "tests", "peers", "driver"))

import install  # noqa: E402


def node_modules():
    lock = os.path.join(NODE, "package-lock.json")
    stamp = os.path.join(NODE, "node_modules", ".installed")
    if not install.is_current(stamp, lock):
        install.must(["npm", "ci", "--no-audit", "--no-fund"], 420, cwd=NODE)
        install.remember(stamp, lock)


def python():
    """Installs all; the Python that has PyJWT and `cryptography`, as tests/peers/python/clients.txt pins them."""
    os.makedirs(install.CACHE, exist_ok=True)
    node_modules()
    return install.venv("clients")
