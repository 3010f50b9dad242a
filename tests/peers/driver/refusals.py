"""Who is kept out, and with which words: the same requests to both sites, judged and compared."""

import base64
import json
import time

from web import bearer, request

ROW = "plain HTTP"
REALM = 'Bearer realm="cognito"'
NOT_VALID = f'{REALM}, error="invalid_token", error_description="token not valid"'
EXPIRED = f'{REALM}, error="invalid_token", error_description="token expired"'
MALFORMED = f'{REALM}, error="invalid_request", error_description="credentials malformed"'
TITLES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 503: "Service Unavailable"}
LEEWAY = 60


class Refusal:
    """The one right answer to a request that may not pass."""

    def __init__(self, status, challenge, error=None):
        self.status, self.challenge = status, challenge
        self.body = {"type": "about:blank", "title": TITLES[status], "status": status}
        if error:
            self.body["error"] = error

    def mistakes(self, answer):
        wanted = {
            "www-authenticate": self.challenge,
            "cache-control": "no-store",
            "content-type": "application/problem+json",
        }
        if self.status != 503:
            wanted["retry-after"] = None
        found = []
        if answer.status != self.status:
            found.append(f"status {answer.status}, wanted {self.status}")
        for name, value in wanted.items():
            if answer.header(name) != value:
                found.append(f"{name} is {answer.header(name)!r}, wanted {value!r}")
        try:
            body = answer.json()
        except ValueError:
            body = answer.body[:200]
        if body != self.body:
            found.append(f"body {body!r}, wanted {self.body!r}")
        return found


class Claims:
    """The answer to an admitted request: the token's claims under their own names."""

    def __init__(self, token):
        self.claims = claims_of(token)

    def mistakes(self, answer):
        if answer.status != 200:
            return [f"status {answer.status}, wanted 200"]
        return [] if answer.json() == self.claims else ["claims differ from the token's"]


class Admitted:
    def mistakes(self, answer):
        return [] if answer.status == 200 else [f"status {answer.status}, wanted 200"]


NOT_LET_IN = Refusal(401, REALM)
INVALID = Refusal(401, NOT_VALID, "invalid_token")
BAD_REQUEST = Refusal(400, MALFORMED, "invalid_request")
FORBIDDEN = Refusal(403, REALM)


def claims_of(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def changed(token, part):
    """The token with one character in the middle of one part replaced."""
    parts = token.split(".")
    middle = len(parts[part]) // 2
    other = "A" if parts[part][middle] != "A" else "B"
    parts[part] = parts[part][:middle] + other + parts[part][middle + 1 :]
    return ".".join(parts)


def scenarios(tokens):
    """(name, path, headers, right answer) for the tokens of one site."""
    good = tokens["plain"]["access"]
    token = "Authorization"
    table = [
        ("no token", "/me", [], NOT_LET_IN),
        ("another scheme", "/me", [(token, "Basic YTpi")], NOT_LET_IN),
        ("an empty header", "/me", [(token, "")], BAD_REQUEST),
        ("the scheme alone", "/me", [(token, "Bearer")], BAD_REQUEST),
        ("two tokens in one header", "/me", [(token, f"Bearer {good} {good}")], BAD_REQUEST),
        ("two Authorization headers", "/me", bearer(good) + bearer(good), BAD_REQUEST),
        ("two headers, one of another scheme", "/me", bearer(good) + [(token, "Basic YTpi")], BAD_REQUEST),
        ("garbage", "/me", bearer("garbage"), INVALID),
        ("three parts of garbage", "/me", bearer("aaaa.bbbb.cccc"), INVALID),
        ("a changed byte in the signature", "/me", bearer(changed(good, 2)), INVALID),
        ("a changed byte in the payload", "/me", bearer(changed(good, 1)), INVALID),
        ("the signature cut off", "/me", bearer(good.rpartition(".")[0] + "."), INVALID),
        ("an ID token", "/me", bearer(tokens["plain"]["id"]), INVALID),
        ("a refresh token", "/me", bearer(tokens["plain"]["refresh"]), INVALID),
        ("an access token", "/me", bearer(good), Claims(good)),
        ("the scheme in lower case", "/me", [(token, f"bearer {good}")], Claims(good)),
        ("/admin without token", "/admin", [], NOT_LET_IN),
        ("/admin with the ID token", "/admin", bearer(tokens["plain"]["id"]), INVALID),
        ("/admin without the group", "/admin", bearer(good), FORBIDDEN),
    ]
    if "admin" in tokens:
        admin = tokens["admin"]["access"]
        table.append(("/admin with the group", "/admin", bearer(admin), Admitted()))
    for key, name in (("anotherClient", "another client"), ("anotherPool", "another pool")):
        if key in tokens:
            table.append((f"an access token of {name}", "/me", bearer(tokens[key]["access"]), INVALID))
            table.append((f"an ID token of {name}", "/me", bearer(tokens[key]["id"]), INVALID))
    return table


def judge(results, sites, name, answers, rights):
    """One check per site, and one more on the second: that it answers as the first does."""
    for site, answer, right in zip(sites, answers, rights):
        mistakes = right.mistakes(answer)
        results.add(site.cell(ROW), name, not mistakes, "; ".join(mistakes))
    alike(results, ROW, sites, name, answers)


def alike(results, row, sites, name, answers):
    """Status, the four headers and, where both got the same request, the body, byte for byte."""
    first, second = (answer.compared() for answer in answers)
    if answers[0].status == 200 and sites[0].tokens is not sites[1].tokens:
        first, second = first[:2], second[:2]  # two pools, two people: only the form is comparable
    words = "" if first == second else f"{first!r} against {second!r}"
    results.add(sites[1].cell(row), f"{name}: as {sites[0].framework} answers", not words, words)


def run(results, sites):
    tables = [scenarios(site.tokens) for site in sites]
    for rows in zip(*tables):
        name = rows[0][0]
        answers = [request(site.url, row[1], row[2]) for site, row in zip(sites, rows)]
        judge(results, sites, name, answers, [row[3] for row in rows])


def run_expired(results, sites, token):
    """A token that was good once. Its second and the leeway have mostly passed already."""
    gone = claims_of(token)["exp"] + LEEWAY
    while time.time() < gone + 1:
        time.sleep(0.2)
    answers = [request(site.url, "/me", bearer(token)) for site in sites]
    right = Refusal(401, EXPIRED, "invalid_token")
    judge(results, sites, "an expired token", answers, [right, right])
