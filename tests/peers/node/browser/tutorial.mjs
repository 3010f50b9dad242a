// The tutorials' page on an origin of its own, with the bundles as published: from sign-up to S3, and out again.
import { createHash } from 'node:crypto';
import { assert, claimsOf, codeFor, end, errand, otherCode, poolIsEmbedded, step } from '../journey.mjs';
import { open, picture } from './chrome.mjs';
import { allow, layOut } from './ministack.mjs';
import { published, serve, tutorial } from './origin.mjs';

const TEXT = 'a line of text, and an ä\n';
const PAGES = { '/': 'AmazonCognitoIdentity.*', '/older.html': 'AWSCognito.CognitoIdentityServiceProvider.*' };
const FILES = {
  '/': 'index.html',
  '/older.html': 'older.html',
  '/names.js': 'names.js',
  '/older-names.js': 'older-names.js',
  '/steps.js': 'steps.js',
  '/sign-in.js': 'sign-in.js',
  '/upload.js': 'upload.js',
};
const BUNDLES = {
  '/vendor/aws-sdk.min.js': ['aws-sdk', 'dist/aws-sdk.min.js'],
  '/vendor/amazon-cognito-identity.min.js': ['amazon-cognito-identity-js', 'dist/amazon-cognito-identity.min.js'],
  '/vendor/1/aws-cognito-sdk.min.js': ['amazon-cognito-identity-js-1', 'dist/aws-cognito-sdk.min.js'],
  '/vendor/1/amazon-cognito-identity.min.js': ['amazon-cognito-identity-js-1', 'dist/amazon-cognito-identity.min.js'],
};

const cloud = poolIsEmbedded ? await (await fetch(`${errand.site}/config.json`)).json() : await layOut();
const config = {
  region: errand.region,
  userPoolId: errand.userPoolId,
  clientId: errand.clientId,
  endpoint: errand.endpoint,
  identityPoolId: cloud.identityPoolId,
  identityEndpoint: cloud.identityEndpoint,
  s3Endpoint: cloud.s3Endpoint,
  bucket: cloud.bucket,
};
const served = { '/config.js': { text: `var config = ${JSON.stringify(config)};\n` } };
for (const [path, file] of Object.entries(FILES)) served[path] = tutorial(file);
for (const [path, [name, file]] of Object.entries(BUNDLES)) served[path] = published(name, file);
const origin = await serve(served, errand.site);
// ministack answers S3's refusals without CORS headers, so the page learns no more than that there was one.
const shrouded = /blocked by CORS policy|ERR_FAILED/;
const { browser, page, origins, complaints } = await open();
const wire = await browser.newCDPSession(page);
await wire.send('Network.enable');

/** Fills a form and sends it; what the page's script showed for it. */
async function send(form, values = {}) {
  for (const [name, value] of Object.entries(values)) {
    const input = page.locator(`#${form} [name="${name}"]`);
    await (name === 'file' ? input.setInputFiles(value) : input.fill(value));
  }
  await page.click(`#${form} button`);
  const output = page.locator(`#${form} output`, { hasText: '{' });
  await output.waitFor();
  return JSON.parse(await output.innerText());
}

async function works(form, values) {
  const said = await send(form, values);
  assert.ok('result' in said || !('error' in said), `${said.error}: ${said.message}`);
  return said.result;
}

async function refused(form, values, ...codes) {
  const said = await send(form, values);
  assert.ok(codes.includes(said.error), `not ${codes}: ${JSON.stringify(said)}`);
}

/** S3 itself says no with 403, whatever the page is told. */
async function forbidden(form, values) {
  const statuses = [];
  const note = ({ statusCode }) => statuses.push(statusCode);
  wire.on('Network.responseReceivedExtraInfo', note);
  await refused(form, values, poolIsEmbedded ? 'AccessDenied' : 'NetworkingError');
  wire.off('Network.responseReceivedExtraInfo', note);
  assert.ok(statuses.includes(403), `S3 answered ${statuses}`);
  assert.deepEqual(statuses.filter((status) => ![200, 204, 403].includes(status)), []);
}

const tokenOfThePage = (use) =>
  page.evaluate(([wanted]) => {
    const key = Object.keys(localStorage).find((name) => name.endsWith(`.${wanted}`));
    return localStorage[key];
  }, [use]);

async function journey(path, names, email) {
  const { password } = errand;
  const check = (what, work) => step(`${names} ${what}`, work);
  await page.goto(`${origin}${path}`);
  await check('sign up', () => works('sign-up', { email, password }));
  await check('a wrong code is refused', async () =>
    refused('activate', { email, code: otherCode(await codeFor(email, 'sign_up')) }, 'CodeMismatchException'));
  await check('activate', async () => works('activate', { email, code: await codeFor(email, 'sign_up') }));
  await check('a wrong password is refused', () =>
    refused('sign-in', { email, password: `${password}x` }, 'NotAuthorizedException'));
  await check('sign in over SRP', () => works('sign-in', { email, password }));
  await check('my page shows the claims of the access token, still after a reload', async () => {
    await page.reload();
    const { status, claims } = await works('my-page');
    assert.equal(status, 200);
    assert.deepEqual(claims, claimsOf(await tokenOfThePage('accessToken')));
  });
  const identity = await check('the ID token becomes AWS credentials', async () => {
    const id = await works('credentials');
    assert.match(id, new RegExp(`^${errand.region}:[0-9a-f-]{36}$`));
    assert.equal(await works('credentials'), id, 'the same person is another identity');
    return id;
  });
  if (!poolIsEmbedded) await allow(identity);
  const file = { name: 'my file ä+1.txt', mimeType: 'text/plain', buffer: Buffer.from(TEXT) };
  const key = `${identity}/${file.name}`;
  await check('upload under the own prefix', async () => assert.equal(await works('upload', { file }), key));
  await check('upload of six MiB in parts', async () => {
    const buffer = Buffer.alloc(6 << 20, 'abcdefg');
    const large = { name: 'large.bin', mimeType: 'application/octet-stream', buffer };
    await works('upload', { file: large });
    const { text } = await works('download', { key: `${identity}/${large.name}` });
    const digest = (bytes) => createHash('sha256').update(bytes).digest('hex');
    assert.equal(digest(text), digest(buffer));
    await works('delete', { key: `${identity}/${large.name}` });
  });
  await check('upload to not-permissions/ is refused', () =>
    forbidden('upload', { prefix: 'not-permissions', file }));
  await check('list of the own prefix', async () => {
    const size = Buffer.byteLength(TEXT);
    assert.deepEqual(await works('list', { prefix: '' }), [{ key, size }]);
  });
  await check('list of not-permissions/ is refused', () => forbidden('list', { prefix: 'not-permissions' }));
  await check('download gives what was uploaded', async () =>
    assert.deepEqual(await works('download', { key }), { type: 'text/plain', text: TEXT }));
  await check('a picture', () => page.screenshot({ path: picture(path === '/' ? 'tutorial' : 'tutorial-older'), fullPage: true }));
  await check('delete', async () => {
    await works('delete', { key });
    assert.deepEqual(await works('list', { prefix: '' }), []);
  });
  await check('sign out', () => works('sign-out'));
}

for (const [path, names] of Object.entries(PAGES)) {
  const tag = path === '/' ? 'new' : 'old';
  await journey(path, names, errand.email.replace('@', `-${tag}@`));
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
