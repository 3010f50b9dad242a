"""boto3: an ID token becomes an identity's credentials, and those may touch their own prefix of the bucket only."""

import io
import tempfile

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from journey import EMBEDDED, ERRAND, claims_of, cognito, end, expect, flow, me_shows, refused, step

TOKENS, BUCKET = ERRAND["tokens"], ERRAND["bucket"]
PROVIDER = f"cognito-idp.{ERRAND['region']}.amazonaws.com/{ERRAND['userPoolId']}"
LOGINS = {PROVIDER: TOKENS["id"]}
TEXT = "boto3 was here\n".encode()
BIG = bytes(range(256)) * 40 * 1024  # 10 MiB: upload_file sends it in parts

identity = boto3.client(
    "cognito-identity",
    endpoint_url=ERRAND["identityEndpoint"],
    region_name=ERRAND["region"],
    config=Config(signature_version=UNSIGNED),
)


def client(service, place, credentials, **changed):
    keys = {
        "aws_access_key_id": credentials["AccessKeyId"],
        "aws_secret_access_key": credentials["SecretKey"],
        "aws_session_token": credentials["SessionToken"],
        **changed,
    }
    path_style = Config(s3={"addressing_style": "path"}, retries={"max_attempts": 1})
    return boto3.client(
        service, endpoint_url=ERRAND[place], region_name=ERRAND["region"], config=path_style, **keys
    )


def identity_id(logins):
    return identity.get_id(IdentityPoolId=ERRAND["identityPoolId"], Logins=logins)["IdentityId"]


def credentials_of(mine, logins):
    return identity.get_credentials_for_identity(IdentityId=mine, Logins=logins)["Credentials"]


def stable_identity():
    mine = identity_id(LOGINS)
    expect(identity_id(LOGINS) == mine, "another identity the second time")
    expect(mine.startswith(f"{ERRAND['region']}:"), f"identity {mine}")
    expect(mine != claims_of(TOKENS["id"])["sub"], "the identity is the user's sub")
    return mine


def content(key):
    return s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()


def keys_under(prefix):
    pages = s3.get_paginator("list_objects_v2").paginate(
        Bucket=BUCKET, Prefix=prefix, PaginationConfig={"PageSize": 1}
    )
    return [item["Key"] for page in pages for item in page.get("Contents", [])]


def put_and_get():
    s3.put_object(Bucket=BUCKET, Key=f"{mine}/hello.txt", Body=TEXT, ContentType="text/plain")
    expect(content(f"{mine}/hello.txt") == TEXT, "other content")


def odd_key():
    key = f"{mine}/a folder/größe & +~*'().txt"
    s3.put_object(Bucket=BUCKET, Key=key, Body=TEXT)
    expect(content(key) == TEXT, "other content")
    expect(key in keys_under(f"{mine}/"), "not listed under its name")
    s3.delete_object(Bucket=BUCKET, Key=key)


def stream():
    s3.upload_fileobj(io.BytesIO(TEXT * 100), BUCKET, f"{mine}/stream.txt")
    expect(content(f"{mine}/stream.txt") == TEXT * 100, "other content")


def upload_big():
    with tempfile.NamedTemporaryFile() as file:
        file.write(BIG)
        file.flush()
        s3.upload_file(file.name, BUCKET, f"{mine}/big.bin")
    expect(content(f"{mine}/big.bin") == BIG, "other content")
    s3.delete_object(Bucket=BUCKET, Key=f"{mine}/big.bin")


def listing():
    expect(keys_under(f"{mine}/") == [f"{mine}/hello.txt", f"{mine}/stream.txt"], f"{keys_under(f'{mine}/')}")


def delete():
    for name in ("hello.txt", "stream.txt"):
        s3.delete_object(Bucket=BUCKET, Key=f"{mine}/{name}")
    expect(keys_under(f"{mine}/") == [], "still listed")


def denied(what):
    return lambda: refused(what, "AccessDenied")


def put(key, by=None):
    return lambda: (by or s3).put_object(Bucket=BUCKET, Key=key, Body=TEXT)


def guest():
    """Without a login one has an identity of one's own, and may not upload: not there, and not elsewhere."""
    nobody = identity_id({})
    expect(nobody != mine, "the user's identity")
    theirs = client("s3", "s3Endpoint", credentials_of(nobody, {}))
    for key in (f"{nobody}/hello.txt", f"{mine}/hello.txt", "public/hello.txt"):
        refused(put(key, theirs), "AccessDenied")
    return nobody


def signs_in_later():
    """The guest's identity becomes the user's: from then on there is one."""
    answer = identity.get_credentials_for_identity(IdentityId=nobody, Logins=LOGINS)
    expect(answer["IdentityId"] == mine, f"{answer['IdentityId']} is not {mine}")
    theirs = client("s3", "s3Endpoint", answer["Credentials"])
    put(f"{mine}/merged.txt", theirs)()
    s3.delete_object(Bucket=BUCKET, Key=f"{mine}/merged.txt")


def helpful(logins, *words):
    """Refused; the dev cloud also says in so many words what is wrong."""
    said = refused(lambda: identity_id(logins), "NotAuthorizedException", "InvalidParameterException")
    if EMBEDDED:
        missing = [word for word in words if word.lower() not in said.lower()]
        expect(not missing, f"{said!r} does not say {missing}")


def role(name):
    return f"arn:aws:iam::000000000000:role/dev-{name}"


