"""The example server-upload: a server that stores its users' files with the users' own AWS credentials."""

import os

import install
import journeys
import rows
from child import Failed, free_port
from refusals import changed
from sites import log_file
from web import bearer, request

PROGRAM = os.path.join(install.ROOT, "examples", "server-upload", "target", "debug", "server-upload")
TEXT = "kept by a server\n".encode()
OWN, ELSEWHERE, NOT_LET_IN, DYNAMODB = rows.SERVER_UPLOAD.flows


def run(results, children, running, pool, program):
    for site in running:
        cell = site.cell(rows.SERVER_UPLOAD.name)
        try:
            errand = journeys.upload_errand(rows.SERVER_UPLOAD, site, pool)
            child, url = start(children, site, errand, pool, program)
        except (Failed, KeyError, RuntimeError) as error:
            results.add(cell, "could begin", False, f"{type(error).__name__} {error}")
            continue
        for flow, name, words in checks(url, site, errand):
            results.add(cell, name, not words, words, flow)
        child.stop()


def start(children, site, errand, pool, program):
    if not os.path.exists(program):
        raise Failed(f"{program} is missing: cargo build --manifest-path examples/server-upload/Cargo.toml")
    port = free_port()
    optional = {"DYNAMODB_ENDPOINT": errand["dynamodbEndpoint"], "DYNAMODB_TABLE": errand["table"]}
    child = children.start(
        "server-upload",
        [program],
        log_file(f"server-upload-{site.framework}-{site.issuer.replace(' ', '-')}"),
        COGNITO_USER_POOL_ID=site.config["userPoolId"],
        COGNITO_CLIENT_ID=site.config["clientId"],
        COGNITO_JWKS_URI=pool["jwksUri"] if pool else site.config["jwksUri"],
        COGNITO_IDENTITY_POOL_ID=errand["identityPoolId"],
        COGNITO_IDENTITY_ENDPOINT=errand["identityEndpoint"],
        S3_ENDPOINT=errand["s3Endpoint"],
        S3_BUCKET=errand["bucket"],
        PORT=str(port),
        **{name: value for name, value in optional.items() if value},
    )
    url = f"http://127.0.0.1:{port}"
    child.wait_until_listening(port)
    return child, url


def checks(url, site, errand):
    """(flow, name, what is wrong) of each check."""
    tokens = errand["tokens"]

    def ask(path, method="GET", body=None, token=tokens["id"]):
        return request(url, path, bearer(token) if token else [], method, body)

    def wrong(answer, status, *has):
        if answer.status != status:
            return f"status {answer.status}, wanted {status}: {answer.body[:200]}"
        return "; ".join(f"no {text!r} in {answer.body[:300]}" for text in has if text.encode() not in answer.body)

    me = request(site.url, "/me", bearer(tokens["access"]))
    yield OWN, "/me shows the access token of the same sign-in", wrong(me, 200)
    yield OWN, "PUT /files/notes/a.txt", wrong(ask("/files/notes/a.txt", "PUT", TEXT), 201, ":", "/notes/a.txt")
    yield OWN, "GET /files lists it", wrong(ask("/files"), 200, '"name":"notes/a.txt"', "identityId")
    yield OWN, "GET /files/notes/a.txt", wrong(ask("/files/notes/a.txt"), 200, TEXT.decode())
    yield OWN, "DELETE /files/notes/a.txt", wrong(ask("/files/notes/a.txt", "DELETE"), 204)
    # S3 says 403 of what is not there to whoever may list a prefix only; ministack says 404.
    yield OWN, "and it is gone from the list", wrong(ask("/files"), 200, '"files":[]')
    outside = ask("/not-permissions/a.txt", "PUT", TEXT)
    yield ELSEWHERE, "PUT not-permissions/a.txt: the store says AccessDenied", wrong(outside, 403, "AccessDenied")
    dots = ask("/files/../not-permissions/a.txt", "PUT", TEXT)
    yield ELSEWHERE, "PUT with dots is no way out", "" if dots.status >= 400 else f"status {dots.status}"
    yield NOT_LET_IN, "without a token", wrong(ask("/files", token=None), 401)
    yield NOT_LET_IN, "with the access token, which an identity pool does not take", wrong(
        ask("/files", token=tokens["access"]), 401
    )
    yield NOT_LET_IN, "with a changed ID token", wrong(ask("/files", token=changed(tokens["id"], 2)), 401)
    if errand["table"]:
        note = f"note of {errand['identityId']}"
        yield DYNAMODB, "GET /items: the caller's own, with the caller's credentials", wrong(ask("/items"), 200, note)
