// Sign-up, activation, sign-in, my page, forgotten password.
import { codeFor, errand, otherCode, step } from '../../journey.mjs';
import { look } from '../inspect.mjs';

const { email, password } = errand;

export async function accountPages({ page, goTo, at, send, hears, signIn }) {
  await step('a stranger: the pages before there is an account', async () => {
    await goTo('/mailbox');
    await page.locator('#no-mail').waitFor();
    await look(page, 'mailbox-empty');
    await goTo('/');
    await page.locator('#signed-out').waitFor();
    await look(page, 'start');
    for (const path of ['/files', '/admin-page', '/my-page']) {
      await goTo(path);
      await at('/sign-in');
      await hears('plain', /sign in/i);
    }
    await look(page, 'sign-in-sent-here');
    await goTo('/callback');
    await hears('bad', /./);
    await look(page, 'callback-without-code');
  });
  await step('sign-up, with mistakes first', async () => {
    await goTo('/sign-up');
    await look(page, 'sign-up');
    await send('sign-up-form');
    await look(page, 'sign-up-nothing-entered');
    await send('sign-up-form', { email: 'nobody', password: 'short' });
    await look(page, 'sign-up-mistakes');
    await send('sign-up-form', { email, password });
    await at('/activate');
    await look(page, 'activate');
  });
  await step('activation, with mistakes first', async () => {
    await send('activate-form', { email, code: otherCode(await codeFor(email, 'sign_up')) });
    await hears('bad', /code/i);
    await look(page, 'activate-wrong-code');
    await page.click('#resend');
    await hears('good', /./);
    await look(page, 'activate-sent-again');
    await goTo('/mailbox');
    await page.locator('#mails li').first().waitFor();
    await look(page, 'mailbox');
    await goTo('/activate');
    await look(page, 'activate-without-address');
    await send('activate-form', { email, code: await codeFor(email, 'resend') });
    await at('/sign-in');
    await hears('good', /active/i);
    await look(page, 'sign-in-activated');
  });
  await step('sign-in and my page', async () => {
    await send('sign-in-form', { email, password: `${password}x` });
    await hears('bad', /password/i);
    await look(page, 'sign-in-wrong-password');
    await signIn({ email, password });
    await at('/my-page');
    await page.locator('#claims').waitFor();
    await look(page, 'my-page');
    await page.click('#admin-check');
    await page.locator('#admin-answer', { hasText: /^403:/ }).waitFor();
    await look(page, 'my-page-no-administrator');
    await goTo('/');
    await page.locator('#signed-in').waitFor();
    await look(page, 'start-signed-in');
    await goTo('/my-page');
    await page.click('#sign-out-everywhere');
    await hears('good', /401/);
    await look(page, 'my-page-signed-out-everywhere');
  });
  await step('a forgotten password', async () => {
    await goTo('/forgot-password');
    await look(page, 'forgot-password');
    await send('forgot-form', { email });
    await page.locator('#reset-form').waitFor();
    await look(page, 'forgot-password-code');
    await send('reset-form', { email, code: otherCode(await codeFor(email, 'forgot_password')), password });
    await hears('bad', /code/i);
    await look(page, 'forgot-password-wrong-code');
  });
}
