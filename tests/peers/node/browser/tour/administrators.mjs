// The page for administrators: shut for everybody else, and what it shows to a member of the group.
import { readFile } from 'node:fs/promises';
import { assert, errand, step } from '../../journey.mjs';
import { look } from '../inspect.mjs';

/** The administrator whose sign-in the site prints when it starts. */
export async function administrator() {
  const printed = /administrator:?\s+(\S+@\S+).*?password:?\s+(\S+)/is.exec(await readFile(errand.log, 'utf8'));
  assert.ok(printed, "the site's log names no administrator");
  return { email: printed[1], password: printed[2] };
}

export async function administratorsPage({ page, goTo, at, person, signIn }) {
  await step('the page for administrators is shut for others', async () => {
    await person('no-administrator');
    assert.ok(await page.locator('#admin-link').isHidden());
    const [answer] = await Promise.all([page.waitForResponse(`${errand.site}/admin`), goTo('/admin-page')]);
    assert.equal(answer.status(), 403);
    await page.locator('#refused').waitFor();
    assert.ok(await page.locator('#admin').isHidden());
    await look(page, 'administrators-refused');
    await page.click('#sign-out');
    await at('/');
  });
  await step('and open for a member of the group', async () => {
    await signIn(await administrator());
    await at('/my-page');
    await page.locator('#claims').waitFor();
    await look(page, 'my-page-administrator');
    const [answer] = await Promise.all([page.waitForResponse(`${errand.site}/admin`), page.click('#admin-link')]);
    assert.equal(answer.status(), 200);
    await page.locator('#admin').waitFor();
    assert.match(await page.innerText('#status tr[data-fact="kids"]'), /\S/);
    await look(page, 'administrators');
    await page.click('#sign-out');
    await at('/');
  });
}
