// The few things that these pages do with S3, or with a store that speaks as it does: list, put, get and delete.
//
// Every request is signed with the person's own credentials, so the store itself knows who asks and decides what they may.

import { loadConfig } from "./config.js";
import { forget, identity, NotConfigured } from "./identity.js";
import { NetworkError } from "./network.js";
import { sign } from "./sigv4.js";

/** The largest object that the pages send, in bytes: the store for development takes little more. */
export const MOST_BYTES = 10_000_000;

/** What the store answered instead of a result. `code` is S3's own name for it, such as `AccessDenied`. */
export class StoreError extends Error {
  place = "the store";

  constructor(code, message, status) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** A file that is not even sent. */
export class TooLarge extends Error {
  code = "TooLarge";
  most = MOST_BYTES;

  constructor(name) {
    super(name);
    this.name = name;
  }
}

/** `[{key, size, modified}]`, as many as there are. `modified` is in seconds since 1970. */
export async function listObjects(prefix = "") {
  const objects = [];
  let next;
  do {
    const query = [
      ["list-type", "2"],
      ["prefix", prefix],
    ];
    if (next) query.push(["continuation-token", next]);
    const page = await (await ask("GET", "", { query })).text();
    objects.push(...read(page, "Contents").map(asObject));
    next = read(page, "IsTruncated")[0] === "true" ? text(read(page, "NextContinuationToken")[0]) : null;
  } while (next);
  return objects;
}

export async function putObject(key, body, type = "application/octet-stream") {
  await ask("PUT", key, { body, headers: { "content-type": type } });
}

/** Refuses a file that the person chose, before it is read. */
export function checkSize({ name, size }) {
  if (size > MOST_BYTES) throw new TooLarge(name);
}

export async function getObject(key) {
  return (await ask("GET", key)).blob();
}

export async function deleteObject(key) {
  await ask("DELETE", key);
}

async function ask(method, key, rest = {}) {
  try {
    return await send(method, key, rest);
  } catch (error) {
    // The store's clock may be ahead of ours.
    if (!["ExpiredToken", "InvalidToken"].includes(error.code)) throw error;
    forget();
    return send(method, key, rest);
  }
}

async function send(method, key, { query, body, headers }) {
  const { bucket, region, s3Endpoint } = await loadConfig();
  if (!bucket || !s3Endpoint) throw new NotConfigured(["S3_BUCKET"]);
  const { credentials } = await identity();
  const path = key === "" ? `/${bucket}` : `/${bucket}/${key}`;
  const signed = await sign({ method, endpoint: s3Endpoint, path, query, headers, body, credentials, region });
  let response;
  try {
    response = await fetch(signed.url, {
      method,
      headers: signed.headers,
      body,
      cache: "no-store",
      credentials: "omit",
      referrerPolicy: "no-referrer",
    });
  } catch (cause) {
    throw new NetworkError("the store", cause);
  }
  if (!response.ok) throw await asError(response);
  return response;
}

async function asError(response) {
  const answer = await response.text();
  const [code = `Status${response.status}`, message = ""] = ["Code", "Message"].map((name) => read(answer, name)[0]);
  return new StoreError(text(code), text(message), response.status);
}

function asObject(xml) {
  const [key, size, modified] = ["Key", "Size", "LastModified"].map((name) => text(read(xml, name)[0]));
  return { key, size: Number(size), modified: Date.parse(modified) / 1000 };
}

// S3's answers are flat and have no attributes, comments or CDATA where we look. The browser's own parser is closed to these
// pages: it could also read HTML.

/** What stands in each element of this name. */
function read(xml, name) {
  return [...xml.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, "g"))].map(([, inner]) => inner);
}

const ENTITIES = { amp: "&", apos: "'", gt: ">", lt: "<", quot: '"' };

function text(xml = "") {
  return xml.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal));
  });
}
