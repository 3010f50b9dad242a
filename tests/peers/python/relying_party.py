"""A website that signs people in at the pool's domain with Authlib, and the browser that it sends there."""

import html.parser
import secrets
import urllib.parse

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from journey import ERRAND, expect
from joserfc import jwt
from joserfc.jwk import KeySet

OAUTH = ERRAND["oauth"]
DOMAIN, CALLBACK = OAUTH["domain"], OAUTH["redirectUri"]
TOKEN = f"{DOMAIN}/oauth2/token"
PATIENCE = 15


class Forms(html.parser.HTMLParser):
    """The forms of a page: where each goes, and what its fields are."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            method = (attributes.get("method") or "get").upper()
            self.found.append({"action": attributes.get("action") or "", "method": method, "fields": []})
        elif tag in ("input", "button") and self.found and attributes.get("name"):
            self.found[-1]["fields"].append(attributes)


class Browser:
    """Follows redirects up to the site's callback, keeps cookies, sends forms."""

    def __init__(self):
        self.session = requests.Session()
        self.session.trust_env = False
        self.page, self.at = None, None

    def go(self, url, method="GET", **sent):
        """Where the browser ends: None at a page, or the callback's whole address."""
        for _ in range(12):
            answer = self.session.request(method, url, allow_redirects=False, timeout=PATIENCE, **sent)
            if answer.status_code not in (301, 302, 303, 307):
                self.page, self.at = answer, url
                return None
            url = urllib.parse.urljoin(url, answer.headers["Location"])
            method, sent = "GET", {}
            if url.split("?")[0] in (CALLBACK, OAUTH["logoutUri"]):
                return url
        raise AssertionError("redirected for ever")

    def form(self, wanted):
        """The page's form that has a field of this name or type."""
        forms = Forms(self.page.text).found
        fits = [f for f in forms if any(wanted in (i["name"], i.get("type")) for i in f["fields"])]
        expect(fits, f"no form with {wanted} at {self.at}: {self.page.status_code} {self.page.text[:200]}")
        return fits[0]

    def send(self, form, **typed):
        """`typed` by the fields' names; of buttons only a named one of `typed` is pressed."""
        hidden = {i["name"]: i.get("value") or "" for i in form["fields"] if i.get("type") == "hidden"}
        url = urllib.parse.urljoin(self.at, form["action"])
        origin = "{0.scheme}://{0.netloc}".format(urllib.parse.urlsplit(url))
        values = {**hidden, **typed}
        if form["method"] == "GET":
            return self.go(url, params=values)
        return self.go(url, "POST", data=values, headers={"Origin": origin, "Referer": self.at})

    def sign_in(self, email, password):
        form = self.form("password")
        names = [i["name"] for i in form["fields"] if i.get("type") in (None, "text", "email")]
        expect(len(names) == 1, f"which of {names} is the name")
        return self.send(form, **{names[0]: email, "password": password})


class Attempt:
    """One sign-in as the site sees it: its state, its nonce and the proof of its code."""

    def __init__(self, scope="openid email profile", redirect_uri=CALLBACK):
        self.client = OAuth2Session(
            ERRAND["clientId"],
            redirect_uri=redirect_uri,
            scope=scope,
            code_challenge_method="S256",
            token_endpoint_auth_method="none",
            revocation_endpoint_auth_method="none",
        )
        self.client.trust_env = False
        self.nonce, self.verifier = secrets.token_urlsafe(24), secrets.token_urlsafe(48)
        self.browser = Browser()

    def begin(self, **more):
        url, self.state = self.client.create_authorization_url(
            f"{DOMAIN}/oauth2/authorize", code_verifier=self.verifier, nonce=self.nonce, **more
        )
        return self.browser.go(url)

    def tokens(self, callback, verifier=None):
        query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(callback).query))
        expect(query.get("state") == self.state, f"another state: {query}")
        return self.client.fetch_token(
            TOKEN, authorization_response=callback, state=self.state, code_verifier=verifier or self.verifier
        )


def refused(work, error):
    """The token endpoint refuses with this error."""
    try:
        work()
    except OAuthError as refusal:
        expect(refusal.error == error, f"refused with {refusal.error}: {refusal.description}")
    else:
        raise AssertionError("was accepted")


def verified(token, **wanted):
    """The claims of an ID token whose signature, issuer and audience joserfc has checked."""
    keys = KeySet.import_key_set(requests.get(ERRAND["jwksUri"], timeout=PATIENCE).json())
    claims = jwt.decode(token, keys, algorithms=["RS256"]).claims
    rules = {name: {"essential": True, "value": value} for name, value in wanted.items()}
    jwt.JWTClaimsRegistry(**rules, exp={"essential": True}).validate(claims)
    return claims
