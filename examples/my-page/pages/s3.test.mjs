// The store's requests and answers, with a made-up store.
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { forget } from "./assets/identity.js";
import { checkSize, deleteObject, getObject, listObjects, MOST_BYTES, putObject } from "./assets/s3.js";
import { keep } from "./assets/session.js";

const config = {
  region: "eu-west-1",
  userPoolId: "eu-west-1_AbC",
  identityPoolId: "eu-west-1:pool",
  identityEndpoint: "identity",
  s3Endpoint: "http://127.0.0.1:3000/s3",
  bucket: "bucket",
};
let asked;
let answers;
let exchanges;

globalThis.sessionStorage = {
  items: new Map(),
  getItem: (key) => sessionStorage.items.get(key) ?? null,
  setItem: (key, value) => sessionStorage.items.set(key, value),
  removeItem: (key) => sessionStorage.items.delete(key),
};

globalThis.fetch = async (address, { body, headers, method } = {}) => {
  if (address === "/config.json") return Response.json(config);
  if (address === "identity") {
    exchanges += 1;
    const Credentials = { AccessKeyId: "key", SecretKey: "secret", SessionToken: "token", Expiration: 9e9 };
    return Response.json({ IdentityId: "me", Credentials });
  }
  asked.push({ method, path: address.replace(config.s3Endpoint, ""), headers, body });
  const [status, answer] = answers.shift();
  return new Response(answer, { status });
};

beforeEach(() => {
  [asked, answers, exchanges] = [[], [], 0];
  forget();
  keep({ AccessToken: "access", IdToken: "id", ExpiresIn: 3600 });
});

function error(code, message = "") {
  return `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`;
}

function listed(key, size = 1) {
  return `<Contents><Key>${key}</Key><LastModified>2026-11-22T12:00:00.000Z</LastModified><Size>${size}</Size></Contents>`;
}

test("a list has names, sizes and times, whatever is in the names", async () => {
  answers = [[200, `<ListBucketResult><IsTruncated>false</IsTruncated>${listed("me/a&amp;b &lt;&#x31;&#50;&gt;.txt", 12)}</ListBucketResult>`]];
  assert.deepEqual(await listObjects("me/"), [{ key: "me/a&b <12>.txt", size: 12, modified: 1795348800 }]);
  assert.equal(asked[0].path, "/bucket?list-type=2&prefix=me%2F");
});

test("an entity is read once", async () => {
  answers = [[200, listed("&amp;lt;")]];
  assert.equal((await listObjects())[0].key, "&lt;");
});

test("an empty list is one", async () => {
  answers = [[200, "<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>"]];
  assert.deepEqual(await listObjects("me/"), []);
});

test("a long list is read to its end", async () => {
  answers = [
    [200, `<IsTruncated>true</IsTruncated><NextContinuationToken>a+b=</NextContinuationToken>${listed("1")}`],
    [200, `<IsTruncated>false</IsTruncated>${listed("2")}`],
  ];
  assert.deepEqual((await listObjects()).map(({ key }) => key), ["1", "2"]);
  assert.equal(asked[1].path, "/bucket?continuation-token=a%2Bb%3D&list-type=2&prefix=");
});

test("put, get and delete are signed, with the session token", async () => {
  answers = [
    [200, ""],
    [200, "hello"],
    [204, null],
  ];
  await putObject("me/ä.txt", new TextEncoder().encode("hello"), "text/plain");
  assert.equal(await (await getObject("me/ä.txt")).text(), "hello");
  await deleteObject("me/ä.txt");
  assert.deepEqual(
    asked.map(({ method, path }) => `${method} ${path}`),
    ["PUT", "GET", "DELETE"].map((method) => `${method} /bucket/me/%C3%A4.txt`),
  );
  for (const { headers } of asked) {
    assert.match(headers.authorization, /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/eu-west-1\/s3\/aws4_request,/);
    assert.equal(headers["x-amz-security-token"], "token");
  }
  assert.equal(asked[0].headers["content-type"], "text/plain");
  assert.equal(
    asked[0].headers["x-amz-content-sha256"],
    "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
  );
});

test("a refusal is told by its name", async () => {
  answers = [[403, error("AccessDenied", "Access &quot;Denied&quot;")]];
  await assert.rejects(putObject("not-permissions/x", new Uint8Array(1)), {
    code: "AccessDenied",
    message: 'Access "Denied"',
    status: 403,
  });
  answers = [[502, "<html>"]];
  await assert.rejects(deleteObject("me/x"), { code: "Status502" });
});

test("credentials that the store takes no more are replaced once", async () => {
  answers = [
    [400, error("ExpiredToken")],
    [200, ""],
  ];
  await putObject("me/x", new Uint8Array(1));
  assert.equal(exchanges, 4, "two exchanges of two requests each");
  answers = [
    [400, error("ExpiredToken")],
    [400, error("ExpiredToken")],
  ];
  await assert.rejects(deleteObject("me/x"), { code: "ExpiredToken" });
});

test("what is too large is refused with what is not", () => {
  const file = (size) => ({ name: "x", size });
  assert.throws(() => checkSize(file(MOST_BYTES + 1)), { code: "TooLarge", name: "x", most: 10_000_000 });
  checkSize(file(MOST_BYTES));
});

test("a store that cannot be reached is named", async () => {
  answers = [];
  await assert.rejects(getObject("me/x"), { code: "NetworkError", place: "the store" });
});
