// The browser's half of SRP-6a, in the form that Amazon Cognito speaks.
//
// SRP proves that the person knows the password without sending it: both sides mix the password (we) or its
// verifier (Cognito) with fresh random numbers into one secret, and we sign with a key made from that secret.
//
// BigInt arithmetic takes no care to run in constant time. That is acceptable here: `a` is used for one sign-in
// only, and whoever can time this tab's arithmetic closely can read its input field too.

import { hmac, sha256, toHex, utf8 } from "./bytes.js";

// The prime of RFC 3526, group 15 (3072 bits).
export const N = BigInt(
  "0x" +
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74" +
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437" +
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED" +
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05" +
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB" +
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B" +
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718" +
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33" +
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7" +
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864" +
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2" +
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
);
export const g = 2n;

/** The exchange cannot go on with these numbers; a new one, with a new `a`, may. */
export class SrpAborted extends Error {
  code = "SrpAborted";
}

/** base ^ exponent mod N, square-and-multiply from the top bit. */
export function modPow(base, exponent) {
  const b = mod(base);
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % N;
    if (bit === "1") result = (result * b) % N;
  }
  return result;
}

/** Our secret number `a` and what we send of it, `A`. A test gives its own `a`; everybody else takes a random one. */
export function createKeys(a = fromBytes(crypto.getRandomValues(new Uint8Array(128)))) {
  return { a, A: modPow(g, a) };
}

/**
 * Answers the PASSWORD_VERIFIER challenge: the signature that shows that we know the password, and the time that
 * the signature covers. `B` and `salt` are BigInts, `secretBlock` is base64 as Cognito sent it.
 */
export async function prove({ keys, poolName, userId, password, salt, B, secretBlock, timestamp = cognitoTime() }) {
  const key = await signingKey({ keys, poolName, userId, password, salt, B });
  const message = concat(utf8(poolName), utf8(userId), fromBase64(secretBlock), utf8(timestamp));
  return { timestamp, signature: toBase64(await hmac(key, message)) };
}

/** The 16-byte key that both sides arrive at if the password is right. */
export async function signingKey({ keys, poolName, userId, password, salt, B }) {
  // A server that sends B = 0 (mod N) would know the secret without knowing the verifier.
  if (mod(B) === 0n) throw new SrpAborted("the pool sent an unusable number");
  const u = await scrambler(keys.A, B);
  if (u === 0n) throw new SrpAborted("the exchange came to an unusable number");

  const k = fromBytes(await sha256(concat(pad(N), pad(g))));
  const x = await passwordNumber({ poolName, userId, password, salt });
  const S = modPow(B - k * modPow(g, x), keys.a + u * x);

  // HKDF with one output block, of which Cognito uses the first half.
  const extracted = await hmac(pad(u), pad(S));
  const block = await hmac(extracted, concat(utf8("Caldera Derived Key"), new Uint8Array([1])));
  return block.slice(0, 16);
}

/** u, which ties the secret to both public numbers. */
export async function scrambler(A, B) {
  return fromBytes(await sha256(concat(pad(A), pad(B))));
}

/** x, the number that stands for this person's password in this pool. */
export async function passwordNumber({ poolName, userId, password, salt }) {
  const inner = await sha256(utf8(`${poolName}${userId}:${password}`));
  return fromBytes(await sha256(concat(pad(salt), inner)));
}

/** Now, as Cognito wants it: English, UTC, the day without a leading zero (`Sat Nov 1 09:05:07 UTC 2025`). */
export function cognitoTime(date = new Date()) {
  // toUTCString has a fixed form in every language: "Sat, 01 Nov 2025 09:05:07 GMT".
  const [weekday, day, month, year, time] = date.toUTCString().replace(",", "").split(" ");
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}

/**
 * The bytes of a number as Java's BigInteger writes them: no more than needed, with a zero byte in front where the
 * top bit is set, since Java would read the number as negative otherwise. Cognito hashes exactly these bytes.
 */
export function pad(number) {
  let hex = number.toString(16);
  if (hex.length % 2 === 1) hex = `0${hex}`;
  else if (/^[89a-f]/.test(hex)) hex = `00${hex}`;
  return Uint8Array.from(hex.match(/../g), (byte) => parseInt(byte, 16));
}

/** The remainder that is never negative (`%` keeps the sign, and B - k·g^x usually has one). */
function mod(number) {
  const rest = number % N;
  return rest < 0n ? rest + N : rest;
}

function fromBytes(bytes) {
  return BigInt(`0x${toHex(bytes)}`);
}

function fromBase64(text) {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}

function toBase64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
