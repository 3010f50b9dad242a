"""What the peers are made of, installed once under target/peers and kept by the lists' content."""

import hashlib
import os
import shutil
import sys

from child import Failed, run_to_end

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
CACHE = os.path.join(ROOT, "target", "peers")
NODE = os.path.join(HERE, "node")
CHROMIUM = "/usr/bin/chromium"
APACHE = "/usr/sbin/apache2"
MOD_OAUTH2 = "/usr/lib/apache2/modules/mod_oauth2.so"


def must(argv, seconds, **kwargs):
    code, output = run_to_end(argv, seconds, **kwargs)
    if code != 0:
        raise Failed(f"{' '.join(argv)} ended with {code}:\n{output[-2000:]}")


def is_current(stamp, listing):
    try:
        with open(stamp, encoding="ascii") as seen:
            return seen.read() == digest(listing)
    except FileNotFoundError:
        return False


def digest(path):
    """What is pinned, and where: a virtual environment that was moved does not work."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read() + CACHE.encode()).hexdigest()


def remember(stamp, listing):
    with open(stamp, "w", encoding="ascii") as seen:
        seen.write(digest(listing))


def venv(name):
    """The Python of a virtual environment that holds exactly what python/<name>.txt pins."""
    listing = os.path.join(HERE, "python", f"{name}.txt")
    folder = os.path.join(CACHE, f"venv-{name}")
    python, stamp = os.path.join(folder, "bin", "python"), os.path.join(folder, "installed")
    if not is_current(stamp, listing):
        shutil.rmtree(folder, ignore_errors=True)
        must([sys.executable, "-m", "venv", folder], 120)
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        must([*pip, "-r", listing], 420)
        must([python, "-m", "pip", "check"], 60)
        remember(stamp, listing)
    return python


def node_modules():
    lock = os.path.join(NODE, "package-lock.json")
    stamp = os.path.join(NODE, "node_modules", ".installed")
    if not is_current(stamp, lock):
        must(["npm", "ci", "--no-audit", "--no-fund"], 420, cwd=NODE)
        remember(stamp, lock)


def chromium():
    if not os.path.exists(CHROMIUM):
        raise Failed(f"{CHROMIUM} is missing: install Debian's package chromium (.ci/run does)")


def apache():
    if not (os.path.exists(APACHE) and os.path.exists(MOD_OAUTH2)):
        raise Failed("Apache is missing: install Debian's packages apache2-bin and libapache2-mod-oauth2 (.ci/run does)")


def everything():
    """Installs all; returns the two Pythons by name."""
    os.makedirs(CACHE, exist_ok=True)
    chromium()
    node_modules()
    return {"clients": venv("clients"), "ministack": venv("ministack")}
