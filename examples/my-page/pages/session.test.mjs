// The session with a made-up Cognito: what is asked, and what stays in the tab afterwards.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import * as session from "./assets/session.js";

const KEY = "my-page.session";
const renewed = { AuthenticationResult: { AccessToken: "new", IdToken: "id", ExpiresIn: 3600 } };
let requests;
let cognito; // operation -> [status, body], or a function of no arguments
let site; // what the site answers, one after another

globalThis.sessionStorage = {
  items: new Map(),
  getItem: (key) => sessionStorage.items.get(key) ?? null,
  setItem: (key, value) => sessionStorage.items.set(key, value),
  removeItem: (key) => sessionStorage.items.delete(key),
};

globalThis.fetch = async (address, { body, headers, method } = {}) => {
  if (address === "/config.json") return Response.json({ clientId: "app", endpoint: "cognito" });
  if (address.startsWith("/")) {
    requests.push(address === "/me" ? headers.Authorization : `${method} ${address} ${headers.Authorization}`);
    return site.shift();
  }
  const operation = headers["X-Amz-Target"].split(".")[1];
  requests.push(operation);
  assert.equal(JSON.parse(body).ClientId, "app");
  const answer = cognito[operation];
  const [status, json] = typeof answer === "function" ? await answer() : answer;
  return Response.json(json, { status });
};

beforeEach(() => {
  requests = [];
  cognito = { GetTokensFromRefreshToken: [200, renewed], RevokeToken: [200, {}] };
  signedIn(3600);
});

function signedIn(seconds) {
  session.keep({ AccessToken: "old", IdToken: "id", RefreshToken: "refresh", ExpiresIn: seconds });
}

function stored() {
  return JSON.parse(sessionStorage.getItem(KEY));
}

function refused(type) {
  return [400, { __type: type, message: "" }];
}

function expired() {
  return new Response("", { status: 401, headers: { "www-authenticate": 'Bearer realm="x", error="invalid_token"' } });
}

