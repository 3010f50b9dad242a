"""A gate before a pool's domain: it hands all on, counts what the token endpoint is asked, can shorten a life."""

import base64
import http.client
import http.server
import json
import threading
import time
import urllib.parse

from web import TIMEOUT, cognito

# What journeys ask of the gate itself: the counts, and with POST how many seconds access tokens are said to live.
COUNTS, LIFE = "/gate/counts", "/gate/life"
# Seconds that a refresh takes at least: what comes together meets it under way.
A_WHILE = 0.1
# What is said from one neighbour to the next, and what is written anew.
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}


class Counts:
    """What went through. `granted` are answers with tokens, `rotated` those of a refresh with a refresh token."""

    def __init__(self):
        self.lock = threading.Lock()
        self.seen = dict.fromkeys(("code", "refresh", "granted", "rotated", "revoke", "revoked"), 0)

    def add(self, *names):
        with self.lock:
            for name in names:
                self.seen[name] += 1

    def json(self):
        with self.lock:
            return json.dumps(self.seen).encode()


class Gate:
    """Before the domain at `upstream`, at a port of its own.

    `revoke_at` is the pool's API, for an issuer whose `/oauth2/revoke` refuses every token: the gate then asks that
    API's RevokeToken for what the site asks of the endpoint.
    """

    def __init__(self, upstream, revoke_at=None):
        self.upstream, self.revoke_at = urllib.parse.urlsplit(upstream), revoke_at
        self.counts, self.life = Counts(), None
        handler = type("Handler", (Handler,), {"gate": self})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.domain = self.url + self.upstream.path
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, method, path, headers, body):
        """Status, headers and body for a request."""
        if path == COUNTS:
            return 200, [("Content-Type", "application/json")], self.counts.json()
        if path == LIFE:
            self.life = int(body) if body else None
            return 204, [], b""
        endpoint = path.removeprefix(self.upstream.path).partition("?")[0] if method == "POST" else None
        if endpoint == "/oauth2/revoke":
            return self.revoke(method, path, headers, body)
        answer = self.hand_on(method, path, headers, body)
        return self.tokens(form(body), *answer) if endpoint == "/oauth2/token" else answer

    def hand_on(self, method, path, headers, body):
        connection = http.client.HTTPConnection(self.upstream.hostname, self.upstream.port, timeout=TIMEOUT)
        try:
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            for name, value in headers:
                if name.lower() not in HOP_BY_HOP:
                    connection.putheader(name, value)
            if body:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            kept = [(n, v) for n, v in answer.getheaders() if n.lower() not in HOP_BY_HOP]
            return answer.status, kept, answer.read()
        finally:
            connection.close()

    def tokens(self, asked, status, headers, body):
        """Counts the answer. The token's own `exp` stays: who asked goes by `expires_in`."""
        refresh = asked.get("grant_type") == "refresh_token"
        self.counts.add("refresh" if refresh else "code")
        if refresh:
            time.sleep(A_WHILE)
        if status == 200:
            granted = json.loads(body)
            self.counts.add("granted", *["rotated"] * (refresh and "refresh_token" in granted))
            if self.life is not None:
                body = json.dumps({**granted, "expires_in": self.life}).encode()
        return status, headers, body

    def revoke(self, method, path, headers, body):
        self.counts.add("revoke")
        if self.revoke_at:
            answer = self.revoke_by_api(headers, body)
        else:
            answer = self.hand_on(method, path, headers, body)
        if answer[0] == 200:
            self.counts.add("revoked")
        return answer

    def revoke_by_api(self, headers, body):
        asked = form(body)
        given = dict((name.lower(), value) for name, value in headers).get("authorization", "")
        client, secret = credentials(given) or (asked.get("client_id"), asked.get("client_secret"))
        try:
            cognito(self.revoke_at, "RevokeToken", ClientId=client, ClientSecret=secret, Token=asked["token"])
        except (KeyError, RuntimeError):
            return 400, [("Content-Type", "application/json")], b'{"error":"invalid_request"}'
        return 200, [], b""


def form(body):
    return dict(urllib.parse.parse_qsl(body.decode()))


def credentials(header):
    """Id and secret of HTTP Basic, each encoded as in a form; None without."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    return tuple(urllib.parse.unquote_plus(part) for part in base64.b64decode(encoded).decode().split(":", 1))


class Handler(http.server.BaseHTTPRequestHandler):
    gate: Gate

    def serve(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            status, headers, content = self.gate.answer(self.command, self.path, self.headers.items(), body)
        except OSError as error:
            status, headers, content = 502, [("Content-Type", "text/plain")], str(error).encode()
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_OPTIONS = serve

    def log_message(self, *_):
        pass
