"""Plain HTTP with nothing in between: repeated headers stay repeated, answers stay bytes."""

import http.client
import json
import urllib.parse

TIMEOUT = 15
COMPARED = ("www-authenticate", "cache-control", "content-type", "retry-after")


class Answer:
    def __init__(self, response):
        self.status = response.status
        self.body = response.read()
        self.headers = {}
        for name, value in response.getheaders():
            self.headers.setdefault(name.lower(), []).append(value)

    def header(self, name):
        """The value, None when absent; several values are joined visibly, never dropped."""
        values = self.headers.get(name)
        return None if values is None else " || ".join(values)

    def json(self):
        return json.loads(self.body)

    def compared(self):
        """What axum and actix must agree on."""
        return (self.status, {n: self.header(n) for n in COMPARED}, self.body)


def request(base, path, headers=(), method="GET", body=None):
    target = urllib.parse.urlsplit(base)
    connection = http.client.HTTPConnection(target.hostname, target.port, timeout=TIMEOUT)
    try:
        connection.putrequest(method, target.path.rstrip("/") + path)
        for name, value in headers:
            connection.putheader(name, value)
        if body is not None:
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def bearer(token):
    return [("Authorization", f"Bearer {token}")]


def cognito(endpoint, operation, **body):
    """One unsigned call of the user-pool API; raises with Cognito's error code."""
    answer = request(
        endpoint,
        "/",
        [
            ("Content-Type", "application/x-amz-json-1.1"),
            ("X-Amz-Target", f"AWSCognitoIdentityProviderService.{operation}"),
        ],
        "POST",
        json.dumps(body).encode(),
    )
    content = json.loads(answer.body or b"{}")
    if answer.status != 200:
        raise RuntimeError(f"{operation}: {answer.status} {content.get('__type')}")
    return content
