// A person at the server-rendered example: the hosted login, the session in cookies, forgeries, renewal, and out again.
import { assert, end, errand, flow, step } from '../journey.mjs';
import { open } from './chrome.mjs';
import { arrival } from './session/arrival.mjs';
import { cookieLines, cookies } from './session/cookies.mjs';
import { farewell } from './session/farewell.mjs';
import { forgery, loginForgery } from './session/forgery.mjs';
import { hands } from './session/hands.mjs';
import { reach } from './session/reach.mjs';
import { renewal } from './session/renewal.mjs';
import { watch } from './session/watch.mjs';

const JOURNEY = [
  ['sign-in', arrival],
  ['cookies', cookies],
  ['token out of reach', reach],
  ['forged requests', forgery],
  ['forged sign-in', loginForgery],
  ['silent refresh', renewal],
  ['sign-out', farewell],
];

const { browser, page, origins, complaints } = await open({ expected: '40[0134]' });
const seen = watch(errand.site);
await seen.over(page);
const visit = { browser, page, origins, complaints, seen, renewed: [], ...hands(browser, page, seen.over) };
for (const [name, work] of JOURNEY) {
  flow(name);
  await work(visit);
}
flow('cookies');
await cookieLines(visit);
flow('token out of reach');
await step('no answer of all these had a token for scripts', () => seen.nothingRevealed());
await step('the pages spoke to the site and its pool only', () => {
  const known = new Set([errand.site, new URL(errand.domain).origin]);
  assert.deepEqual([...origins].filter((origin) => !known.has(origin)), []);
});
await step('no complaint in the console', () => assert.deepEqual(complaints, []));
await end();
