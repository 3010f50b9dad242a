// Every page of the server-rendered example, looked at; and the way through them without a pointing device.
import { assert, end, errand, flow, step } from '../journey.mjs';
import { open } from './chrome.mjs';
import { look, proveTheLook } from './inspect.mjs';
import { keys } from './keys.mjs';
import { hands } from './session/hands.mjs';

const { site, email, password } = errand;
const { browser, page, complaints } = await open({ expected: '40[0134]' });
const { at, atLogin, signIn, showsMe, writeNote, signOut, elsewhere } = hands(browser, page);
const goTo = (path) => page.goto(site + path);

flow('looks');
await step('a wrong page is found out', () => proveTheLook(page));
await step('the start page', async () => {
  await goTo('/');
  await look(page, 'start');
});
await step("the pool's login", async () => {
  await goTo('/me');
  await atLogin();
  await look(page, 'login');
});
await step('my page, without and with a note that is long', async () => {
  await signIn();
  await look(page, 'me');
  await writeNote(`a note ${'w'.repeat(150)}`);
  await page.click('#ask');
  await page.locator('#answer', { hasText: '200' }).waitFor();
  await look(page, 'me-with-note');
});
await step('the start page of who is signed in', async () => {
  await goTo('/');
  await look(page, 'start-signed-in');
});
await step('a page for others only', async () => {
  assert.equal((await goTo('/admin')).status(), 403);
  await look(page, 'not-allowed');
});
await step('a sign-in that did not begin here', async () => {
  assert.equal((await goTo('/callback?code=1&state=1')).status(), 400);
  await look(page, 'not-begun');
});
await step('a sign-in that was given up', async () => {
  const fresh = await elsewhere();
  const asked = await fresh.asked(() => fresh.page.goto(`${site}/me`));
  const query = new URLSearchParams({ error: 'access_denied', state: asked.get('state') });
  assert.equal((await fresh.page.goto(`${site}/callback?${query}`)).status(), 400);
  await look(fresh.page, 'given-up');
  await fresh.close();
});
await step('signed out', async () => {
  await goTo('/me');
  await signOut();
});

flow('keyboard alone');
const { press, fill } = keys(page);
await step('sign in', async () => {
  await goTo('/');
  await press('#sign-in', 'Enter');
  await atLogin();
  await fill('form', { username: email, password });
  await at('/me');
  await showsMe();
});
await step('write a note; ask as a script does', async () => {
  await fill('form[action="/notes"]', { text: 'by keyboard' });
  await page.locator('#notes', { hasText: 'by keyboard' }).waitFor();
  await press('#ask', 'Space');
  await page.locator('#answer', { hasText: '200' }).waitFor();
});
await step('sign out', async () => {
  await press('#sign-out', 'Enter');
  await at('/');
  await page.locator('#sign-in').waitFor();
});
await step('no complaint in the console', () => assert.deepEqual(complaints, []));
await end();
