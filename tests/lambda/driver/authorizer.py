"""examples/lambda-authorizer: its answers to every kind of event, and the API behind it that reads them."""

import base64
import json

import api
from events import recorded, with_header, with_token
from issuer import KINDS, access, id_token, tampered

POLICIES = ("rest-token", "rest-request", "http-1.0", "websocket-connect")
SIMPLE = "http-2.0"
# Requests with all headers that the client sent.
NO_HANDSHAKES = ("rest-request", "http-1.0", SIMPLE)
STAGES = {"http-1.0": "$default", "http-2.0": "$default"}
BEHIND = "api-behind-authorizer"
# What mapping templates and access logs can name.
HANDED_ON = {"cognito_claims", "sub", "client_id", "username", "scope", "token_use", "exp"}


def start(function, issuer, **env):
    path = function.write("jwks.json", issuer.key_set())
    env = {"JWKS_FILE": path, "REQUIRED_SCOPE": "orders/read"} | env
    function.start("lambda-authorizer", **issuer.environment(), **env)


def asking(event, token):
    return with_token(recorded("lambda-authorizer", event), token, "{token}")


def effect(answer):
    statements = answer.get("policyDocument", {}).get("Statement", [{}])
    return statements[0].get("Effect")


def stage_of(event):
    return f"arn:aws:execute-api:eu-west-1:123456789012:abcdef123/{STAGES.get(event, 'prod')}/*"


def check_policy(checks, event, kind, answer, expected):
    checks.equal(f"{event}: {kind}: effect", effect(answer), expected)
    statements = answer["policyDocument"]["Statement"]
    resources = [resource for s in statements for resource in ([s["Resource"]] if isinstance(s["Resource"], str) else s["Resource"])]
    checks.equal(f"{event}: {kind}: for the whole stage", resources, [stage_of(event)])


def check_context(checks, event, kind, answer, claims):
    context = answer["context"]
    payload = base64.urlsafe_b64decode(context["cognito_claims"] + "==")
    checks.equal(f"{event}: {kind}: the claims are handed on", json.loads(payload), claims)
    rest = set(context) - HANDED_ON
    texts = all(isinstance(value, str) for value in context.values())
    checks.that(f"{event}: {kind}: and nothing but texts", texts and not rest, context)


def authorizer(checks, function, issuer):
    """With the pool's keys in a file."""
    good = issuer.mint(access())
    start(function, issuer)
    first = function.first(checks, asking("rest-request", good))
    checks.equal("cold start: allowed", effect(first), "Allow")
    for event in (*POLICIES, SIMPLE):
        for kind, claims in KINDS.items():
            if kind != "ID":
                allowed(checks, function, issuer, event, kind, claims())
        refused(checks, function, issuer, event)
    behind(checks, function, issuer)
    checks.equal("all of that: no fetch", issuer.fetches, 0)
    issuer.rotate()
    for event in (*POLICIES, SIMPLE):
        allowed(checks, function, issuer, event, "rotated key", access())
    checks.equal("rotated key: one fetch", issuer.fetches, 1)


def allowed(checks, function, issuer, event, kind, claims):
    answer = function.invoke(asking(event, issuer.mint(claims)))
    if event == SIMPLE:
        checks.equal(f"{event}: {kind}", answer.get("isAuthorized"), True)
    else:
        check_policy(checks, event, kind, answer, "Allow")
    check_context(checks, event, kind, answer, claims)


def refused(checks, function, issuer, event):
    """401 is an error of this text; 403 is a policy that denies. Simple responses know one refusal for both."""
    reader = issuer.mint(access())
    answer = function.invoke(asking(event, issuer.mint(access(scope="openid"))))
    if event == SIMPLE:
        checks.equal(f"{event}: wrong scope", answer.get("isAuthorized"), False)
    else:
        check_policy(checks, event, "wrong scope", answer, "Deny")
    told = set(answer.get("context", {}))
    checks.that(f"{event}: wrong scope: no claim is handed on", told <= {"error", "scope"}, answer)
    for name, token in (
        ("tampered", tampered(reader)),
        ("an ID token", issuer.mint(id_token())),
        ("no token", None),
    ):
        unauthorized(checks, event, name, function.invoke(asking(event, token)))
    # It may be let in a moment later, so API Gateway is to remember no answer, whatever its form.
    answer = function.invoke(asking(event, issuer.mint(access() | {"client_id": "another"})))
    checks.equal(f"{event}: another app client", answer.get("errorMessage"), "Unauthorized")
    if event in NO_HANDSHAKES:
        subprotocol(checks, function, event, reader)


