"""Sections 6 and 7: issuer, token use, client, audience, and the types of the rest."""

from .token import ABSENT, CLIENT, ID, ORIGINAL, POOL, RESOURCE, UPDATED, Class, Token

ACCEPT, BAD, ISSUER, USE, CLIENTS, AUDIENCE = (
    "accept",
    "bad_claim",
    "unknown_issuer",
    "wrong_token_use",
    "client_mismatch",
    "audience_mismatch",
)


def classes():
    return [
        Class("iss absent", ISSUER, lambda m: m.access({"iss": ABSENT})),
        Class("iss of another pool", ISSUER, lambda m: m.access({"iss": m.vary(OTHER_POOLS)})),
        Class("iss that looks like the pool's", ISSUER, lambda m: m.access({"iss": m.vary(LOOKALIKES)})),
        Class(
            "iss of another type",
            BAD,
            lambda m: m.access({"iss": m.vary([[ORIGINAL], None, 1, {"iss": ORIGINAL}, True])}),
        ),
        Class("ID token for an API", USE, lambda m: Token(m.id().text)),
        Class("access token where an ID token is wanted", USE, lambda m: m.access(config=ID)),
        Class(
            "token_use absent",
            USE,
            lambda m: m.access({"token_use": ABSENT}, config=m.vary([{}, {"token_use": "any"}])),
        ),
        Class(
            "token_use is something else",
            USE,
            lambda m: m.access(
                {"token_use": m.vary(["refresh", "", "Access", "access ", "access\0", "id access"])},
                config=m.vary([{}, {}, {"token_use": "any"}]),
            ),
        ),
        Class(
            "token_use of another type",
            BAD,
            lambda m: m.access({"token_use": m.vary([None, 1, ["access"], {"access": 1}, True])}),
        ),
        Class(
            "client_id of another client",
            CLIENTS,
            lambda m: m.access(
                {
                    "client_id": m.vary(
                        ["other", CLIENT.upper(), CLIENT[:-1], CLIENT + "x", CLIENT + " ", f"{CLIENT},other"]
                    )
                }
            ),
        ),
        Class("client_id absent or empty", CLIENTS, lambda m: m.access({"client_id": m.vary([ABSENT, ""])})),
        Class(
            "client_id absent, aud in its place",
            CLIENTS,
            lambda m: m.access({"client_id": ABSENT, "aud": m.vary([CLIENT, [CLIENT]])}),
        ),
        Class(
            "client_id of another type",
            BAD,
            lambda m: m.access({"client_id": m.vary([[CLIENT], None, 1, {"id": CLIENT}])}),
        ),
        Class(
            "client_id absent, where any client may come",
            CLIENTS,
            lambda m: m.access({"client_id": ABSENT}, {"client_ids": "any"}),
        ),
        Class(
            "one of several clients",
            ACCEPT,
            lambda m: m.access({"client_id": m.vary(["web", "app"])}, {"client_ids": ["web", "app"]}),
        ),
        Class(
            "none of several clients",
            CLIENTS,
            lambda m: m.access(config={"client_ids": m.vary([["web", "app"], ["web"]])}),
        ),
        Class(
            "ID token of another client",
            CLIENTS,
            lambda m: m.id({"aud": m.vary(["other", ["other", "another"], "", [], [""], CLIENT.upper()])}),
        ),
        Class(
            "ID token without aud", CLIENTS, lambda m: m.id({"aud": ABSENT, "client_id": m.vary([CLIENT, ABSENT])})
        ),
        Class(
            "ID token, aud of another type", BAD, lambda m: m.id({"aud": m.vary([None, 1, {"aud": CLIENT}, True])})
        ),
        Class(
            "ID token, aud is a list with more than texts",
            BAD,
            lambda m: m.id({"aud": m.vary([[CLIENT, 1], [CLIENT, None], [1, CLIENT], [CLIENT, [CLIENT]]])}),
        ),
        Class(
            "bound to another API",
            AUDIENCE,
            lambda m: m.access({"aud": m.vary([RESOURCE, [RESOURCE], ["x", RESOURCE]])}),
        ),
        Class("bound to nothing", AUDIENCE, lambda m: m.access({"aud": m.vary(["", []])})),
        Class(
            "bound to another API than the named one",
            AUDIENCE,
            lambda m: m.access(
                {
                    "aud": m.vary(
                        ["https://other.example.com", RESOURCE + "/", RESOURCE.upper(), CLIENT, RESOURCE[:-1], []]
                    )
                },
                {"resource": RESOURCE},
            ),
        ),
        Class("not bound, where an API is named", AUDIENCE, lambda m: m.access(config={"resource": RESOURCE})),
        Class(
            "access token, aud of another type",
            BAD,
            lambda m: m.access({"aud": m.vary([None, 1, {}, [1], [CLIENT, 1], True])}),
        ),
        Class("sub absent", BAD, lambda m: m.access({"sub": ABSENT})),
        Class("sub empty", BAD, lambda m: m.access({"sub": ""})),
        Class("sub of another type", BAD, lambda m: m.access({"sub": m.vary([None, 1, ["x"], {}, True])})),
        Class("sub is the client's, with a username", ACCEPT, lambda m: m.access({"sub": CLIENT})),
        Class(
            "groups of another type",
            BAD,
            lambda m: m.access({"cognito:groups": m.vary(["admins", None, {"admins": 1}, 1, "[admins]"])}),
        ),
        Class(
            "groups with more than texts",
            BAD,
            lambda m: m.access({"cognito:groups": m.vary([["admins", 1], [None], [["admins"]], [{}]])}),
        ),
        Class(
            "scope of another type",
            BAD,
            lambda m: m.access({"scope": m.vary([["orders/read"], None, 1, {}, True])}),
        ),
        Class("jti of another type", BAD, lambda m: m.access({"jti": m.vary([1, None, ["x"], {}])})),
        Class(
            "other ids of another type",
            BAD,
            lambda m: m.access(
                {m.vary(["username", "origin_jti", "event_id"]): m.random.choice([1, None, ["x"], {}])}
            ),
        ),
        Class(
            "ID token, a name of another type",
            BAD,
            lambda m: m.id(
                {m.vary(["cognito:username", "cognito:groups", "origin_jti"]): m.random.choice([1, None, {}])}
            ),
        ),
    ]


