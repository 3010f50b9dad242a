// Signing out: at the site, at the pool's domain, and of whoever kept the cookies.
import { assert, errand, step } from '../../journey.mjs';
import { byHand, counted, expired, sessionOf } from './hands.mjs';

const { site, twin } = errand;

export async function farewell({ browser, page, elsewhere, signOut, atLogin, ask }) {
  const kept = await sessionOf(browser);
  await step('over the domain to the start page: the refresh token is revoked, the cookies are gone', async () => {
    await page.goto(`${site}/me`);
    const [, added] = await counted(signOut);
    assert.deepEqual(added, { revoke: 1, revoked: 1 });
    assert.deepEqual(await sessionOf(browser), []);
  });
  await step('a script gets 401, and going back to my page ends at the login', async () => {
    assert.equal((await ask('/api/me'))[0].status, 401);
    const back = await page.goBack();
    assert.equal(whence(back.request()), `${site}/me`);
    await atLogin();
    assert.ok(!(await page.content()).includes(errand.email), 'the page is still there');
  });
  await step('a page leads to the login, which asks for the password', async () => {
    await page.goto(`${site}/me`);
    await atLogin();
  });
  await step('kept cookies are refused by the instance that heard of the sign-out', async () => {
    const [answer, added] = await counted(() => byHand(kept, '/api/me'));
    assert.deepEqual([answer.status, added], [401, {}]);
  });
  await step('another instance takes them as long as the access token lives, as any server does', async () => {
    assert.equal((await byHand(kept, '/api/me', twin)).status, 200);
  });
  await step('and not a second longer: the pool refuses the refresh token', async () => {
    const fresh = await expired(elsewhere);
    const old = await sessionOf(fresh.browser);
    await fresh.signOut();
    const [answer, added] = await counted(() => byHand(old, '/api/me', twin));
    assert.deepEqual([answer.status, added], [401, { refresh: 1 }]);
    await fresh.close();
  });
}

/** The address that was asked for before all redirects. */
function whence(request) {
  const before = request.redirectedFrom();
  return before ? whence(before) : request.url();
}
