// The way to Cognito's own pages and back, with a made-up Cognito.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { beforeEach, test } from "node:test";

import { arrive, departure, farewell } from "./assets/oauth.js";
import * as session from "./assets/session.js";

const config = { clientId: "app", endpoint: "cognito", oauthDomain: "http://127.0.0.1:3000/cognito" };
let asked; // forms that the token endpoint got, and operations of the API
let tokens;

globalThis.location = { origin: "http://127.0.0.1:3000" };
globalThis.sessionStorage = {
  items: new Map(),
  getItem: (key) => sessionStorage.items.get(key) ?? null,
  setItem: (key, value) => sessionStorage.items.set(key, value),
  removeItem: (key) => sessionStorage.items.delete(key),
};
globalThis.fetch = async (address, { body, headers, method } = {}) => {
  if (address === "/config.json") return Response.json(config);
  if (address === "cognito") {
    asked.push(headers["X-Amz-Target"].split(".")[1]);
    return Response.json({});
  }
  assert.equal(`${method} ${address}`, "POST http://127.0.0.1:3000/cognito/oauth2/token");
  asked.push(Object.fromEntries(body));
  return typeof tokens === "function" ? tokens() : Response.json(tokens);
};

beforeEach(() => {
  sessionStorage.items.clear();
  asked = [];
});

function idToken(claims) {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
}

/** The parameters of the way there; the tokens will be such as Cognito gives for it. */
async function leave(provider) {
  const url = new URL(await departure(provider));
  const { nonce } = Object.fromEntries(url.searchParams);
  tokens = { access_token: "a", id_token: idToken({ nonce, email: "x" }), refresh_token: "r", expires_in: 3600 };
  return url;
}

function back(parameters) {
  return arrive(new URLSearchParams(parameters));
}

test("the way there names the provider, the way back, and all three proofs", async () => {
  const url = await leave("Google");
  assert.equal(url.origin + url.pathname, "http://127.0.0.1:3000/cognito/oauth2/authorize");
  const { state, nonce, code_challenge, ...rest } = Object.fromEntries(url.searchParams);
  assert.deepEqual(rest, {
    response_type: "code",
    client_id: "app",
    redirect_uri: "http://127.0.0.1:3000/callback",
    scope: "openid email profile aws.cognito.signin.user.admin",
    code_challenge_method: "S256",
    identity_provider: "Google",
  });
  for (const proof of [state, nonce, code_challenge]) assert.match(proof, /^[\w-]{43}$/);
  assert.equal(new Set([state, nonce, code_challenge]).size, 3);
});

test("Cognito's own page is the way without a provider", async () => {
  assert.ok(!(await leave()).searchParams.has("identity_provider"));
});

test("the code becomes a session, by the verifier that fits the challenge", async () => {
  const { searchParams: there } = await leave("Google");
  await back({ code: "the-code", state: there.get("state") });
  const [{ code_verifier, ...rest }] = asked;
  assert.deepEqual(rest, {
    grant_type: "authorization_code",
    client_id: "app",
    code: "the-code",
    redirect_uri: "http://127.0.0.1:3000/callback",
  });
  const challenge = createHash("sha256").update(code_verifier).digest("base64url");
  assert.equal(there.get("code_challenge"), challenge);
  assert.equal(await session.accessToken(), "a");
  assert.equal(session.displayName(), "x");
  assert.ok(session.isHosted());
  assert.deepEqual([...sessionStorage.items.keys()], ["my-page.session"]);
});

test("a way back that this tab did not begin is refused before anything else is looked at", async () => {
  await assert.rejects(back({ code: "c", state: "s" }), { code: "StrangeReturn" });
  for (const parameters of [{ code: "c", state: "other" }, { code: "c" }, { error: "access_denied", state: "other" }]) {
    await leave();
    await assert.rejects(back(parameters), { code: "StrangeReturn", message: "state" });
  }
  assert.deepEqual(asked, []);
});

test("a way back is good once", async () => {
  const { searchParams: there } = await leave();
  await back({ code: "c", state: there.get("state") });
  await assert.rejects(back({ code: "c", state: there.get("state") }), { code: "StrangeReturn" });
  assert.equal(asked.length, 1);
});

test("an ID token with another nonce, or none, is another's: the session is ended and not kept", async () => {
  for (const claims of [{ nonce: "other" }, {}]) {
    const { searchParams: there } = await leave();
    tokens.id_token = idToken(claims);
    asked = [];
    await assert.rejects(back({ code: "c", state: there.get("state") }), { code: "StrangeReturn", message: "nonce" });
    assert.equal(asked[1], "RevokeToken");
    assert.ok(!session.isSignedIn());
  }
});

test("what the provider or Cognito says against it is told", async () => {
  const { searchParams: there } = await leave("Google");
  const denied = { error: "access_denied", error_description: "x", state: there.get("state") };
  await assert.rejects(back(denied), { code: "SignInRefused", reason: "access_denied" });
  for (const [answer, reason] of [
    [() => Response.json({ error: "invalid_grant" }, { status: 400 }), "invalid_grant"],
    [() => new Response("<html>", { status: 502 }), "status 502"],
  ]) {
    const { searchParams: there } = await leave();
    tokens = answer;
    await assert.rejects(back({ code: "c", state: there.get("state") }), { code: "SignInRefused", reason });
  }
  assert.ok(!session.isSignedIn());
});

test("an unreachable Cognito is named", async () => {
  const { searchParams: there } = await leave();
  tokens = () => Promise.reject(new TypeError("offline"));
  await assert.rejects(back({ code: "c", state: there.get("state") }), { code: "NetworkError", place: "Cognito" });
});

test("the way out leads back to the start page", async () => {
  const url = await farewell();
  assert.equal(
    url,
    "http://127.0.0.1:3000/cognito/logout?client_id=app&logout_uri=http%3A%2F%2F127.0.0.1%3A3000%2F",
  );
});
