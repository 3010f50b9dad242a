"""Section 1: three segments of canonical base64url, and the signature."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding

from .keys import b64url
from .token import Class, Token

MALFORMED = "malformed_token"
BAD_SIGNATURE = "bad_signature"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def classes():
    return [
        Class(
            "fewer than three segments",
            MALFORMED,
            lambda m: Token(m.vary(["", ".", "e30", parts(m)[0], ".".join(parts(m)[:2]), "garbage"])),
        ),
        Class(
            "four or six segments",
            MALFORMED,
            lambda m: Token(good(m) + m.vary([".", ".AAAA", ".A.B.C", "." + good(m)])),
        ),
        Class(
            "five segments",
            "encrypted_token",
            lambda m: Token(m.vary([good(m) + ".A.B", "eyJjdHkiOiJKV1QifQ.a.b.c.d", "....", "a..b.c.d"])),
        ),
        Class("an empty segment", MALFORMED, emptied),
        Class("padding after the signature", MALFORMED, lambda m: Token(good(m) + "==")),
        Class(
            "wrong padding after the signature", MALFORMED, lambda m: Token(good(m) + m.vary(["=", "===", "===="]))
        ),
        Class("padding, and signed with it", MALFORMED, padded_and_signed),
        Class("standard alphabet", MALFORMED, standard_alphabet),
        Class("white space before the token", MALFORMED, lambda m: Token(m.vary(WHITE) + good(m))),
        Class("white space after the token", MALFORMED, lambda m: Token(good(m) + m.vary(WHITE))),
        Class("white space inside the signature", MALFORMED, spaced_signature),
        Class("a character that no token has, around", MALFORMED, surrounded),
        Class(
            "a character that no token has, inside",
            MALFORMED,
            lambda m: Token(inserted(m, good(m), m.vary(OTHERS))),
        ),
        Class("white space inside, and signed with it", MALFORMED, spaced_and_signed),
        Class("non-canonical bits in the header or payload", MALFORMED, non_canonical),
        Class("non-canonical bits in the signature", MALFORMED, lambda m: Token(unused_bits(m, parts(m), 2))),
        Class("a header or payload of an impossible length", MALFORMED, impossible_length),
        Class("a signature of an impossible length", MALFORMED, lambda m: Token(good(m)[:-1])),
        Class(
            "longer than 32 KiB",
            "token_too_large",
            lambda m: m.access({"x": "x" * m.random.randrange(25_000, 60_000)}),
        ),
        Class(
            "a prefix or quotes",
            MALFORMED,
            lambda m: Token(m.vary(["Bearer {}", '"{}"', "token={}", "<{}>"]).format(good(m))),
        ),
        Class(
            "JSON serialization",
            MALFORMED,
            lambda m: Token(
                m.vary(
                    [
                        '{{"protected":"{}","payload":"{}","signature":"{}"}}',
                        '{{"payload":"{1}","signatures":[{{"protected":"{0}","signature":"{2}"}}]}}',
                    ]
                ).format(*parts(m))
            ),
        ),
        Class("signature cut off or lengthened", BAD_SIGNATURE, resized_signature),
        Class("signature of another token", BAD_SIGNATURE, lambda m: Token(joined(parts(m)[:2] + parts(m)[2:]))),
        Class("signature changed by a bit", BAD_SIGNATURE, flipped_signature),
        Class(
            "signature of zeros or ones",
            BAD_SIGNATURE,
            lambda m: Token(signed_by(m, lambda _: bytes([m.vary([0, 1, 255])]) * 256)),
        ),
        Class("payload changed after signing", BAD_SIGNATURE, changed_payload),
        Class("header changed after signing", BAD_SIGNATURE, changed_header),
        Class(
            "signed by a key that is not published",
            BAD_SIGNATURE,
            lambda m: m.access(header={"kid": m.keys.access.kid}, key=m.keys.stranger),
        ),
        Class(
            "signed by another published key",
            BAD_SIGNATURE,
            lambda m: m.access(header={"kid": m.keys.access.kid}, key=m.keys.id),
        ),
        Class("RS256 with another digest or padding", BAD_SIGNATURE, other_scheme),
        Class("signature plus the modulus", BAD_SIGNATURE, plus_modulus),
        Class(
            "any character changed", "reject", lambda m: altered(m, lambda old, rest: other_than(m, old) + rest)
        ),
        Class("any character left out", "reject", lambda m: altered(m, lambda old, rest: rest)),
        Class("any character twice", "reject", lambda m: altered(m, lambda old, rest: old + old + rest)),
        Class("cut off anywhere", "reject", lambda m: altered(m, lambda old, rest: "")),
    ]


WHITE = [" ", "\n", "\t", "\r\n"]
OTHERS = [
    "\0",
    "\x7f",
    "+",
    "/",
    "%",
    "~",
    ",",
    '"',
    "\u00e4",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\uff0e",
    "\U0001f511",
    "\ud800",
]


def good(m):
    return m.access().text


def parts(m):
    return good(m).split(".")


def joined(segments):
    return ".".join(segments)


def surrounded(m):
    character = m.vary(OTHERS)
    return Token(character + good(m) if m.vary([True, False], len(OTHERS)) else good(m) + character)


def spaced_signature(m):
    signed, _, signature = good(m).rpartition(".")
    return Token(f"{signed}.{inserted(m, signature, m.vary(WHITE))}")


def emptied(m):
    segments = parts(m)
    for index in m.vary([(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)]):
        segments[index] = ""
    return Token(joined(segments))


def pad(segment):
    """As the standard wants it, and `=` where it wants none: never without."""
    return segment + ("=" * (-len(segment) % 4) or "=")


def padded_and_signed(m):
    """As a load balancer writes its tokens."""
    header, payload, _ = with_rest(m)
    which = m.vary([(True, True), (True, False), (False, True)])
    return Token(m.sign_segments(pad(header) if which[0] else header, pad(payload) if which[1] else payload))


def with_rest(m):
    """Segments whose last character has bits to spare, so that padding is the standard's."""
    while True:
        segments = parts(m)
        if len(segments[0]) % 4 and len(segments[1]) % 4:
            return segments
        # The header's length is its own: a member more gives another one.
        header = m.header({"x": "y" * m.random.randrange(3)})
        segments = m.sign(header, m.write(m.access_claims())).split(".")
        if len(segments[0]) % 4 and len(segments[1]) % 4:
            return segments


