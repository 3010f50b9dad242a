// Every form of the site with Tab, arrows, Enter and Space alone.
import { assert, codeFor, end, errand, flow, step } from '../journey.mjs';
import { account, invite, newPerson, secondFactor, TEMPORARY } from './account.mjs';
import { open } from './chrome.mjs';
import { keys } from './keys.mjs';
import { administrator } from './tour/administrators.mjs';

const { site, email, password } = errand;
const imported = email.replace('@', '-csv@');
const { page, complaints } = await open();
const { at, hears } = account(page);
const { reach, press, fill, choose } = keys(page);
const goTo = (path) => page.goto(site + path);

async function arrived() {
  await at('/my-page');
  await page.locator('#claims').waitFor();
}

async function signIn(person) {
  await goTo('/sign-in');
  await fill('#sign-in-form', person);
}

async function signOut() {
  await press('#sign-out', 'Space');
  await at('/');
}

flow('account');
await step('from the start page to sign-up', async () => {
  await goTo('/');
  await press('#signed-out a[href="/sign-up"]', 'Enter');
  await at('/sign-up');
});
await step('sign up, with a look at the password', async () => {
  await fill('#sign-up-form', { email, password: 'short' });
  // The refusal takes the focus to the field: a key that is pressed meanwhile would end there.
  await page.locator('#password[aria-invalid="true"]').waitFor();
  await press('#sign-up-form button.reveal', 'Space');
  assert.equal(await page.getAttribute('#password', 'type'), 'text');
  await press('#sign-up-form button.reveal', 'Enter');
  assert.equal(await page.getAttribute('#password', 'type'), 'password');
  await fill('#sign-up-form', { email, password });
  await at('/activate');
});
await step('a new code, and activate', async () => {
  await press('#resend', 'Space');
  await hears('good', /./);
  await fill('#activate-form', { code: await codeFor(email, 'resend') });
  await at('/sign-in');
});
await step('sign in; my page: a new token, the door for administrators, sign out', async () => {
  await fill('#sign-in-form', { email, password });
  await arrived();
  const renewed = page.waitForResponse(`${site}/me`);
  await press('#refresh', 'Space');
  assert.equal((await renewed).status(), 200);
  await press('#admin-check', 'Enter');
  await page.locator('#admin-answer', { hasText: /^403:/ }).waitFor();
  await signOut();
});
await step('a forgotten password', async () => {
  await press('#signed-out a[href="/sign-in"]', 'Enter');
  await at('/sign-in');
  await press('a[href^="/forgot-password"]', 'Enter');
  await at('/forgot-password');
  await fill('#forgot-form', { email });
  await fill('#reset-form', { code: await codeFor(email, 'forgot_password'), password: `${password}new` });
  await at('/sign-in');
});
await step('sign in, and out everywhere', async () => {
  await fill('#sign-in-form', { email, password: `${password}new` });
  await arrived();
  await press('#sign-out-everywhere', 'Enter');
  await hears('good', /401/);
});
flow('first password');
await step('a first password that has to be replaced', async () => {
  await signIn({ email: await invite('invited'), password: TEMPORARY });
  await fill('#new-password-form', { password });
  await arrived();
  await signOut();
});
flow('second factor');
await step("an authenticator's code", async () => {
  const one = await newPerson('factor');
  await signIn(one);
  await arrived();
  const { next } = await secondFactor(page);
  await signOut();
  await signIn(one);
  await fill('#code-form', { code: next });
  await arrived();
  await signOut();
});
flow('third-party sign-in');
await step('through a provider', async () => {
  await goTo('/sign-in');
  await press('#elsewhere button[data-provider="Facebook"]', 'Space');
  await press('button.person[value="0"]', 'Enter');
  await arrived();
  await signOut();
  await goTo('/sign-in');
  await press('#elsewhere button[data-provider="Google"]', 'Enter');
  await fill('form', { email: email.replace('@', '-new@'), name: 'Newcomer' });
  await arrived();
  await signOut();
});
flow('hosted page');
await step('the hosted page', async () => {
  const one = await newPerson('hosted');
  await goTo('/sign-in');
  await press('#hosted', 'Enter');
  await fill('form', { username: one.email, password: one.password });
  await arrived();
});
flow('files');
await step('files: upload, download, refused outside, delete', async () => {
  await press('#places a[href="/files"]', 'Enter');
  await at('/files');
  await choose('#upload-form [name="file"]', { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('a') });
  await press('#upload-form [type="submit"]', 'Enter');
  await hears('good', /uploaded/);
  const download = page.waitForEvent('download');
  await press('#files tr[data-name="a.txt"] button.download', 'Enter');
  assert.equal((await download).suggestedFilename(), 'a.txt');
  await press('#outside', 'Space');
  await page.locator('#outside-answer.good').waitFor();
  await press('#files tr[data-name="a.txt"] button.delete', 'Enter');
  await page.keyboard.press('Enter');
  await hears('good', /deleted/);
  await signOut();
});
flow('administrators');
await step('the page for administrators', async () => {
  await signIn(await administrator());
  await arrived();
  await press('#admin-link', 'Enter');
  await page.locator('#admin').waitFor();
  await signOut();
});
flow('CSV user');
await step("a CSV file at the developers' page", async () => {
  await goTo('/dev');
  const csv = `cognito:username,cognito:mfa_enabled,email_verified,email\n${imported},FALSE,TRUE,${imported}\n`;
  await choose('#import-form [name="csv"]', { name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await press('#import-form [type="submit"]', 'Enter');
  await page.locator('#report').waitFor();
});
flow('console');
await step('a group for a user', async () => {
  await goTo('/dev');
  await reach('#member');
  await page.keyboard.type(imported);
  await reach('#group');
  await page.keyboard.type('readers');
  await press('#membership [type="submit"]', 'Space');
  await page.locator('#user-list > li', { hasText: imported }).filter({ hasText: 'readers' }).waitFor();
});
await step('the key set, with the arrow keys', async () => {
  for (const [arrow, mode] of [['ArrowDown', 'unavailable'], ['ArrowUp', 'ok']]) {
    await goTo('/dev');
    await press('#jwks [name="mode"]:checked', arrow);
    const answer = page.waitForResponse(`${site}/dev/jwks`);
    await press('#jwks [type="submit"]', 'Enter');
    assert.deepEqual(await (await answer).json(), { mode });
  }
});
flow('account');
await step('no complaint in the console', () => assert.deepEqual(complaints, []));
await end();
