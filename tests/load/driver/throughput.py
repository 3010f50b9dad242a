"""Requests a second of each server, and what CPU time it took: kept-alive connections, one token, one worker thread."""

import contextlib
import statistics

import table
import wrk
from places import CLIENT_CPU, SERVER_CPU, built
from process import Program

CONNECTIONS = 32
WARM_UP = 1

# Each server beside the bare one of its framework.
MODES = ["bare", "uncached", "cached", "cached-full-bytes"]
SERVERS = {f"{framework} {mode}": (f"{framework} bare", [built(f"serve-{framework}"), mode])
           for framework in ("axum", "actix") for mode in MODES}
SERVERS |= {
    "axum 0.7 bare": ("axum 0.7 bare", [built("bare-axum-0-7")]),
    "jwt-authorizer": ("axum 0.7 bare", [built("jwt-authorizer")]),
    "axum-jwt-auth": ("axum bare", [built("axum-jwt-auth")]),
    "tower-oauth2-resource-server": ("axum bare", [built("tower-oauth2-resource-server")]),
}


def measure(issuer, token, rounds, seconds):
    """All servers run; they have their turns one after the other, in each round from another one on."""
    runs = {name: [] for name in SERVERS}
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(Program([*command, issuer], SERVER_CPU)) for name, (_, command) in SERVERS.items()}
        for server in servers.values():
            turn(server, token, WARM_UP)
        for at in range(rounds):
            names = list(SERVERS)
            for name in names[at * 5 % len(names):] + names[:at * 5 % len(names)]:
                runs[name].append(turn(servers[name], token, seconds))
            print(f"round {at + 1}: " + ", ".join(f"{name} {of[-1]['per_cpu']:,.0f}" for name, of in runs.items()), flush=True)
    table.write("http.tsv", ["server", "beside", "requests_per_s", "requests_per_cpu_s", "of_bare", "p50_us", "p99_us"],
                [row(name, runs) for name in SERVERS])


def turn(server, token, seconds):
    before = server.cpu_seconds()
    said = wrk.run(server.url, seconds, CONNECTIONS, token, cpu=CLIENT_CPU)
    cpu = server.cpu_seconds() - before
    if said.refused or said.broken:
        raise SystemExit(f"{server.command}: not every answer was good\n{said.text}")
    return {"rate": said.per_second, "per_cpu": said.requests / cpu, "p50": said.p50, "p99": said.p99}


def row(name, runs):
    """Medians; the ratio is taken in each round on its own."""
    beside = SERVERS[name][0]
    ratios = [run["per_cpu"] / bare["per_cpu"] for run, bare in zip(runs[name], runs[beside])]
    middle = {key: statistics.median(run[key] for run in runs[name]) for key in runs[name][0]}
    return [name, beside, round(middle["rate"]), round(middle["per_cpu"]), f"{statistics.median(ratios):.3f}",
            round(middle["p50"]), round(middle["p99"])]
