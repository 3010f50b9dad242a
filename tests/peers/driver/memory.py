"""What a site holds in memory before anybody signed in."""

import re

ROW = "idle memory"
MIB = 25


def resident_mib(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return int(re.search(r"^VmRSS:\s+(\d+) kB$", status.read(), re.M).group(1)) / 1024


def run(results, sites):
    for site in sites:
        held = resident_mib(site.child.process.pid)
        name = f"{held:.1f} MiB resident, at most {MIB}"
        results.add(site.cell(ROW), name, held <= MIB, "too much")
