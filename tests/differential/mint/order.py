"""Section 4: of two faults, the one that comes first in the order is the reason."""

from .envelope import joined
from .header import nested
from .token import ABSENT, NOW, Class, Token

# In their order. What each does: to the header, to the claims, to what is asked for.
FAULTS = [
    ("malformed_token", {"x": nested(16)}, {}, {}),
    ("alg_not_allowed", {"alg": "RS384"}, {}, {}),
    ("crit_not_understood", {"crit": ["exp"]}, {}, {}),
    ("kid_missing", {"kid": ABSENT}, {}, {}),
    ("unknown_issuer", {}, {"iss": "https://evil.example.com"}, {}),
    ("expired", {}, {"exp": NOW - 1}, {}),
    ("not_yet_valid", {}, {"nbf": NOW + 60}, {}),
    ("wrong_token_use", {}, {"token_use": "refresh"}, {}),
    ("client_mismatch", {}, {"client_id": "other"}, {}),
    ("unknown_kid", {"kid": "other"}, {}, {}),
    ("bad_signature", None, {}, {}),
    ("audience_mismatch", {}, {"aud": "https://other.example.com"}, {}),
    ("bad_claim", {}, {"sub": ABSENT}, {}),
    ("insufficient_scope", {}, {}, {"scopes": ["any", "orders/read"]}),
    ("missing_group", {}, {}, {"groups": ["any", "admins"]}),
]


def classes():
    """Each with its neighbour, and each with any of those that come later."""
    neighbours = zip(FAULTS, FAULTS[1:])
    return [
        *(
            Class(f"{first[0]} before {second[0]}", first[0], faulty(lambda m, pair=(first, second): pair))
            for first, second in neighbours
        ),
        *(
            Class(f"{first[0]} before any later one", first[0], faulty(later(n)))
            for n, first in enumerate(FAULTS[:-1])
        ),
    ]


def later(number):
    return lambda m: (FAULTS[number], m.vary(FAULTS[number + 1 :]))


def faulty(faults):
    def make(m):
        header, claims, config, spoilt = {}, {}, {}, False
        for _, in_header, in_claims, in_config in faults(m):
            # The first fault is there whatever the second one is.
            header, claims, config = (in_header or {}) | header, in_claims | claims, in_config | config
            spoilt = spoilt or in_header is None
        token = m.access(claims, config, header)
        if spoilt:
            segments = token.text.split(".")
            segments[2] = "A" * len(segments[2])
            return Token(joined(segments), config)
        return token

    return make
