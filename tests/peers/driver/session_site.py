"""The server-rendered example, which keeps the tokens in cookies: with a pool elsewhere, and with its own."""

import base64
import json
import os
import re
import secrets
from types import SimpleNamespace

import install
import journeys
import rows
from child import Failed, free_port
from gate import Gate
from sites import confirmed_person, log_file
from web import cognito

PACKAGE = "axum-session"
# Groups that the dev pool's person is in: the token that names them does not fit into one cookie.
GROUPS = [f"group-{number:02}-{'x' * 90}" for number in range(20)]
# Seconds that a refresh token serves after its first use: another instance of the site knows nothing of that.
GRACE = 20


class SessionSite:
    """A running site: where the pool's domain is, and who can sign in there."""

    framework = "axum"

    def __init__(self, issuer, url, child, domain, person):
        self.issuer, self.url, self.child, self.domain, self.person = issuer, url, child, domain, person

    def cell(self, row):
        return (row, self.issuer, self.framework)

    def run(self, results, row, script, seconds, **more):
        """One of the journeys in Chromium."""
        email, password = self.person
        errand = {
            "site": self.url,
            "domain": self.domain,
            "email": email,
            "password": password,
            "chromium": install.CHROMIUM,
            "screenshots": os.path.join(install.ROOT, "artifacts"),
            "name": f"session-{self.issuer.replace(' ', '-')}",
            **more,
        }
        argv = ["node", os.path.join(install.HERE, "node", "browser", script), json.dumps(errand)]
        journeys.report(results, self.cell(row.name), argv, seconds)


class DevPool:
    """A dev pool as a program of its own, for a site elsewhere. Like a site it has a mailbox, and a `config`."""

    def __init__(self, children, bin_dir, site):
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        env = {"CALLBACK_URLS": f"{site}/callback", "ROTATION_GRACE_SECONDS": str(GRACE)}
        child = begin(children, "dev-pool", bin_dir, "for-session", port, **env)
        child.wait_for(f"{self.url}/dev/state.json")
        self.config = json.loads(re.search(r"^\{.*\}$", child.output(), re.M).group())

    def person(self):
        email, password = confirmed_person(self, "session")
        pool = {"UserPoolId": self.config["userPoolId"]}
        for name in GROUPS:
            cognito(self.config["endpoint"], "CreateGroup", **pool, GroupName=name)
            cognito(self.config["endpoint"], "AdminAddUserToGroup", **pool, GroupName=name, Username=email)
        return email, password


def begin(children, package, bin_dir, label, port, **env):
    program = os.path.join(bin_dir, package)
    if not os.path.exists(program):
        raise Failed(f"{program} is missing: cargo build -p {package}")
    return children.start(package, [program], log_file(f"{package}-{label}"), PORT=str(port), **env)


def start(children, bin_dir, label, url, **env):
    """A site at this address."""
    child = begin(children, PACKAGE, bin_dir, label, int(url.rpartition(":")[2]), **env)
    child.wait_for(f"{url}/")
    return child


def run_elsewhere(results, children, bin_dir, issuer, site, pool):
    """The site and a second instance of it; between them and the pool's domain there is a gate."""
    with Gate(pool["domain"], pool.get("revokeAt")) as gate:
        env = {
            "COGNITO_USER_POOL_ID": pool["userPoolId"],
            "COGNITO_CLIENT_ID": pool["id"],
            "COGNITO_CLIENT_SECRET": pool["secret"],
            "COGNITO_JWKS_URI": pool["jwksUri"],
            "COGNITO_DOMAIN": gate.domain,
            "PUBLIC_URL": site,
            "SESSION_KEY": base64.b64encode(secrets.token_bytes(64)).decode(),
        }
        label = issuer.replace(" ", "-")
        twin = f"http://127.0.0.1:{free_port()}"
        child = start(children, bin_dir, label, site, **env)
        start(children, bin_dir, f"{label}-twin", twin, **env)
        running = SessionSite(issuer, site, child, gate.domain, pool["person"])
        more = {"gate": f"{gate.url}/gate", "twin": twin, "rotates": pool["rotates"], "pieces": pool["pieces"]}
        running.run(results, rows.SESSION, "session.mjs", 180, **more)


def with_dev_pool(results, children, bin_dir):
    site = f"http://127.0.0.1:{free_port()}"
    pool = DevPool(children, bin_dir, site)
    config = pool.config
    endpoint, pool_id = config["endpoint"], config["userPoolId"]
    run_elsewhere(results, children, bin_dir, "dev pool", site, {
        "userPoolId": pool_id,
        "id": config["confidentialClientId"],
        "secret": config["confidentialClientSecret"],
        "jwksUri": f"{endpoint}/{pool_id}/.well-known/jwks.json",
        "domain": config["oauthDomain"],
        "person": pool.person(),
        "rotates": True,
        "pieces": 2,
    })


def with_ministack(results, children, bin_dir, pool):
    # Confirmed by the code that ministack always sends.
    person = confirmed_person(SimpleNamespace(config=pool), "session", pool["codes"])
    run_elsewhere(results, children, bin_dir, "ministack", pool["session"]["site"], {
        **pool["session"],
        "userPoolId": pool["userPoolId"],
        "jwksUri": pool["jwksUri"],
        "domain": pool["oauth"]["domain"],
        # Its /oauth2/revoke refuses every token; its API does not.
        "revokeAt": pool["endpoint"],
        "person": person,
        "rotates": False,
        "pieces": 1,
    })


def with_embedded_pool(results, children, bin_dir):
    """The site as `cargo run` starts it."""
    url = f"http://127.0.0.1:{free_port()}"
    child = start(children, bin_dir, "embedded", url)
    printed = re.search(r"^User:\s+(\S+@\S+).*?password\s+(\S+)", child.output(), re.M)
    if not printed:
        raise Failed(f"{PACKAGE} prints no user's sign-in:\n{child.tail()}")
    running = SessionSite("dev pool", url, child, f"{url}/cognito", printed.groups())
    running.run(results, rows.SESSION_PAGES, "session-pages.mjs", 180)
