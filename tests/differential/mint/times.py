"""Section 6: what claims say about time."""

from .token import ABSENT, NOW, Class, Raw

ACCEPT, EXPIRED, EARLY, BAD = "accept", "expired", "not_yet_valid", "bad_time_claim"


def classes():
    return [
        Class("exp in a moment", ACCEPT, lambda m: m.access({"exp": NOW + m.vary([1, 2])})),
        Class("exp in a part of a second", ACCEPT, lambda m: m.access({"exp": NOW + m.vary([0.5, 0.001, 0.999])})),
        Class("exp now", EXPIRED, lambda m: m.access({"exp": m.vary([NOW, Raw(f"{NOW}.0"), Raw("1.763e9")])})),
        Class("exp a moment ago", EXPIRED, lambda m: m.access({"exp": NOW - m.vary([1, 2, 0.5])})),
        Class("exp long ago", EXPIRED, lambda m: m.access({"exp": m.vary([NOW - 3600, 1, 0])})),
        Class("exp within the leeway", ACCEPT, lambda m: leeway(m, lambda by: {"exp": NOW - by + m.vary([1, 2])})),
        Class("exp at the end of the leeway", EXPIRED, lambda m: leeway(m, lambda by: {"exp": NOW - by})),
        Class(
            "exp beyond the leeway", EXPIRED, lambda m: leeway(m, lambda by: {"exp": NOW - by - m.vary([1, 2])})
        ),
        Class("exp absent", BAD, lambda m: m.access({"exp": ABSENT})),
        Class(
            "exp as a number in quotes", BAD, lambda m: m.access({"exp": m.vary([str(NOW + 60), f" {NOW + 60} "])})
        ),
        Class(
            "exp as another text",
            BAD,
            lambda m: m.access({"exp": m.vary(["", "never", f"{NOW + 60}.0", "2030-01-01T00:00:00Z"])}),
        ),
        Class(
            "exp of another type",
            BAD,
            lambda m: m.access({"exp": m.vary([None, True, [NOW + 60], {"exp": NOW + 60}, False])}),
        ),
        Class("exp out of range", BAD, lambda m: m.access({"exp": Raw(m.vary(HUGE))})),
        Class("exp beyond any number", BAD, lambda m: m.access({"exp": Raw(m.vary(["1e400", "9e999"]))})),
        Class(
            "exp negative", BAD, lambda m: m.access({"exp": Raw(m.vary(["-1", "-1763000000", "-1e300", "-0.5"]))})
        ),
        Class("nbf now or before", ACCEPT, lambda m: m.access({"nbf": m.vary([NOW, NOW - 1, NOW - 0.5, 0])})),
        Class("nbf in a moment", EARLY, lambda m: m.access({"nbf": NOW + m.vary([1, 2, 3600])})),
        Class(
            "nbf within the leeway", ACCEPT, lambda m: leeway(m, lambda by: {"nbf": NOW + by - m.vary([0, 1, 2])})
        ),
        Class("nbf beyond the leeway", EARLY, lambda m: leeway(m, lambda by: {"nbf": NOW + by + m.vary([1, 2])})),
        Class(
            "nbf as a number in quotes, or true", BAD, lambda m: m.access({"nbf": m.vary([str(NOW - 60), True])})
        ),
        Class("nbf of another type", BAD, lambda m: m.access({"nbf": m.vary(["", None, [], {}])})),
        Class("nbf out of range", BAD, lambda m: m.access({"nbf": Raw(m.vary(["-1", "-0.5", "-1763000000"]))})),
        Class("iat now or before", ACCEPT, lambda m: m.access({"iat": m.vary([NOW, NOW - 1, 0, ABSENT])})),
        Class("iat in a moment", EARLY, lambda m: m.access({"iat": NOW + m.vary([1, 2, 60])})),
        Class(
            "iat within the leeway", ACCEPT, lambda m: leeway(m, lambda by: {"iat": NOW + by - m.vary([0, 1, 2])})
        ),
        Class("iat beyond the leeway", EARLY, lambda m: leeway(m, lambda by: {"iat": NOW + by + m.vary([1, 2])})),
        Class(
            "iat as a number in quotes, or true", BAD, lambda m: m.access({"iat": m.vary([str(NOW - 60), True])})
        ),
        Class("iat of another type", BAD, lambda m: m.access({"iat": m.vary(["", None, [], {}])})),
        Class("iat out of range", BAD, lambda m: m.access({"iat": Raw(m.vary(["-1", "-0.5", "-1763000000"]))})),
        Class(
            "auth_time of another type",
            BAD,
            lambda m: m.access({"auth_time": m.vary(["", str(NOW), None, True, [], -1, Raw("1e300")])}),
        ),
        Class(
            "auth_time in the future, or absent",
            ACCEPT,
            lambda m: m.access({"auth_time": m.vary([NOW + 60, ABSENT, 0])}),
        ),
    ]


HUGE = [
    "1e300",
    "253402300800",
    "9223372036854775807",
    "9223372036854775808",
    "99999999999999999999999",
    "1763003600000",
]


def leeway(m, changes):
    by = m.random.choice([5, 10, 60, 600])
    return m.access(changes(by), {"leeway": by})
