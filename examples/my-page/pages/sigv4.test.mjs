// The examples that AWS published for S3's header signing, with the keys of its documentation:
// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
import assert from "node:assert/strict";
import { test } from "node:test";

import { encode, sign, UnusableKey } from "./assets/sigv4.js";

const credentials = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
};
const example = {
  method: "GET",
  endpoint: "https://examplebucket.s3.amazonaws.com",
  path: "/",
  credentials,
  region: "us-east-1",
  date: new Date("2013-05-24T00:00:00Z"),
};

async function signature(request) {
  const { headers } = await sign({ ...example, ...request });
  return headers.authorization.split("Signature=")[1];
}

test("GET Object", async () => {
  const { headers, url } = await sign({ ...example, path: "/test.txt", headers: { Range: "bytes=0-9" } });
  assert.equal(url, "https://examplebucket.s3.amazonaws.com/test.txt");
  assert.equal(
    headers.authorization,
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request," +
      "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date," +
      "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  );
  assert.equal(
    headers["x-amz-content-sha256"],
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
});

test("PUT Object", async () => {
  const request = {
    method: "PUT",
    path: "/test$file.text",
    headers: { Date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
    body: new TextEncoder().encode("Welcome to Amazon S3."),
  };
  assert.equal(await signature(request), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
});

test("GET Bucket Lifecycle", async () => {
  const query = [["lifecycle", ""]];
  assert.equal(await signature({ query }), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
});

test("Get Bucket (List Objects), whatever the order of the parameters", async () => {
  const expected = "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7";
  const query = [
    ["prefix", "J"],
    ["max-keys", "2"],
  ];
  assert.equal(await signature({ query }), expected);
  assert.equal(await signature({ query: query.reverse() }), expected);
});

test("parameters go by their names first", async () => {
  const query = [
    ["a-b", ""],
    ["a", "2"],
    ["a", "1"],
    ["B", ""],
  ];
  assert.match((await sign({ ...example, query })).url, /\?B=&a=1&a=2&a-b=$/);
});

test("a session token is sent and signed", async () => {
  const { headers, canonicalRequest } = await sign({ ...example, credentials: { ...credentials, sessionToken: "t" } });
  assert.equal(headers["x-amz-security-token"], "t");
  assert.match(headers.authorization, /SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token,/);
  assert.match(canonicalRequest, /^x-amz-security-token:t$/m);
});

test("the secret and the host are not among the headers", async () => {
  const { headers } = await sign(example);
  assert.ok(!JSON.stringify(headers).includes(credentials.secretKey));
  assert.ok(!("host" in headers));
});

test("the path is signed as it is sent, under an endpoint with a path and a port of its own", async () => {
  const { url, canonicalRequest } = await sign({
    ...example,
    endpoint: "http://127.0.0.1:3000/s3",
    path: "/bucket/eu-west-1:4f/Ünï (1)*'!~.txt",
  });
  const path = "/s3/bucket/eu-west-1%3A4f/%C3%9Cn%C3%AF%20%281%29%2A%27%21~.txt";
  assert.equal(url, `http://127.0.0.1:3000${path}`);
  assert.equal(new URL(url).pathname, path, "the browser leaves it as it is");
  assert.deepEqual(canonicalRequest.split("\n").slice(0, 4), ["GET", path, "", "host:127.0.0.1:3000"]);
});

test("a slash at the end of the endpoint makes no second one", async () => {
  const endpoint = "https://s3.eu-west-1.amazonaws.com/";
  assert.equal((await sign({ ...example, endpoint, path: "/b/k" })).url, "https://s3.eu-west-1.amazonaws.com/b/k");
});

test("steps up and down are refused: the browser would take them before the request leaves", async () => {
  for (const path of ["/b/../k", "/b/.", "/b/./k"]) await assert.rejects(sign({ ...example, path }), UnusableKey);
  assert.match((await sign({ ...example, path: "/b/..k" })).url, /\/b\/\.\.k$/);
});

test("only unreserved characters stay as they are", () => {
  const unreserved = "ABCXYZabcxyz0189-._~";
  assert.equal(encode(unreserved), unreserved);
  assert.equal(encode("a b+c/d=&"), "a%20b%2Bc%2Fd%3D%26");
  assert.equal(encode("😀"), "%F0%9F%98%80");
});
