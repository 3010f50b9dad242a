"""One client, one site, one run of a journey; its lines become checks."""

import json
import os

import install
import rows
from child import run_to_end
from sites import new_person, password_tokens, person_of_dev_pool

# Row: the script of node/ or python/, how long it may take, and whether it uploads with an identity's credentials.
JOURNEYS = {
    rows.IDENTITY_JS: ("identity-js.mjs", 120, False),
    rows.AMPLIFY: ("amplify.mjs", 120, False),
    rows.PYCOGNITO: ("pycognito_journey.py", 120, False),
    rows.CHROMIUM: ("chromium.mjs", 180, False),
    rows.S3_V2: ("s3-v2.mjs", 60, True),
    rows.S3_V3: ("s3-v3.mjs", 60, True),
    rows.S3_BOTO3: ("s3_boto3.py", 60, True),
}


def uploads(row):
    return row in JOURNEYS and JOURNEYS[row][2]


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
        "chromium": install.CHROMIUM,
        "screenshots": os.path.join(install.ROOT, "artifacts"),
        "log": site.child.log,
        "name": f"{site.framework}-{site.issuer.replace(' ', '-')}",
    }
    if uploads(row):
        return {**known, **upload_errand(row, site, pool)}
    email, password = new_person(row.name.lower())
    return {**known, "email": email, "password": password}


def upload_errand(row, site, pool):
    """A confirmed person with tokens, and where they may upload."""
    if pool:
        cloud = pool["cloud"]
        person = cloud["people"][resident(row, site)]
    else:
        cloud = site.config
        email, password = person_of_dev_pool(site, resident(row, site))
        person = {"email": email, "password": password, "identityPoolId": cloud["identityPoolId"]}
    places = ("identityEndpoint", "s3Endpoint", "dynamodbEndpoint", "bucket", "table")
    return {
        **{place: cloud.get(place) for place in places},
        **person,
        "tokens": password_tokens(site.config, person["email"], person["password"]),
    }


def run(results, row, site, pool, pythons):
    try:
        argv = [*command(row, pythons), json.dumps(errand(row, site, pool))]
    except (KeyError, RuntimeError) as error:  # one client's trouble; the others still run
        results.add(site.cell(row.name), "could begin", False, f"{type(error).__name__} {error}")
        return
    seconds = JOURNEYS[row][1]
    code, output = run_to_end(argv, seconds, cwd=install.HERE, AWS_EC2_METADATA_DISABLED="true")
    ended, stopped, loose, flow = False, False, [], None
    for line in output.splitlines():
        verdict, _, rest = line.partition("\t")
        name, _, detail = rest.partition("\t")
        if verdict in ("ok", "FAIL"):
            results.add(site.cell(row.name), name, verdict == "ok", detail, flow)
            stopped |= verdict == "FAIL"
        elif verdict == "flow":
            flow = rest
        elif line == "end":
            ended = True
        else:
            loose.append(line)
    if not stopped and (not ended or code != 0):
        words = " / ".join(loose[-8:])
        results.add(site.cell(row.name), "came to its end", False, f"exit code {code}: {words}", flow)
