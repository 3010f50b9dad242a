// What a person does on the tutorial's page, whatever library stands behind its forms.
import { createHash } from 'node:crypto';
import { assert, claimsOf, codeFor, end, errand, flow, otherCode, poolIsEmbedded, step } from '../journey.mjs';
import { open, picture } from './chrome.mjs';
import { forms } from './forms.mjs';
import { allow, layOut } from './ministack.mjs';
import { serve } from './origin.mjs';

const TEXT = 'a line of text, and an ä\n';
const file = { name: 'my file ä+1.txt', mimeType: 'text/plain', buffer: Buffer.from(TEXT) };
const large = { name: 'large.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(6 << 20, 'abcdefg') };
const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');

// ministack answers S3's refusals without CORS headers, so the page learns no more than that something failed.
const NO = poolIsEmbedded ? ['AccessDenied'] : ['NetworkingError', 'TypeError'];
const shrouded = /blocked by CORS policy|ERR_FAILED/;

async function settings() {
  const cloud = poolIsEmbedded ? await (await fetch(`${errand.site}/config.json`)).json() : await layOut();
  const { region, userPoolId, clientId, endpoint } = errand;
  const { identityPoolId, identityEndpoint, s3Endpoint, bucket } = cloud;
  return { region, userPoolId, clientId, endpoint, identityPoolId, identityEndpoint, s3Endpoint, bucket };
}

/** Serves the files, and goes through the whole journey on each page: {path: the name of its steps}. */
export async function visit(files, pages) {
  const config = await settings();
  const script = { text: `var config = ${JSON.stringify(config)};\n` };
  const origin = await serve({ ...files, '/config.js': script }, errand.site);
  const { page, origins, complaints } = await open();
  for (const [path, name] of Object.entries(pages)) {
    const email = errand.email.replace('@', `-${path.replace(/\W/g, '')}@`);
    await page.goto(origin + path);
    const check = (what, work) => step(`${name} ${what}`, work);
    flow('sign-up to sign-out');
    await signUpAndIn(page, check, email);
    flow('S3');
    await upload(page, check);
    flow('sign-up to sign-out');
    await step(`${name} a picture`, () => page.screenshot({ path: picture(`tutorial${path.replace(/\W/g, '-')}`) }));
    await check('sign out', async () => assert.equal(await (await forms(page)).works('sign-out'), true));
  }
  await step('the pages spoke to other origins: the pool, the identities and S3', () => {
    const others = [config.endpoint, config.identityEndpoint, config.s3Endpoint].map((url) => new URL(url).origin);
    assert.deepEqual([...origins].sort(), [...new Set([origin, ...others])].sort());
    assert.ok(!others.includes(origin));
  });
  await step('no complaint in the console', () => {
    const loud = poolIsEmbedded ? complaints : complaints.filter((line) => !shrouded.test(line));
    assert.deepEqual(loud, []);
  });
  await end();
}

async function signUpAndIn(page, check, email) {
  const { works, refused } = await forms(page);
  const { password } = errand;
  await check('sign up', () => works('sign-up', { email, password }));
  await check('a wrong code is refused', async () =>
    refused('activate', { email, code: otherCode(await codeFor(email, 'sign_up')) }, 'CodeMismatchException'));
  await check('activate', async () => works('activate', { email, code: await codeFor(email, 'sign_up') }));
  await check('a wrong password is refused', () =>
    refused('sign-in', { email, password: `${password}x` }, 'NotAuthorizedException'));
  await check('sign in over SRP', () => works('sign-in', { email, password }));
  const first = await check('my page shows my claims, still after a reload', async () => {
    await page.reload();
    const { status, claims } = await works('my-page');
    assert.equal(status, 200);
    assert.equal(claims.token_use, 'access');
    assert.equal(claims.client_id, errand.clientId);
    return claims;
  });
  await check('a new token, and my page shows its claims', async () => {
    const renewed = claimsOf(await works('refresh'));
    assert.notEqual(renewed.jti, first.jti);
    assert.deepEqual((await works('my-page')).claims, renewed);
  });
}

async function upload(page, check) {
  const { works, forbidden } = await forms(page);
  const identity = await check('the ID token becomes AWS credentials', async () => {
    const id = await works('credentials');
    assert.match(id, new RegExp(`^${errand.region}:[0-9a-f-]{36}$`));
    assert.equal(await works('credentials'), id, 'the same person is another identity');
    return id;
  });
  if (!poolIsEmbedded) await allow(identity);
  const key = `${identity}/${file.name}`;
  await check('upload under the own prefix', async () => assert.equal(await works('upload', { file }), key));
  await check('upload of six MiB', async () => {
    await works('upload', { file: large });
    const { text } = await works('download', { key: `${identity}/${large.name}` });
    assert.equal(digest(text), digest(large.buffer));
    await works('delete', { key: `${identity}/${large.name}` });
  });
  await check('upload to not-permissions/ is refused', () =>
    forbidden('upload', { prefix: 'not-permissions', file }, ...NO));
  await check('list of the own prefix', async () =>
    assert.deepEqual(await works('list', { prefix: '' }), [{ key, size: Buffer.byteLength(TEXT) }]));
  await check('list of not-permissions/ is refused', () => forbidden('list', { prefix: 'not-permissions' }, ...NO));
  await check('download gives what was uploaded', async () =>
    assert.deepEqual(await works('download', { key }), { type: 'text/plain', text: TEXT }));
  await check('delete', async () => {
    await works('delete', { key });
    assert.deepEqual(await works('list', { prefix: '' }), []);
  });
}
