// What my page says of a person, from their ID token alone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { facts } from "./assets/facts.js";

function words(claims) {
  return Object.fromEntries(facts(claims).map(([name, , text]) => [name, text]));
}

test("a person of the pool, and one who came through a provider", () => {
  assert.match(words({ "cognito:username": "ada" }).account, /^This user pool’s own/);
  const identities = [{ providerName: "LoginWithAmazon", userId: "amzn1.x" }];
  const { account } = words({ identities, "cognito:username": "loginwithamazon_amzn1.x" });
  assert.equal(
    account,
    "You came through Amazon, where you are “amzn1.x”. In this pool your user name is “loginwithamazon_amzn1.x”.",
  );
});

test("an address is verified only if the token says so, as a truth value or as text", () => {
  for (const [email_verified, is] of [[true, true], ["true", true], [false, false], ["false", false], [undefined, false]]) {
    const { email } = words({ email: "a@example.com", email_verified });
    assert.equal(!email.includes("not verified"), is, String(email_verified));
  }
  assert.equal(words({}).email, "The token has none.");
});

test("the role is the preferred one, where the groups have one", () => {
  const [admin, editor] = ["dev-admin", "dev-editor"].map((name) => `arn:aws:iam::000000000000:role/${name}`);
  const roles = { "cognito:roles": [admin, editor] };
  assert.equal(words({ ...roles, "cognito:preferred_role": admin }).role, "dev-admin, from your group.");
  assert.match(words(roles).role, /several \(dev-admin, dev-editor\)/);
  assert.match(words({}).role, /none/);
});

test("claims of a form that nobody expects are no reason to fail", () => {
  for (const identities of ["x", {}, [], [null], [{}]]) assert.match(words({ identities }).account, /own/);
});
