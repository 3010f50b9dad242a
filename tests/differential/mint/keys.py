"""The pool's keys: those that sign, those that a verifier must not use, and one that is not published."""

import base64
import hashlib
from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def number(value):
    return b64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def kid_of(name):
    """As Cognito's look: 32 bytes in standard base64."""
    return base64.b64encode(hashlib.sha256(name.encode()).digest()).decode()


@dataclass
class Key:
    kid: str
    private: object
    jwk: dict = field(default_factory=dict)

    def sign(self, data):
        """RS256."""
        return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())

    def sign_as(self, alg, data):
        """Another algorithm's signature by the same key."""
        digest = {"256": hashes.SHA256, "384": hashes.SHA384, "512": hashes.SHA512}[alg[2:]]()
        if alg.startswith("PS"):
            scheme = padding.PSS(padding.MGF1(digest), digest.digest_size)
        else:
            scheme = padding.PKCS1v15()
        return self.private.sign(data, scheme, digest)


class ExponentOne(Key):
    """A public exponent of 1: whoever knows the key set can write a signature."""

    def sign(self, data):
        size = (self.private.key_size + 7) // 8
        tail = DIGEST_INFO + hashlib.sha256(data).digest()
        return b"\0\1" + b"\xff" * (size - len(tail) - 3) + b"\0" + tail


class Curve(Key):
    def sign(self, data):
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(data)
        r, s = decode_dss_signature(self.private.sign(data, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def rsa_key(name, bits=2048, exponent=65537, kid=None, without=(), make=Key, **members):
    private = rsa.generate_private_key(exponent, bits)
    public = private.public_key().public_numbers()
    kid = kid or kid_of(name)
    jwk = {"alg": "RS256", "e": number(public.e), "kid": kid, "kty": "RSA", "n": number(public.n), "use": "sig"}
    jwk.update(members)
    return (
        Key(kid, private, {k: v for k, v in jwk.items() if k not in without})
        if make is Key
        else make(kid, private, jwk)
    )


def with_leading_zeros(key):
    public = key.private.public_key().public_numbers()
    for member, value in (("n", public.n), ("e", public.e)):
        key.jwk[member] = b64url(b"\0\0" + value.to_bytes((value.bit_length() + 7) // 8, "big"))
    return key


def with_private_member(key):
    key.jwk["d"] = number(key.private.private_numbers().d)
    return key


def elliptic():
    private = ec.generate_private_key(ec.SECP256R1())
    public = private.public_key().public_numbers()
    x, y = (b64url(value.to_bytes(32, "big")) for value in (public.x, public.y))
    kid = kid_of("ec")
    return Curve(
        kid, private, {"alg": "ES256", "crv": "P-256", "kid": kid, "kty": "EC", "use": "sig", "x": x, "y": y}
    )


def edwards():
    private = ed25519.Ed25519PrivateKey.generate()
    kid = kid_of("okp")
    x = b64url(private.public_key().public_bytes_raw())
    return Curve(kid, private, {"alg": "EdDSA", "crv": "Ed25519", "kid": kid, "kty": "OKP", "use": "sig", "x": x})


class Keys:
    """`stranger` is the one that the key set does not have."""

    def __init__(self):
        self.access = rsa_key("access")
        self.id = rsa_key("id")
        self.stranger = rsa_key("stranger")
        self.usable = {
            "without alg and use": rsa_key("bare", without=("alg", "use")),
            "with key_ops": rsa_key("ops", without=("use",), key_ops=["verify"]),
            "3072 bits": rsa_key("3072", 3072),
            "4096 bits": rsa_key("4096", 4096),
            "exponent 3": rsa_key("e3", exponent=3),
            "leading zeros": with_leading_zeros(rsa_key("zeros")),
        }
        self.unusable = {
            "1024 bits": rsa_key("1024", 1024),
            "4160 bits": rsa_key("4160", 4160),
            "exponent 1": rsa_key("e1", e=number(1), make=ExponentOne),
            "use enc": rsa_key("enc", use="enc"),
            "key_ops encrypt": rsa_key("encrypt", without=("use",), key_ops=["encrypt"]),
            "alg RS512": rsa_key("rs512", alg="RS512"),
            "private member": with_private_member(rsa_key("private")),
        }
        self.twins = [rsa_key("twin"), rsa_key("other twin", kid=kid_of("twin"))]
        self.ec, self.okp = elliptic(), edwards()

    def published(self):
        """The key set, as `/.well-known/jwks.json` would have it."""
        oct_key = {"kty": "oct", "kid": kid_of("oct"), "k": b64url(b"secret" * 8), "alg": "HS256"}
        good = [self.access, self.id, *self.usable.values()]
        odd = [*self.unusable.values(), *self.twins, self.ec, self.okp]
        return {"keys": [key.jwk for key in good + odd] + [oct_key]}
