"""boto3 as an administrator, and pycognito as the people they invite: first password, second factor, secret, CSV."""

import json
import os
import secrets
import time
import urllib.request

import boto3
import pyotp
from botocore import UNSIGNED
from botocore.config import Config
from journey import (
    EMBEDDED,
    ERRAND,
    claims_of,
    end,
    expect,
    flow,
    get,
    mailed,
    me_refuses,
    me_refuses_as_revoked,
    me_shows,
    refused,
    step,
)
from pycognito import Cognito
from pycognito.exceptions import ForceChangePasswordException, SoftwareTokenMFAChallengeException

os.environ["AWS_ENDPOINT_URL"] = ERRAND["endpoint"]
with urllib.request.urlopen(ERRAND["jwksUri"], timeout=15) as published:
    KEYS = json.load(published)
POOL = {"UserPoolId": ERRAND["userPoolId"]}
email, password = ERRAND["email"], ERRAND["password"]
temporary = f"{password}Temp"
admin = boto3.client(
    "cognito-idp",
    region_name=ERRAND["region"],
    aws_access_key_id="test",
    aws_secret_access_key="test",
    config=Config(retries={"max_attempts": 1}),
)


def person(name, client=None):
    client = client or {"id": ERRAND["clientId"], "secret": None}
    user = Cognito(
        ERRAND["userPoolId"],
        client["id"],
        client_secret=client["secret"],
        user_pool_region=ERRAND["region"],
        username=name,
        botocore_config=Config(signature_version=UNSIGNED, connect_timeout=5, read_timeout=20),
    )
    user.pool_jwk = KEYS  # pycognito would ask AWS's host for them
    return user


def raises(kind, work):
    try:
        work()
    except kind as error:
        return error
    raise AssertionError(f"no {kind.__name__}")


def invite(name, **more):
    attributes = [{"Name": "email", "Value": name}, {"Name": "email_verified", "Value": "true"}]
    return admin.admin_create_user(
        **POOL, Username=name, UserAttributes=attributes, TemporaryPassword=temporary, **more
    )["User"]


def state_of(name):
    return admin.admin_get_user(**POOL, Username=name)["UserStatus"]


def signed_in(user, secret=password):
    user.authenticate(secret)
    me_shows(user.access_token)
    return claims_of(user.access_token)


user = person(email)


def first_password():
    raises(ForceChangePasswordException, lambda: user.authenticate(temporary))
    expect(state_of(email) == "FORCE_CHANGE_PASSWORD", state_of(email))
    user.new_password_challenge(temporary, password)
    me_shows(user.access_token)
    expect(state_of(email) == "CONFIRMED", state_of(email))


flow("NEW_PASSWORD_REQUIRED")
step("admin_create_user", lambda: invite(email, MessageAction="SUPPRESS"))
step("the temporary password gives no tokens, the new one does", first_password)
step(
    "the temporary password is no good any more",
    lambda: refused(lambda: user.authenticate(temporary), "NotAuthorizedException"),
)
step("sign in over SRP", lambda: signed_in(user))


def code(ahead=0):
    return pyotp.TOTP(key).at(int(time.time()) + ahead)


def another(right):
    return f"{(int(right) + 1) % 1_000_000:06}"


def second_factor():
    error = raises(SoftwareTokenMFAChallengeException, lambda: user.authenticate(password))
    refused(
        lambda: user.respond_to_software_token_mfa_challenge(another(code(30)), error.get_tokens()),
        "CodeMismatchException",
    )
    error = raises(SoftwareTokenMFAChallengeException, lambda: user.authenticate(password))
    # The code that verified the app is spent; a pool takes the next one, too, for clocks that differ.
    user.respond_to_software_token_mfa_challenge(code(30), error.get_tokens())
    me_shows(user.access_token)


flow("TOTP")
key = step("associate_software_token", user.associate_software_token)
step(
    "a wrong code is refused",
    lambda: refused(
        lambda: user.verify_software_token(another(code())), "EnableSoftwareTokenMFAException", "CodeMismatchException"
    ),
)
step("verify_software_token", lambda: expect(user.verify_software_token(code(), "phone"), "no success"))
step("from now on with it", lambda: user.set_user_mfa_preference(False, True, "SOFTWARE_TOKEN"))
step("password and code sign in, neither does alone", second_factor)
step("without it again", lambda: (user.set_user_mfa_preference(False, False), signed_in(user)))


def in_groups():
    """What the next sign-in says of the groups, and whether /admin opens."""
    claims = signed_in(user)
    return claims.get("cognito:groups"), get("/admin", user.access_token)[0]


def groups():
    name = f"team-{secrets.token_hex(4)}"
    admin.create_group(**POOL, GroupName=name, Description="made by boto3", Precedence=5)
    refused(lambda: admin.create_group(**POOL, GroupName=name), "GroupExistsException")
    expect(name in [g["GroupName"] for g in admin.list_groups(**POOL)["Groups"]], "not listed")
    for group in (name, "admins"):
        admin.admin_add_user_to_group(**POOL, Username=email, GroupName=group)
    named, door = in_groups()
    expect(sorted(named) == sorted([name, "admins"]) and door == 200, f"{named} {door}")
    members = admin.list_users_in_group(**POOL, GroupName=name)["Users"]
    expect([found["Username"] for found in members] == [claims_of(user.access_token)["username"]], f"{members}")
    for group in (name, "admins"):
        admin.admin_remove_user_from_group(**POOL, Username=email, GroupName=group)
    expect(in_groups() == (None, 403), f"{in_groups()}")
    admin.delete_group(**POOL, GroupName=name)


