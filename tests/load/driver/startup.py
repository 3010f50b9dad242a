"""CPU time of a process, from its start to one verified token and its end, beside a runtime that does nothing."""

import os
import statistics

import table
from places import SERVER_CPU, ours

RUNS = 25


def measure(issuer, token, keys):
    """All programs in each run, one after the other."""
    programs = {
        "bare runtime": [ours("start-bare")],
        "keys over loopback": [ours("start-fetched"), issuer, token],
        "embedded keys": [ours("start-embedded"), keys, token],
        "client for HTTPS, certificates of the system": [ours("start-https"), "system"],
        "client for HTTPS, bundled certificates": [ours("start-https"), "bundled"],
    }
    taken = {name: [] for name in programs}
    os.sched_setaffinity(0, {SERVER_CPU})
    for at in range(RUNS):
        names = list(programs)
        for name in names[at % len(names):] + names[:at % len(names)]:
            taken[name].append(milliseconds(programs[name]))
    bare = taken["bare runtime"]
    rows = []
    for name, of_each in taken.items():
        over = statistics.median(one - beside for one, beside in zip(of_each, bare))
        rows.append([name, f"{statistics.median(of_each):.2f}", f"{over:.2f}"])
    table.write("startup.tsv", ["program", "cpu_ms", "over_bare_ms"], rows)


def milliseconds(command):
    child = os.posix_spawn(command[0], command, os.environ)
    _, status, usage = os.wait4(child, 0)
    if status:
        raise SystemExit(f"{command[0]} failed: {os.waitstatus_to_exitcode(status)}")
    return (usage.ru_utime + usage.ru_stime) * 1_000
