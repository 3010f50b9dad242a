// AWS Signature Version 4 in the form that S3 wants: the signature in a header, the body's hash in another.
//
// Both sides write the request down in one canonical way and sign that text with a key made from the secret, the day, the
// region and the service. So the secret is not sent, and the signature is good for this very request only.

import { hmac, sha256, toHex, utf8 } from "./bytes.js";

const ALGORITHM = "AWS4-HMAC-SHA256";

/**
 * The URL and the headers of a signed request, for `fetch`.
 *
 * `endpoint` is scheme, host and perhaps a path; `path` is what follows, as text: it is encoded here, and so is `query`,
 * a list of names and values. `body` is bytes or nothing. `credentials` is `{accessKeyId, secretKey, sessionToken?}`.
 */
export async function sign({
  method,
  endpoint,
  path,
  query = [],
  headers = {},
  body = new Uint8Array(),
  credentials,
  region,
  service = "s3",
  date = new Date(),
}) {
  const { host, pathname, protocol } = new URL(endpoint);
  const time = amzTime(date);
  const payloadHash = toHex(await sha256(body));
  const signed = { ...lowerCased(headers), host, "x-amz-content-sha256": payloadHash, "x-amz-date": time };
  if (credentials.sessionToken) signed["x-amz-security-token"] = credentials.sessionToken;
  const names = Object.keys(signed).sort();

  const canonicalPath = pathname.replace(/\/$/, "") + encodePath(path);
  const canonicalQuery = encodeQuery(query);
  const canonicalRequest = [
    method,
    canonicalPath,
    canonicalQuery,
    ...names.map((name) => `${name}:${signed[name].trim().replace(/ +/g, " ")}`),
    "",
    names.join(";"),
    payloadHash,
  ].join("\n");

  const scope = `${time.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = [ALGORITHM, time, scope, toHex(await sha256(utf8(canonicalRequest)))].join("\n");
  const key = await signingKey(credentials.secretKey, scope);
  const signature = toHex(await hmac(key, utf8(text)));

  const { host: _, ...sent } = signed; // the browser itself sends `Host`, and lets no script do so
  sent.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope},SignedHeaders=${names.join(";")},Signature=${signature}`;
  const search = canonicalQuery && `?${canonicalQuery}`;
  return { url: `${protocol}//${host}${canonicalPath}${search}`, method, headers: sent, canonicalRequest };
}

/** Every byte but the unreserved characters as %XX. `encodeURIComponent` leaves five more as they are. */
export function encode(text) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** S3 encodes a path once, and keeps its slashes. Other services encode it twice. */
function encodePath(path) {
  const segments = path.split("/");
  // A browser would take them for steps up and down, and so ask for something else than what was signed.
  if (segments.some((segment) => segment === "." || segment === "..")) throw new UnusableKey(path);
  return segments.map(encode).join("/");
}

/** A key that a browser cannot ask for. */
export class UnusableKey extends Error {
  code = "UnusableKey";
}

function encodeQuery(query) {
  const order = ([one, first], [other, second]) => compare(one, other) || compare(first, second);
  return query
    .map((pair) => pair.map(encode))
    .sort(order)
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

// By bytes, not by the rules of a language.
function compare(one, other) {
  return Number(one > other) - Number(one < other);
}

async function signingKey(secret, scope) {
  let key = utf8(`AWS4${secret}`);
  for (const part of scope.split("/")) key = await hmac(key, utf8(part));
  return key;
}

/** `20130524T000000Z` */
function amzTime(date) {
  return date.toISOString().replace(/[-:]|\.\d+/g, "");
}

function lowerCased(headers) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
