// People who come from elsewhere: the providers that pages play, and the hosted login page.
import { assert, errand, otherCode, step } from '../../journey.mjs';
import { invite, secondFactor, TEMPORARY } from '../account.mjs';
import { look } from '../inspect.mjs';

const PROVIDERS = ['Google', 'Facebook', 'LoginWithAmazon', 'SignInWithApple', 'ExampleSAML'];
const claim = (page, name) => page.locator(`#claims tr[data-claim="${name}"] td`);

export async function thirdParty({ page, goTo, at, arrived }) {
  for (const provider of PROVIDERS) {
    await step(`${provider}: chosen on the sign-in page, back on my page`, async () => {
      await goTo('/sign-in');
      await page.click(`#elsewhere button[data-provider="${provider}"]`);
      await page.waitForURL((url) => url.pathname === `/cognito/idp/${provider}`);
      await look(page, `provider-${provider.toLowerCase()}`);
      await page.locator('button.person').first().click();
      await arrived();
      assert.match(await claim(page, 'username').innerText(), new RegExp(`^${provider}_`, 'i'));
      const facts = page.locator('#facts [data-fact="account"]');
      assert.match(await facts.innerText(), /came through/);
      if (provider === 'Google') await look(page, 'my-page-from-google');
      await page.click('#sign-out');
      await at('/');
    });
  }
  await step('somebody whom the provider does not know yet', async () => {
    await goTo('/sign-in');
    await page.click('#elsewhere button[data-provider="Google"]');
    await page.fill('[name="email"]', errand.email.replace('@', '-new@'));
    await page.fill('[name="name"]', 'Newcomer');
    await page.locator('form', { has: page.locator('[name="email"]') }).locator('button').click();
    await arrived();
    assert.match(await page.innerText('#who'), /-new@/);
    await page.click('#sign-out');
    await at('/');
  });
}

export async function hostedPage({ page, goTo, at, hears, person: onMyPage, arrived, newPerson }) {
  const isLogin = (url) => url.pathname === '/cognito/login';
  const form = (field) => page.locator('form', { has: page.locator(`[name="${field}"]`) });
  const answer = async (field, value) => {
    await page.fill(`[name="${field}"]`, value);
    await form(field).locator('button').click();
  };
  const enter = async ({ email, password }) => {
    await page.fill('[name="username"]', email);
    await answer('password', password);
  };
  const depart = async () => {
    await goTo('/sign-in');
    await page.click('#hosted');
    await page.waitForURL(isLogin);
  };
  const leave = async () => {
    await page.click('#sign-out');
    await at('/');
  };
  const person = await newPerson('hosted');
  await step('the hosted page refuses a wrong password in words', async () => {
    await goTo('/sign-in');
    await look(page, 'sign-in-with-providers');
    await depart();
    await look(page, 'hosted-login');
    await enter({ ...person, password: `${person.password}x` });
    await page.locator('#problem').waitFor();
    await look(page, 'hosted-login-wrong-password');
  });
  await step('and leads to my page with the right one', async () => {
    const login = page.url();
    await enter(person);
    await arrived();
    assert.equal(await page.innerText('#who'), person.email);
    assert.match(await claim(page, 'scope').innerText(), /openid/);
    await look(page, 'my-page-from-hosted');
    await page.goto(login);
    await page.locator('[name="continue"]').waitFor();
    await look(page, 'hosted-login-continue');
    await goTo('/my-page');
    await leave();
  });
  await step('the hosted page asks for a new password', async () => {
    const email = await invite('hosted-invited');
    await depart();
    await enter({ email, password: TEMPORARY });
    await page.locator('[name="new_password"]').waitFor();
    await look(page, 'hosted-new-password');
    await answer('new_password', person.password);
    await arrived();
    await leave();
  });
  await step("and for an authenticator's code", async () => {
    const one = await onMyPage('hosted-factor');
    const { next } = await secondFactor(page);
    await leave();
    await depart();
    await enter(one);
    await page.locator('[name="code"]').waitFor();
    await look(page, 'hosted-code');
    await answer('code', otherCode(next));
    await page.locator('#problem').waitFor();
    await look(page, 'hosted-code-wrong');
    await answer('code', next);
    await arrived();
    await leave();
  });
  await step('who is refused elsewhere learns it on the way back', async () => {
    await depart();
    const state = new URL(page.url()).searchParams.get('state');
    await goTo(`/callback?error=access_denied&state=${encodeURIComponent(state)}`);
    await hears('bad', /./);
    await look(page, 'callback-refused');
  });
  await step('a request that names no client stops at the pool', async () => {
    await page.goto(`${errand.endpoint}/oauth2/authorize?response_type=code&client_id=nobody`);
    await page.locator('h1').waitFor();
    await look(page, 'hosted-error');
  });
}
