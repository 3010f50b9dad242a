"""pycognito, as published, over boto3: it checks issuer, audience, use and signature of its tokens by itself."""

import json
import os
import urllib.request

from botocore import UNSIGNED
from botocore.config import Config
from journey import (
    EMBEDDED,
    ERRAND,
    end,
    expect,
    flow,
    mailed,
    me_refuses,
    me_refuses_as_revoked,
    me_shows,
    refused,
    step,
)
from pycognito import Cognito

# An endpoint given to the constructor would also become the issuer pycognito expects; the
# environment changes only where calls go, so the tokens must name AWS's host.
os.environ["AWS_ENDPOINT_URL"] = ERRAND["endpoint"]

email, password = ERRAND["email"], ERRAND["password"]
user = Cognito(
    ERRAND["userPoolId"],
    ERRAND["clientId"],
    user_pool_region=ERRAND["region"],
    username=email,
    botocore_config=Config(signature_version=UNSIGNED, connect_timeout=5, read_timeout=20),
)


def fetch_keys():
    with urllib.request.urlopen(ERRAND["jwksUri"], timeout=15) as answer:
        user.pool_jwk = json.load(answer)
    expect(len(user.pool_jwk["keys"]) >= 2, "fewer than two keys")


def sign_up():
    user.set_base_attributes(email=email)
    user.register(email, password)


def names_the_person():
    expect(user.id_claims["email"] == email, "another e-mail")
    expect(shown["sub"] == user.id_claims["sub"], "another sub")
    expect(shown["username"] == user.id_claims["cognito:username"], "another username")


def refresh():
    before = user.access_token
    user.renew_access_token()
    expect(user.access_token != before, "the same token again")
    me_shows(user.access_token)


def sign_in_again():
    user.authenticate(password)
    me_shows(user.access_token)


flow("sign-in (SRP)")
step("the keys are published", fetch_keys)
flow("sign-up")
step("sign up", sign_up)
step("sign-in before activation is refused", lambda: refused(lambda: user.authenticate(password), "UserNotConfirmedException"))
code = step("the code arrives", lambda: mailed(email, "sign_up"))
wrong = f"{(int(code) + 1) % 1_000_000:06}"
step("a wrong code is refused", lambda: refused(lambda: user.confirm_sign_up(wrong), "CodeMismatchException"))
step("activate", lambda: user.confirm_sign_up(code))
flow("sign-in (SRP)")
step("a wrong password is refused over SRP", lambda: refused(lambda: user.authenticate(password + "x"), "NotAuthorizedException"))
step("sign in over SRP, pycognito verifies both tokens", lambda: user.authenticate(password))
step("pycognito verifies the access token", user.verify_tokens)
shown = step("/me shows the access token", lambda: me_shows(user.access_token))
step("/me names the person who signed in", names_the_person)
step("/me refuses the ID token", lambda: me_refuses(user.id_token))
flow("refresh")
step("refresh", refresh)
flow("sign-out")
access = user.access_token
step("sign out everywhere", user.logout)
if EMBEDDED:  # the site's own pool, which tells it of every revocation
    step("/me refuses the access token", lambda: me_refuses_as_revoked(access))
    step("a new sign-in at once is let in", sign_in_again)
end()
