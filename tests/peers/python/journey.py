"""What every journey of this folder shares: its errand, the lines it prints, and the site's plain HTTP."""

import base64
import json
import os
import sys
import urllib.error
import urllib.request

from botocore.exceptions import ClientError

sys.dont_write_bytecode = True
ERRAND = json.loads(sys.argv[1])
# Whether the site's pool runs inside of it, and tells it of every revocation.
EMBEDDED = not ERRAND["codes"]


def flow(name):
    """The steps from here on belong to this flow of the matrix."""
    print(f"flow\t{name}", flush=True)


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


def refused(work, *codes):
    """The call is refused with one of these codes; the error's words."""
    try:
        work()
    except ClientError as error:
        found = error.response["Error"]
        expect(found["Code"] in codes, f"refused with {found}")
        return found.get("Message", "")
    raise AssertionError("was accepted")


def get(path, token=None, site=ERRAND["site"]):
    """Status, headers and body, JSON or text; a refusal is an answer like any other."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    request = urllib.request.Request(site + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, answer.headers, content(answer)
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, content(answer)


def content(answer):
    body = answer.read()
    return json.loads(body) if "json" in answer.headers.get_content_type() else body.decode()


def cognito(operation, **body):
    """One unsigned call of the pool's API; raises with Cognito's error code."""
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": f"AWSCognitoIdentityProviderService.{operation}",
    }
    request = urllib.request.Request(ERRAND["endpoint"], json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refusal:
        raise RuntimeError(f"{operation}: {json.load(refusal).get('__type')}") from None


def mailed(email, kind):
    """The code that was mailed: the issuer's fixed one for such mails, or the newest in the site's mailbox."""
    if not EMBEDDED:
        return ERRAND["codes"][kind]
    mails = get("/dev/mailbox.json")[2]["mails"]
    codes = [m["code"] for m in mails if m["to"] == email and m["kind"] == kind]
    expect(codes, f"no {kind} mail for {email}")
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


def end():
    """The driver takes a journey without this line for one that broke off."""
    print("end", flush=True)
