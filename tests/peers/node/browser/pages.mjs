// Every page of the site in every state that a person can bring about, one after the other, and looked at.
import { assert, end, errand, flow, step } from '../journey.mjs';
import { account, newPerson } from './account.mjs';
import { open } from './chrome.mjs';
import { proveTheLook } from './inspect.mjs';
import { accountPages } from './tour/account.mjs';
import { administratorsPage } from './tour/administrators.mjs';
import { authenticator, firstPassword } from './tour/challenges.mjs';
import { consoleSwitches, csvUser } from './tour/console.mjs';
import { hostedPage, thirdParty } from './tour/federation.mjs';
import { filesPage } from './tour/files.mjs';

const TOUR = [
  ['account', accountPages],
  ['files', filesPage],
  ['first password', firstPassword],
  ['second factor', authenticator],
  ['third-party sign-in', thirdParty],
  ['hosted page', hostedPage],
  ['CSV user', csvUser],
  ['administrators', administratorsPage],
  ['console', consoleSwitches],
];

const { page, complaints } = await open({ expected: '(40[013]|503)' });
const hands = account(page);

const goTo = (path) => page.goto(errand.site + path);

/** My page is there, with claims. */
async function arrived() {
  await hands.at('/my-page');
  await page.locator('#claims').waitFor();
}

/** Somebody new has signed in and is on their page. */
async function person(tag) {
  const one = await newPerson(tag);
  await hands.signIn(one);
  await arrived();
  return one;
}

flow('account');
await step('a wrong page is found out', () => proveTheLook(page));
for (const [name, visit] of TOUR) {
  flow(name);
  await visit({ page, ...hands, goTo, arrived, person, newPerson });
}
flow('account');
await step('no complaint in the console', () => assert.deepEqual(complaints, []));
await end();