function token(claims) {
  return `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
}

test("a fresh token is used as it is", async () => {
  assert.equal(await session.accessToken(), "old");
  assert.deepEqual(requests, []);
});

test("a token near its end is renewed once for all who ask, and the refresh token stays", async () => {
  signedIn(0);
  const tokens = await Promise.all([session.accessToken(), session.accessToken(), session.accessToken()]);
  assert.deepEqual(tokens, ["new", "new", "new"]);
  assert.deepEqual(requests, ["GetTokensFromRefreshToken"]);
  assert.equal(stored().refreshToken, "refresh");
});

test("a pool that replaces refresh tokens is followed", async () => {
  const AuthenticationResult = { ...renewed.AuthenticationResult, RefreshToken: "next" };
  cognito.GetTokensFromRefreshToken = [200, { AuthenticationResult }];
  await session.renew();
  assert.equal(stored().refreshToken, "next");
});

test("a pool that does not know the newer operation is asked the older way", async () => {
  cognito.GetTokensFromRefreshToken = refused("com.amazonaws.cognito#UnknownOperationException");
  cognito.InitiateAuth = [200, renewed];
  await session.renew();
  assert.deepEqual(requests, ["GetTokensFromRefreshToken", "InitiateAuth"]);
  assert.equal(stored().accessToken, "new");
});

test("a refused refresh ends the session, a fault of Cognito's does not", async () => {
  cognito.GetTokensFromRefreshToken = [500, { __type: "InternalErrorException" }];
  await assert.rejects(session.renew(), { code: "InternalErrorException" });
  assert.ok(session.isSignedIn());
  cognito.GetTokensFromRefreshToken = refused("NotAuthorizedException");
  await assert.rejects(session.renew(), session.SessionEnded);
  assert.ok(!session.isSignedIn());
});

test("an unreachable Cognito does not end the session", async () => {
  cognito.GetTokensFromRefreshToken = () => Promise.reject(new TypeError("offline"));
  await assert.rejects(session.renew(), { code: "NetworkError" });
  assert.ok(session.isSignedIn());
});

test("who signs out during a refresh stays signed out", async () => {
  let answer;
  cognito.GetTokensFromRefreshToken = () => new Promise((resolve) => (answer = () => resolve([200, renewed])));
  const renewing = session.renew();
  while (!answer) await new Promise(setImmediate);
  assert.ok(await session.signOut());
  answer();
  await assert.rejects(renewing, session.SessionEnded);
  assert.equal(stored(), null);
});

test("signing out forgets the tokens even if Cognito cannot be told", async () => {
  cognito.RevokeToken = () => Promise.reject(new TypeError("offline"));
  assert.equal(await session.signOut(), false);
  assert.equal(stored(), null);
});

test("a token that the site calls invalid is renewed once", async () => {
  site = [expired(), Response.json({ sub: "x" })];
  assert.equal((await session.fetchAsMe("/me")).status, 200);
  assert.deepEqual(requests, ["Bearer old", "GetTokensFromRefreshToken", "Bearer new"]);

  site = [expired(), expired()];
  assert.equal((await session.fetchAsMe("/me")).status, 401);
});

test("other refusals are no reason to renew", async () => {
  site = [new Response("", { status: 403 })];
  assert.equal((await session.fetchAsMe("/me")).status, 403);
  assert.deepEqual(requests, ["Bearer old"]);
});

test("signing out everywhere forgets the tokens and shows the old one to the site", async () => {
  site = [new Response(null, { status: 204 }), expired()];
  const { answer, refusal } = await session.signOutEverywhere();
  assert.deepEqual([answer.status, refusal.status], [204, 401]);
  assert.deepEqual(requests, ["POST /sign-out-everywhere Bearer old", "Bearer old"]);
  assert.equal(stored(), null);
});

test("a token that the site calls invalid is renewed once for signing out everywhere, too", async () => {
  site = [expired(), new Response(null, { status: 204 }), expired()];
  assert.equal((await session.signOutEverywhere()).refusal.status, 401);
  assert.deepEqual(requests, [
    "POST /sign-out-everywhere Bearer old",
    "GetTokensFromRefreshToken",
    "POST /sign-out-everywhere Bearer new",
    "Bearer new",
  ]);
});

test("who could not be signed out everywhere keeps the tokens, to try again", async () => {
  site = [Response.json({ detail: "…" }, { status: 502 })];
  const { answer, refusal } = await session.signOutEverywhere();
  assert.deepEqual([answer.status, refusal], [502, undefined]);
  assert.ok(session.isSignedIn());
});

test("a path that wants the ID token gets it, renewed like the other", async () => {
  site = [expired(), Response.json({ sub: "x" })];
  assert.equal((await session.fetchAsMe("/me", "GET", session.idToken)).status, 200);
  assert.deepEqual(requests, ["Bearer id", "GetTokensFromRefreshToken", "Bearer id"]);
});

test("a refresh brings no ID token with some pools, and the old one stays", async () => {
  const { IdToken: _, ...AuthenticationResult } = renewed.AuthenticationResult;
  cognito.GetTokensFromRefreshToken = [200, { AuthenticationResult }];
  await session.renew();
  assert.equal(await session.idToken(), "id");
});

test("where somebody signed in outlives a refresh", async () => {
  assert.ok(!session.isHosted());
  session.keep({ AccessToken: "old", IdToken: "id", RefreshToken: "refresh", ExpiresIn: 3600 }, { hosted: true });
  await session.renew();
  assert.ok(session.isHosted());
});

test("what the tokens say of the person is read without trust", () => {
  for (const [claims, member] of [
    [{ "cognito:groups": ["admins"] }, true],
    [{ "cognito:groups": ["readers"] }, false],
    [{ "cognito:groups": "admins of nothing" }, false],
    [{}, false],
  ]) {
    session.keep({ AccessToken: token(claims), IdToken: "garbage", ExpiresIn: 3600 });
    assert.equal(session.seemsMemberOf("admins"), member);
    assert.equal(session.displayName(), "someone");
  }
  session.keep({ AccessToken: "a", IdToken: token({ "cognito:username": "Google_1", email: "ü@x" }), ExpiresIn: 3600 });
  assert.equal(session.displayName(), "ü@x");
});
