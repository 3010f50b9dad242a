"""CPU time of a process, from its start to one verified token and its end, beside a runtime that does nothing."""

import os
import statistics

import table
from places import SERVER_CPU, built

RUNS = 25


def measure(issuer, token, keys):
    """All programs in each run, one after the other."""
    programs = {
        "bare runtime": [built("start-bare")],
        "keys over loopback": [built("start-fetched"), issuer, token],
        "embedded keys": [built("start-embedded"), keys, token],
        "client for HTTPS, certificates of the system": [built("start-https"), "system"],
        "client for HTTPS, bundled certificates": [built("start-https"), "bundled"],
    }
    taken = {name: [] for name in programs}
    everywhere = os.sched_getaffinity(0)
    # The programs inherit it.
    os.sched_setaffinity(0, {SERVER_CPU})
    for at in range(RUNS):
        names = list(programs)
        for name in names[at % len(names):] + names[:at % len(names)]:
            taken[name].append(milliseconds(programs[name]))
    os.sched_setaffinity(0, everywhere)
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
