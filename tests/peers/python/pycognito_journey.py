"""pycognito, as published, over boto3: it checks issuer, audience, use and signature of its tokens by itself."""

import base64
import json
import os
import sys
import urllib.error
import urllib.request

ERRAND = json.loads(sys.argv[1])
# An endpoint given to the constructor would also become the issuer pycognito expects; the
# environment changes only where calls go, so the tokens must name AWS's host.
os.environ["AWS_ENDPOINT_URL"] = ERRAND["endpoint"]

from botocore import UNSIGNED  # noqa: E402
from botocore.config import Config  # noqa: E402
from botocore.exceptions import ClientError  # noqa: E402
from pycognito import Cognito  # noqa: E402


def step(name, work):
    """One check: a line for the driver. The journey ends at the first that fails."""
    try:
        result = work()
    except Exception as error:  # whatever a client throws is the finding
        words = " ".join(f"{type(error).__name__} {error}".split())
        print(f"FAIL\t{name}\t{words[:600]}", flush=True)
        sys.exit(1)
    print(f"ok\t{name}", flush=True)
    return result


def expect(condition, words):
    if not condition:
        raise AssertionError(words)


def refused(work, code):
    try:
        work()
    except ClientError as error:
        found = error.response["Error"]["Code"]
        expect(found == code, f"refused with {found}")
    else:
        raise AssertionError("was accepted")


def get(path, token=None):
    """Status, headers and body; a refusal is an answer like any other."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(ERRAND["site"] + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, answer.headers, json.load(answer)
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, json.loads(answer.read() or b"null")


def code_for(email):
    if ERRAND["codes"]:
        return ERRAND["codes"]["sign_up"]
    mails = get("/dev/mailbox.json")[2]["mails"]
    codes = [m["code"] for m in mails if m["to"] == email and m["kind"] == "sign_up"]
    expect(codes, f"no mail for {email}")
    return codes[-1]


def claims_of(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def me_shows(token):
    status, _, shown = get("/me", token)
    expect(status == 200, f"/me answered {status}")
    expect(shown == claims_of(token), "/me differs from the token")
    expect(shown["token_use"] == "access", "not an access token")
    expect(shown["client_id"] == ERRAND["clientId"], "another client")
    return shown


def me_refuses(token):
    status, headers, _ = get("/me", token)
    expect(status == 401, f"/me answered {status}")
    wanted = 'Bearer realm="cognito", error="invalid_token", error_description="token not valid"'
    expect(headers["WWW-Authenticate"] == wanted, f"challenge {headers['WWW-Authenticate']}")


def me_refuses_as_revoked(token):
    """The site's log names the reason, and the client is not told."""
    with open(ERRAND["log"], encoding="utf-8") as log:
        log.seek(0, os.SEEK_END)
        me_refuses(token)
        expect('reason="revoked"' in log.read(), "the log does not say why")


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


step("the keys are published", fetch_keys)
step("sign up", sign_up)
step("sign-in before activation is refused", lambda: refused(lambda: user.authenticate(password), "UserNotConfirmedException"))
code = step("the code arrives", lambda: code_for(email))
wrong = f"{(int(code) + 1) % 1_000_000:06}"
step("a wrong code is refused", lambda: refused(lambda: user.confirm_sign_up(wrong), "CodeMismatchException"))
step("activate", lambda: user.confirm_sign_up(code))
step("a wrong password is refused over SRP", lambda: refused(lambda: user.authenticate(password + "x"), "NotAuthorizedException"))
step("sign in over SRP, pycognito verifies both tokens", lambda: user.authenticate(password))
step("pycognito verifies the access token", user.verify_tokens)
shown = step("/me shows the access token", lambda: me_shows(user.access_token))
step("/me names the person who signed in", names_the_person)
step("/me refuses the ID token", lambda: me_refuses(user.id_token))
step("refresh", refresh)
access = user.access_token
step("sign out everywhere", user.logout)
if not ERRAND["codes"]:  # the site's own pool, which tells it of every revocation
    step("/me refuses the access token", lambda: me_refuses_as_revoked(access))
    step("a new sign-in at once is let in", sign_in_again)
print("end", flush=True)
