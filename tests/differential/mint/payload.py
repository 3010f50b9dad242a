"""Section 3: the payload's form."""

from .header import MALFORMED, NO_UTF8, SURROGATE, broken, nested, not_finite
from .token import Class, Raw


def classes():
    return [
        Class(
            "payload is no object",
            MALFORMED,
            lambda m: m.payload(m.vary(["[]", f"[{text(m)}]", '"x"', "1", "null", "true"])),
        ),
        Class("payload is no JSON", MALFORMED, lambda m: m.payload(m.vary(broken(text(m))))),
        Class("payload with NaN or Infinity", MALFORMED, lambda m: m.payload(m.vary(not_finite(text(m))))),
        Class("payload with a byte order mark", MALFORMED, lambda m: m.payload("\ufeff" + text(m))),
        Class(
            "payload in UTF-16",
            MALFORMED,
            lambda m: m.payload(text(m).encode(m.vary(["utf-16", "utf-16-le", "utf-16-be"]))),
        ),
        Class("payload with bytes that are no UTF-8", MALFORMED, lambda m: not_utf8(m, m.vary(NO_UTF8, 3))),
        Class("payload with a surrogate in UTF-8", MALFORMED, lambda m: not_utf8(m, SURROGATE)),
        Class(
            "payload with something after the object",
            MALFORMED,
            lambda m: m.payload(text(m) + m.vary(["x", "{}", ",", "\0", "}", "\u00a0", "null"])),
        ),
        Class("a claim twice, with one value", MALFORMED, lambda m: twice(m, OTHER, same=True)),
        Class("a claim twice, the good one last", MALFORMED, lambda m: twice(m, OTHER)),
        Class(
            "a claim twice, another subject or scope last",
            MALFORMED,
            lambda m: twice(m, ["sub", "scope", "x"], last=False),
        ),
        Class(
            "a claim twice, what is checked at once last",
            MALFORMED,
            lambda m: twice(m, ["iss", "exp", "token_use", "client_id"], last=False),
        ),
        Class("a claim twice, once escaped", MALFORMED, escaped_twin),
        Class("payload too deep", MALFORMED, lambda m: m.access({"x": nested(m.vary([64, 65, 100]))})),
        Class("payload very deep", MALFORMED, lambda m: very_deep(m, 2000)),
        Class("payload as deep as 32 KiB let it be", MALFORMED, lambda m: very_deep(m, m.vary([9000, 3000]))),
        Class(
            "payload very deep, and not closed",
            MALFORMED,
            lambda m: very_deep(m, m.vary([9000, 3000]), closed=False),
        ),
        Class("lone surrogate in a claim that is read", MALFORMED, surrogate),
        Class(
            "lone surrogate in a name", MALFORMED, lambda m: m.payload(text(m).replace("{", r'{"\ud800":1,', 1))
        ),
    ]


def text(m):
    return m.write(m.access_claims())


def not_utf8(m, strange):
    """In a claim, in a group, in a name."""
    claims = m.write(m.access_claims() | m.vary([{"x": "?"}, {"cognito:groups": ["?"]}, {"?": 1}]))
    return m.payload(claims.encode().replace(b"?", strange, 1))


OTHER = {
    "sub": '"someone.else"',
    "iss": '"https://evil.example.com"',
    "exp": "1",
    "token_use": '"id"',
    "client_id": '"other"',
    "scope": '"admin"',
    "x": "1",
}


def twice(m, names, same=False, last=True):
    """A claim before the good one; with `last` false, after it."""
    name = m.vary(list(names))
    payload = m.write(m.access_claims() | {"x": Raw("0")})
    start = payload.index(f'"{name}":')
    value = payload[start:].split(",")[0].rstrip("}") if same else f'"{name}":{OTHER[name]}'
    return m.payload(f"{{{value},{payload[1:]}" if last else f"{payload[:-1]},{value}}}")


def escaped_twin(m):
    name = m.vary(list(OTHER))
    twin = f'"\\u{ord(name[0]):04x}{name[1:]}":{OTHER[name]}'
    return m.payload(m.write(m.access_claims() | {"x": 0}).replace("{", f"{{{twin},", 1))


def very_deep(m, levels, closed=True):
    """Lists where they are many, else objects."""
    opening, closing = ("[", "]") if levels == 9000 else ('{"a":', "}")
    return m.payload(f'{text(m)[:-1]},"x":{opening * levels}1{closing * levels if closed else ""}}}')


READ = ("sub", "scope", "username", "jti", "cognito:groups")


def surrogate(m):
    name = m.vary(READ)
    value = '"\\ud800"' if name != "cognito:groups" else '["a","\\udfffx"]'
    return m.access({name: Raw(value)})
