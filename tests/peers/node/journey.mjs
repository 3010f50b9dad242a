// What every journey of this folder shares: its errand, the lines it prints, and the site's plain HTTP.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';

/** {site, log, endpoint, region, userPoolId, clientId, email, password, codes, ...} as the driver gave it. */
export const errand = JSON.parse(process.argv[2]);

let leave = async () => {};

/** What must happen before the process ends; it is told whether a check failed. */
export function whenLeaving(work) {
  leave = work;
}

/** The steps from here on belong to this flow of the matrix. */
export function flow(name) {
  console.log(`flow\t${name}`);
}

/** One check: a line for the driver. The journey ends at the first that fails. */
export async function step(name, work) {
  try {
    const result = await work();
    console.log(`ok\t${name}`);
    return result;
  } catch (error) {
    const words = stripVTControlCharacters(`${error.code ?? error.name ?? ''} ${error.message ?? error}`);
    console.log(`FAIL\t${name}\t${words.replace(/\s+/g, ' ').slice(0, 600)}`);
    await leave(true);
    process.exit(1);
  }
}

/** The driver takes a journey without this line for one that broke off. */
export async function end() {
  await leave(false);
  console.log('end');
  process.exit(0);
}

/** The call is refused with one of these codes, which `codeOf` finds in what was thrown; gives the error. */
export async function refusedWith(promise, codeOf, ...codes) {
  const error = await promise.then(
    () => assert.fail('was accepted'),
    (reason) => reason,
  );
  assert.ok(codes.includes(codeOf(error)), `${codeOf(error)}: ${error.message}`);
  return error;
}

/** The code that was mailed: the issuer's fixed one for such mails, or the newest in the site's mailbox. */
export async function codeFor(email, kind) {
  if (errand.codes) return errand.codes[kind];
  const { mails } = await (await fetch(`${errand.site}/dev/mailbox.json`)).json();
  const mail = mails.filter((m) => m.to === email && m.kind === kind).at(-1);
  assert.ok(mail, `no ${kind} mail for ${email}`);
  assert.match(mail.code, /^\d{6}$/);
  return mail.code;
}

/** A code that is well-formed and not this one. */
export function otherCode(code) {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

export function claimsOf(token) {
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString('utf8'));
}

export function me(token) {
  return fetch(`${errand.site}/me`, { headers: { authorization: `Bearer ${token}` } });
}

/** /me with an access token: every claim the token carries, under its own name, with its own value. */
export async function meShowsTheToken(token) {
  const answer = await me(token);
  assert.equal(answer.status, 200, `/me answered ${answer.status}`);
  const shown = await answer.json();
  const claims = claimsOf(token);
  assert.equal(shown.token_use, 'access');
  assert.equal(shown.client_id, errand.clientId);
  for (const name of ['sub', 'username', 'iss', 'exp']) assert.ok(shown[name], `/me lacks ${name}`);
  assert.deepEqual(shown, claims);
  return shown;
}

export async function meRefuses(token) {
  const answer = await me(token);
  assert.equal(answer.status, 401);
  assert.equal(
    answer.headers.get('www-authenticate'),
    'Bearer realm="cognito", error="invalid_token", error_description="token not valid"',
  );
}

/** /me with an access token that was good and is revoked; the site's log says so, and the client is not told. */
export async function meRefusesAsRevoked(token) {
  const before = (await readFile(errand.log)).length;
  await meRefuses(token);
  const logged = (await readFile(errand.log)).subarray(before).toString('utf8');
  assert.match(logged, /reason="revoked"/);
}

/** Whether the site's pool runs inside of it, and tells it of every revocation. */
export const poolIsEmbedded = !errand.codes;

/**
 * A pool elsewhere tells a site nothing. What the site then refuses is all that was issued up to now, in whole seconds,
 * since `iat` has no finer ones, and up to two seconds later, for clocks that differ: a sign-in before the third second
 * from then would be refused, too.
 */
export function pastTheSignOut() {
  return new Promise((done) => setTimeout(done, 3020));
}

export { assert };
