"""Authlib as a relying party: authorization code with PKCE, what must not pass, refresh, log-out, revocation, machines."""

import secrets

import requests
from authlib.integrations.requests_client import OAuth2Session
from journey import (
    EMBEDDED,
    ERRAND,
    claims_of,
    end,
    expect,
    flow,
    get,
    me_refuses,
    me_refuses_as_revoked,
    me_shows,
    step,
)
from relying_party import CALLBACK, DOMAIN, OAUTH, PATIENCE, TOKEN, Attempt, refused, verified

email, password = ERRAND["email"], ERRAND["password"]
ISSUER = claims_of(ERRAND["tokens"]["id"])["iss"]


def at_login():
    attempt = Attempt()
    expect(attempt.begin() is None, "sent back at once")
    attempt.browser.form("password")
    return attempt


def wrong_password():
    expect(first.browser.sign_in(email, f"{password}x") is None, "sent back with a wrong password")
    first.browser.form("password")


def right_password():
    callback = first.browser.sign_in(email, password)
    expect(callback, f"still at {first.browser.at}")
    tokens = first.tokens(callback)
    expect(tokens["token_type"] == "Bearer" and tokens["expires_in"] == 3600, "another form")
    return callback, tokens


def id_token():
    claims = verified(
        tokens["id_token"], nonce=first.nonce, aud=ERRAND["clientId"], iss=ISSUER, token_use="id", email=email
    )
    expect(claims["sub"] == claims_of(tokens["access_token"])["sub"], "another sub")


def access_token():
    shown = me_shows(tokens["access_token"])
    expect(sorted(shown["scope"].split()) == ["email", "openid", "profile"], shown["scope"])
    me_refuses(tokens["id_token"])


def user_info(token):
    return requests.get(f"{DOMAIN}/oauth2/userInfo", headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE)


def knows_the_person():
    answer = user_info(tokens["access_token"])
    expect(answer.status_code == 200, f"userInfo answered {answer.status_code}")
    expect(answer.json()["email"] == email, "another e-mail")
    expect(answer.json()["sub"] == claims_of(tokens["access_token"])["sub"], "another sub")
    expect(user_info("garbage").status_code == 401, "garbage was taken")


def code_with(verifier):
    attempt = at_login()
    callback = attempt.browser.sign_in(email, password)
    return attempt.tokens(callback, verifier)


def elsewhere(uri):
    """Never a redirect to an address that is not the client's own: the browser stays and is told."""
    attempt = Attempt(redirect_uri=uri)
    callback = attempt.begin()
    expect(callback is None, f"sent to {callback}")
    expect(attempt.browser.page.status_code == 400, f"answered {attempt.browser.page.status_code}")


def refresh():
    renewed = first.client.refresh_token(TOKEN, refresh_token=tokens["refresh_token"])
    expect(renewed["access_token"] != tokens["access_token"], "the same token again")
    me_shows(renewed["access_token"])


def revoke():
    answer = first.client.revoke_token(f"{DOMAIN}/oauth2/revoke", tokens["refresh_token"])
    expect(answer.status_code == 200, f"revoke answered {answer.status_code}: {answer.text}")
    refused(lambda: first.client.refresh_token(TOKEN, refresh_token=tokens["refresh_token"]), "invalid_grant")
    me_refuses_as_revoked(tokens["access_token"])


def logout():
    query = {"client_id": ERRAND["clientId"], "logout_uri": OAUTH["logoutUri"]}
    url = requests.Request("GET", f"{DOMAIN}/logout", params=query).prepare().url
    expect(first.browser.go(url) == OAUTH["logoutUri"], f"at {first.browser.at}")
    again = Attempt()
    again.browser = first.browser
    expect(again.begin() is None, "still signed in")


def machine(secret=None, scope=OAUTH["machine"]["scope"]):
    client = OAuth2Session(OAUTH["machine"]["id"], secret or OAUTH["machine"]["secret"], scope=scope)
    client.trust_env = False
    return client.fetch_token(TOKEN, grant_type="client_credentials")


def machine_token():
    token = machine()["access_token"]
    claims = claims_of(token)
    expect(claims["client_id"] == claims["sub"] == OAUTH["machine"]["id"], f"{claims}")
    expect("username" not in claims, "a machine with a name")
    expect(claims["scope"] == OAUTH["machine"]["scope"], claims["scope"])
    return token


def welcome():
    """A site that names the machine's client among its own."""
    status, _, shown = get("/me", robot, OAUTH["knowsMachine"])
    expect(status == 200 and shown == claims_of(robot), f"/me answered {status}")
    expect(get("/admin", robot, OAUTH["knowsMachine"])[0] == 403, "/admin let it in")
    person = get("/me", tokens["access_token"], OAUTH["knowsMachine"])
    expect(person[0] == 200, f"/me answered {person[0]} to the person")


flow("code + PKCE")
first = step("the authorize endpoint asks to sign in", at_login)
step("a wrong password: asked again", wrong_password)
callback, tokens = step("the right one: a code, and tokens for it", right_password)
step("joserfc verifies the ID token, and it repeats the nonce", id_token)
step("/me shows the access token with the scopes asked for", access_token)
step("/oauth2/userInfo", knows_the_person)
flow("what must not pass")
step("the code a second time", lambda: refused(lambda: first.tokens(callback), "invalid_grant"))
step("a wrong verifier", lambda: refused(lambda: code_with(secrets.token_urlsafe(48)), "invalid_grant"))
step("a callback that is not registered", lambda: elsewhere(f"{CALLBACK}/more"))
step("a callback on another host", lambda: elsewhere("https://attacker.example/callback"))
flow("refresh at the domain")
step("refresh_token", refresh)
flow("log-out at the domain")
step("/logout ends the browser's session", logout)
flow("client_credentials")
robot = step("a machine's token", machine_token)
step("a site that does not know the machine refuses it", lambda: me_refuses(robot))
if OAUTH["knowsMachine"]:
    step("one that does shows its claims, and /admin stays shut", welcome)
step("a wrong secret", lambda: refused(lambda: machine("A" * 40), "invalid_client"))
step("a scope that is not the machine's", lambda: refused(lambda: machine(scope="orders/everything"), "invalid_scope"))
if EMBEDDED:
    flow("revoke at the domain")
    step("/oauth2/revoke, and /me refuses the access token", revoke)
end()
