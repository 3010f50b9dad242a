"""Lays out ministack's side with boto3: the sites' pool and client, a second client, a second pool, people.

Takes {"endpoint", "sessionSite"} and prints one JSON document: ids, the JWKS location and tokens of every kind.
"""

import json
import sys

import boto3

CODES = {"sign_up": "123456", "forgot_password": "654321"}  # ministack's, always
PASSWORD = "Only-4-tests!"
PASSWORD_AUTH = ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]

# The OAuth settings of a client that signs people in at the domain. Nobody listens there: the relying party reads
# what the browser is sent with.
OAUTH = {
    "AllowedOAuthFlowsUserPoolClient": True,
    "AllowedOAuthFlows": ["code"],
    "AllowedOAuthScopes": ["openid", "email", "profile"],
    "CallbackURLs": ["http://localhost/callback"],
    "LogoutURLs": ["http://localhost/"],
    "SupportedIdentityProviders": ["COGNITO"],
}
errand = json.loads(sys.argv[1])
endpoint, session_site = errand["endpoint"], errand["sessionSite"]
idp = boto3.client(
    "cognito-idp",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
)


def make_pool(name):
    pool = idp.create_user_pool(
        PoolName=name, UsernameAttributes=["email"], AutoVerifiedAttributes=["email"]
    )
    return pool["UserPool"]["Id"]


def make_client(pool, name, **more):
    client = idp.create_user_pool_client(
        UserPoolId=pool, ClientName=name, ExplicitAuthFlows=PASSWORD_AUTH, **more
    )
    return client["UserPoolClient"]["ClientId"]


def make_confidential_client(pool, name, **more):
    client = idp.create_user_pool_client(UserPoolId=pool, ClientName=name, GenerateSecret=True, **more)
    return {"id": client["UserPoolClient"]["ClientId"], "secret": client["UserPoolClient"]["ClientSecret"]}


def make_user(client, email):
    idp.sign_up(
        ClientId=client,
        Username=email,
        Password=PASSWORD,
        UserAttributes=[{"Name": "email", "Value": email}],
    )
    idp.confirm_sign_up(ClientId=client, Username=email, ConfirmationCode=CODES["sign_up"])


def tokens(client, email):
    answer = idp.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": PASSWORD},
    )["AuthenticationResult"]
    return {"access": answer["AccessToken"], "id": answer["IdToken"], "refresh": answer["RefreshToken"]}


pool, other_pool = make_pool("site"), make_pool("elsewhere")
client, other_client = make_client(pool, "site", **OAUTH), make_client(pool, "another app")
foreign_client = make_client(other_pool, "elsewhere")

idp.create_user_pool_domain(UserPoolId=pool, Domain="peers")
idp.create_resource_server(
    UserPoolId=pool,
    Identifier="orders",
    Name="orders",
    Scopes=[{"ScopeName": name, "ScopeDescription": name} for name in ("read", "write")],
)
machine = make_confidential_client(
    pool,
    "a machine",
    AllowedOAuthFlowsUserPoolClient=True,
    AllowedOAuthFlows=["client_credentials"],
    AllowedOAuthScopes=["orders/read"],
)
confidential = make_confidential_client(pool, "a server", ExplicitAuthFlows=PASSWORD_AUTH)
of_pages = {**OAUTH, "CallbackURLs": [f"{session_site}/callback"], "LogoutURLs": [f"{session_site}/"]}
session = make_confidential_client(pool, "server-rendered pages", **of_pages)
idp.set_user_pool_mfa_config(
    UserPoolId=pool, SoftwareTokenMfaConfiguration={"Enabled": True}, MfaConfiguration="OPTIONAL"
)

make_user(client, "plain@example.com")
make_user(client, "admin@example.com")
idp.create_group(UserPoolId=pool, GroupName="admins")
idp.admin_add_user_to_group(UserPoolId=pool, Username="admin@example.com", GroupName="admins")
make_user(foreign_client, "plain@example.com")

# A token that lives a second; it has expired, leeway included, when the last checks come.
lifetime = dict(
    UserPoolId=pool, ClientId=client, ClientName="site", ExplicitAuthFlows=PASSWORD_AUTH, **OAUTH
)
idp.update_user_pool_client(
    **lifetime, AccessTokenValidity=1, TokenValidityUnits={"AccessToken": "seconds"}
)
short = tokens(client, "plain@example.com")["access"]
idp.update_user_pool_client(
    **lifetime, AccessTokenValidity=60, TokenValidityUnits={"AccessToken": "minutes"}
)

print(
    json.dumps(
        {
            "region": "us-east-1",
            "userPoolId": pool,
            "clientId": client,
            "endpoint": endpoint,
            "jwksUri": f"{endpoint}/{pool}/.well-known/jwks.json",
            "codes": CODES,
            "password": PASSWORD,
            "confidential": confidential,
            "session": {**session, "site": session_site},
            "oauth": {
                "domain": endpoint,
                "redirectUri": OAUTH["CallbackURLs"][0],
                "logoutUri": OAUTH["LogoutURLs"][0],
                "machine": {**machine, "scope": "orders/read"},
            },
            "plain": tokens(client, "plain@example.com"),
            "admin": tokens(client, "admin@example.com"),
            "anotherClient": tokens(other_client, "plain@example.com"),
            "anotherPool": tokens(foreign_client, "plain@example.com"),
            "expiring": short,
        }
    )
)
