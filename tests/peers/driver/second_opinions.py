"""Verifiers that nobody here wrote, asked about the tokens that our sites are asked about."""

import base64
import json
import os
import tempfile

import install
from child import Failed, free_port, run_to_end
from refusals import changed, claims_of
from sites import log_file
from web import bearer, request

APACHE, MODULES = "mod_oauth2", "/usr/lib/apache2/modules"
JWT_VERIFY = "aws-jwt-verify"
# What Apache's module lets in and a site must not: it knows JWTs, and nothing of Cognito's claims.
KNOWS_NO = {
    "an ID token": "token_use",
    "a refresh token": "token_use",
    "another client's access token": "client_id",
}
FLOWS = ("good and forged", "what only Cognito's rules tell apart")


def unsigned(token):
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{header}.{token.split('.')[1]}."


def forged_with(token, **claims):
    """Another payload under the signature of this one."""
    head, _, signature = token.split(".")
    payload = base64.urlsafe_b64encode(json.dumps({**claims_of(token), **claims}).encode())
    return f"{head}.{payload.rstrip(b'=').decode()}.{signature}"


def tokens_of(site):
    """(flow, name, token, whether a site lets it in). What is missing at this issuer is left out."""
    tokens = site.tokens
    good = tokens["plain"]["access"]
    forged, cognito = FLOWS
    table = [
        (forged, "an access token", good, True),
        (forged, "the administrator's access token", tokens["admin"]["access"], True),
        (forged, "a changed signature", changed(good, 2), False),
        (forged, "a changed payload", forged_with(good, sub="somebody else"), False),
        (forged, "alg none", unsigned(good), False),
        (forged, "no signature", good.rpartition(".")[0] + ".", False),
        (forged, "garbage", "garbage", False),
        (forged, "another pool's access token", tokens["anotherPool"]["access"], False),
        (cognito, "an ID token", tokens["plain"]["id"], False),
        (cognito, "a refresh token", tokens["plain"]["refresh"], False),
    ]
    if "anotherClient" in tokens:
        table.append((cognito, "another client's access token", tokens["anotherClient"]["access"], False))
    return table


def is_a_jwt(token):
    return token.count(".") == 2


def run(results, children, running, rows):
    for row, ask in ((APACHE, ask_apache), (JWT_VERIFY, ask_jwt_verify)):
        if row in rows:
            verdicts = ask(children, running)
            for site in running:
                compare(results, row, site, verdicts[site.framework])


def compare(results, row, site, verdicts):
    for flow, name, token, good in tokens_of(site):
        ours = request(site.url, "/me", bearer(token)).status
        words = "" if (ours == 200) == good else f"the site answers {ours}"
        theirs = verdicts[name]
        deviates = row == APACHE and name in KNOWS_NO and is_a_jwt(token)
        label = name
        if deviates:
            label = f"{name}: the site refuses, {row} does not know {KNOWS_NO[name]}"
        if theirs != (good or deviates):
            words += f" {row} says {theirs}"
        results.add(site.cell(row), label, not words, words.strip(), flow)


def issuer_of(site):
    return claims_of(site.tokens["plain"]["access"])["iss"]


def jwks_of(site):
    return site.tokens.get("jwksUri") or site.config["jwksUri"]


def ask_apache(children, running):
    """One Apache for all sites' tokens: a location for each, which its pool's keys guard."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # its workers are not who started them
        for name in ("ready", *(site.framework for site in running)):
            with open(os.path.join(folder, name), "w", encoding="ascii") as page:
                page.write("let in\n")
        port = free_port()
        config = os.path.join(folder, "apache.conf")
        with open(config, "w", encoding="utf-8") as file:
            file.write(apache_config(folder, port, running))
        child = children.start(APACHE, [install.APACHE, "-f", config, "-D", "FOREGROUND"], log_file(APACHE))
        url = f"http://127.0.0.1:{port}"
        child.wait_for(f"{url}/ready")
        try:
            return {
                site.framework: {
                    name: verdict(request(url, f"/{site.framework}", bearer(token)))
                    for _, name, token, _ in tokens_of(site)
                }
                for site in running
            }
        finally:
            child.stop()


def verdict(answer):
    if answer.status not in (200, 401):
        raise Failed(f"{APACHE} answered {answer.status}")
    return answer.status == 200


def apache_config(folder, port, running):
    modules = ("mpm_event", "authn_core", "authz_core", "authz_user", "oauth2")
    loaded = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in modules)
    guarded = "\n".join(
        f"""<Location /{site.framework}>
  AuthType oauth2
  OAuth2TokenVerify jwks_uri {jwks_of(site)} verify.exp=required
  Require oauth2_claim iss:{issuer_of(site)}
</Location>"""
        for site in running
    )
    return f"""ServerRoot {folder}
ServerName 127.0.0.1
Listen 127.0.0.1:{port}
PidFile {folder}/pid
DefaultRuntimeDir {folder}
ErrorLog /dev/stderr
LogLevel warn
{loaded}
{f"User www-data{chr(10)}Group www-data" if os.geteuid() == 0 else ""}
DocumentRoot {folder}
<Location /ready>
  Require all granted
</Location>
{guarded}
"""


def ask_jwt_verify(_, running):
    return {site.framework: jwt_verify_says(site) for site in running}


def jwt_verify_says(site):
    errand = {
        "userPoolId": site.config["userPoolId"],
        "clientId": site.config["clientId"],
        "jwksUri": jwks_of(site),
        "tokens": {name: token for _, name, token, _ in tokens_of(site)},
    }
    script = os.path.join(install.NODE, "verdicts.mjs")
    code, output = run_to_end(["node", script, json.dumps(errand)], 30)
    if code != 0:
        raise Failed(f"{JWT_VERIFY}: {output[-1000:]}")
    return json.loads(output)
