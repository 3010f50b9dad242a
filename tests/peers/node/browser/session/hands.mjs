// What the journeys at the server-rendered example have in common: the login, the site's forms, the gate's counts.
import { assert, errand } from '../../journey.mjs';

const { site, domain, email, password } = errand;
export const SESSION = /^__Host-session(\.\d+)?$/;
const PATIENCE = 20_000;

const counts = async () => (await fetch(`${errand.gate}/counts`)).json();
const life = (seconds) => fetch(`${errand.gate}/life`, { method: 'POST', body: seconds });

/** What the work gives, and what it adds to the counts of the gate before the pool's domain. */
export async function counted(work) {
  const before = await counts();
  const result = await work();
  const added = Object.entries(await counts()).map(([name, count]) => [name, count - before[name]]);
  return [result, Object.fromEntries(added.filter(([, count]) => count))];
}

/** The cookies of the session that this browser would send to the site. */
export async function sessionOf(browser) {
  return (await browser.cookies(site)).filter(({ name }) => SESSION.test(name));
}

export const values = (cookies) => cookies.map(({ name, value }) => `${name}=${value}`).sort();

/** A request with these cookies, and without a browser. */
export function byHand(cookies, path, instance = site) {
  return fetch(`${instance}${path}`, { redirect: 'manual', headers: { cookie: values(cookies).join('; ') } });
}

/** A browser that is signed in, and whose access token is over: at the start page, for which nothing is renewed. */
export async function expired(elsewhere) {
  const fresh = await elsewhere();
  await life('0');
  await fresh.signIn('/');
  await life('');
  return fresh;
}

/** What a person, and a script of the page, can do with one page of this browser. Each page that they open is met first. */
export function hands(browser, page, meet = async () => {}) {
  const at = (path) => page.waitForURL((url) => url.origin === site && url.pathname === path);
  const notes = page.locator('form[action="/notes"]');
  const noteField = notes.locator('input:not([type="hidden"]), textarea');
  const secret = page.locator('input[type="password"]');

  /** The pool's domain asks who this is. */
  async function atLogin() {
    await page.waitForURL((url) => url.href.startsWith(domain));
    await secret.waitFor();
  }

  /** Fills in the domain's form, whoever wrote the page. */
  async function enter(word = password) {
    const form = page.locator('form', { has: secret });
    await form.locator('input[type="text"], input[type="email"]').fill(email);
    await secret.fill(word);
    await form.locator('button').click();
  }

  /** Asks the site to be led to `to`, and is led to `end`. */
  async function signIn(to = '/me', end = to) {
    await page.goto(`${site}/sign-in?to=${encodeURIComponent(to)}`);
    await atLogin();
    await enter();
    await at(end);
  }

  async function showsMe() {
    assert.equal(page.url(), `${site}/me`);
    await page.locator('main', { hasText: email }).waitFor();
  }

  async function writeNote(text) {
    await noteField.fill(text);
    await notes.locator('button').click();
    await page.locator('main', { hasText: text }).waitFor();
  }

  /** Over the domain and back. */
  async function signOut() {
    const isIt = (request) => request.url().startsWith(`${domain}/logout?`);
    await Promise.all([page.waitForRequest(isIt), page.click('form[action="/sign-out"] button')]);
    await at('/');
  }

  /** What the work asks the authorization endpoint for. */
  async function asked(work) {
    const isIt = (request) => request.url().startsWith(`${domain}/oauth2/authorize?`);
    const [request] = await Promise.all([page.waitForRequest(isIt), work()]);
    return new URL(request.url()).searchParams;
  }

  /** Signs in as far as the redirect to the site, and gives its address, which the site has not seen. */
  async function stoppedAtCallback() {
    await page.goto(`${site}/me`);
    await atLogin();
    const wire = await page.context().newCDPSession(page);
    await wire.send('Fetch.enable', { patterns: [{ urlPattern: `${site}/callback?*` }] });
    const caught = new Promise((stopped) => {
      wire.once('Fetch.requestPaused', async ({ requestId, request }) => {
        await wire.send('Fetch.failRequest', { requestId, errorReason: 'Aborted' });
        stopped(new URL(request.url));
      });
    });
    await enter();
    return caught;
  }

  /** Requests of a script of the page, all at once. */
  const ask = (path, times = 1) =>
    page.evaluate(
      ([target, count]) => {
        const one = async () => {
          const answer = await fetch(target, { redirect: 'manual' });
          return { status: answer.status, type: answer.type, text: await answer.text() };
        };
        return Promise.all(Array.from({ length: count }, one));
      },
      [path, times],
    );

  /** Another browser, which knows nothing of this one. */
  async function elsewhere() {
    const other = await browser.browser().newContext({ locale: 'en-GB' });
    other.setDefaultTimeout(PATIENCE);
    const its = await other.newPage();
    // The browser's own request for an icon would renew a session behind the journey's back.
    const wire = await other.newCDPSession(its);
    await wire.send('Network.enable');
    await wire.send('Network.setBlockedURLs', { urls: ['*/favicon.ico'] });
    await meet(its);
    return { browser: other, page: its, close: () => other.close(), ...hands(browser, its, meet) };
  }

  const person = { at, atLogin, enter, signIn, showsMe, writeNote, signOut };
  return { ...person, noteField, asked, stoppedAtCallback, ask, elsewhere };
}
