"""What Cognito issues, and what a verifier must not stumble over."""

from .token import ABSENT, CLIENT, ID, NOW, ORIGINAL, RESOURCE, UPDATED, Class, Raw, Token

ACCEPT = "accept"


def classes():
    return [
        Class("access token", ACCEPT, lambda m: m.access()),
        Class("access token, updated issuer", ACCEPT, lambda m: m.access({"iss": UPDATED})),
        Class("access token, only what is needed", ACCEPT, minimal),
        Class("access token with groups", ACCEPT, lambda m: m.access({"cognito:groups": m.vary(GROUPS)})),
        Class("access token with API scopes", ACCEPT, lambda m: m.access({"scope": m.vary(SCOPES)})),
        Class("access token without a scope", ACCEPT, lambda m: m.access({"scope": m.vary([ABSENT, ""])})),
        Class("access token, aud is its client", ACCEPT, lambda m: m.access({"aud": m.vary([CLIENT, [CLIENT]])})),
        Class("access token, bound, and the resource is named", ACCEPT, bound),
        Class("machine token", ACCEPT, machine),
        Class("ID token", ACCEPT, lambda m: m.id()),
        Class("ID token of a federated user", ACCEPT, lambda m: m.id(m.vary(FEDERATED))),
        Class("ID token with custom attributes", ACCEPT, lambda m: m.id(m.vary(CUSTOM))),
        Class("ID token, aud is a list", ACCEPT, lambda m: m.id({"aud": m.vary([[CLIENT], ["other", CLIENT]])})),
        Class("either kind where any is wanted", ACCEPT, either),
        Class("any client of the pool", ACCEPT, any_client),
        Class("signed by the pool's other key", ACCEPT, lambda m: m.access(key=m.keys.id)),
        Class("escaped slashes", ACCEPT, lambda m: respelled(m, "/", r"\/")),
        Class("escaped letters", ACCEPT, lambda m: respelled(m, m.vary("skuae"), None)),
        Class("JSON whitespace", ACCEPT, spaced),
        Class("fractional times", ACCEPT, lambda m: m.access(m.vary(FRACTIONS))),
        Class(
            "times in exponent form",
            ACCEPT,
            lambda m: m.access({"exp": Raw(m.vary(["1.7630036e9", "17630036E2", "1763003600e0"]))}),
        ),
        Class(
            "long payload",
            ACCEPT,
            lambda m: m.access({"cognito:groups": [m.uuid() for _ in range(m.random.randrange(200, 450))]}),
        ),
        Class(
            "unknown claims", ACCEPT, lambda m: m.access({"tenant": m.vary(VALUES), "é": m.random.choice(VALUES)})
        ),
        Class(
            "unknown claims, as deep as allowed", ACCEPT, lambda m: m.access({"deep": Raw("[" * 63 + "]" * 63)})
        ),
        Class(
            "duplicates below the top",
            ACCEPT,
            lambda m: m.access({"x": Raw(m.vary(['{"a":1,"a":2}', '[{"sub":1,"sub":1}]']))}),
        ),
        Class(
            "lone surrogate in an unknown claim",
            ACCEPT,
            lambda m: m.access({"x": Raw(m.vary([r'"\ud800"', r'["\udc00x"]', r'{"a":"\udfff"}']))}),
        ),
        Class(
            "claims named like JavaScript's own",
            ACCEPT,
            lambda m: m.access({m.vary(["__proto__", "constructor", "toString"]): {"sub": "x"}}),
        ),
        Class("profile attributes of another type", ACCEPT, lambda m: m.id(m.vary(ATTRIBUTES))),
        Class("header members without effect", ACCEPT, lambda m: m.access(header=m.vary(HEADERS))),
        Class("header, as deep as allowed", ACCEPT, lambda m: m.access(header={"x": Raw("[" * 15 + "]" * 15)})),
        Class("header, b64 true", ACCEPT, lambda m: m.access(header={"b64": True})),
        Class(
            "header with escapes",
            ACCEPT,
            lambda m: m.headed(
                m.vary(
                    [
                        m.header().replace("RS256", r"RS\u003256"),
                        m.header().replace("kid", r"\u006bid").replace("/", r"\/"),
                    ]
                )
            ),
        ),
    ]