OTHER_POOLS = [
    ORIGINAL.replace("Differ123", "Foreign12"),
    ORIGINAL.replace("us-east-1", "eu-west-1"),
    "https://cognito-identity.amazonaws.com",
    "https://accounts.google.com",
    "",
    POOL,
]
LOOKALIKES = [
    ORIGINAL + "/",
    ORIGINAL + "?",
    ORIGINAL + "#",
    ORIGINAL + "/.well-known/jwks.json",
    ORIGINAL + " ",
    " " + ORIGINAL,
    ORIGINAL + "\0",
    ORIGINAL.upper(),
    ORIGINAL.replace("https", "HTTPS"),
    ORIGINAL.replace("cognito-idp", "Cognito-Idp"),
    ORIGINAL.replace("https", "http"),
    ORIGINAL.replace("amazonaws.com", "amazonaws.com:443"),
    ORIGINAL.replace("amazonaws.com", "amazonaws.com."),
    ORIGINAL.replace("amazonaws.com", "amazonaws.com.evil.example"),
    ORIGINAL.replace("https://", "https://x@"),
    ORIGINAL.replace("https://", "https://evil.example/?"),
    ORIGINAL.replace("Differ123", "differ123"),
    ORIGINAL.replace("Differ123", "Differ1234"),
    ORIGINAL.replace("/us", "//us"),
    ORIGINAL.replace("/us", "/%75s"),
    # A replica's, which nobody configured.
    ORIGINAL.replace("cognito-idp.us-east-1", "cognito-idp.us-west-2"),
    UPDATED.replace("issuer-", "issuer-issuer-"),
    UPDATED.replace("amazonaws.com", "amazonaws.com.cn"),
    "https://evil.example/" + UPDATED,
]
