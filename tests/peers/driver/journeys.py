"""One client, one site, one run of a journey; its lines become checks."""

import json
import os

import install
from child import run_to_end
from sites import new_person

SECONDS = {"identity-js": 120, "pycognito": 120, "Chromium": 180}


def command(row, pythons):
    node, python = (os.path.join(install.HERE, folder) for folder in ("node", "python"))
    return {
        "identity-js": ["node", os.path.join(node, "identity-js.mjs")],
        "pycognito": [pythons["clients"], os.path.join(python, "pycognito_journey.py")],
        "Chromium": ["node", os.path.join(node, "chromium.mjs")],
    }[row]


def errand(row, site, pool):
    """What a journey needs to know. `pool` is ministack's document, or None for the embedded pool."""
    email, password = new_person(row.lower())
    config = site.config
    return {
        "site": site.url,
        "region": config["region"],
        "userPoolId": config["userPoolId"],
        "clientId": config["clientId"],
        "endpoint": config["endpoint"],
        "jwksUri": pool["jwksUri"] if pool else config["jwksUri"],
        "codes": pool["codes"] if pool else None,
        "email": email,
        "password": password,
        "chromium": install.CHROMIUM,
        "screenshots": os.path.join(install.ROOT, "artifacts"),
        "log": site.child.log,
        "name": f"{site.framework}-{site.issuer.replace(' ', '-')}",
    }


def run(results, row, site, pool, pythons):
    argv = [*command(row, pythons), json.dumps(errand(row, site, pool))]
    code, output = run_to_end(argv, SECONDS[row], cwd=install.HERE, AWS_EC2_METADATA_DISABLED="true")
    ended, stopped, loose = False, False, []
    for line in output.splitlines():
        verdict, _, rest = line.partition("\t")
        name, _, detail = rest.partition("\t")
        if verdict in ("ok", "FAIL"):
            results.add(site.cell(row), name, verdict == "ok", detail)
            stopped |= verdict == "FAIL"
        elif line == "end":
            ended = True
        else:
            loose.append(line)
    if not stopped and (not ended or code != 0):
        words = " / ".join(loose[-8:])
        results.add(site.cell(row), "came to its end", False, f"exit code {code}: {words}")
