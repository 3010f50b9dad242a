// What a pool may ask for after the password: a new password, or a code of an authenticator app.
import { assert, errand, otherCode, step } from '../../journey.mjs';
import { invite, secondFactor, TEMPORARY } from '../account.mjs';
import { look } from '../inspect.mjs';

export async function firstPassword({ page, at, send, hears, signIn, arrived }) {
  await step('a first password is replaced at sign-in', async () => {
    const email = await invite('invited');
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

export async function authenticator({ page, at, send, hears, signIn, person, arrived }) {
  await step('a code of an authenticator app is asked for', async () => {
    const one = await person('factor');
    const { next } = await secondFactor(page);
    await page.click('#sign-out');
    await at('/');
    await signIn(one);
    await page.locator('#code-form').waitFor();
    await look(page, 'sign-in-authenticator-code');
    await send('code-form', { code: otherCode(next) });
    await hears('bad', /./);
    await look(page, 'sign-in-authenticator-code-wrong');
    await signIn(one);
    await send('code-form', { code: next });
    await arrived();
    assert.equal(await page.innerText('#who'), one.email);
    await page.click('#sign-out');
    await at('/');
  });
}
