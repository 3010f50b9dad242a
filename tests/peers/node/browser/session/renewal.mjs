// An access token that has expired: renewed once, whoever asks, and nobody notices.
import { assert, errand, step } from '../../journey.mjs';
import { byHand, counted, expired, sessionOf, values } from './hands.mjs';

const TOGETHER = 20;
const { site } = errand;
const ALL_GOOD = Array(TOGETHER).fill(200);
const ONCE = errand.rotates ? { refresh: 1, granted: 1, rotated: 1 } : { refresh: 1, granted: 1 };

export async function renewal({ elsewhere }) {
  await step(`${TOGETHER} requests of a page: all answered, one refresh, and the next needs none`, async () => {
    const fresh = await expired(elsewhere);
    const before = values(await sessionOf(fresh.browser));
    const [answers, added] = await counted(() => fresh.ask('/api/me', TOGETHER));
    assert.deepEqual(answers.map(({ status }) => status), ALL_GOOD);
    assert.deepEqual(added, ONCE);
    const [[next], none] = await counted(() => fresh.ask('/api/me'));
    assert.deepEqual([next.status, none], [200, {}]);
    assert.notDeepEqual(values(await sessionOf(fresh.browser)), before, 'the browser keeps the old cookies');
    await fresh.close();
  });
  await step(`${TOGETHER} requests at once, each with the cookies from before: the same`, async () => {
    const fresh = await expired(elsewhere);
    const old = await sessionOf(fresh.browser);
    const together = () => Promise.all(Array.from({ length: TOGETHER }, () => byHand(old, '/api/me')));
    const [answers, added] = await counted(together);
    assert.deepEqual(answers.map(({ status }) => status), ALL_GOOD);
    assert.deepEqual(added, ONCE);
    await fresh.close();
  });
  await step('a page is shown without a detour to the login', async () => {
    const fresh = await expired(elsewhere);
    const [answer, added] = await counted(() => fresh.page.goto(`${site}/me`));
    assert.equal(answer.request().redirectedFrom(), null);
    await fresh.showsMe();
    assert.deepEqual(added, ONCE);
    await fresh.close();
  });
}
