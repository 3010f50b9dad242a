// From the site's pages to the pool's login and back.
import { assert, errand, step } from '../../journey.mjs';
import { counted, sessionOf } from './hands.mjs';

const { site, password } = errand;

export async function arrival({ browser, page, at, atLogin, enter, ask, asked, showsMe }) {
  await step('the start page is for everybody', async () => {
    assert.equal((await page.goto(`${site}/`)).status(), 200);
    assert.deepEqual(await sessionOf(browser), []);
  });
  await step('a script without a session gets 401, and is sent nowhere', async () => {
    const [answer] = await ask('/api/me');
    assert.deepEqual([answer.status, answer.type], [401, 'basic']);
  });
  await step('a page without one leads to the login: code, PKCE, state, nonce', async () => {
    const before = await asked(() => page.goto(`${site}/me`));
    const query = await asked(() => page.goto(`${site}/me`));
    await atLogin();
    const right = { response_type: 'code', redirect_uri: `${site}/callback`, code_challenge_method: 'S256' };
    for (const [name, value] of Object.entries(right)) assert.equal(query.get(name), value, name);
    for (const name of ['state', 'nonce', 'code_challenge']) {
      assert.match(query.get(name), /^[\w-]{20,}$/, name);
      assert.notEqual(query.get(name), before.get(name), `${name} of two sign-ins`);
    }
    assert.ok(query.get('scope').split(' ').includes('openid'));
    assert.ok(!query.has('client_secret'));
  });
  await step('a wrong password stays there', async () => {
    await enter(`${password}x`);
    await atLogin();
    assert.deepEqual(await sessionOf(browser), []);
  });
  await step('the right one: back at the page, which names the person; one code was redeemed', async () => {
    const [, added] = await counted(async () => {
      await enter();
      await at('/me');
    });
    await showsMe();
    assert.deepEqual(added, { code: 1, granted: 1 });
    assert.equal(page.url(), `${site}/me`, 'the code stays in the address');
  });
  await step('a script of the page gets what it asks for', async () => {
    const [answer] = await ask('/api/me');
    assert.equal(answer.status, 200);
    assert.equal(JSON.parse(answer.text).subject, await page.innerText('#subject'));
  });
}
