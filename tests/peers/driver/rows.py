"""The matrix: which client drives which flows, in which tier, and why a cell is empty."""

import second_opinions
from table import Row

EMBEDDED_ONLY = "a figure of the site with its embedded pool"
STARTS_WITH_IT = "the embedded pool starts with its site and has its keys from the start"
NO_DYNAMODB = "the dev cloud plays an identity pool and S3, no DynamoDB"
PAGES_OF_DEV_POOL = "most of these pages are there with the embedded pool only"
SAME_PAGES = "the same files from both sites: one of them is looked at, and the other used by keyboard"

ON_AXUM = "the server-rendered example is one on axum"
WITH_ITS_OWN = "its pages are the same with any pool: here it runs with its own"

ITS_OWN_PAGES = "ministack sends the browser to the provider's own pages, and there are none here"
NO_IMPORT = "ministack has no import jobs"

ACCOUNT = ("sign-up", "sign-in (SRP)", "refresh", "sign-out", "new password")

IDENTITY_JS = Row("identity-js", ACCOUNT)
PYCOGNITO = Row("pycognito", ("sign-up", "sign-in (SRP)", "refresh", "sign-out"))
BOTO3 = Row(
    "boto3",
    ("NEW_PASSWORD_REQUIRED", "TOTP", "administration", "client secret", "CSV import"),
    empty={("CSV import", "ministack"): NO_IMPORT},
)
AUTHLIB = Row(
    "Authlib",
    (
        "code + PKCE",
        "what must not pass",
        "refresh at the domain",
        "log-out at the domain",
        "revoke at the domain",
        "client_credentials",
    ),
    empty={("revoke at the domain", "ministack"): "ministack's /oauth2/revoke refuses every token"},
)
PEOPLE = Row(
    "three people",
    ("native user", "federated user", "user from a CSV file"),
    empty={
        ("federated user", "ministack"): ITS_OWN_PAGES,
        ("user from a CSV file", "ministack"): NO_IMPORT,
    },
)
CHROMIUM = Row("Chromium", ("our pages",))
# The rest of Chromium's: what takes ministack longest waits for the full tier.
PAGE_FLOWS = ("sign-up to sign-out", "S3")
OUR_PAGES = (
    "account",
    "files",
    "first password",
    "second factor",
    "third-party sign-in",
    "hosted page",
    "CSV user",
    "administrators",
    "console",
)
TUTORIAL = Row("tutorials' page", PAGE_FLOWS, full=("ministack",))
AMPLIFY_PAGE = Row("Amplify's page", PAGE_FLOWS, tier="full")
PAGES = Row("every page", OUR_PAGES, empty={"ministack": PAGES_OF_DEV_POOL, "actix": SAME_PAGES})
KEYBOARD = Row("keyboard alone", OUR_PAGES, empty={"ministack": PAGES_OF_DEV_POOL, "axum": SAME_PAGES})
SESSION = Row(
    "Chromium, session",
    (
        "sign-in",
        "cookies",
        "token out of reach",
        "forged requests",
        "forged sign-in",
        "silent refresh",
        "sign-out",
    ),
    empty={"actix": ON_AXUM},
)
SESSION_PAGES = Row(
    "session's pages", ("looks", "keyboard alone"), empty={"actix": ON_AXUM, "ministack": WITH_ITS_OWN}
)
AMPLIFY = Row("Amplify", ("sign-up", "sign-in (SRP)", "refresh", "sign-out"))
SDK = Row(
    "aws-sdk v3",
    (
        "sign-up",
        "sign-in (SRP)",
        "refresh",
        "sign-out",
        "TOTP",
        "NEW_PASSWORD_REQUIRED",
        "administration",
        "client secret",
    ),
)
S3_FLOWS = ("own prefix", "refused elsewhere", "wrong secret", "guest", "classic mistakes")
S3_V2 = Row("aws-sdk v2, S3", S3_FLOWS)
S3_V3 = Row("aws-sdk v3, S3", S3_FLOWS)
S3_BOTO3 = Row(
    "boto3, S3",
    (*S3_FLOWS, "role by group", "DynamoDB"),
    empty={("DynamoDB", "dev pool"): NO_DYNAMODB, ("role by group", "ministack"): "ministack knows no role mappings"},
)
# A build of its own, with the AWS SDK for Rust.
SERVER_UPLOAD = Row(
    "Rust, S3 by server",
    ("own prefix", "refused elsewhere", "not let in", "DynamoDB"),
    tier="full",
    empty={("DynamoDB", "dev pool"): NO_DYNAMODB},
)
MOD_OAUTH2 = Row(second_opinions.APACHE, second_opinions.FLOWS, tier="full")
JWT_VERIFY = Row(second_opinions.JWT_VERIFY, second_opinions.FLOWS)
MEMORY = Row("idle memory", ("25 MiB",), empty={"ministack": EMBEDDED_ONLY})
PLAIN_HTTP = Row("plain HTTP", ("refusals",))
COLD_START = Row("cold start", ("keys come later",), empty={"dev pool": STARTS_WITH_IT})
ROTATION = Row("rotation", ("the issuer's keys change",), empty={"dev pool": STARTS_WITH_IT})

ROWS = (
    MEMORY,
    IDENTITY_JS,
    AMPLIFY,
    SDK,
    PYCOGNITO,
    BOTO3,
    AUTHLIB,
    PEOPLE,
    CHROMIUM,
    TUTORIAL,
    AMPLIFY_PAGE,
    PAGES,
    KEYBOARD,
    SESSION,
    SESSION_PAGES,
    S3_V2,
    S3_V3,
    S3_BOTO3,
    SERVER_UPLOAD,
    PLAIN_HTTP,
    MOD_OAUTH2,
    JWT_VERIFY,
    COLD_START,
    ROTATION,
)
