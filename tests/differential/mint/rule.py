"""Scopes and groups that are asked for."""

from .token import ABSENT, Class

ACCEPT, SCOPE, GROUP = "accept", "insufficient_scope", "missing_group"
READ, WRITE = "orders/read", "orders/write"
NBSP = "\u00a0"


def classes():
    return [
        Class(
            "any of the scopes",
            ACCEPT,
            lambda m: scoped(
                m, m.vary([READ, f"openid {READ}", f"{WRITE} {READ}", f"  {READ}  x "]), ["any", READ, WRITE]
            ),
        ),
        Class(
            "all of the scopes",
            ACCEPT,
            lambda m: scoped(
                m,
                m.vary([f"{READ} {WRITE}", f"{WRITE} openid {READ}", f"{READ}  {WRITE} {READ}"]),
                ["all", READ, WRITE],
            ),
        ),
        Class(
            "one of all scopes is missing",
            SCOPE,
            lambda m: scoped(m, m.vary([READ, WRITE, ABSENT, "", f"{READ} openid"]), ["all", READ, WRITE]),
        ),
        Class(
            "none of the scopes",
            SCOPE,
            lambda m: scoped(m, m.vary(["openid", "", ABSENT, "orders", "read"]), ["any", READ, WRITE]),
        ),
        Class(
            "a scope that is nearly one",
            SCOPE,
            lambda m: scoped(m, m.vary(NEARLY), [m.random.choice(["any", "all"]), READ]),
        ),
        Class(
            "scopes parted by something else",
            SCOPE,
            lambda m: scoped(m, f"openid{m.vary(SEPARATORS)}{READ}", ["any", READ]),
        ),
        Class(
            "any of the groups",
            ACCEPT,
            lambda m: grouped(
                m, m.vary([["admins"], ["x", "staff"], ["staff", "admins"]]), ["any", "admins", "staff"]
            ),
        ),
        Class(
            "all of the groups",
            ACCEPT,
            lambda m: grouped(
                m, m.vary([["admins", "staff"], ["staff", "x", "admins"]]), ["all", "admins", "staff"]
            ),
        ),
        Class(
            "one of all groups is missing",
            GROUP,
            lambda m: grouped(m, m.vary([["admins"], ["staff", "x"], [], ABSENT]), ["all", "admins", "staff"]),
        ),
        Class(
            "none of the groups",
            GROUP,
            lambda m: grouped(
                m,
                m.vary([["x"], [], ABSENT, ["Admins"], ["admins "], ["admin"], ["admins,staff"], [""]]),
                ["any", "admins", "staff"],
            ),
        ),
        Class(
            "groups of an ID token",
            ACCEPT,
            lambda m: m.id({"cognito:groups": ["admins"]}, {"token_use": "id", "groups": ["any", "admins"]}),
        ),
        Class(
            "groups as text, where one is asked for",
            "bad_claim",
            lambda m: grouped(m, m.vary(["admins", "admins staff", {"admins": True}]), ["any", "admins"]),
        ),
        Class(
            "scopes as a list, where one is asked for",
            "bad_claim",
            lambda m: scoped(m, m.vary([[READ], {READ: True}]), ["any", READ]),
        ),
        Class(
            "scope and group are missing",
            SCOPE,
            lambda m: m.access(config={"scopes": ["any", READ], "groups": ["any", "admins"]}),
        ),
    ]


NEARLY = [
    "orders/reads",
    "orders/rea",
    "Orders/Read",
    "xorders/read",
    "/orders/read",
    "orders/read/",
    "orders/*",
    '"orders/read"',
    "orders%2Fread",
]
SEPARATORS = ["\t", "\n", ",", NBSP, "\u2003", "+", ";", "\r\n"]


def scoped(m, scope, rule):
    return m.access({"scope": scope}, {"scopes": rule})


def grouped(m, groups, rule):
    return m.access({"cognito:groups": groups}, {"groups": rule})
