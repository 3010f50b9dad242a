"""Lays out what ministack needs for uploads: a bucket, a table, and for each name a person with an identity pool of their own.

ministack does not substitute ${cognito-identity.amazonaws.com:sub} in a role's policy, so the policy names the identity
literally, and a pool that gives every person the same role could not keep them apart. AWS and the dev cloud need one
pool and one role for all.

Takes {"endpoint", "region", "userPoolId", "clientId", "people": [names]} and prints one JSON document.
"""

import json
import secrets
import sys

import boto3
from botocore import UNSIGNED
from botocore.config import Config

ERRAND = json.loads(sys.argv[1])
ENDPOINT, REGION, POOL = ERRAND["endpoint"], ERRAND["region"], ERRAND["userPoolId"]
PROVIDER = f"cognito-idp.{REGION}.amazonaws.com/{POOL}"
BUCKET, TABLE = "peers-files", "peers-notes"


def client(service, **kwargs):
    return boto3.client(
        service,
        endpoint_url=ENDPOINT,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        **kwargs,
    )


idp, identity, iam = client("cognito-idp"), client("cognito-identity"), client("iam")
stranger = client("cognito-identity", config=Config(signature_version=UNSIGNED))


def make_person(name):
    """A confirmed person; the address, the password and an ID token."""
    email, password = f"{name}-{secrets.token_hex(4)}@example.com", f"Aa1!{secrets.token_hex(8)}"
    idp.admin_create_user(
        UserPoolId=POOL,
        Username=email,
        MessageAction="SUPPRESS",
        UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
    )
    idp.admin_set_user_password(UserPoolId=POOL, Username=email, Password=password, Permanent=True)
    signed_in = idp.initiate_auth(
        ClientId=ERRAND["clientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password},
    )
    return email, password, signed_in["AuthenticationResult"]["IdToken"]


def trust(identity_pool):
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Federated": "cognito-identity.amazonaws.com"},
                "Action": "sts:AssumeRoleWithWebIdentity",
                "Condition": {
                    "StringEquals": {"cognito-identity.amazonaws.com:aud": identity_pool},
                    "ForAnyValue:StringLike": {"cognito-identity.amazonaws.com:amr": "authenticated"},
                },
            }
        ],
    }


def own_prefix(identity_id):
    """The policy of the tutorials, with the literal identity where theirs has the variable."""
    bucket = f"arn:aws:s3:::{BUCKET}"
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:PutObject", "s3:GetObject", "s3:DeleteObject"],
                "Resource": f"{bucket}/{identity_id}/*",
            },
            {
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": bucket,
                "Condition": {"StringLike": {"s3:prefix": [f"{identity_id}/", f"{identity_id}/*"]}},
            },
            {
                "Effect": "Allow",
                "Action": ["dynamodb:GetItem", "dynamodb:Query"],
                "Resource": f"arn:aws:dynamodb:{REGION}:*:table/{TABLE}",
            },
        ],
    }


def lay_out(name):
    email, password, id_token = make_person(name)
    pool = identity.create_identity_pool(
        IdentityPoolName=name,
        AllowUnauthenticatedIdentities=False,
        CognitoIdentityProviders=[{"ProviderName": PROVIDER, "ClientId": ERRAND["clientId"]}],
    )["IdentityPoolId"]
    identity_id = stranger.get_id(IdentityPoolId=pool, Logins={PROVIDER: id_token})["IdentityId"]
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust(pool)))["Role"]["Arn"]
    iam.put_role_policy(
        RoleName=name, PolicyName="own-prefix", PolicyDocument=json.dumps(own_prefix(identity_id))
    )
    identity.set_identity_pool_roles(IdentityPoolId=pool, Roles={"authenticated": role})
    write_note(identity_id)
    return {"email": email, "password": password, "identityPoolId": pool, "identityId": identity_id}


def write_note(identity_id):
    item = {"owner": {"S": identity_id}, "note": {"S": "1"}, "text": {"S": f"note of {identity_id}"}}
    dynamodb.put_item(TableName=TABLE, Item=item)


dynamodb = client("dynamodb")
client("s3").create_bucket(Bucket=BUCKET)
dynamodb.create_table(
    TableName=TABLE,
    AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("owner", "note")],
    KeySchema=[
        {"AttributeName": "owner", "KeyType": "HASH"},
        {"AttributeName": "note", "KeyType": "RANGE"},
    ],
    BillingMode="PAY_PER_REQUEST",
)
print(
    json.dumps(
        {
            "identityEndpoint": ENDPOINT,
            "s3Endpoint": ENDPOINT,
            "dynamodbEndpoint": ENDPOINT,
            "bucket": BUCKET,
            "table": TABLE,
            "people": {name: lay_out(name) for name in ERRAND["people"]},
        }
    )
)
