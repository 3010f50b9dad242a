// Run with `node --test` in this folder. The vector was made with AWS's own JavaScript client and recomputed from
// the server's side; every value is made up.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { toHex } from "./assets/bytes.js";
import * as srp from "./assets/srp.js";

const poolName = "AAbbCC123";
const userId = "fake-user-0001";
const password = "Correct-Horse-9!";
const salt = 0xa1b2c3d4e5f60718293a4b5c6d7e8f90n;
const a = BigInt(`0x${"11".repeat(128)}`);
const b = BigInt(`0x${"22".repeat(128)}`);
const k = 0x538282c4354742d7cbbde2359fcf67f9f5b3a6b08791e5011b43b8a5b66d9ee6n;
const x = 0x2d616ce52d7a63f25ec7e22799177a1e02a14dd8e6fb2bbaf5c73272a188b555n;
const keys = srp.createKeys(a);
const B = (k * srp.modPow(srp.g, x) + srp.modPow(srp.g, b)) % srp.N;
const exchange = { keys, poolName, userId, password, salt, B };

const sha256 = (data) => createHash("sha256").update(data).digest("hex");

test("our public number", () => {
  const hex = keys.A.toString(16);
  assert.equal(hex.length, 768);
  assert.ok(hex.startsWith("67679d4fea151663de3276050085a1ce"));
  assert.equal(sha256(hex), "91441e9967eb395f8ca333b101ec56f3eb23bea1baf5070844c425f5a0f03e93");
});

test("the pool's public number", () => {
  const hex = B.toString(16);
  assert.ok(hex.startsWith("462b4dc69814f2fef0c827b43a5d19b6"));
  assert.equal(sha256(hex), "95b02c2a2ae18279f89660ee60f21f9822393d9174b5b0e27b1957d4abb90a2b");
});

test("multiplier, scrambler and password number", async () => {
  assert.equal(sha256(Buffer.concat([srp.pad(srp.N), srp.pad(srp.g)])), k.toString(16));
  assert.equal(
    await srp.scrambler(keys.A, B),
    0x32d7c3bf1b3ca6e7c9f323ebd58fca6b075aaae3d9dae02b6617ab9a8c64b510n,
  );
  assert.equal(await srp.passwordNumber({ poolName, userId, password, salt }), x);
});

test("signing key and signature", async () => {
  assert.equal(toHex(await srp.signingKey(exchange)), "f4f20a2b244425653a4557d58641d62e");
  const proof = await srp.prove({
    ...exchange,
    secretBlock: btoa("fake secret block bytes, not from AWS"),
    timestamp: "Sat Nov 1 09:05:07 UTC 2025",
  });
  assert.equal(proof.signature, "t04h5HbP0Wf+CPLDOclooK9sV79Ftn7oOu31mFwjcSk=");
});

test("another password gives another key", async () => {
  const key = toHex(await srp.signingKey({ ...exchange, password: "correct-horse-9!" }));
  assert.notEqual(key, "f4f20a2b244425653a4557d58641d62e");
});

test("a zero from the pool is refused, also in the shape of a multiple of N", async () => {
  for (const zero of [0n, srp.N, 2n * srp.N]) {
    await assert.rejects(srp.signingKey({ ...exchange, B: zero }), srp.SrpAborted);
  }
});

test("bytes as Java writes a BigInteger", () => {
  assert.equal(toHex(srp.pad(0x7fn)), "7f");
  assert.equal(toHex(srp.pad(0x80n)), "0080");
  assert.equal(toHex(srp.pad(0x8n)), "08");
  assert.equal(toHex(srp.pad(0xabcn)), "0abc");
  assert.equal(toHex(srp.pad(0n)), "00");
});

test("the time in Cognito's own form, whatever the time zone", () => {
  assert.equal(srp.cognitoTime(new Date("2025-11-01T09:05:07Z")), "Sat Nov 1 09:05:07 UTC 2025");
  assert.equal(srp.cognitoTime(new Date("2026-01-31T00:00:00Z")), "Sat Jan 31 00:00:00 UTC 2026");
});

test("random keys differ and the whole sum is quick", async () => {
  assert.notEqual(srp.createKeys().A, srp.createKeys().A);
  const begun = performance.now();
  await srp.signingKey({ ...exchange, keys: srp.createKeys() });
  assert.ok(performance.now() - begun < 1000, "a sign-in must not feel slow");
});
