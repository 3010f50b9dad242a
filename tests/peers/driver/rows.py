"""The matrix: which client drives which flows, in which tier, and why a cell is empty."""

from table import Row

NOT_TOLD = "a pool elsewhere tells a site nothing of a revocation"
EMBEDDED_ONLY = "a figure of the site with its embedded pool"
STARTS_WITH_IT = "the embedded pool starts with its site and has its keys from the start"
NO_DYNAMODB = "the dev cloud plays an identity pool and S3, no DynamoDB"

ACCOUNT = ("sign-up", "sign-in (SRP)", "refresh", "sign-out", "new password")

IDENTITY_JS = Row("identity-js", ACCOUNT)
PYCOGNITO = Row("pycognito", ("sign-up", "sign-in (SRP)", "refresh", "sign-out"))
CHROMIUM = Row("Chromium", ("our pages",))
AMPLIFY = Row("Amplify", ("sign-up", "sign-in (SRP)", "refresh", "sign-out"))
S3_FLOWS = ("own prefix", "refused elsewhere", "wrong secret", "guest", "classic mistakes")
S3_V2 = Row("aws-sdk v2, S3", S3_FLOWS)
S3_V3 = Row("aws-sdk v3, S3", S3_FLOWS)
S3_BOTO3 = Row("boto3, S3", (*S3_FLOWS, "DynamoDB"), empty={("DynamoDB", "dev pool"): NO_DYNAMODB})
MEMORY = Row("idle memory", ("25 MiB",), empty={"ministack": EMBEDDED_ONLY})
PLAIN_HTTP = Row("plain HTTP", ("refusals",))
COLD_START = Row("cold start", ("keys come later",), empty={"dev pool": STARTS_WITH_IT})
ROTATION = Row("rotation", ("the issuer's keys change",), empty={"dev pool": STARTS_WITH_IT})

ROWS = (
    MEMORY,
    IDENTITY_JS,
    AMPLIFY,
    PYCOGNITO,
    CHROMIUM,
    S3_V2,
    S3_V3,
    S3_BOTO3,
    PLAIN_HTTP,
    COLD_START,
    ROTATION,
)