def as_member_of(group):
    """What the next sign-in is worth once the person has joined the group: claims, Logins, a client."""
    cognito("AdminAddUserToGroup", UserPoolId=ERRAND["userPoolId"], Username=ERRAND["email"], GroupName=group)
    signed_in = cognito(
        "InitiateAuth",
        ClientId=ERRAND["clientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": ERRAND["email"], "PASSWORD": ERRAND["password"]},
    )["AuthenticationResult"]
    logins = {PROVIDER: signed_in["IdToken"]}
    return claims_of(signed_in["IdToken"]), logins, client("s3", "s3Endpoint", credentials_of(mine, logins))


def readers():
    claims, _, theirs = as_member_of("readers")
    expect("cognito:preferred_role" not in claims, f"{claims.get('cognito:preferred_role')}")
    put(f"{mine}/reader.txt", theirs)()
    refused(put("public/reader.txt", theirs), "AccessDenied")


def editors():
    claims, _, theirs = as_member_of("editors")
    expect(claims["cognito:roles"] == [role("editor")], f"{claims['cognito:roles']}")
    expect(claims["cognito:preferred_role"] == role("editor"), claims["cognito:preferred_role"])
    put(f"{mine}/editor.txt", theirs)()
    put("public/editor.txt", theirs)()
    refused(put("not-permissions/editor.txt", theirs), "AccessDenied")


def admins():
    claims, logins, theirs = as_member_of("admins")
    expect(sorted(claims["cognito:roles"]) == [role("admin"), role("editor")], f"{claims['cognito:roles']}")
    expect(claims["cognito:preferred_role"] == role("admin"), claims["cognito:preferred_role"])
    put("not-permissions/admin.txt", theirs)()
    keys = {item["Key"] for item in theirs.list_objects_v2(Bucket=BUCKET)["Contents"]}
    expect({f"{mine}/editor.txt", "public/editor.txt", "not-permissions/admin.txt"} <= keys, f"{keys}")
    return logins


def custom_role():
    """An administrator may ask for less; nobody may ask for a role that is not among the token's."""

    def asking(name):
        answer = identity.get_credentials_for_identity(
            IdentityId=mine, Logins=in_all, CustomRoleArn=role(name)
        )
        return client("s3", "s3Endpoint", answer["Credentials"])

    put("public/as-editor.txt", asking("editor"))()
    refused(put("not-permissions/as-editor.txt", asking("editor")), "AccessDenied")
    refused(lambda: asking("owner"), "NotAuthorizedException")


flow("own prefix")
step("/me shows the access token of the same sign-in", lambda: me_shows(TOKENS["access"]))
mine = step("GetId: one identity, the same again", stable_identity)
credentials = step("GetCredentialsForIdentity", lambda: credentials_of(mine, LOGINS))
s3 = client("s3", "s3Endpoint", credentials)
step("put_object, get_object", put_and_get)
step("a name with every odd character", odd_key)
step("upload_fileobj", stream)
step("list page by page", listing)
step("upload_file of 10 MiB, in parts", upload_big)
step("delete_object", delete)
flow("refused elsewhere")
step("put_object in another folder: AccessDenied", denied(put("not-permissions/hello.txt")))
step("put_object at the top: AccessDenied", denied(put("hello.txt")))
step("a prefix that only begins alike: AccessDenied", denied(put(f"{mine}x/hello.txt")))
step("another identity's prefix: AccessDenied", denied(put(f"{mine[:-1]}{'0' if mine[-1] != '0' else '1'}/a.txt")))
step("get_object elsewhere: AccessDenied", denied(lambda: content("not-permissions/hello.txt")))
step("list another folder: AccessDenied", denied(lambda: keys_under("not-permissions/")))
step("list the whole bucket: AccessDenied", denied(lambda: keys_under("")))
step("delete elsewhere: AccessDenied", denied(lambda: s3.delete_object(Bucket=BUCKET, Key="not-permissions/hello.txt")))
flow("wrong secret")
for name, changed in (
    ("another secret", {"aws_secret_access_key": "A" * 40}),
    ("another session token", {"aws_session_token": "A" * 88}),
    ("no session token", {"aws_session_token": None}),
):
    strange = client("s3", "s3Endpoint", credentials, **changed)
    codes = ("SignatureDoesNotMatch", "InvalidToken", "InvalidAccessKeyId", "AccessDenied", "403", "InvalidClientTokenId")
    step(f"{name} is refused", lambda: refused(put(f"{mine}/hello.txt", strange), *codes))
flow("guest")
nobody = step("without a login: an identity, and no upload", guest)
step("a guest who signs in has the user's identity", signs_in_later)
flow("classic mistakes")
step("the pool's id as Logins key", lambda: helpful({ERRAND["userPoolId"]: TOKENS["id"]}, PROVIDER))
step("an access token as login", lambda: helpful({PROVIDER: TOKENS["access"]}, "ID token"))
if EMBEDDED:
    flow("role by group")
    step("readers: a group without a role", readers)
    step("editors: public/, too", editors)
    in_all = step("admins come before editors: the whole bucket", admins)
    step("CustomRoleArn: one of the token's roles, and no other", custom_role)
if ERRAND["dynamodbEndpoint"]:
    flow("DynamoDB")
    table = client("dynamodb", "dynamodbEndpoint", credentials)
    name = ERRAND["table"]

    def note():
        found = table.query(
            TableName=name,
            KeyConditionExpression="#owner = :me",
            ExpressionAttributeNames={"#owner": "owner"},
            ExpressionAttributeValues={":me": {"S": mine}},
        )["Items"]
        expect([item["text"]["S"] for item in found] == [f"note of {mine}"], f"{found}")

    step("the caller reads their items", note)
    step(
        "and may not write",
        lambda: refused(
            lambda: table.put_item(TableName=name, Item={"owner": {"S": mine}, "note": {"S": "2"}}),
            "AccessDeniedException",
        ),
    )
end()
