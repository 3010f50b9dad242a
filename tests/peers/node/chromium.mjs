// A person at our own pages, in headless Chromium: from sign-up to signing out, and back with a new password.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import {
  assert,
  claimsOf,
  codeFor,
  end,
  errand,
  meRefusesAsRevoked,
  meShowsTheToken,
  otherCode,
  pastTheSignOut,
  poolIsEmbedded,
  step,
  whenLeaving,
} from './journey.mjs';

const { site, email, password } = errand;
const PATIENCE = 20_000;
const profile = await mkdtemp(join(tmpdir(), 'peers-chromium-'));
const browser = await chromium.launchPersistentContext(profile, {
  executablePath: errand.chromium,
  headless: true,
  handleSIGTERM: false, // below
  viewport: { width: 1100, height: 900 },
  locale: 'en-GB',
  // CI runs as root, where the sandbox cannot; the others keep Chromium from calling home.
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
browser.setDefaultTimeout(PATIENCE);
const page = browser.pages()[0] ?? (await browser.newPage());
whenLeaving(async (failed) => {
  if (failed) await page.screenshot({ path: picture('failed'), fullPage: true }).catch(() => {});
  await browser.close();
  await rm(profile, { recursive: true, force: true });
});

process.on('SIGTERM', () => browser.close().finally(() => process.exit(143)));

const asked = new Set(); // every origin that the pages talked to
const complaints = []; // what a developer would see in the console
page.on('request', (request) => {
  const { protocol, origin } = new URL(request.url());
  if (protocol.startsWith('http')) asked.add(origin);
});
page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
page.on('console', (line) => {
  // The browser itself reports each refusal that the journey provokes; everything else is a fault.
  const expected = /^Failed to load resource: the server responded with a status of 40[013]/;
  if (line.type() === 'error' && !expected.test(line.text())) complaints.push(line.text());
});

const picture = (what) => join(errand.screenshots, `${errand.name}-${what}.png`);
const at = (path) => page.waitForURL((url) => url.pathname === path);
const claim = (name) => page.locator(`#claims tr[data-claim="${name}"] td`);

async function send(form, values) {
  for (const [name, value] of Object.entries(values)) await page.fill(`#${form} [name="${name}"]`, value);
  await page.click(`#${form} [type="submit"]`);
}

/** What the page says in its one place for news. */
async function hears(kind, words) {
  const message = page.locator(`#message.${kind}`);
  await message.waitFor();
  assert.match(await message.innerText(), words);
}

/** The claims on the page are those of the token that the page sent to /me. */
async function seesOwnClaims(action) {
  const [answer] = await Promise.all([page.waitForResponse(`${site}/me`), action()]);
  assert.equal(answer.status(), 200);
  const token = (await answer.request().allHeaders()).authorization.replace(/^Bearer /, '');
  const claims = claimsOf(token);
  assert.deepEqual(await answer.json(), claims);
  await page.locator('#claims').waitFor();
  for (const name of ['sub', 'client_id', 'token_use', 'username', 'iss']) {
    assert.equal(await claim(name).innerText(), String(claims[name]), `claim ${name} on the page`);
  }
  assert.equal(claims.client_id, errand.clientId);
  assert.equal(claims.token_use, 'access');
  assert.equal(await page.innerText('#who'), email);
  return claims;
}

const tokenOfThePage = () => page.evaluate(() => JSON.parse(sessionStorage.getItem('my-page.session')).accessToken);

async function signIn(secret) {
  await page.goto(`${site}/sign-in`);
  await send('sign-in-form', { email, password: secret });
}

await step('my page sends a stranger to sign-in', async () => {
  await page.goto(`${site}/my-page`);
  await at('/sign-in');
  await hears('plain', /sign in/i);
});
await step('sign up', async () => {
  await page.goto(`${site}/sign-up`);
  await send('sign-up-form', { email, password });
  await at('/activate');
  assert.equal(await page.inputValue('#activate-form [name="email"]'), email);
});
const code = await step('the code arrives', () => codeFor(email, 'sign_up'));
await step('a wrong code is refused in words', async () => {
  await send('activate-form', { email, code: otherCode(code) });
  await hears('bad', /code/i);
});
await step('activate', async () => {
  await send('activate-form', { email, code });
  await at('/sign-in');
  await hears('good', /active/i);
});
await step('a wrong password is refused in words', async () => {
  await send('sign-in-form', { email, password: `${password}x` });
  await hears('bad', /password/i);
});
const first = await step('sign in, my page shows my claims', () =>
  seesOwnClaims(async () => {
    await send('sign-in-form', { email, password });
    await at('/my-page');
  }));
await step('a picture of my page', () => page.screenshot({ path: picture('my-page'), fullPage: true }));
await step('reload, still signed in', async () => {
  const again = await seesOwnClaims(() => page.reload());
  assert.equal(again.sub, first.sub);
});
await step('a new token without signing in', async () => {
  const renewed = await seesOwnClaims(() => page.click('#refresh'));
  assert.notEqual(renewed.jti, first.jti);
  assert.equal(renewed.sub, first.sub);
});
await step('the door for administrators stays shut', async () => {
  await page.click('#admin-check');
  // Not just anywhere on the page: one user name in eighty has these digits.
  await page.locator('#admin-answer', { hasText: /^403:/ }).waitFor();
});
await step('sign out', async () => {
  const token = await tokenOfThePage();
  await page.click('#sign-out');
  await at('/');
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  // The page revokes its refresh token at the pool. Only the embedded one tells the site.
  if (poolIsEmbedded) await meRefusesAsRevoked(token);
  await page.goto(`${site}/my-page`);
  await at('/sign-in');
});
await step('forgotten password: a new one', async () => {
  await page.goto(`${site}/forgot-password`);
  await send('forgot-form', { email });
  await page.locator('#reset-form').waitFor();
  const reset = await codeFor(email, 'forgot_password');
  await send('reset-form', { email, code: reset, password: `${password}new` });
  await at('/sign-in');
});
await step('the old password is refused, the new one works', async () => {
  await signIn(password);
  await hears('bad', /password/i);
  const again = await seesOwnClaims(() => signIn(`${password}new`));
  assert.equal(again.sub, first.sub);
});
await step('sign out everywhere: the token that was good a second ago is refused', async () => {
  const token = await tokenOfThePage();
  await meShowsTheToken(token);
  const [answer] = await Promise.all([
    page.waitForResponse(`${site}/sign-out-everywhere`),
    page.click('#sign-out-everywhere'),
  ]);
  assert.equal(answer.status(), 204);
  await hears('good', /401/);
  await page.screenshot({ path: picture('signed-out-everywhere'), fullPage: true });
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
  await meRefusesAsRevoked(token);
});
await step('and a new sign-in works', async () => {
  if (!poolIsEmbedded) await pastTheSignOut();
  await page.click('#message a');
  await at('/sign-in');
  await seesOwnClaims(() => send('sign-in-form', { email, password: `${password}new` }));
});
await step('the pages spoke to the site and its pool only', () => {
  const known = new Set([site, new URL(errand.endpoint).origin]);
  assert.deepEqual([...asked].filter((origin) => !known.has(origin)), []);
});
await step('no complaint in the console', () => assert.deepEqual(complaints, []));
await end();
