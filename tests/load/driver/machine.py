"""What the figures were measured on."""

import os
import platform
import re
import subprocess

import table


def write():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        text = info.read()
    model = field(text, "model name") + ", family " + field(text, "cpu family") + " model " + field(text, "model")
    rows = [
        ("processor", model),
        ("processors", os.cpu_count()),
        ("system", f"{distribution()}, Linux {platform.release().split('-')[0]}"),
        ("compiler", output("rustc", "--version").rsplit(" (", 1)[0]),
        ("load before", f"{os.getloadavg()[0]:.1f}"),
    ]
    table.write("machine.tsv", ["what", "is"], rows)


def field(text, name):
    found = re.search(rf"^{name}\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1] if found else platform.machine()


def distribution():
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except OSError:
        return platform.system()


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
