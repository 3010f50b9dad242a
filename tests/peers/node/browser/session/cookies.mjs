// The session's cookies, as the site sets them and as the browser keeps them.
import { assert, errand, step } from '../../journey.mjs';
import { byHand, SESSION, sessionOf, values } from './hands.mjs';

const MOST = 4096; // bytes that every browser takes, with name and attributes (RFC 6265 section 6.1)
const PENDING = '__Host-sign-in';
const MINUTES = 60;

export async function cookies({ browser, elsewhere }) {
  await step('the browser keeps them as HttpOnly, Secure, SameSite=Lax, for this host and every path', async () => {
    const kept = await sessionOf(browser);
    assert.ok(kept.length >= errand.pieces, `${kept.length} cookies hold a session of ${errand.pieces} pieces`);
    for (const { name, domain, path, httpOnly, secure, sameSite } of kept) {
      assert.deepEqual(
        { name, domain, path, httpOnly, secure, sameSite },
        { name, domain: '127.0.0.1', path: '/', httpOnly: true, secure: true, sameSite: 'Lax' },
      );
    }
    const pieces = kept.map(({ name }) => SESSION.exec(name)[1]);
    assert.equal(new Set(pieces).size, kept.length);
  });
  await step('what a sign-in under way needs is kept for minutes, and is gone after it', async () => {
    assert.equal(await pending(browser), undefined);
    const fresh = await elsewhere();
    await fresh.asked(() => fresh.page.goto(`${errand.site}/me`));
    const { expires } = await pending(fresh.browser);
    const seconds = expires - Date.now() / 1000;
    assert.ok(seconds > 0 && seconds <= 15 * MINUTES, `kept for ${seconds} s`);
    await fresh.close();
  });
  await step('a session of which one character was altered is none', async () => {
    const session = await sessionOf(browser);
    assert.equal((await byHand(session, '/api/me')).status, 200);
    for (const altered of session) {
      const rest = session.filter((cookie) => cookie !== altered);
      const cookies = [...rest, { ...altered, value: other(altered.value) }];
      assert.equal((await byHand(cookies, '/api/me')).status, 401, altered.name);
    }
  });
}

/** At the journey's end: every line that set a cookie, renewed one or took one away. */
export async function cookieLines({ seen, renewed }) {
  // The pool's domain sets its own.
  const lines = seen.setCookies.filter(({ name }) => name.startsWith('__Host-'));
  await step('lines of a sign-in, of a renewal and of a sign-out were seen', () => {
    const [kept, gone] = [lines.filter(({ value }) => value), lines.filter(({ value }) => !value)];
    for (const some of [kept, gone]) {
      assert.ok(some.some(({ name }) => SESSION.test(name)) && some.some(({ name }) => name === PENDING));
    }
    const set = new Set(values(kept));
    assert.ok(renewed.length);
    assert.deepEqual(renewed.filter((pair) => !set.has(pair)), []);
  });
  await step('every line that sets one: the same attributes, no Domain, at most 4,096 bytes', () => {
    for (const { name, length, attributes } of lines) {
      assert.ok(length <= MOST, `${name}: ${length} bytes`);
      const { httponly, secure, path, samesite, domain } = attributes;
      assert.deepEqual([httponly, secure, path, domain], [true, true, '/', undefined], name);
      assert.equal(samesite, 'Lax', name);
    }
  });
  await step('what they hold says nothing: no token, no name, in no base64', () => {
    for (const { name, value } of lines) {
      const plain = decodeURIComponent(value);
      // Wherever in the value the base64 may begin.
      const decoded = [0, 1, 2, 3].map((start) => Buffer.from(plain.slice(start), 'base64').toString('latin1'));
      for (const text of [plain, ...decoded]) {
        assert.ok(!/eyJ[\w-]{8,}\.|"sub"|token|@example/.test(text), `${name} can be read`);
      }
    }
  });
}

const pending = async (browser) => (await browser.cookies(errand.site)).find(({ name }) => name === PENDING);

/** The same but for one character amid it. */
function other(value) {
  const middle = Math.floor(value.length / 2);
  return value.slice(0, middle) + (value[middle] === 'A' ? 'B' : 'A') + value.slice(middle + 1);
}