def minimal(m):
    claims = m.access_claims()
    needed = ("sub", "iss", "client_id", "token_use", "exp")
    return m.payload(m.write({name: claims[name] for name in needed}))


def bound(m):
    aud = m.vary([RESOURCE, [RESOURCE], ["https://other.example.com", RESOURCE]])
    return m.access({"aud": aud}, {"resource": RESOURCE})


def machine(m):
    return m.payload(m.write(m.machine_claims()))


def either(m):
    token = m.access() if m.sometimes() else m.id()
    return Token(token.text, {"token_use": "any"})


def any_client(m):
    other = m.uuid()
    if m.sometimes():
        return m.access({"client_id": other}, {"client_ids": "any"})
    return m.id({"aud": other}, ID | {"client_ids": "any"})


def respelled(m, letter, spelling):
    """The same texts, one letter written as an escape."""
    spelling = spelling or f"\\u{ord(letter):04x}"
    claims = {"iss": ORIGINAL, "client_id": CLIENT, "token_use": "access", "sub": m.uuid(), "exp": NOW + 9}
    pairs = [f'"{n}":"{v}"' if isinstance(v, str) else f'"{n}":{v}' for n, v in claims.items()]
    return m.payload("{" + ",".join(pair.replace(letter, spelling) for pair in pairs) + "}")


def spaced(m):
    space = m.vary([" ", "\n", "\t", "\r\n", "  \n\t "])
    payload = m.write(m.access_claims()).replace(",", f",{space}").replace("{", f"{{{space}", 1)
    return Token(m.sign(space + m.header() + space, space + payload + space))


VALUES = [
    None,
    True,
    0,
    -1.5,
    Raw("1e400"),
    Raw("123456789012345678901234567890"),
    "",
    "a\u2028b",
    "\0",
    [],
    [[]],
    {},
    {"a": {"b": [1]}},
]
GROUPS = [[], ["admins"], ["admins", "editors"], ["a", "a"], ["群", "with space", 'quo"te', "x" * 128]]
SCOPES = [
    "orders/read",
    "openid email profile",
    "https://api.example.com/orders.read",
    "a  b ",
    " a",
    "openid orders/read:all",
]
FRACTIONS = [
    {"exp": NOW + 60.5},
    {"iat": NOW - 0.25, "exp": NOW + 60.125},
    {"nbf": NOW - 0.5},
    {"auth_time": NOW - 1.5},
]
FEDERATED = [
    {
        "identities": [
            {
                "userId": "1",
                "providerName": p,
                "providerType": p,
                "issuer": None,
                "primary": "true",
                "dateCreated": "1763000000000",
            }
        ]
    }
    for p in ("Google", "Facebook", "SAML", "OIDC")
]
CUSTOM = [
    {"custom:seats": "12", "custom:tier": "gold"},
    {
        "cognito:roles": ["arn:aws:iam::000000000000:role/R"],
        "cognito:preferred_role": "arn:aws:iam::000000000000:role/R",
    },
    {"cognito:groups": ["admins"], "address": {"formatted": "1 Street"}},
    {"phone_number": "+12065550100", "phone_number_verified": False, "birthdate": "1990-02-03"},
    {"nonce": "n-0S6", "at_hash": "x"},
]
ATTRIBUTES = [
    {name: value}
    for name in (
        "email",
        "phone_number",
        "name",
        "identities",
        "cognito:roles",
        "address",
        "custom:seats",
        "email_verified",
    )
    for value in (None, 1, {"a": 1}, ["a", 1])
]
HEADERS = [
    {"typ": "JWT"},
    {"typ": 1, "cty": "JWT"},
    {"jku": "https://evil.example.com/jwks.json"},
    {"x5u": "https://evil.example.com/cert.pem", "x5t": "x", "x5t#S256": "x"},
    {"x5c": ["MIIB"]},
    {"jwk": {"kty": "oct", "k": "AAAA"}},
    {"zip": "DEF", "enc": "A256GCM"},
    {"unknown": [1, {"a": None}]},
]
