"""Section 2: the JOSE header."""

import hashlib
import hmac
import json

from cryptography.hazmat.primitives import serialization

from .keys import b64url, kid_of
from .token import ABSENT, Class, Token

MALFORMED = "malformed_token"
ALG, CRIT, KID, UNKNOWN = "alg_not_allowed", "crit_not_understood", "kid_missing", "unknown_kid"


def classes():
    return [
        Class(
            "header is no object",
            MALFORMED,
            lambda m: m.headed(m.vary(["[]", '["RS256"]', '"RS256"', "1", "null", "true", f"[{m.header()}]"])),
        ),
        Class("header is no JSON", MALFORMED, lambda m: m.headed(m.vary(broken(m.header())))),
        Class("header with NaN or Infinity", MALFORMED, lambda m: m.headed(m.vary(not_finite(m.header())))),
        Class("header with a byte order mark", MALFORMED, lambda m: m.headed("\ufeff" + m.header())),
        Class(
            "header in UTF-16",
            MALFORMED,
            lambda m: m.headed(m.header().encode(m.vary(["utf-16", "utf-16-le", "utf-16-be"]))),
        ),
        Class(
            "header with bytes that are no UTF-8",
            MALFORMED,
            lambda m: m.headed(m.header({"x": "?"}).encode().replace(b"?", m.vary(NO_UTF8))),
        ),
        Class(
            "header with a surrogate in UTF-8",
            MALFORMED,
            lambda m: m.headed(m.header({"x": "?"}).encode().replace(b"?", SURROGATE)),
        ),
        Class(
            "header with something after the object",
            MALFORMED,
            lambda m: m.headed(m.header() + m.vary(["x", "{}", ",", "\0", "}", "\u00a0"])),
        ),
        Class("header with a member twice", MALFORMED, lambda m: m.headed(twice(m))),
        Class("header too deep", MALFORMED, lambda m: m.access(header={"x": nested(m.vary([16, 17, 100]))})),
        Class(
            "header with a lone surrogate in a name",
            MALFORMED,
            lambda m: m.headed(m.header({"?": 1}).replace("?", r"\ud800")),
        ),
        Class(
            "header with a lone surrogate in the kid",
            MALFORMED,
            lambda m: m.headed(m.header({"kid": "?"}).replace("?", m.vary([r"\udc00x", r"\ud800"]))),
        ),
        Class(
            "alg none without a signature",
            MALFORMED,
            lambda m: Token(
                f"{b64url(m.header({'alg': m.vary(NONES)}).encode())}.{m.access().text.split('.')[1]}."
            ),
        ),
        Class("alg none with a signature", ALG, lambda m: m.access(header={"alg": m.vary(NONES)})),
        Class("alg HS256, keyed with the public key", ALG, confused),
        Class(
            "another RSA algorithm, rightly signed",
            ALG,
            lambda m: by_rsa(m, m.keys.access, ["RS384", "RS512", "PS256", "PS384", "PS512"]),
        ),
        Class(
            "RS384 or RS512, by a key without alg",
            ALG,
            lambda m: by_rsa(m, m.keys.usable["without alg and use"], ["RS384", "RS512"]),
        ),
        Class(
            "PS256 and its like, by a key without alg",
            ALG,
            lambda m: by_rsa(m, m.keys.usable["without alg and use"], ["PS256", "PS384", "PS512"]),
        ),
        Class("an elliptic curve, rightly signed", ALG, by_curve),
        Class(
            "alg spelt otherwise",
            ALG,
            lambda m: m.access(
                header={
                    "alg": m.vary(
                        [
                            "rs256",
                            "Rs256",
                            " RS256",
                            "RS256 ",
                            "RS256\0",
                            "",
                            "RSA256",
                            "SHA256withRSA",
                            "RS2\u0435",
                        ]
                    )
                }
            ),
        ),
        Class(
            "alg of another type or absent",
            MALFORMED,
            lambda m: m.access(header={"alg": m.vary([ABSENT, None, 256, ["RS256"], {"alg": "RS256"}, True])}),
        ),
        Class("crit", CRIT, lambda m: m.access(header=m.vary(CRITS))),
        Class("crit of b64, which is true", CRIT, lambda m: m.access(header={"crit": ["b64"], "b64": True})),
        Class(
            "crit of a wrong form",
            CRIT,
            lambda m: m.access(header={"crit": m.vary([[], None, "exp", {}, [1], [""], True, 0])}),
        ),
        Class("b64 false", MALFORMED, lambda m: m.access(header={"b64": False})),
        Class("b64 false and critical", MALFORMED, lambda m: m.access(header={"b64": False, "crit": ["b64"]})),
        Class(
            "b64 of a wrong type", MALFORMED, lambda m: m.access(header={"b64": m.vary(["true", 1, None, 0, []])})
        ),
        Class("kid absent or empty", KID, lambda m: m.access(header={"kid": m.vary([ABSENT, ""])})),
        Class(
            "kid of another type",
            MALFORMED,
            lambda m: m.access(header={"kid": m.vary([1, None, [m.keys.access.kid], {"kid": 1}, True])}),
        ),
        Class(
            "kid unknown",
            UNKNOWN,
            lambda m: m.access(header={"kid": m.vary([m.uuid(), kid_of(m.uuid()), "x" * 5000])}),
        ),
        Class(
            "kid that is nearly one",
            UNKNOWN,
            lambda m: m.access(header={"kid": m.vary(nearly(m.keys.access.kid))}),
        ),
        Class("kid that is a path, a URL or code", UNKNOWN, lambda m: m.access(header={"kid": m.vary(TRICKS)})),
        Class(
            "key in the header, kid unknown", UNKNOWN, lambda m: m.access(header=own_key(m), key=m.keys.stranger)
        ),
        Class(
            "key in the header, kid of the pool",
            "bad_signature",
            lambda m: m.access(header=own_key(m) | {"kid": m.keys.access.kid}, key=m.keys.stranger),
        ),
    ]


