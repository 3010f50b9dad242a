"""One client, one site, one run of a journey; its lines become checks."""

import json
import os

import install
import rows
from child import run_to_end
from sites import confidential_client, confirmed_person, new_person, password_tokens

# Who a journey begins with: an address of nobody yet, a confirmed person with tokens, one who may upload, too.
NOBODY, PERSON, RESIDENT = "nobody", "person", "resident"

# Row: the script of node/ or python/, how long it may take, and who it begins with.
JOURNEYS = {
    # First: each looks at its site as it starts, with an empty mailbox.
    rows.PAGES: ("browser/pages.mjs", 300, NOBODY),
    rows.KEYBOARD: ("browser/keyboard.mjs", 180, NOBODY),
    rows.IDENTITY_JS: ("identity-js.mjs", 120, NOBODY),
    rows.AMPLIFY: ("amplify.mjs", 120, NOBODY),
    rows.SDK: ("sdk.mjs", 120, NOBODY),
    rows.PYCOGNITO: ("pycognito_journey.py", 120, NOBODY),
    rows.BOTO3: ("boto3_journey.py", 120, NOBODY),
    rows.AUTHLIB: ("oauth_journey.py", 120, PERSON),
    rows.PEOPLE: ("people_journey.py", 120, PERSON),
    rows.CHROMIUM: ("chromium.mjs", 180, NOBODY),
    rows.TUTORIAL: ("browser/tutorial.mjs", 180, NOBODY),
    rows.AMPLIFY_PAGE: ("browser/amplify.mjs", 120, NOBODY),
    rows.S3_V2: ("s3-v2.mjs", 120, RESIDENT),
    rows.S3_V3: ("s3-v3.mjs", 120, RESIDENT),
    rows.S3_BOTO3: ("s3_boto3.py", 120, RESIDENT),
}
# The rows for which ministack has an identity pool for each person.
WITH_UPLOADS = [*(row for row, journey in JOURNEYS.items() if journey[2] == RESIDENT), rows.SERVER_UPLOAD]
# The rows that need a client with a secret, and the ones that sign in at the domain.
SECRET = {rows.SDK, rows.BOTO3}
OAUTH = {rows.AUTHLIB, rows.PEOPLE}


def has_a_browser(row):
    script = JOURNEYS[row][0]
    return script.startswith("browser/") or script == "chromium.mjs"


def command(row, pythons):
    script = JOURNEYS[row][0]
    if script.endswith(".mjs"):
        return ["node", os.path.join(install.HERE, "node", script)]
    return [pythons["clients"], os.path.join(install.HERE, "python", script)]


def resident(row, site):
    """The name under which ministack has a person for this journey."""
    return f"{row.name.replace(',', '').replace(' ', '-')}-{site.framework}"


def errand(row, site, pool):
    """What a journey needs to know. `pool` is ministack's document, or None for the embedded pool."""
    config = site.config
    known = {
        "site": site.url,
        "region": config["region"],
        "userPoolId": config["userPoolId"],
        "clientId": config["clientId"],
        "endpoint": config["endpoint"],
        "jwksUri": pool["jwksUri"] if pool else config["jwksUri"],
        "codes": pool["codes"] if pool else None,
        "confidential": (pool["confidential"] if pool else confidential_client(site)) if row in SECRET else None,
        "oauth": oauth(site, pool) if row in OAUTH else None,
        "chromium": install.CHROMIUM,
        "screenshots": os.path.join(install.ROOT, "artifacts"),
        "log": site.child.log,
        "name": f"{site.framework}-{site.issuer.replace(' ', '-')}",
    }
    return {**known, **BEGINNINGS[JOURNEYS[row][2]](row, site, pool)}


def oauth(site, pool):
    """Where the domain is, and its clients."""
    domain = pool["oauth"] if pool else {
        "domain": site.config["oauthDomain"],
        "redirectUri": f"{site.url}/callback",
        "logoutUri": f"{site.url}/",
        "machine": confidential_client(site),
        "providers": site.config["providers"],
    }
    return {**domain, "knowsMachine": site.knows_machine}


def nobody(row, site, _):
    email, password = new_person(resident(row, site))
    return {"email": email, "password": password}


def person(row, site, pool):
    """A confirmed person with tokens."""
    codes = pool["codes"] if pool else None
    return signed_in(site, *confirmed_person(site, resident(row, site), codes))


def signed_in(site, email, password):
    return {"email": email, "password": password, "tokens": password_tokens(site.config, email, password)}


def upload_errand(row, site, pool):
    """A confirmed person with tokens, and where they may upload."""
    cloud = pool["cloud"] if pool else site.config
    places = ("identityPoolId", "identityEndpoint", "s3Endpoint", "dynamodbEndpoint", "bucket", "table")
    known = {place: cloud.get(place) for place in places}
    if not pool:
        return {**known, **person(row, site, pool)}
    their = cloud["people"][resident(row, site)]
    return {**known, **their, **signed_in(site, their["email"], their["password"])}


BEGINNINGS = {NOBODY: nobody, PERSON: person, RESIDENT: upload_errand}


def run(results, row, site, pool, pythons):
    try:
        argv = [*command(row, pythons), json.dumps(errand(row, site, pool))]
    except (KeyError, RuntimeError) as error:  # one client's trouble; the others still run
        results.add(site.cell(row.name), "could begin", False, f"{type(error).__name__} {error}")
        return
    report(results, site.cell(row.name), argv, JOURNEYS[row][1])


def report(results, cell, argv, seconds):
    """Runs a journey; its lines become checks of the cell, which names the row, the issuer and the site."""
    code, output = run_to_end(argv, seconds, cwd=install.HERE, AWS_EC2_METADATA_DISABLED="true")
    ended, stopped, loose, flow = False, False, [], None
    for line in output.splitlines():
        verdict, _, rest = line.partition("\t")
        name, _, detail = rest.partition("\t")
        if verdict in ("ok", "FAIL"):
            results.add(cell, name, verdict == "ok", detail, flow)
            stopped |= verdict == "FAIL"
        elif verdict == "flow":
            flow = rest
        elif line == "end":
            ended = True
        else:
            loose.append(line)
    if not stopped and (not ended or code != 0):
        words = " / ".join(loose[-8:])
        results.add(cell, "came to its end", False, f"exit code {code}: {words}", flow)
