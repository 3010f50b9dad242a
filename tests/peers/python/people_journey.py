"""A native user, one from another provider and one from a CSV file: each reaches /me, and their claims tell them apart."""

import secrets
import urllib.request

from journey import EMBEDDED, ERRAND, claims_of, cognito, end, expect, flow, mailed, me_shows, step
from relying_party import OAUTH, Attempt

email, password = ERRAND["email"], ERRAND["password"]
# What each provider's users are called after the provider's name, and whether their address counts as verified.
VERIFIED = {
    "Google": True,
    "SignInWithApple": True,
    "Facebook": False,
    "LoginWithAmazon": False,
    "ExampleSAML": None,
}


def native():
    """Signs in at the domain as well, so that all three come by the same way."""
    attempt = Attempt()
    expect(attempt.begin() is None, "sent back at once")
    tokens = attempt.tokens(attempt.browser.sign_in(email, password))
    access, identity = me_shows(tokens["access_token"]), claims_of(tokens["id_token"])
    expect("identities" not in identity, "a native user with a provider")
    expect("cognito:groups" not in access, f"groups {access.get('cognito:groups')}")
    expect(identity["email_verified"] is True, "the address is not verified")
    expect(access["username"] == identity["cognito:username"], "another username")
    expect(not access["username"].startswith(tuple(VERIFIED)), access["username"])
    return access


def federated(provider):
    """By the provider's own page: no password of the pool is asked for, and none is there."""
    attempt, address = Attempt(), f"{secrets.token_hex(4)}@example.com"
    expect(attempt.begin(identity_provider=provider) is None, "sent back at once")
    expect(f"/idp/{provider}" in attempt.browser.at, f"at {attempt.browser.at}")
    form = attempt.browser.form("email")
    callback = attempt.browser.send(form, email=address, name="Fay Other")
    tokens = attempt.tokens(callback)
    access, identity = me_shows(tokens["access_token"]), claims_of(tokens["id_token"])
    theirs = identity["identities"]
    expect(len(theirs) == 1 and theirs[0]["providerName"] == provider, f"{theirs}")
    expect(theirs[0]["providerType"] == ("SAML" if provider == "ExampleSAML" else provider), f"{theirs}")
    expect(theirs[0]["primary"] == "true" and theirs[0]["dateCreated"].isdigit(), f"{theirs}")
    name = f"{provider}_{theirs[0]['userId']}"
    expect(access["username"].lower() == name.lower(), f"{access['username']} is not {name}")
    expect(identity["cognito:username"] == access["username"], "another username")
    expect(identity["email"] == address, "another e-mail")
    expect(identity.get("email_verified") is VERIFIED[provider], f"verified: {identity.get('email_verified')}")
    expect(access["cognito:groups"] == [f"{ERRAND['userPoolId']}_{provider}"], f"{access['cognito:groups']}")
    again = Attempt()
    again.begin(identity_provider=provider)
    tokens = again.tokens(again.browser.send(again.browser.form("email"), email=address, name="Fay Other"))
    expect(claims_of(tokens["access_token"])["sub"] == access["sub"], "another sub the second time")
    return access


def no_password(username):
    try:
        cognito(
            "InitiateAuth",
            ClientId=ERRAND["clientId"],
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": username, "PASSWORD": password},
        )
    except RuntimeError as error:
        expect("NotAuthorizedException" in str(error) or "UserNotFoundException" in str(error), f"{error}")
    else:
        raise AssertionError("signed in with a password")


def from_csv():
    """The file of the developers' page: one row that is good, one that is not."""
    address = f"listed-{email}"
    header = "cognito:username,name,email,email_verified,cognito:mfa_enabled"
    text = f"{header}\n{address},Lia Liste,{address},TRUE,FALSE\nno address,,,,\n"
    sent = urllib.request.Request(
        f"{ERRAND['site']}/dev/import", text.encode(), {"Content-Type": "text/csv"}, method="POST"
    )
    with urllib.request.urlopen(sent, timeout=15) as answer:
        report = answer.read().decode()
    expect("3" in report, f"no word of line 3: {report[:300]}")
    try:
        sign_in(address)
    except RuntimeError as error:
        expect("PasswordResetRequiredException" in str(error), f"{error}")
    else:
        raise AssertionError("signed in before the reset")
    client = {"ClientId": ERRAND["clientId"], "Username": address}
    cognito("ForgotPassword", **client)
    code = mailed(address, "forgot_password")
    cognito("ConfirmForgotPassword", **client, ConfirmationCode=code, Password=password)
    attempt = Attempt()
    attempt.begin()
    tokens = attempt.tokens(attempt.browser.sign_in(address, password))
    access, identity = me_shows(tokens["access_token"]), claims_of(tokens["id_token"])
    expect("identities" not in identity, "an imported user with a provider")
    expect(identity["name"] == "Lia Liste" and identity["email"] == address, f"{identity}")
    expect(identity["email_verified"] is True, "the address is not verified")
    expect("cognito:groups" not in access, f"groups {access.get('cognito:groups')}")
    return access


def sign_in(username):
    return cognito(
        "InitiateAuth",
        ClientId=ERRAND["clientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": username, "PASSWORD": password},
    )


flow("native user")
people = [step("signs up and in: no identities, no groups", native)]
if EMBEDDED:
    flow("federated user")
    for provider in OAUTH["providers"]:
        people.append(step(f"by {provider}: identities, a group of the provider's users", lambda: federated(provider)))
    step("has no password of the pool", lambda: no_password(people[-1]["username"]))
    flow("user from a CSV file")
    people.append(step("RESET_REQUIRED, sets a password, signs in as the file says", from_csv))
    step(
        "they differ where they should",
        lambda: expect(len({(p["sub"], p["username"]) for p in people}) == len(people), "two are the same"),
    )
end()
