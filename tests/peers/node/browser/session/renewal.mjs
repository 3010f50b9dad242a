// An access token that has expired: renewed once, whoever asks, and nobody notices.
import { assert, errand, step } from '../../journey.mjs';
import { byHand, counted, expired, sessionOf, values } from './hands.mjs';

const TOGETHER = 20;
const { site, twin } = errand;
const ALL_GOOD = Array(TOGETHER).fill(200);
const refreshes = (count) => ({ refresh: count, granted: count, ...(errand.rotates && { rotated: count }) });

export async function renewal({ elsewhere, seen, renewed }) {
  await step(`${TOGETHER} requests of a page: all answered, one refresh, and the next needs none`, async () => {
    const fresh = await expired(elsewhere);
    const before = values(await sessionOf(fresh.browser));
    const searched = seen.count('/api/me');
    const [answers, added] = await counted(() => fresh.ask('/api/me', TOGETHER));
    assert.equal(seen.count('/api/me') - searched, TOGETHER, 'answers that were searched for tokens');
    assert.deepEqual(answers.map(({ status }) => status), ALL_GOOD);
    assert.deepEqual(added, refreshes(1));
    const [[next], none] = await counted(() => fresh.ask('/api/me'));
    assert.deepEqual([next.status, none], [200, {}]);
    const after = values(await sessionOf(fresh.browser));
    assert.notDeepEqual(after, before, 'the browser keeps the old cookies');
    renewed.push(...after);
    await fresh.close();
  });
  await step(`${TOGETHER} requests at once, each with the cookies from before: the same`, async () => {
    assert.deepEqual(await together(elsewhere, [site]), refreshes(1));
  });
  await step(`${TOGETHER} at two instances: a refresh by each, which a rotating pool grants by its grace`, async () => {
    assert.deepEqual(await together(elsewhere, [site, twin]), refreshes(2));
  });
  await step('a page is shown without a detour to the login', async () => {
    const fresh = await expired(elsewhere);
    const [answer, added] = await counted(() => fresh.page.goto(`${site}/me`));
    assert.equal(answer.request().redirectedFrom(), null);
    await fresh.showsMe();
    assert.deepEqual(added, refreshes(1));
    await fresh.close();
  });
}

/** Requests without a browser, by turns at these instances: all are answered. What the gate counted. */
async function together(elsewhere, instances) {
  const fresh = await expired(elsewhere);
  const old = await sessionOf(fresh.browser);
  const ask = (_, number) => byHand(old, '/api/me', instances[number % instances.length]);
  const [answers, added] = await counted(() => Promise.all(Array.from({ length: TOGETHER }, ask)));
  assert.deepEqual(answers.map(({ status }) => status), ALL_GOOD);
  await fresh.close();
  return added;
}
