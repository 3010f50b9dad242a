// A person at our own pages, in headless Chromium: from sign-up to signing out, and back with a new password.
import { open, picture } from './browser/chrome.mjs';
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
} from './journey.mjs';

const { site, email, password } = errand;
const { page, origins, complaints } = await open();

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
  assert.deepEqual([...origins].filter((origin) => !known.has(origin)), []);
});
await step('no complaint in the console', () => assert.deepEqual(complaints, []));
await end();
