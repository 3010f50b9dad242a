"""The two example sites and the two issuers they are run with."""

import json
import os
import re
import secrets
import subprocess

import install
from child import Failed, environment, free_port
from web import cognito, request

PACKAGES = {"axum": "axum-my-page", "actix": "actix-my-page"}


class Site:
    """A running example site. `config` is what its own /config.json says."""

    def __init__(self, framework, issuer, url, child):
        self.framework, self.issuer, self.url, self.child = framework, issuer, url, child
        self.config = request(url, "/config.json").json()
        self.tokens = {}
        self.knows_machine = None  # the address of a like site that takes a machine's tokens, too

    def cell(self, row):
        return (row, self.issuer, self.framework)


def start_site(children, framework, issuer, bin_dir, label=None, **env):
    package = PACKAGES[framework]
    program = os.path.join(bin_dir, package)
    if not os.path.exists(program):
        raise Failed(f"{program} is missing: cargo build -p {package}")
    port = free_port()
    log = log_file(f"{package}-{label or issuer.replace(' ', '-')}")
    child = children.start(package, [program], log, PORT=str(port), **env)
    url = f"http://127.0.0.1:{port}"
    child.wait_for(f"{url}/config.json")
    return Site(framework, issuer, url, child)


def log_file(name):
    folder = os.path.join(install.CACHE, "logs")
    os.makedirs(folder, exist_ok=True)
    return os.path.join(folder, f"{name}.log")


def with_embedded_pool(children, framework, bin_dir):
    return start_site(children, framework, "dev pool", bin_dir)


def ministack_environment(pool, jwks_uri=None):
    """What points a site at ministack; its issuer is the one AWS would use, so nothing names it."""
    return {
        "COGNITO_USER_POOL_ID": pool["userPoolId"],
        "COGNITO_CLIENT_ID": pool["clientId"],
        "COGNITO_JWKS_URI": jwks_uri or pool["jwksUri"],
        "COGNITO_ENDPOINT": pool["endpoint"],
    }


def with_ministack(children, framework, bin_dir, pool):
    return start_site(children, framework, "ministack", bin_dir, **ministack_environment(pool))


def with_machine(children, site, jwks_uri, machine):
    """A site like this one, and of the same pool, that names the machine's client among its own."""
    config = site.config
    env = {
        "COGNITO_USER_POOL_ID": config["userPoolId"],
        "COGNITO_CLIENT_ID": f"{config['clientId']},{machine['id']}",
        "COGNITO_JWKS_URI": jwks_uri,
        "COGNITO_ENDPOINT": config["endpoint"],
    }
    folder = os.path.dirname(site.child.argv[0])
    label = f"{site.issuer.replace(' ', '-')}-with-machine"
    return start_site(children, site.framework, site.issuer, folder, label, **env).url


def launch_ministack(children, pythons, state, endpoint, log="ministack"):
    """Starts ministack with what `state` has kept."""
    child = children.start(
        "ministack",
        [os.path.join(os.path.dirname(pythons["ministack"]), "ministack")],
        log_file(log),
        # AUTH makes it check codes, signatures and revocation; without it anything passes.
        AUTH="true",
        SERVICES="cognito-idp,cognito-identity,s3,iam,sts,dynamodb",
        # It would otherwise listen for the whole network, and for IoT and SFTP besides.
        BIND_HOST="127.0.0.1",
        MINISTACK_HOST="127.0.0.1",
        IOT_MTLS_ENABLED="0",
        SFTP_ENABLED="0",
        GATEWAY_PORT=endpoint.rpartition(":")[2],
        # Pools and people outlive a restart; so do the keys, unless their files are deleted.
        PERSIST_STATE="1",
        STATE_DIR=state,
    )
    child.wait_for(f"{endpoint}/_ministack/health")
    return child


def start_ministack(children, pythons, state):
    """Starts ministack and lays out its pools; the child, and the document that ministack_pools.py prints."""
    endpoint = f"http://127.0.0.1:{free_port()}"
    child = launch_ministack(children, pythons, state, endpoint)
    errand = {"endpoint": endpoint, "sessionSite": f"http://127.0.0.1:{free_port()}"}
    try:
        return child, scripted(pythons, "ministack_pools.py", json.dumps(errand))
    except Failed as error:
        raise Failed(f"{error}\n{child.tail()}") from None


def scripted(pythons, script, argument):
    """What one of the folder python/'s scripts lays out and prints."""
    # Its standard error stays apart: the document on standard output holds tokens and is not logged.
    ended = subprocess.run(
        [pythons["clients"], os.path.join(install.HERE, "python", script), argument],
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    if ended.returncode != 0:
        raise Failed(f"{script}: {ended.stderr[-2000:]}")
    return json.loads(ended.stdout)


def new_person(tag):
    return f"{tag}-{secrets.token_hex(4)}@example.com", f"Aa1!{secrets.token_hex(8)}"


def confirmed_person(site, tag, codes=None):
    """A confirmed person of the site's pool, by plain calls; the address and the password.

    `codes` are those that the issuer always sends; without them the site has a mailbox.
    """
    email, password = new_person(tag)
    config = site.config
    client = {"ClientId": config["clientId"]}
    attributes = [{"Name": "email", "Value": email}]
    cognito(
        config["endpoint"], "SignUp", **client, Username=email, Password=password, UserAttributes=attributes
    )
    code = codes["sign_up"] if codes else newest_code(site, email)
    cognito(config["endpoint"], "ConfirmSignUp", **client, Username=email, ConfirmationCode=code)
    return email, password


def confidential_client(site):
    """The embedded pool's client that has a secret: its id, its secret, and the scope it may have as a machine."""
    pool = {"UserPoolId": site.config["userPoolId"]}
    endpoint = site.config["endpoint"]
    listed = cognito(endpoint, "ListUserPoolClients", **pool, MaxResults=60)["UserPoolClients"]
    for entry in listed:
        answer = cognito(endpoint, "DescribeUserPoolClient", **pool, ClientId=entry["ClientId"])
        client = answer["UserPoolClient"]
        if "ClientSecret" in client:
            scopes = [scope for scope in client["AllowedOAuthScopes"] if "/" in scope]
            return {"id": client["ClientId"], "secret": client["ClientSecret"], "scope": scopes[0]}
    raise Failed(f"{site.child.name}: no client of the embedded pool has a secret")


def newest_code(site, email):
    mails = request(site.url, "/dev/mailbox.json").json()["mails"]
    return [mail["code"] for mail in mails if mail["to"] == email][-1]


def sign_in_to_dev_pool(site):
    return password_tokens(site.config, *confirmed_person(site, "plain"))


def administrator_of(site):
    """The tokens of the administrator whose sign-in the site prints when it starts."""
    printed = re.search(r"(?i)administrator:?\s+(\S+@\S+).*?password:?\s+(\S+)", site.child.output())
    if not printed:
        raise Failed(f"{site.child.name} prints no administrator's sign-in:\n{site.child.tail()}")
    return password_tokens(site.config, *printed.groups())


def password_tokens(config, email, password):
    answer = cognito(
        config["endpoint"],
        "InitiateAuth",
        ClientId=config["clientId"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": email, "PASSWORD": password},
    )["AuthenticationResult"]
    return {"access": answer["AccessToken"], "id": answer["IdToken"], "refresh": answer["RefreshToken"]}
