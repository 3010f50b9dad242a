"""ministack's bucket, table and identity pools, for the clients that upload with an identity's credentials."""

import json

from sites import scripted


def lay_out(pythons, pool, people):
    """The document of python/ministack_cloud.py: `people` are names, each gets an identity pool of their own."""
    errand = {name: pool[name] for name in ("endpoint", "region", "userPoolId", "clientId")}
    return scripted(pythons, "ministack_cloud.py", json.dumps({**errand, "people": people}))
