"""ministack's own rotation: it is stopped, its keys are deleted, and it starts again with others."""

import glob
import os

from cold_start import UNAVAILABLE, recover, whole_seconds
from refusals import INVALID, Claims, alike
from sites import launch_ministack, ministack_environment, password_tokens, start_site
from web import bearer, request

ROW = "rotation"
TIMES = 5  # requests with a good token while the endpoint is down


def judge(results, sites, name, token, right):
    """The same request to both sites: each answers right, and as the other does."""
    answers = [request(site.url, "/me", bearer(token)) for site in sites]
    for site, answer in zip(sites, answers):
        mistakes = right.mistakes(answer)
        if right is UNAVAILABLE and not whole_seconds(answer):
            mistakes.append("does not say when to come back")
        results.add(site.cell(ROW), name, not mistakes, "; ".join(mistakes))
    if right is not UNAVAILABLE:  # how long the back-off still lasts is each site's own
        alike(results, ROW, sites, name, answers)


def kids(pool):
    return {key["kid"] for key in request(pool["jwksUri"], "").json()["keys"]}


def delete_keys(state):
    keys = glob.glob(os.path.join(state, "cognito-pool-keys", "*.pem"))
    for key in keys:
        os.remove(key)
    return len(keys)


def note(results, sites, name, passed, detail=""):
    """What concerns the issuer counts for every site."""
    for site in sites:
        results.add(site.cell(ROW), name, passed, detail)


def run(results, children, bin_dir, pythons, pool, running, state):
    def start(label):
        env = ministack_environment(pool)
        return [start_site(children, f, "ministack", bin_dir, label, **env) for f in ("axum", "actix")]

    warm, former = start("rotation-warm"), pool["plain"]["access"]
    published = kids(pool)
    judge(results, warm, "before: 200", former, Claims(former))

    running.stop()
    for _ in range(TIMES):
        judge(results, warm, "issuer down, keys at hand: 200", former, Claims(former))
    cold = start("rotation-cold")
    judge(results, cold, "issuer down, no keys: 503 that says when to come back", former, UNAVAILABLE)

    note(results, warm, "keys deleted", delete_keys(state) > 0)
    launch_ministack(children, pythons, state, pool["endpoint"], "ministack-rotated")
    shared = published & kids(pool)
    note(results, warm, "the issuer has other keys", not shared, f"still there: {shared}")

    judge(results, warm, "the former key until the refresh: 200", former, Claims(former))
    token = password_tokens(pool, "plain@example.com", pool["password"])["access"]
    judge(results, warm, "the new key, first request: 200", token, Claims(token))
    judge(results, warm, "the former key from then on: 401", former, INVALID)
    for site in cold:
        recover(results, site, token, ROW)
    judge(results, cold, "the former key, where it never was: 401", former, INVALID)
