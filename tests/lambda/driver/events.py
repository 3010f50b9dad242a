"""Recorded events of the examples, with this run's tokens, and claims in the texts that a gateway makes of them."""

import copy
import json
import os
import time

from packages import ROOT


def recorded(example, name):
    path = os.path.join(ROOT, "examples", example, "events", f"{name}.json")
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def with_token(event, token, placeholder="$TOKEN"):
    """Without a token, without the headers and fields that would bring one."""
    if token is None:
        return without(event, placeholder)
    return json.loads(json.dumps(event).replace(placeholder, token))


def without(value, placeholder):
    def is_kept(item):
        text = json.dumps(item)
        return not (placeholder in text and len(text) < 60)

    if isinstance(value, dict):
        return {k: without(v, placeholder) for k, v in value.items() if is_kept(v)}
    if isinstance(value, list):
        return [without(item, placeholder) for item in value if is_kept(item)]
    return value


def staged(event, stage, path):
    """The same event for this path in this stage of the API."""
    event = at(event, path)
    event["requestContext"]["stage"] = stage
    return event


def at(event, path):
    """The same event for another path of the API."""
    event = copy.deepcopy(event)
    event["rawPath" if "rawPath" in event else "path"] = path
    return event


def with_header(event, name, value):
    """The same event with this header in place of what it had of that name, wherever such an event has its headers."""
    event = copy.deepcopy(event)
    for place, form in (("headers", value), ("multiValueHeaders", [value])):
        if place in event:
            others = {k: v for k, v in event[place].items() if k.lower() != name.lower()}
            event[place] = {**others, name: form}
    return event


def text(value):
    return value if isinstance(value, str) else json.dumps(value)


def rest_claims(claims):
    """A REST API's authorizer: text, dates as Java prints them, lists with commas."""

    def form(name, value):
        if name in ("exp", "iat"):
            return time.strftime("%a %b %d %H:%M:%S UTC %Y", time.gmtime(value))
        return ",".join(map(text, value)) if isinstance(value, list) else text(value)

    return {name: form(name, value) for name, value in claims.items()}


def http_claims(claims):
    """An HTTP API's authorizer: text, lists in brackets."""

    def form(value):
        return f"[{' '.join(map(text, value))}]" if isinstance(value, list) else text(value)

    return {name: form(value) for name, value in claims.items()}


def verified_by_rest_api(claims, path="/me"):
    event = at(recorded("lambda-api", "rest-cognito-access"), path)
    event["requestContext"]["authorizer"]["claims"] = rest_claims(claims)
    return with_token(event, "not.looked.at")


def verified_by_http_api(claims, path="/me"):
    event = at(recorded("lambda-api", "http-jwt-access"), path)
    event["requestContext"]["authorizer"]["jwt"]["claims"] = http_claims(claims)
    return with_token(event, "not.looked.at")


VERIFIED = {"rest_api": verified_by_rest_api, "http_api": verified_by_http_api}
