"""examples/lambda-api: where its keys come from, and whose word it takes."""

import json
import time

from events import VERIFIED, at, recorded, staged, with_token
from issuer import KINDS, access, federated, id_token, machine, tampered
from web import bearer

# What an event names, and what is there. lambda_http puts a REST API's stage before the path; an HTTP API does so itself.
STAGES = (
    ("rest-bearer", "prod", "/me", 200),
    ("rest-bearer", "me", "/me", 200),
    ("rest-bearer", "prod", "/prod/me", 404),
    ("http-bearer", "$default", "/me", 200),
    ("http-bearer", "prod", "/prod/me", 200),
    ("http-bearer", "$default", "/prod/me", 404),
    ("http-bearer", "prod", "/prod/prod/me", 404),
)
BEARER = {"REST API": "rest-bearer", "HTTP API": "http-bearer", "function URL": "function-url"}


def start(function, issuer, **env):
    """With the keys that the pool has now, as a deployment package has them."""
    path = function.write("jwks.json", issuer.key_set())
    function.start("lambda-api", JWKS_FILE=path, **issuer.environment(), **env)


def asking(event, token, path="/me"):
    return with_token(at(recorded("lambda-api", event), path), token)


def me(payload):
    return json.loads(payload["body"]) if payload["statusCode"] == 200 else payload


def header(payload, name):
    """A REST API is answered with lists."""
    lists = payload.get("multiValueHeaders") or {}
    return payload["headers"].get(name) or ", ".join(lists.get(name, []))


def expected(claims, verified_by):
    return {
        "who": claims.get("username") or claims.get("cognito:username") or claims["client_id"],
        "token": claims["token_use"],
        "verified_by": verified_by,
        "groups": claims.get("cognito:groups", []),
        "scopes": claims.get("scope", "").split(),
    }


def embedded(checks, function, issuer):
    """Keys in the program, and one fetch for a new one."""
    token = issuer.mint(access())
    start(function, issuer)
    first = function.first(checks, asking("http-bearer", token))
    checks.equal("cold start: a verified request", first["statusCode"], 200)
    checks.equal("cold start: no fetch", issuer.fetches, 0)
    for way, event in BEARER.items():
        for kind, claims in KINDS.items():
            claims = claims()
            answer = me(function.invoke(asking(event, issuer.mint(claims))))
            checks.equal(f"{way}: {kind} token", answer, expected(claims, "token"))
        refusals(checks, function, issuer, way, event)
    stages(checks, function, token)
    by_url(checks, function, issuer)
    for form, event in VERIFIED.items():
        answer = function.invoke(event(access()))
        checks.equal(f"{form}: the gateway's word is not taken", answer["statusCode"], 401)
    checks.equal("all of that: no fetch", issuer.fetches, 0)

    issuer.rotate()
    new = issuer.mint(access())
    for event in BEARER.values():
        answer = function.invoke(asking(event, new))
        checks.equal(f"rotated key, {event}", answer["statusCode"], 200)
    checks.equal("rotated key: one fetch", issuer.fetches, 1)
    answer = function.invoke(asking("http-bearer", token))
    checks.equal("rotated key: the old one is refused", answer["statusCode"], 401)


def refusals(checks, function, issuer, way, event):
    token = issuer.mint(access())
    nobody = issuer.mint(access(groups=(), scope="openid"))
    old = access()
    old["exp"] = int(time.time()) - 120
    for name, status, payload in (
        ("no token", 401, asking(event, None)),
        ("tampered", 401, asking(event, tampered(token))),
        ("expired", 401, asking(event, issuer.mint(old))),
        ("another app client", 401, asking(event, issuer.mint(access() | {"client_id": "another"}))),
        ("wrong group", 403, asking(event, nobody, "/admin")),
        ("right group", 200, asking(event, token, "/admin")),
        ("right group, in an ID token", 401, asking(event, issuer.mint(id_token()), "/admin")),
        ("wrong scope", 403, asking(event, nobody, "/orders")),
        ("right scope", 200, asking(event, token, "/orders")),
        ("public", 200, asking(event, None, "/health")),
    ):
        answer = function.invoke(payload)
        checks.equal(f"{way}: {name}", answer["statusCode"], status)
        if status in (401, 403):
            checks.that(f"{way}: {name}: challenge", header(answer, "www-authenticate").startswith("Bearer realm="), answer)


def stages(checks, function, token):
    for event, stage, path, status in STAGES:
        answer = function.invoke(with_token(staged(recorded("lambda-api", event), stage, path), token))
        checks.equal(f"{event}: {path} in the stage {stage}", answer["statusCode"], status)


