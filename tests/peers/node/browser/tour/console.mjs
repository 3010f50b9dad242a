// The developers' page: users from a CSV file, keys that change, and a key set that breaks.
import { assert, codeFor, errand, step } from '../../journey.mjs';
import { look } from '../inspect.mjs';

const RECOVERY = 20_000;
const imported = errand.email.replace('@', '-csv@');
const CSV = `cognito:username,cognito:mfa_enabled,email_verified,email,name
${imported},FALSE,TRUE,${imported},Imported Person
nobody,FALSE,TRUE,no-address,No Address
`;

export async function csvUser({ page, goTo, at, send, hears, signIn, arrived }) {
  await step('a CSV file is imported, and its bad row is named', async () => {
    await goTo('/dev');
    await look(page, 'console');
    const file = { name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) };
    await page.setInputFiles('#import-form [name="csv"]', file);
    await page.click('#import-form [type="submit"]');
    await page.locator('#report').waitFor();
    assert.match(await page.innerText('#report'), /3/); // the line
    await page.locator('#user-list', { hasText: imported }).waitFor();
    await look(page, 'console-imported');
  });
  await step('who was imported has to reset the password first', async () => {
    await signIn({ email: imported, password: errand.password });
    await page.locator('#message.bad, #message.plain').first().waitFor();
    await look(page, 'sign-in-reset-required');
    await goTo(`/forgot-password?email=${encodeURIComponent(imported)}`);
    await send('forgot-form', { email: imported });
    const code = await codeFor(imported, 'forgot_password');
    await send('reset-form', { code, password: errand.password });
    await at('/sign-in');
    await hears('good', /./);
    await send('sign-in-form', { password: errand.password });
    await arrived();
    assert.equal(await page.innerText('#who'), imported);
    await look(page, 'my-page-imported');
  });
}

export async function consoleSwitches({ page, goTo, at, person, newPerson, signIn }) {
  const me = (token) => fetch(`${errand.site}/me`, { headers: { authorization: `Bearer ${token}` } });
  const tokenOfThePage = () => page.evaluate(() => JSON.parse(sessionStorage.getItem('my-page.session')).accessToken);

  /** Presses a button, and waits for what it asks of the pool. */
  async function does(path, button) {
    const [answer] = await Promise.all([page.waitForResponse(errand.site + path), page.click(button)]);
    assert.equal(answer.status(), 200);
    await page.locator('#message', { hasText: /./ }).waitFor();
  }

  async function serve(mode) {
    await goTo('/dev');
    await page.check(`#jwks [name="mode"][value="${mode}"]`);
    await does('/dev/jwks', '#jwks [type="submit"]');
  }
  await step('keys that are rotated end the tokens of before', async () => {
    await person('keys');
    const before = await tokenOfThePage();
    assert.equal((await me(before)).status, 200);
    await goTo('/dev');
    await does('/dev/rotate-keys', '#rotate');
    await look(page, 'console-rotated');
    await person('keys-after');
    assert.equal((await me(await tokenOfThePage())).status, 200);
    assert.equal((await me(before)).status, 401);
  });
  await step('a key set that cannot be had: 503, and what the pages say of it', async () => {
    await serve('unavailable');
    await look(page, 'console-key-set-unavailable');
    await does('/dev/rotate-keys', '#rotate');
    const someone = await newPerson('keys-broken');
    await signIn(someone);
    await at('/my-page');
    await page.locator('#message.bad', { hasText: 'Load the page again' }).waitFor();
    await look(page, 'my-page-no-keys');
    const answer = await me(await tokenOfThePage());
    assert.equal(answer.status, 503);
    assert.match(answer.headers.get('retry-after'), /^[1-9]\d*$/);
    const { pools } = await (await fetch(`${errand.site}/status`)).json();
    assert.ok(pools.some(({ failures, last_error: error }) => failures > 0 && error));
  });
  await step('and 200 without a restart, once it is repaired', async () => {
    const token = await tokenOfThePage();
    await serve('ok');
    await until(async () => (await me(token)).status === 200);
    await goTo('/my-page');
    await page.locator('#claims').waitFor();
  });
}

/** The site asks again by itself when its back-off ends. */
async function until(comes) {
  const end = Date.now() + RECOVERY;
  while (!(await comes())) {
    assert.ok(Date.now() < end, `not in ${RECOVERY} ms`);
    await new Promise((done) => setTimeout(done, 100));
  }
}
