"""What the driver is made of, installed once under target/lambda and kept by the list's content."""

import glob
import hashlib
import os
import shutil
import sys

from child import Failed, run_to_end

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
CACHE = os.path.join(ROOT, "target", "lambda")
VENV = os.path.join(CACHE, "venv")
CARGO_LAMBDA = os.path.join(VENV, "bin", "cargo-lambda")


def must(argv, seconds):
    code, output = run_to_end(argv, seconds)
    if code != 0:
        raise Failed(f"{' '.join(argv)} ended with {code}:\n{output[-2000:]}")


def digest():
    """What is pinned, and where: a virtual environment that was moved does not work."""
    with open(os.path.join(HERE, "python.txt"), "rb") as listing:
        return hashlib.sha256(listing.read() + VENV.encode()).hexdigest()


def is_current(stamp):
    try:
        with open(stamp, encoding="ascii") as seen:
            return seen.read() == digest()
    except FileNotFoundError:
        return False


def use():
    """Installs what python.txt pins, and makes it importable here."""
    os.makedirs(CACHE, exist_ok=True)
    stamp = os.path.join(VENV, "installed")
    if not is_current(stamp):
        shutil.rmtree(VENV, ignore_errors=True)
        must([sys.executable, "-m", "venv", VENV], 120)
        pip = [os.path.join(VENV, "bin", "python"), "-m", "pip"]
        listing = os.path.join(HERE, "python.txt")
        must([*pip, "install", "--quiet", "--disable-pip-version-check", "-r", listing], 420)
        must([*pip, "check"], 60)
        with open(stamp, "w", encoding="ascii") as seen:
            seen.write(digest())
    sys.path[:0] = glob.glob(os.path.join(VENV, "lib", "python*", "site-packages"))
