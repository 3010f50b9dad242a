// Every form of the site with Tab, Enter and Space alone.
import { assert, codeFor, end, errand, step } from '../journey.mjs';
import { account } from './account.mjs';
import { open } from './chrome.mjs';
import { keys } from './keys.mjs';

const { site, email, password } = errand;
const { page, complaints } = await open();
const { at, hears } = account(page);
const { press, fill } = keys(page);

await step('from the start page to sign-up', async () => {
  await page.goto(`${site}/`);
  await press('#signed-out a[href="/sign-up"]', 'Enter');
  await at('/sign-up');
});
await step('sign up, with a look at the password', async () => {
  await fill('sign-up-form', { email, password: 'short' });
  await press('#sign-up-form button.reveal', 'Space');
  assert.equal(await page.getAttribute('#password', 'type'), 'text');
  await press('#sign-up-form button.reveal', 'Enter');
  assert.equal(await page.getAttribute('#password', 'type'), 'password');
  await fill('sign-up-form', { email, password });
  await at('/activate');
});
await step('a new code, and activate', async () => {
  await press('#resend', 'Space');
  await hears('good', /./);
  await fill('activate-form', { code: await codeFor(email, errand.codes ? 'sign_up' : 'resend') });
  await at('/sign-in');
});
await step('sign in', async () => {
  await fill('sign-in-form', { email, password });
  await at('/my-page');
  await page.locator('#claims').waitFor();
});
await step('my page: a new token, the door for administrators, sign out', async () => {
  const renewed = page.waitForResponse(`${site}/me`);
  await press('#refresh', 'Space');
  assert.equal((await renewed).status(), 200);
  await press('#admin-check', 'Enter');
  await page.locator('#admin-answer', { hasText: /^403:/ }).waitFor();
  await press('#sign-out', 'Space');
  await at('/');
});
await step('a forgotten password', async () => {
  await press('#signed-out a[href="/sign-in"]', 'Enter');
  await at('/sign-in');
  await press('a[href^="/forgot-password"]', 'Enter');
  await at('/forgot-password');
  await fill('forgot-form', { email });
  await fill('reset-form', { code: await codeFor(email, 'forgot_password'), password: `${password}new` });
  await at('/sign-in');
});
await step('sign in, and out everywhere', async () => {
  await fill('sign-in-form', { email, password: `${password}new` });
  await at('/my-page');
  await press('#sign-out-everywhere', 'Enter');
  await hears('good', /401/);
});
await step('no complaint in the console', () => assert.deepEqual(complaints, []));
await end();