def by_url(checks, function, issuer):
    """HTTP from end to end: the emulator makes the event."""
    claims = access()
    answer = function.get("/me", bearer(issuer.mint(claims)))
    checks.equal("over HTTP: good", (answer.status, answer.json()), (200, expected(claims, "token")))
    checks.equal("over HTTP: no token", function.get("/me").status, 401)
    forged(checks, function)


def forged(checks, function):
    for form, event in VERIFIED.items():
        context = json.dumps(event(access())["requestContext"])
        answer = function.get("/me", [("x-amzn-request-context", context)])
        checks.equal(f"over HTTP: {form} in a header", answer.status, 401)


def behind_a_gateway(checks, function, issuer):
    """ACCEPT_GATEWAY=1: the claims of the context count."""
    start(function, issuer, ACCEPT_GATEWAY="1")
    first = function.first(checks, VERIFIED["rest_api"](access()))
    checks.equal("cold start: a verified request", first["statusCode"], 200)
    for form, event in VERIFIED.items():
        for kind, claims in KINDS.items():
            claims = claims()
            answer = me(function.invoke(event(claims)))
            checks.equal(f"{form}: {kind} claims", answer, expected(claims, form))
            token = me(function.invoke(asking("http-bearer", issuer.mint(claims))))
            same = {**answer, "verified_by": "token"} == token
            checks.that(f"{form}: {kind} claims as the token has them", same, f"{answer} {token}")
        old = access()
        old["exp"] = int(time.time()) - 120
        for name, status, claims, path in (
            ("wrong group", 403, federated(), "/admin"),
            ("right group", 200, access(), "/admin"),
            ("right group, in an ID token", 401, id_token(), "/admin"),
            ("wrong scope", 403, id_token(), "/orders"),
            ("right scope", 200, machine(), "/orders"),
            ("expired", 401, old, "/me"),
            ("another app client", 401, access() | {"client_id": "another"}, "/me"),
            ("another pool", 401, access() | {"iss": "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Another"}, "/me"),
        ):
            answer = function.invoke(event(claims, path))
            checks.equal(f"{form}: {name}", answer["statusCode"], status)
    two = access(groups=("editors", "admins"))
    answer = function.invoke(VERIFIED["http_api"](two, "/admin"))
    checks.equal("http_api: two groups", answer["statusCode"], 200)
    answer = function.invoke(VERIFIED["rest_api"](two, "/admin"))
    checks.equal("rest_api: two groups, or one with a comma", answer["statusCode"], 403)
    for way, event in BEARER.items():
        answer = function.invoke(asking(event, "not.looked.at"))
        checks.equal(f"{way}: without a context a token is needed", answer["statusCode"], 401)
    forged(checks, function)
    checks.equal("all of that: no fetch", issuer.fetches, 0)


def pinned(checks, function, issuer):
    """KEYS=pinned: no fetch, ever."""
    token = issuer.mint(access())
    start(function, issuer, KEYS="pinned")
    first = function.first(checks, asking("rest-bearer", token))
    checks.equal("cold start: a verified request", first["statusCode"], 200)
    issuer.rotate()
    answer = function.invoke(asking("rest-bearer", issuer.mint(access())))
    checks.equal("rotated key: refused", answer["statusCode"], 401)
    checks.that("rotated key: the log says why", "unknown_kid" in function.log(), function.log()[-500:])
    answer = function.invoke(asking("rest-bearer", token))
    checks.equal("rotated key: the old one serves", answer["statusCode"], 200)
    checks.equal("all of that: no fetch", issuer.fetches, 0)


def without_a_network(checks, function, issuer):
    """Keys in the program, and nobody to ask for others."""
    issuer.unreachable()
    token = issuer.mint(access())
    start(function, issuer)
    first = function.first(checks, asking("http-bearer", token))
    checks.equal("cold start: a verified request", first["statusCode"], 200)
    issuer.rotate()
    answer = function.invoke(asking("http-bearer", issuer.mint(access())))
    checks.equal("rotated key: nobody can tell", answer["statusCode"], 503)
    checks.that("rotated key: when to come back", int(header(answer, "retry-after") or 0) >= 1, answer)
    checks.that("rotated key: the log says why", "keys_unavailable" in function.log(), function.log()[-500:])
    answer = function.invoke(asking("http-bearer", token))
    checks.equal("rotated key: the old one serves", answer["statusCode"], 200)


# And how many checks each has.
PARTS = {embedded: 84, behind_a_gateway: 41, pinned: 5, without_a_network: 5}
