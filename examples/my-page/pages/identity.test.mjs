// The ID token's way to AWS credentials, with a made-up identity pool.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { forget, identity, providerName } from "./assets/identity.js";
import { keep } from "./assets/session.js";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const PROVIDER = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC";
const config = {
  region: "eu-west-1",
  userPoolId: "eu-west-1_AbC",
  clientId: "app",
  endpoint: "cognito",
  identityPoolId: "eu-west-1:pool",
  identityEndpoint: "identity",
};
let asked; // [operation, parameters]
let refusal;
let count;

globalThis.sessionStorage = {
  items: new Map(),
  getItem: (key) => sessionStorage.items.get(key) ?? null,
  setItem: (key, value) => sessionStorage.items.set(key, value),
  removeItem: (key) => sessionStorage.items.delete(key),
};

globalThis.fetch = async (address, { body, headers } = {}) => {
  if (address === "/config.json") return Response.json(config);
  assert.equal(address, "identity");
  const [service, operation] = headers["X-Amz-Target"].split(".");
  assert.equal(service, "AWSCognitoIdentityService");
  asked.push([operation, JSON.parse(body)]);
  if (refusal) return Response.json(refusal, { status: 400 });
  if (operation === "GetId") return Response.json({ IdentityId: "eu-west-1:first" });
  const Credentials = { AccessKeyId: `key${++count}`, SecretKey: "secret", SessionToken: "token" };
  return Response.json({
    IdentityId: "eu-west-1:merged",
    Credentials: { ...Credentials, Expiration: Date.now() / 1000 + 3600 },
  });
};

beforeEach(() => {
  mock.timers.enable({ apis: ["Date"], now: NOW });
  [asked, refusal, count] = [[], null, 0];
  forget();
  keep({ AccessToken: "access", IdToken: "id", RefreshToken: "refresh", ExpiresIn: 86_400 });
});
afterEach(() => mock.timers.reset());

test("the ID token is exchanged, under the pool's name", async () => {
  const { identityId, credentials } = await identity();
  assert.equal(identityId, "eu-west-1:merged", "what the second answer says");
  assert.deepEqual(credentials, { accessKeyId: "key1", secretKey: "secret", sessionToken: "token" });
  const Logins = { [PROVIDER]: "id" };
  assert.deepEqual(asked, [
    ["GetId", { IdentityPoolId: "eu-west-1:pool", Logins }],
    ["GetCredentialsForIdentity", { IdentityId: "eu-west-1:first", Logins }],
  ]);
});

test("all who ask at the same time share one exchange", async () => {
  const [first, ...others] = await Promise.all([identity(), identity(), identity()]);
  assert.ok(others.every((other) => other === first));
  assert.equal(asked.length, 2);
});

test("credentials are used until shortly before their end", async () => {
  await identity();
  mock.timers.setTime(NOW + 54 * 60_000);
  assert.equal((await identity()).credentials.accessKeyId, "key1");
  mock.timers.setTime(NOW + 55 * 60_000);
  assert.equal((await identity()).credentials.accessKeyId, "key2");
});

test("a refusal is told by its name, and the next one who asks tries again", async () => {
  refusal = { __type: "NotAuthorizedException", message: "Invalid login token." };
  await assert.rejects(identity(), { code: "NotAuthorizedException", message: "Invalid login token." });
  refusal = null;
  assert.equal((await identity()).credentials.accessKeyId, "key1");
});

test("nothing of it is kept in the tab's storage", async () => {
  await identity();
  assert.ok(!JSON.stringify([...sessionStorage.items]).includes("secret"));
});

test("who is signed out has no credentials", async () => {
  sessionStorage.items.clear();
  await assert.rejects(identity(), { code: "SessionEnded" });
  assert.deepEqual(asked, []);
});

test("the provider's name is the issuer's, where that is Cognito's own", () => {
  const name = (issuer) => providerName(issuer, "eu-west-1", "eu-west-1_AbC");
  assert.equal(name(`https://${PROVIDER}`), PROVIDER);
  assert.equal(
    name("https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_X"),
    "cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_X",
  );
  for (const other of [
    "http://127.0.0.1:4566/eu-west-1_AbC",
    "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbC",
    undefined,
  ]) {
    assert.equal(name(other), PROVIDER);
  }
});