def standard_alphabet(m):
    """In the signature, or all over and signed so."""
    while True:
        header, payload, signature = parts(m)
        other = payload.replace("-", "+").replace("_", "/")
        if m.turn % 2 and other != payload:
            return Token(m.sign_segments(header, other))
        other = signature.replace("-", "+").replace("_", "/")
        if not m.turn % 2 and other != signature:
            return Token(f"{header}.{payload}.{other}")
        if m.turn % 2:
            text = m.write(m.access_claims() | {"x": "\u00fb\u00ff\u00bf~~~???>>>" + "?" * m.random.randrange(3)})
            payload = b64url(text.encode())
            if "-" in payload or "_" in payload:
                return Token(m.sign_segments(header, payload.replace("-", "+").replace("_", "/")))


def inserted(m, text, character):
    at = m.random.randrange(1, len(text))
    return text[:at] + character + text[at:]


def spaced_and_signed(m):
    segments = parts(m)
    at = m.random.randrange(2)
    segments[at] = inserted(m, segments[at], m.vary([" ", "\n", "\t", "\r"]))
    return Token(m.sign_segments(*segments[:2]))


def unused_bits(m, segments, at):
    """The same bytes for a lax decoder, written otherwise."""
    last = ALPHABET.index(segments[at][-1])
    spare = {2: 4, 3: 2}[len(segments[at]) % 4]
    segments[at] = segments[at][:-1] + ALPHABET[last | m.random.randrange(1, 1 << spare)]
    return joined(segments)


def non_canonical(m):
    segments, at = with_rest(m), m.turn % 2
    changed = unused_bits(m, segments, at).split(".")
    return Token(m.sign_segments(*changed[:2]))


def impossible_length(m):
    """One character more than whole groups of four: signed, and no decoder should guess what it means."""
    header, payload = m.header(), m.write(m.access_claims())
    segments = [b64url((text + " " * (-len(text.encode()) % 3)).encode()) for text in (header, payload)]
    segments[m.vary([0, 1])] += "A"
    return Token(m.sign_segments(*segments))


def resized_signature(m):
    header, payload, signature = parts(m)
    other = m.vary(
        [
            signature[:-2] + "A",
            signature[:-6] + "A",
            "AAAA",
            "AA",
            "AAAA" + signature,
            signature[:-1] + "A" * 5,
            "A" * 683,
        ]
    )
    return Token(f"{header}.{payload}.{canonical(other)}")


def canonical(segment):
    """With the bits to spare at zero, so that only the length is wrong."""
    rest = len(segment) % 4
    if rest == 1:
        segment, rest = segment[:-1], 0
    mask = {0: 63, 2: 48, 3: 60}[rest]
    return segment[:-1] + ALPHABET[ALPHABET.index(segment[-1]) & mask]


def signed_by(m, signature):
    header, payload = parts(m)[:2]
    return f"{header}.{payload}.{b64url(signature(f'{header}.{payload}'.encode()))}"


def flipped_signature(m):
    def flip(data):
        signature = bytearray(m.keys.access.sign(data))
        signature[m.random.randrange(len(signature))] ^= 1 << m.random.randrange(8)
        return bytes(signature)

    return Token(signed_by(m, flip))


def changed_payload(m):
    header, payload, signature = parts(m)
    claims = m.access_claims() | m.vary(
        [{"sub": m.uuid()}, {"cognito:groups": ["admins"]}, {"scope": "orders/write"}]
    )
    return Token(f"{header}.{b64url(m.write(claims).encode())}.{signature}")


def changed_header(m):
    _, payload, signature = parts(m)
    header = m.header({"typ": "JWT", "n": m.random.randrange(100)})
    return Token(f"{b64url(header.encode())}.{payload}.{signature}")


def other_scheme(m):
    def sign(data):
        key = m.keys.access
        if m.turn % 4 == 3:
            return key.private.sign(data, padding.PKCS1v15(), hashes.SHA1())
        return key.sign_as(["RS384", "RS512", "PS256"][m.turn % 4], data)

    return Token(signed_by(m, sign))


def plus_modulus(m):
    """The same number modulo n, out of range (RFC 8017, section 5.2.2). One more byte where it needs it."""
    modulus = m.keys.access.private.public_key().public_numbers().n

    def sign(data):
        number = int.from_bytes(m.keys.access.sign(data), "big") + modulus
        return number.to_bytes((number.bit_length() + 7) // 8, "big")

    return Token(signed_by(m, sign))


def altered(m, change):
    """At a place where no character has bits to spare."""
    text = good(m)
    while True:
        at = m.random.randrange(len(text) - 4)
        if "." not in text[at : at + 3]:
            return Token(text[:at] + change(text[at], text[at + 1 :]))


def other_than(m, character):
    return m.random.choice([c for c in ALPHABET if c != character])
