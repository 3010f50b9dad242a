// What other sites make a browser send, and sign-ins that somebody else began.
import { assert, errand, step } from '../../journey.mjs';
import { serve } from '../origin.mjs';
import { counted, SESSION, sessionOf, values } from './hands.mjs';

const { site } = errand;
const LURES = {
  '/': { text: '<!doctype html><title>elsewhere</title><p>elsewhere' },
  '/framed': { text: '<!doctype html><title>framed</title><main>no header forbids it</main>' },
};

// What the browser says of it.
const PROVOKED = /blocked by CORS policy|net::ERR_FAILED|directive: "frame-ancestors 'none'"|Refused to display/;

/** Another origin on the same host, whose forms the browser sends with cookies; and another site, without. */
async function lures() {
  const { port } = new URL(await serve(LURES, site));
  return [
    ['another origin of this host', `http://127.0.0.1:${port}`, true],
    ['another site', `http://localhost:${port}`, false],
  ];
}

export async function forgery({ page, origins, complaints, writeNote, noteField, showsMe }) {
  await step('the own form is taken', async () => {
    await page.goto(`${site}/me`);
    await writeNote('a note of my own');
    assert.match(await page.innerText('main'), /a note of my own/);
  });
  const field = await noteField.getAttribute('name');
  const others = await lures();
  await step('a page that may be framed is found in a frame', async () => {
    const [[, lure], [, other]] = others;
    await page.goto(lure);
    assert.equal(await isFramed(page, `${other}/framed`), true);
  });
  for (const [what, lure, withCookies] of others) {
    for (const [path, fields] of [['/notes', { [field]: 'a forged note' }], ['/sign-out', {}]]) {
      await step(`a form of ${what}, posted to ${path}, is refused`, async () => {
        await page.goto(lure);
        const { status, session } = await forge(page, path, fields);
        assert.equal(session, withCookies, 'whether the session came along');
        // Without one there is nobody to act for: to the login, or back to the start.
        assert.equal(status, withCookies ? 403 : 303);
      });
    }
    await step(`a script of ${what} learns nothing, and changes nothing`, async () => {
      await page.goto(lure);
      const learned = await page.evaluate(fetchElsewhere, [site, field]);
      assert.deepEqual(learned, { read: 'TypeError', write: 'opaque' });
    });
    await step(`a page of ${what} cannot show the site in a frame`, async () => {
      await page.goto(lure);
      assert.equal(await isFramed(page, `${site}/`), false);
    });
  }
  for (const [, lure] of others) origins.delete(lure);
  const unexpected = complaints.splice(0).filter((complaint) => !PROVOKED.test(complaint));
  complaints.push(...unexpected);
  await step('after all that: still signed in, and only the own note', async () => {
    await page.goto(`${site}/me`);
    await showsMe();
    const text = await page.innerText('main');
    assert.match(text, /a note of my own/);
    assert.ok(!/forged/.test(text), text);
  });
}

/** Sends a form from the page that is open; what the site said, and which cookies it was sent. */
async function forge(page, path, fields) {
  const lure = new URL(page.url()).origin;
  const [response] = await Promise.all([
    page.waitForResponse(`${site}${path}`),
    page.waitForURL((url) => url.origin !== lure),
    page.evaluate(
      ([action, values]) => {
        const form = Object.assign(document.createElement('form'), { method: 'post', action });
        for (const [name, value] of Object.entries(values)) {
          form.append(Object.assign(document.createElement('input'), { name, value }));
        }
        document.body.append(form);
        form.submit();
      },
      [`${site}${path}`, fields],
    ),
  ]);
  const { cookie = '' } = await response.request().allHeaders();
  const names = cookie.split('; ').map((pair) => pair.split('=')[0]);
  return { status: response.status(), session: names.some((name) => SESSION.test(name)) };
}

async function fetchElsewhere([there, field]) {
  const read = await fetch(`${there}/api/me`, { credentials: 'include' }).then(() => 'read', ({ name }) => name);
  const body = new URLSearchParams({ [field]: 'a forged note' });
  const options = { method: 'POST', mode: 'no-cors', credentials: 'include', body };
  const write = await fetch(`${there}/notes`, options).then(({ type }) => type, ({ name }) => name);
  return { read, write };
}

/** Whether a page is there, in a frame of the page that is open. */
async function isFramed(page, address) {
  await page.evaluate(
    (src) =>
      new Promise((loaded) => {
        document.body.append(Object.assign(document.createElement('iframe'), { src, onload: loaded }));
      }),
    address,
  );
  const frame = page.frames().find((its) => its !== page.mainFrame());
  return (await frame.locator('main').count()) > 0;
}

export async function loginForgery({ browser, page, elsewhere, showsMe }) {
  const attacker = await elsewhere();
  const callback = await step("a sign-in of somebody else's, stopped before the site sees its code", async () => {
    const address = await attacker.stoppedAtCallback();
    assert.ok(address.searchParams.get('code') && address.searchParams.get('state'));
    return address;
  });
  const refuses = async (there, address) => {
    const [answer, added] = await counted(() => there.page.goto(address));
    assert.equal(answer.status(), 400);
    return added;
  };
  const fresh = await elsewhere();
  const nobody = async () => assert.deepEqual(await sessionOf(fresh.browser), []);
  await step('in a browser that began none it is refused, and its code not redeemed', async () => {
    assert.deepEqual(await refuses(fresh, callback.href), {});
    await nobody();
  });
  const own = await fresh.asked(() => fresh.page.goto(`${site}/me`));
  await step('in one that began its own, too', async () => {
    assert.deepEqual(await refuses(fresh, callback.href), {});
    await nobody();
  });
  await step('its code with the own state does not answer the own challenge', async () => {
    const mixed = new URL(callback);
    mixed.searchParams.set('state', own.get('state'));
    assert.deepEqual(await refuses(fresh, mixed.href), { code: 1 });
    await nobody();
  });
  await step('a sign-in leads back to the site only', async () => {
    await fresh.signIn('/\\elsewhere.example/', '/me');
    await fresh.close();
  });
  await step('who is signed in stays who they are', async () => {
    const before = await sessionOf(browser);
    await refuses({ page }, callback.href);
    assert.deepEqual(values(await sessionOf(browser)), values(before));
    await page.goto(`${site}/me`);
    await showsMe();
  });
  await attacker.close();
}