NONES = ["none", "None", "NONE", "nOnE"]
SURROGATE = b"\xed\xa0\x80"
NO_UTF8 = [b"\xff", b"\xc0\xaf", b"\xf4\x90\x80\x80", b"\xe4", b"\x80"]
TRICKS = [
    "../../etc/passwd",
    "https://evil.example.com/k",
    "' OR '1'='1",
    "/dev/null",
    "a\r\nb",
    "\0",
    "__proto__",
    "constructor",
    "0",
    "*",
    "\u202e",
]
CRITS = [
    {"crit": ["exp"], "exp": 1},
    {"crit": ["exp"]},
    {"crit": ["urn:example:ext"], "urn:example:ext": 1},
    {"crit": ["alg"]},
    {"crit": ["kid", "kid"]},
]


def nested(levels):
    value = 1
    for _ in range(levels):
        value = [value]
    return value


def broken(text):
    """What a lax parser might read after all."""
    body = text[1:-1]
    return [
        f"{{{body},}}",
        f"{{,{body}}}",
        f"{{{body}/* note */}}",
        f"// note\n{text}",
        text.replace('"', "'"),
        text[:-1],
        f'{{{body},"x":01}}',
        f'{{{body},"x":+1}}',
        f'{{{body},"x":.5}}',
        f'{{{body},"x":1.}}',
        f'{{{body},"x":0x1}}',
        f'{{{body},"x":"\t"}}',
        f'{{{body},"x":"\\x41"}}',
        f'{{{body},"x":tru}}',
        f"{{{body},x:1}}",
        f"{{{body}\x0c}}",
        "",
        "garbage",
    ]


def not_finite(text):
    return [f'{text[:-1]},"x":{value}}}' for value in ("NaN", "Infinity", "-Infinity")]


def twice(m):
    """The same value, another one, and a name in another spelling."""
    header = m.header({"x": 1})
    kid = json.dumps(m.keys.access.kid)
    first = m.vary(
        [
            '"alg":"RS256"',
            '"alg":"none"',
            f'"kid":{kid}',
            '"kid":"other"',
            '"x":1',
            r'"\u0061lg":"HS256"',
            r'"\u0078":2',
        ]
    )
    return f"{{{first},{header[1:]}"


def confused(m):
    """The public key, as everybody has it, as the secret."""
    public = m.keys.access.private.public_key()
    pem, der = (
        public.public_bytes(e, serialization.PublicFormat.SubjectPublicKeyInfo)
        for e in (serialization.Encoding.PEM, serialization.Encoding.DER)
    )
    secret = m.vary(
        [
            pem,
            pem.strip(),
            der,
            m.keys.access.jwk["n"].encode(),
            json.dumps(m.keys.access.jwk).encode(),
            b"",
            b"secret" * 8,
        ]
    )
    alg = "HS256" if m.sometimes() else "HS512"
    signed = f"{b64url(m.header({'alg': alg}).encode())}.{m.access().text.split('.')[1]}"
    digest = hashlib.sha256 if alg == "HS256" else hashlib.sha512
    return Token(f"{signed}.{b64url(hmac.new(secret, signed.encode(), digest).digest())}")


def by_rsa(m, key, algs):
    alg = m.vary(algs)
    payload = m.access().text.split(".")[1]
    signed = f"{b64url(m.header({'alg': alg}, key).encode())}.{payload}"
    return Token(f"{signed}.{b64url(key.sign_as(alg, signed.encode()))}")


def by_curve(m):
    key = m.vary([m.keys.ec, m.keys.okp])
    return m.access(header={"alg": key.jwk["alg"]}, key=key)


def nearly(kid):
    return [
        kid + " ",
        " " + kid,
        kid.lower(),
        kid[:-1],
        kid.rstrip("="),
        kid + "\0",
        kid.replace("/", "_").replace("+", "-").rstrip("=") + "-",
        kid + "/",
        kid[:20],
    ]


def own_key(m):
    """A key of the sender's, offered in every way."""
    jwk = m.keys.stranger.jwk
    return m.vary(
        [
            {"jwk": jwk},
            {"jku": "https://evil.example.com/jwks.json"},
            {"x5u": "https://evil.example.com/c.pem"},
            {"x5c": ["MIIB"], "x5t": "x"},
        ]
    )
