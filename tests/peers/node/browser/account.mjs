// What the account pages have in common for the journeys: forms, news, and where one is.
import { TOTP } from 'otpauth';
import { assert, codeFor, errand } from '../journey.mjs';

const { site } = errand;
export const TEMPORARY = 'Temporary-1!';
const PERIOD = 30_000; // of an authenticator's codes

export function account(page) {
  const at = (path) => page.waitForURL((url) => url.pathname === path);

  async function send(form, values = {}) {
    for (const [name, value] of Object.entries(values)) await page.fill(`#${form} [name="${name}"]`, value);
    await page.click(`#${form} [type="submit"]`);
  }

  /** What the page says in its one place for news. */
  async function hears(kind, words) {
    const message = page.locator(`#message.${kind}`);
    await message.waitFor();
    assert.match(await message.innerText(), words);
  }

  async function signIn({ email, password }) {
    await page.goto(`${site}/sign-in`);
    await send('sign-in-form', { email, password });
  }

  return { at, send, hears, signIn };
}

/** A call of the pool's API without a signature. */
export async function pool(operation, body) {
  const answer = await fetch(errand.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    },
    body: JSON.stringify({ ClientId: errand.clientId, ...body }),
  });
  const content = await answer.json();
  assert.equal(answer.status, 200, `${operation}: ${content.__type} ${content.message}`);
  return content;
}

/** Somebody who has signed up and activated the account elsewhere. */
export async function newPerson(tag) {
  const person = { email: errand.email.replace('@', `-${tag}@`), password: errand.password };
  const attributes = [{ Name: 'email', Value: person.email }];
  await pool('SignUp', { Username: person.email, Password: person.password, UserAttributes: attributes });
  await pool('ConfirmSignUp', { Username: person.email, ConfirmationCode: await codeFor(person.email, 'sign_up') });
  return person;
}

/** Somebody whom the pool's owner made, with a password for the first time. */
export async function invite(tag) {
  const email = errand.email.replace('@', `-${tag}@`);
  const attributes = [{ Name: 'email', Value: email }];
  const names = { UserPoolId: errand.userPoolId, Username: email, UserAttributes: attributes };
  await pool('AdminCreateUser', { ...names, TemporaryPassword: TEMPORARY, MessageAction: 'SUPPRESS' });
  return email;
}

/**
 * Gives who is on my page an authenticator app, and its next code. The page has no form for that, so its token is used as an
 * app would. A code is good once, so it is that of the next half minute, which a pool takes for clocks that differ.
 */
export async function secondFactor(page) {
  const AccessToken = await page.evaluate(() => JSON.parse(sessionStorage.getItem('my-page.session')).accessToken);
  const { SecretCode: secret } = await pool('AssociateSoftwareToken', { AccessToken });
  const app = new TOTP({ secret });
  await pool('VerifySoftwareToken', { AccessToken, UserCode: app.generate() });
  const on = { Enabled: true, PreferredMfa: true };
  await pool('SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: on });
  return { next: app.generate({ timestamp: Date.now() + PERIOD }) };
}
