"""Section 5: which entries of the key set may be used."""

from .token import Class

REASONS = {
    name: "unknown_kid"
    for name in (
        "1024 bits",
        "4160 bits",
        "exponent 1",
        "use enc",
        "key_ops encrypt",
        "alg RS512",
        "private member",
    )
}


def classes():
    usable = ["without alg and use", "with key_ops", "3072 bits", "4096 bits", "exponent 3", "leading zeros"]
    return [
        *(Class(f"key, {name}", "accept", signed_by("usable", name)) for name in usable),
        *(
            Class(f"key that must not be used, {name}", reason, signed_by("unusable", name))
            for name, reason in REASONS.items()
        ),
        *(
            Class(f"the {which} of two keys with one kid", "unknown_kid", twin(n))
            for n, which in enumerate(("first", "second"))
        ),
        Class(
            "RS256 under the kid of an elliptic curve",
            "unknown_kid",
            lambda m: m.access(header={"kid": m.vary([m.keys.ec, m.keys.okp]).kid}),
        ),
    ]


def signed_by(kind, name):
    return lambda m: m.access(key=getattr(m.keys, kind)[name])


def twin(number):
    return lambda m: m.access(key=m.keys.twins[number])
