"""A general library, used as its documentation says; Cognito's own claims checked by hand, as a careful user would."""

import json
import os
import sys
from datetime import datetime

import jwt
import jwt.api_jwt


def read(name):
    with open(os.path.join(sys.argv[1], name), encoding="ascii") as file:
        return file.read()


SETTING = json.loads(read("setting.json"))
POOL, CLIENT, NOW = SETTING["pool"], SETTING["client"], SETTING["now"]
KEYS = jwt.PyJWKSet.from_json(read("jwks.json"))
REGION = POOL.split("_")[0]
ISSUERS = [f"https://{name}.{REGION}.amazonaws.com/{POOL}" for name in ("cognito-idp", "issuer-cognito-idp")]


class Stopped(datetime):
    """It has no clock of its own to set."""

    @classmethod
    def now(cls, tz=None):
        return datetime.fromtimestamp(NOW, tz)


jwt.api_jwt.datetime = Stopped


class Refused(Exception):
    pass


def must(holds, what):
    if not holds:
        raise Refused(what)


def meets(rule, has):
    how, *names = rule
    return (all if how == "all" else any)(name in has for name in names)


def verify(token, config):
    wanted, clients = config.get("token_use", "access"), config.get("client_ids", [CLIENT])
    decode = {"algorithms": ["RS256"], "issuer": ISSUERS, "leeway": config.get("leeway", 0)}
    options = {"require": ["exp", "iss", "sub", "token_use"]}
    if wanted == "any":
        wanted = jwt.decode(token, options={"verify_signature": False}).get("token_use")
        must(wanted in ("access", "id"), "token_use")
    # An `aud` that nothing was said about is refused by the library itself.
    if wanted == "access":
        audience = config.get("resource")
    elif clients == "any":
        audience, options = None, options | {"verify_aud": False}
    else:
        audience = clients
    key = KEYS[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(token, key, audience=audience, options=options, **decode)
    must(claims["token_use"] == wanted, "token_use")
    if wanted == "access" and clients != "any":
        must(claims.get("client_id") in clients, "client")
    if "scopes" in config:
        must(meets(config["scopes"], claims.get("scope", "").split(" ")), "scope")
    if "groups" in config:
        must(meets(config["groups"], claims.get("cognito:groups", [])), "group")


def answer(case):
    try:
        verify(case["token"], case["config"])
    except Exception as error:  # whatever it throws, the token is not accepted
        return {"id": case["id"], "verdict": "reject", "why": type(error).__name__}
    return {"id": case["id"], "verdict": "accept"}


for line in read("tokens.jsonl").splitlines():
    print(json.dumps(answer(json.loads(line))))