def disabled():
    admin.admin_disable_user(**POOL, Username=email)
    refused(lambda: user.authenticate(password), "NotAuthorizedException")
    expect(admin.admin_get_user(**POOL, Username=email)["Enabled"] is False, "still enabled")
    admin.admin_enable_user(**POOL, Username=email)
    signed_in(user)


def signed_out():
    token = user.access_token
    admin.admin_user_global_sign_out(**POOL, Username=email)
    refused(user.renew_access_token, "NotAuthorizedException")
    if EMBEDDED:
        me_refuses_as_revoked(token)


def reset():
    admin.admin_reset_user_password(**POOL, Username=email)
    refused(lambda: user.authenticate(password), "PasswordResetRequiredException")
    user.confirm_forgot_password(mailed(email, "forgot_password"), f"{password}new")
    signed_in(user, f"{password}new")


flow("administration")
step("admin_get_user", lambda: expect(state_of(email) == "CONFIRMED", state_of(email)))
step(
    "list_users with a filter",
    lambda: expect(len(admin.list_users(**POOL, Filter=f'email = "{email}"')["Users"]) == 1, "not one"),
)
step("groups: made, joined, seen by /admin, left", groups)
step("admin_disable_user, admin_enable_user", disabled)
step("admin_user_global_sign_out", signed_out)
step("admin_reset_user_password: a code by mail, a new password", reset)


def with_secret():
    other = person(email, ERRAND["confidential"])
    other.authenticate(f"{password}new")
    me_refuses(other.access_token)  # another client's, to the site
    expect(claims_of(other.access_token)["client_id"] == other.client_id, "another client")
    token = other.access_token
    other.username = claims_of(token)["username"]  # a refresh is proved for the name itself, not for the address
    other.renew_access_token()
    expect(other.access_token != token, "the same token again")


def without_secret():
    other = person(email, {**ERRAND["confidential"], "secret": None})
    refused(lambda: other.authenticate(f"{password}new"), "NotAuthorizedException")


def wrong_secret():
    other = person(email, {**ERRAND["confidential"], "secret": "A" * 40})
    refused(lambda: other.authenticate(f"{password}new"), "NotAuthorizedException")


flow("client secret")
step("sign in and refresh with SECRET_HASH", with_secret)
step("without the secret: refused", without_secret)
step("with another secret: refused", wrong_secret)


def described(job_id):
    return admin.describe_user_import_job(**POOL, **job_id)["UserImportJob"]


def import_job():
    """One good row, one of nobody: the job tells them apart."""
    header = admin.get_csv_header(**POOL)["CSVHeader"]
    expect({"cognito:username", "cognito:mfa_enabled", "email", "email_verified"} <= set(header), f"{header}")
    rows = [
        {"cognito:username": listed, "email": listed, "email_verified": "true", "name": "Kim Liste"},
        {"cognito:username": "", "email": f"x{listed}", "email_verified": "true"},
    ]
    lines = [",".join({"cognito:mfa_enabled": "false", **row}.get(name, "") for name in header) for row in rows]
    job = admin.create_user_import_job(
        **POOL, JobName="peers", CloudWatchLogsRoleArn="arn:aws:iam::000000000000:role/dev-import"
    )["UserImportJob"]
    expect(job["Status"] == "Created", job["Status"])
    csv = "\n".join([",".join(header), *lines, ""]).encode()
    put = urllib.request.Request(job["PreSignedUrl"], csv, {"Content-Type": "text/csv"}, method="PUT")
    with urllib.request.urlopen(put, timeout=15) as answer:
        expect(answer.status == 200, f"upload answered {answer.status}")
    job_id = {"JobId": job["JobId"]}
    admin.start_user_import_job(**POOL, **job_id)
    deadline = time.monotonic() + 15
    while (job := described(job_id))["Status"] in ("Pending", "InProgress"):
        expect(time.monotonic() < deadline, f"still {job['Status']}")
        time.sleep(0.1)
    expect(job["Status"] == "Succeeded", f"{job}")
    expect((job["ImportedUsers"], job["FailedUsers"]) == (1, 1), f"{job}")


def imported():
    expect(state_of(listed) == "RESET_REQUIRED", state_of(listed))
    refused(lambda: guest.authenticate(password), "PasswordResetRequiredException", "NotAuthorizedException")
    guest.initiate_forgot_password()
    guest.confirm_forgot_password(mailed(listed, "forgot_password"), password)
    claims = signed_in(guest)
    expect(claims_of(guest.id_token)["name"] == "Kim Liste", "another name")
    expect(claims["sub"] == claims_of(guest.id_token)["sub"], "another sub")


if EMBEDDED:
    flow("CSV import")
    listed = f"listed-{email}"
    guest = person(listed)
    step("a job of two rows: one imported, one failed", import_job)
    step("who was imported sets a password and reaches /me", imported)
end()
