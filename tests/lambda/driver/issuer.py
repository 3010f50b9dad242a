"""A user pool: its keys, its tokens, and the address of its key set, which counts who asks."""

import base64
import http.server
import json
import os
import threading
import time

REGION, POOL, CLIENT = "us-east-1", "us-east-1_LambdaRun", "2gateway3client4example5a"
ISSUER = f"https://cognito-idp.{REGION}.amazonaws.com/{POOL}"
USER = "f4c81438-0000-7000-8000-fa4e00000001"


def encoded(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Key:
    def __init__(self):
        from cryptography.hazmat.primitives.asymmetric import rsa

        self.private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.kid = base64.b64encode(os.urandom(32)).decode()

    def jwk(self):
        n = self.private.public_key().public_numbers().n
        return {"alg": "RS256", "e": "AQAB", "kid": self.kid, "kty": "RSA", "n": encoded(n.to_bytes(256, "big")), "use": "sig"}

    def sign(self, claims):
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        parts = ({"kid": self.kid, "alg": "RS256"}, claims)
        text = ".".join(encoded(json.dumps(part).encode()) for part in parts)
        signature = self.private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{text}.{encoded(signature)}"


class Issuer:
    def __init__(self):
        self.key, self.fetches = Key(), 0
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.fetches += 1
                body = issuer.key_set().encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def environment(self):
        port = self.server.server_address[1]
        return {
            "COGNITO_USER_POOL_ID": POOL,
            "COGNITO_CLIENT_ID": CLIENT,
            "COGNITO_JWKS_URI": f"http://127.0.0.1:{port}/jwks.json",
        }

    def key_set(self):
        return json.dumps({"keys": [self.key.jwk()]})

    def rotate(self):
        self.key = Key()

    def unreachable(self):
        self.server.shutdown()
        self.server.server_close()

    def close(self):
        self.unreachable()

    def mint(self, claims):
        return self.key.sign(claims)


def common(**more):
    now = int(time.time())
    return {"iss": ISSUER, "auth_time": now, "iat": now, "exp": now + 3600, "jti": "00000000-fa4e-4000-8000-000000000013", **more}


def access(groups=("admins",), username="kim", **more):
    claims = common(sub=USER, token_use="access", client_id=CLIENT, username=username, version=2, **more)
    claims.setdefault("scope", "openid orders/read")
    return {**claims, "cognito:groups": list(groups)} if groups else claims


def id_token():
    claims = common(sub=USER, token_use="id", aud=CLIENT, email="kim@example.com", email_verified=True)
    return {**claims, "cognito:username": "kim", "cognito:groups": ["admins"]}


def machine():
    return common(sub=CLIENT, token_use="access", client_id=CLIENT, scope="orders/read", version=2)


def federated():
    name = "Google_000000000000000000001"
    return access(groups=[f"{POOL}_Google"], username=name)


KINDS = {"access": access, "ID": id_token, "machine": machine, "federated": federated}


def tampered(token):
    head, signature = token.rsplit(".", 1)
    return f"{head}.A{signature[:0:-1]}"
