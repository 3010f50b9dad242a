// People who come from elsewhere: the providers that pages play, and the hosted login page.
import { assert, errand, step } from '../../journey.mjs';
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

export async function hostedPage({ page, goTo, at, arrived, newPerson }) {
  const isLogin = (url) => url.pathname === '/cognito/login';
  const enter = async ({ email, password }) => {
    await page.fill('[name="username"]', email);
    await page.fill('[name="password"]', password);
    await page.locator('form', { has: page.locator('[name="password"]') }).locator('button').click();
  };
  const person = await newPerson('hosted');
  await step('the hosted page refuses a wrong password in words', async () => {
    await goTo('/sign-in');
    await look(page, 'sign-in-with-providers');
    await page.click('#hosted');
    await page.waitForURL(isLogin);
    await look(page, 'hosted-login');
    await enter({ ...person, password: `${person.password}x` });
    await page.locator('#problem').waitFor();
    await look(page, 'hosted-login-wrong-password');
  });
  await step('and leads to my page with the right one', async () => {
    await enter(person);
    await arrived();
    assert.equal(await page.innerText('#who'), person.email);
    assert.match(await claim(page, 'scope').innerText(), /openid/);
    await look(page, 'my-page-from-hosted');
    await page.click('#sign-out');
    await at('/');
  });
  await step('a request that names no client stops at the pool', async () => {
    await page.goto(`${errand.endpoint}/oauth2/authorize?response_type=code&client_id=nobody`);
    await page.locator('h1').waitFor();
    await look(page, 'hosted-error');
  });
}