def unauthorized(checks, event, name, answer):
    if event == SIMPLE:
        checks.equal(f"{event}: {name}", answer.get("isAuthorized"), False)
    else:
        checks.equal(f"{event}: {name}", answer.get("errorMessage"), "Unauthorized")


def subprotocol(checks, function, event, token):
    """An answer is kept under the Authorization header alone: whoever else sends `Basic x` would be let in by that token."""
    basic = with_header(asking(event, None), "Authorization", "Basic x")
    for name, request in (("Basic", basic), ("no token", asking(event, None))):
        request = with_header(request, "Sec-WebSocket-Protocol", f"bearer.{token}")
        unauthorized(checks, event, f"{name}, and a handshake's token", function.invoke(request))


def behind(checks, function, issuer):
    """What the authorizer handed on, where API Gateway puts it, to the API."""
    service = function.emulator.function(BEHIND, function.bin_dir)
    api.start(service, issuer, ACCEPT_GATEWAY="1", KEYS="pinned")
    for kind in ("access", "machine", "federated"):
        claims = KINDS[kind]()
        for event, sample in (("rest-request", "rest-bearer"), (SIMPLE, "http-bearer")):
            context = function.invoke(asking(event, issuer.mint(claims)))["context"]
            request = api.asking(sample, "not.looked.at")
            request["requestContext"]["authorizer"] = {"lambda": context} if event == SIMPLE else context
            answer = api.me(service.invoke(request))
            checks.equal(f"{event}: the API reads: {kind}", answer, api.expected(claims, "lambda_authorizer"))


def authorizer_of_policies(checks, function, issuer):
    """IAM_RESPONSES: an HTTP API that is not set to simple responses."""
    good = issuer.mint(access())
    start(function, issuer, IAM_RESPONSES="true")
    first = function.first(checks, asking(SIMPLE, good))
    check_policy(checks, SIMPLE, "reader", first, "Allow")
    answer = function.invoke(asking(SIMPLE, issuer.mint(access(scope="openid"))))
    check_policy(checks, SIMPLE, "wrong scope", answer, "Deny")
    answer = function.invoke(asking(SIMPLE, tampered(good)))
    checks.equal(f"{SIMPLE}: tampered", answer.get("errorMessage"), "Unauthorized")


def authorizer_of_a_group(checks, function, issuer):
    good = issuer.mint(access(groups=["admins", "staff"]))
    start(function, issuer, REQUIRED_GROUP="staff")
    first = function.first(checks, asking("rest-token", good))
    checks.equal("right group", effect(first), "Allow")
    answer = function.invoke(asking("rest-token", issuer.mint(access(groups=["admins"]))))
    checks.equal("wrong group", effect(answer), "Deny")


def authorizer_without_keys(checks, function, issuer):
    """A refusal that API Gateway must not remember, and no 401: the client's token may be good."""
    issuer.unreachable()
    new = issuer.mint(access())
    issuer.rotate()
    start(function, issuer)
    for event in (*POLICIES, SIMPLE):
        answer = function.invoke(asking(event, new))
        is_error = bool(answer.get("errorMessage")) and answer["errorMessage"] != "Unauthorized"
        checks.that(f"{event}: an error, and none that is a 401", is_error, answer)
    answer = function.invoke(asking("rest-token", issuer.mint(access())))
    checks.equal("the keys that are there serve", effect(answer), "Allow")


# And how many checks each has.
PARTS = {authorizer: 125, authorizer_of_policies: 5, authorizer_of_a_group: 2, authorizer_without_keys: 6}
