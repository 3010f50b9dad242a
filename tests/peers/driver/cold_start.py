"""A site whose issuer cannot be reached when it starts, and then can: no restart in between."""

import http.server
import socket
import threading
import time

from refusals import INVALID, NOT_LET_IN, Claims, Refusal, alike
from sites import ministack_environment, start_site
from web import bearer, request

ROW = "cold start"
UNAVAILABLE = Refusal(503, None)
RECOVERY = 20  # seconds; the back-off of a cold start grows to 5


class KeysLater:
    """A port that refuses connections until `open` is called, and then serves one key set.

    The socket is bound from the start, so that nobody else can take the port in between.
    """

    def __init__(self, key_set):
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.key_set, self.fetches, self.server = key_set, 0, None

    def open(self):
        keys = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                keys.fetches += 1
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(keys.key_set)))
                self.end_headers()
                self.wfile.write(keys.key_set)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(
            self.socket.getsockname(), Handler, bind_and_activate=False
        )
        self.server.socket.close()
        self.server.socket = self.socket
        self.server.server_activate()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        if self.server:
            self.server.shutdown()
        self.socket.close()


def ask(site, name, headers, right, results):
    answer = request(site.url, "/me", headers)
    mistakes = right.mistakes(answer)
    results.add(site.cell(ROW), name, not mistakes, "; ".join(mistakes))
    return answer


def whole_seconds(answer):
    value = answer.header("retry-after") or ""
    return value.isdigit() and int(value) >= 1


def recover(results, site, token, row=ROW):
    """Asks until the answer is 200; every answer before that is a 503 that says when to come back."""
    right, begun = Claims(token), time.monotonic()
    answer, strange = None, []
    while time.monotonic() < begun + RECOVERY:
        answer = request(site.url, "/me", bearer(token))
        if answer.status == 200:
            break
        if answer.status != 503 or not whole_seconds(answer):
            strange.append(answer.status)
        time.sleep(0.1)
    took = time.monotonic() - begun
    mistakes = right.mistakes(answer) + [f"{strange} on the way"] * bool(strange)
    results.add(site.cell(row), "keys come: 200 without a restart", not mistakes, "; ".join(mistakes))
    print(f"     {site.framework}: first 200 after {took:.1f} s", flush=True)


def run(results, children, bin_dir, pool, key_set):
    token = pool["plain"]["access"]
    doors, sites = [], []
    try:
        for framework in ("axum", "actix"):
            door = KeysLater(key_set)
            doors.append(door)
            env = ministack_environment(pool, f"http://127.0.0.1:{door.port}/jwks.json")
            sites.append(start_site(children, framework, "ministack", bin_dir, "cold-start", **env))
        cold = []
        for site in sites:
            cold.append(ask(site, "keys unreachable: 503", bearer(token), UNAVAILABLE, results))
            results.add(site.cell(ROW), "503 says when to come back", whole_seconds(cold[-1]))
            ask(site, "no token: 401 as ever", [], NOT_LET_IN, results)
            ask(site, "an ID token needs no key: 401", bearer(pool["plain"]["id"]), INVALID, results)
        alike(results, ROW, sites, "keys unreachable", cold)
        for site, door in zip(sites, doors):
            door.open()
            recover(results, site, token)
            few = 1 <= door.fetches <= 3
            results.add(site.cell(ROW), "few fetches", few, f"{door.fetches} fetches")
    finally:
        for door in doors:
            door.close()
