"""What honest clients notice of a rotation every two seconds, and of a flood of tokens that name unknown keys."""

import base64
import json
import os
import time
import urllib.request

import table
import wrk
from places import CLIENT_CPU, HERE, SERVER_CPU, built
from process import Program

EVERY, SECONDS = 2, 9
HONEST, STRANGERS = 16, 48
TOKENS = 10_000
SERVERS = {"axum cached": [built("serve-axum"), "cached"], "actix uncached": [built("serve-actix"), "uncached"]}
SITUATIONS = ["calm", "rotation", "flood"]


def measure(issuer, folder):
    """Each situation at each server. Both kinds of client pause between their requests, so that the server has air."""
    rows = []
    for name, command in SERVERS.items():
        for situation in SITUATIONS:
            with Program([*command, issuer], SERVER_CPU) as server:
                rows.append([name, situation, *one(server, situation, issuer, folder)])
    table.write("storm.tsv", ["server", "situation", "requests_per_s", "failed", "p50_us", "p99_us",
                              "strangers_per_s", "strangers_let_in", "rotations", "fetches"], rows)


def one(server, situation, issuer, folder):
    current, unknown = os.path.join(folder, "token"), os.path.join(folder, "unknown")
    renew(issuer, current)
    clients = {"connections": HONEST, "cpu": CLIENT_CPU, "script": script("legitimate"), "arguments": [current]}
    wrk.run(server.url, 1, **clients)
    before, rotations = fetches(issuer), 0
    if situation == "flood":
        write(unknown, "\n".join(strangers(get(issuer, "/token"))))
        flood = wrk.start(server.url, SECONDS, STRANGERS, cpu=CLIENT_CPU, script=script("flood"), arguments=[unknown])
    honest = wrk.start(server.url, SECONDS, **clients)
    while situation == "rotation" and (rotations + 1) * EVERY < SECONDS:
        time.sleep(EVERY)
        get(issuer, "/rotate")
        renew(issuer, current)
        rotations += 1
    honest = wrk.end(honest)
    flooded = wrk.end(flood) if situation == "flood" else None
    strange = [round(flooded.per_second), flooded.requests - flooded.refused] if flooded else [0, 0]
    return [round(honest.per_second), honest.refused + honest.broken, round(honest.p50), round(honest.p99),
            *strange, rotations, fetches(issuer) - before]


def strangers(token):
    """The token under other keys' names. The signature is as long as a good one, and nobody looks at it."""
    header, payload, signature = token.split(".")
    header = json.loads(base64.urlsafe_b64decode(header + "=="))
    for _ in range(TOKENS):
        header["kid"] = base64.b64encode(os.urandom(32)).decode()
        named = base64.urlsafe_b64encode(json.dumps(header, separators=(",", ":")).encode()).decode().rstrip("=")
        yield f"{named}.{payload}.{signature}"


def renew(issuer, path):
    """Never half a token: the clients read while this writes."""
    write(path + ".new", get(issuer, "/token"))
    os.replace(path + ".new", path)


def write(path, text):
    with open(path, "w", encoding="ascii") as file:
        file.write(text + "\n")


def fetches(issuer):
    return int(get(issuer, "/fetches"))


def get(issuer, path):
    with urllib.request.urlopen(issuer + path, timeout=10) as answer:
        return answer.read().decode()


def script(name):
    return os.path.join(HERE, "driver", f"{name}.lua")
