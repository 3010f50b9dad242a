// What a script that got into a page could take away.
import { assert, errand, step } from '../../journey.mjs';
import { tokensIn } from './watch.mjs';

const A_TOKEN = 'eyJhbGciOiJSUzI1NiJ9.e30.c2ln';

export async function reach({ page, seen, showsMe }) {
  await step('the search finds a token that is there', () => {
    const answer = (more) => ({ url: errand.site, headers: [], body: '', ...more });
    assert.deepEqual(tokensIn(answer({ body: `<p>${A_TOKEN}</p>` })), ['body']);
    assert.deepEqual(tokensIn(answer({ headers: [{ name: 'X-Token', value: A_TOKEN }] })), ['X-Token']);
    assert.deepEqual(tokensIn(answer({ url: `${errand.site}/#id_token=${A_TOKEN}` })), ['address']);
  });
  await step('document.cookie, the storages, the databases and the caches are empty', async () => {
    await page.goto(`${errand.site}/me`);
    await showsMe();
    const found = await page.evaluate(async () => ({
      cookie: document.cookie,
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      name: window.name,
    }));
    assert.deepEqual(found, { cookie: '', local: 0, session: 0, databases: 0, caches: 0, name: '' });
  });
  await step("nor is a token in the document, or in what a script's own requests are answered", async () => {
    const texts = await page.evaluate(async () => {
      const answers = await Promise.all(['/', '/me', '/api/me'].map((path) => fetch(path)));
      const heads = answers.flatMap((answer) => [answer.url, ...[...answer.headers].flat()]);
      const bodies = await Promise.all(answers.map((answer) => answer.text()));
      return [document.documentElement.outerHTML, ...heads, ...bodies];
    });
    assert.deepEqual(texts.filter((text) => tokensIn({ url: '', headers: [], body: text }).length), []);
  });
  await step('nothing of a session may be kept in a cache', async () => {
    const answers = seen.answers.filter(({ url }) => ['/me', '/api/me'].includes(new URL(url).pathname));
    assert.ok(answers.length > 3);
    for (const { url, headers } of answers) {
      const rule = headers.find(({ name }) => name.toLowerCase() === 'cache-control')?.value ?? '';
      assert.match(rule, /no-store/, url);
    }
  });
}
