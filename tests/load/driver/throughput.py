"""Requests a second of each server, and what CPU time it took: kept-alive connections, one token, one worker thread."""

import statistics

import table
import wrk
from places import CLIENT_CPU, SERVER_CPU, ours, peer
from process import Program

CONNECTIONS = 32
WARM_UP = 1

# Each server beside the bare one of its framework.
MODES = ["bare", "uncached", "cached", "cached-full-bytes"]
SERVERS = {f"{framework} {mode}": (f"{framework} bare", [ours(f"serve-{framework}"), mode])
           for framework in ("axum", "actix") for mode in MODES}
SERVERS |= {
    "axum 0.7 bare": ("axum 0.7 bare", [peer("bare-axum-0-7")]),
    "jwt-authorizer": ("axum 0.7 bare", [peer("jwt-authorizer")]),
    "axum-jwt-auth": ("axum bare", [peer("axum-jwt-auth")]),
    "tower-oauth2-resource-server": ("axum bare", [peer("tower-oauth2-resource-server")]),
}


def measure(issuer, token, rounds, seconds):
    """All servers in each round, one after the other, each round from another one on."""
    runs = {name: [] for name in SERVERS}
    for at in range(rounds):
        names = list(SERVERS)
        for name in names[at * 5 % len(names):] + names[:at * 5 % len(names)]:
            run = one(SERVERS[name][1], issuer, token, seconds)
            print(f"round {at + 1}: {name}: {run['rate']:,.0f} requests/s, {run['per_cpu']:,.0f} per CPU second", flush=True)
            runs[name].append(run)
    table.write("http.tsv", ["server", "beside", "requests_per_s", "requests_per_cpu_s", "of_bare", "p50_us", "p99_us"],
                [row(name, runs) for name in SERVERS])


def one(command, issuer, token, seconds):
    with Program([*command, issuer], SERVER_CPU) as server:
        load = {"connections": CONNECTIONS, "token": token, "cpu": CLIENT_CPU}
        wrk.run(server.url, WARM_UP, **load)
        before = server.cpu_seconds()
        said = wrk.run(server.url, seconds, **load)
        cpu = server.cpu_seconds() - before
    if said.refused or said.broken:
        raise SystemExit(f"{command}: not every answer was good\n{said.text}")
    return {"rate": said.per_second, "per_cpu": said.requests / cpu, "p50": said.p50, "p99": said.p99}


def row(name, runs):
    """Medians; the ratio is taken in each round on its own."""
    beside = SERVERS[name][0]
    ratios = [run["per_cpu"] / bare["per_cpu"] for run, bare in zip(runs[name], runs[beside])]
    middle = {key: statistics.median(run[key] for run in runs[name]) for key in runs[name][0]}
    return [name, beside, round(middle["rate"]), round(middle["per_cpu"]), f"{statistics.median(ratios):.3f}",
            round(middle["p50"]), round(middle["p99"])]
