"""A token in the making: claims and headers as JSON text, good ones to begin with, and how they are signed."""

import json
import random
import uuid
from dataclasses import dataclass, field

from .keys import b64url

NOW = 1_763_000_000
REGION = "us-east-1"
POOL = "us-east-1_Differ123"
ORIGINAL = f"https://cognito-idp.{REGION}.amazonaws.com/{POOL}"
UPDATED = f"https://issuer-cognito-idp.{REGION}.amazonaws.com/{POOL}"
CLIENT = "7lhlkkfbfb4q5kpp90urffao"
RESOURCE = "https://api.example.com"
ABSENT = object()
ID = {"token_use": "id"}


@dataclass(frozen=True)
class Raw:
    """JSON text, as it is to stand there."""

    text: str


@dataclass
class Token:
    text: str
    config: dict = field(default_factory=dict)


@dataclass
class Class:
    """Tokens that are alike. `expected` is "accept", the reason that we give, or "reject" where it depends."""

    name: str
    expected: str
    make: object


class Mint:
    def __init__(self, keys, seed):
        self.keys, self.random, self.turn = keys, random.Random(seed), 0

    def vary(self, options, every=1):
        """Each of them in its turn, so that none is left out; the next one after `every` turns."""
        return options[self.turn // every % len(options)]

    def sometimes(self):
        return self.random.random() < 0.5

    def uuid(self):
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    # Claims

    def access_claims(self):
        iat = NOW - self.random.randrange(5, 3000)
        claims = {
            "sub": self.uuid(),
            "iss": ORIGINAL,
            "client_id": CLIENT,
            "token_use": "access",
            "scope": "aws.cognito.signin.user.admin",
            "auth_time": iat - self.random.randrange(10_000),
            "exp": iat + 3600,
            "iat": iat,
            "jti": self.uuid(),
            "username": self.random.choice(["test.user", "jörg", "Google_1001", "名前"]),
        }
        if self.sometimes():
            claims["origin_jti"], claims["event_id"] = self.uuid(), self.uuid()
        if self.sometimes():
            claims["version"] = 2
        return claims

    def id_claims(self):
        iat = NOW - self.random.randrange(5, 3000)
        return {
            "sub": self.uuid(),
            "email_verified": True,
            "iss": ORIGINAL,
            "cognito:username": "test.user",
            "origin_jti": self.uuid(),
            "aud": CLIENT,
            "token_use": "id",
            "auth_time": iat,
            "exp": iat + 3600,
            "iat": iat,
            "jti": self.uuid(),
            "email": "test.user@example.com",
        }

    def machine_claims(self):
        claims = self.access_claims() | {"sub": CLIENT, "scope": "orders/read orders/write"}
        for user_only in ("username", "origin_jti", "event_id"):
            claims.pop(user_only, None)
        return claims

    # JSON

    def write(self, members):
        """An object; `members` may be pairs, for a name that comes twice."""
        pairs = members.items() if isinstance(members, dict) else members
        ascii_only, comma = self.sometimes(), self.random.choice([",", ", "])
        written = []
        for name, value in pairs:
            if value is not ABSENT:
                text = value.text if isinstance(value, Raw) else json.dumps(value, ensure_ascii=ascii_only)
                written.append(f"{json.dumps(name, ensure_ascii=ascii_only)}:{text}")
        return "{" + comma.join(written) + "}"

    def header(self, changes=(), key=None):
        header = {"kid": (key or self.keys.access).kid, "alg": "RS256"}
        if self.sometimes():
            header = dict(reversed(header.items()))
        return self.write(header | dict(changes))

    # Tokens

    def sign(self, header, payload, key=None):
        """Signs these texts or bytes, whatever they are."""
        segments = [b64url(part.encode() if isinstance(part, str) else part) for part in (header, payload)]
        return self.sign_segments(*segments, key)

    def sign_segments(self, header, payload, key=None):
        """Signs segments as they stand."""
        signed = f"{header}.{payload}"
        return f"{signed}.{b64url((key or self.keys.access).sign(signed.encode()))}"

    def access(self, changes=(), config=None, header=(), key=None):
        """An access token with other claims, another header, another key."""
        payload = self.write(self.access_claims() | dict(changes))
        return Token(self.sign(self.header(header, key), payload, key), config or {})

    def id(self, changes=(), config=None):
        payload = self.write(self.id_claims() | dict(changes))
        return Token(self.sign(self.header(key=self.keys.id), payload, self.keys.id), config or ID)

    def payload(self, payload):
        """An access token's header over any payload."""
        return Token(self.sign(self.header(), payload))

    def headed(self, header):
        """An access token under any header."""
        return Token(self.sign(header, self.write(self.access_claims())))
