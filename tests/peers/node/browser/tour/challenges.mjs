// What a pool may ask for after the password: a new password, or a code of an authenticator app.
import { TOTP } from 'otpauth';
import { assert, errand, step } from '../../journey.mjs';
import { pool } from '../account.mjs';
import { look } from '../inspect.mjs';

const TEMPORARY = 'Temporary-1!';
const PERIOD = 30_000;

export async function firstPassword({ page, at, send, hears, signIn, arrived }) {
  const email = errand.email.replace('@', '-invited@');
  await step('a first password is replaced at sign-in', async () => {
    await pool('AdminCreateUser', {
      UserPoolId: errand.userPoolId,
      Username: email,
      TemporaryPassword: TEMPORARY,
      MessageAction: 'SUPPRESS',
      UserAttributes: [{ Name: 'email', Value: email }],
    });
    await signIn({ email, password: TEMPORARY });
    await page.locator('#new-password-form').waitFor();
    await look(page, 'sign-in-new-password');
    await send('new-password-form', { password: 'short' });
    await hears('bad', /password/i);
    await look(page, 'sign-in-new-password-too-weak');
    await signIn({ email, password: TEMPORARY });
    await send('new-password-form', { password: errand.password });
    await arrived();
    await page.click('#sign-out');
    await at('/');
    await signIn({ email, password: errand.password });
    await arrived();
    await page.click('#sign-out');
    await at('/');
  });
}

/** The page has no form to set up a second factor, so its token is used as an app would. */
async function setUp(page) {
  const AccessToken = await page.evaluate(() => JSON.parse(sessionStorage.getItem('my-page.session')).accessToken);
  const { SecretCode: secret } = await pool('AssociateSoftwareToken', { AccessToken });
  const app = new TOTP({ secret });
  await pool('VerifySoftwareToken', { AccessToken, UserCode: app.generate() });
  const on = { Enabled: true, PreferredMfa: true };
  await pool('SetUserMFAPreference', { AccessToken, SoftwareTokenMfaSettings: on });
  return app;
}

export async function secondFactor({ page, at, send, hears, signIn, person, arrived }) {
  await step('a code of an authenticator app is asked for', async () => {
    const one = await person('factor');
    const app = await setUp(page);
    await page.click('#sign-out');
    await at('/');
    await signIn(one);
    await page.locator('#code-form').waitFor();
    await look(page, 'sign-in-authenticator-code');
    // A code is good once: the one of the next half minute, which a pool takes for clocks that differ.
    const right = app.generate({ timestamp: Date.now() + PERIOD });
    await send('code-form', { code: String((Number(right) + 500_000) % 1_000_000).padStart(6, '0') });
    await hears('bad', /./);
    await look(page, 'sign-in-authenticator-code-wrong');
    await signIn(one);
    await send('code-form', { code: right });
    await arrived();
    assert.equal(await page.innerText('#who'), one.email);
    await page.click('#sign-out');
    await at('/');
  });
}
