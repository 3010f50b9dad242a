// The page for files: upload, list, download, delete, and the refused attempt outside of one's prefix.
import { readFile } from 'node:fs/promises';
import { assert, step } from '../../journey.mjs';
import { look } from '../inspect.mjs';

const TEXT = 'a line of text, and an ä\n';
const NAME = 'my file ä+1.txt';
const note = { name: NAME, mimeType: 'text/plain', buffer: Buffer.from(TEXT) };
const large = { name: 'large.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(6 << 20, 'abcdefg') };

export async function filesPage({ page, goTo, at, hears, person }) {
  const row = (name) => page.locator(`#files tr[data-name="${name}"]`);
  const choose = (...files) => page.setInputFiles('#upload-form [name="file"]', files);
  const upload = () => page.click('#upload-form [type="submit"]');

  await step('a site without a store says what it lacks', async () => {
    await person('files');
    await page.route('**/config.json', async (route) => {
      const { bucket, identityPoolId, ...rest } = await (await route.fetch()).json();
      assert.ok(bucket && identityPoolId);
      await route.fulfill({ json: rest });
    });
    await goTo('/files');
    await page.locator('#not-configured').waitFor();
    await look(page, 'files-not-configured');
    await page.unroute('**/config.json');
  });
  await step('the page for files is empty at first', async () => {
    await goTo('/files');
    await page.locator('#store').waitFor();
    assert.match(await page.innerText('#identity'), /^[a-z]{2}-[a-z]+-\d:[0-9a-f-]{36}$/);
    await page.locator('#no-files').waitFor();
    await look(page, 'files-empty');
    await upload();
    await look(page, 'files-nothing-chosen');
    await page.dispatchEvent('#drop', 'dragenter', {});
    await look(page, 'files-dragged-over');
    await page.dispatchEvent('#drop', 'dragleave', {});
  });
  await step('upload', async () => {
    await choose(note, large);
    await upload();
    await hears('good', /2 files/);
    await row(NAME).waitFor();
    await row(large.name).waitFor();
    await look(page, 'files');
  });
  await step('download gives what was uploaded', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), row(NAME).locator('button.download').click()]);
    assert.equal(download.suggestedFilename(), NAME);
    assert.equal(await readFile(await download.path(), 'utf8'), TEXT);
  });
  await step('the attempt outside of the own prefix is refused', async () => {
    const [refused] = await Promise.all([
      page.waitForResponse((answer) => answer.url().includes('/not-permissions/')),
      page.click('#outside'),
    ]);
    assert.equal(refused.status(), 403);
    await page.locator('#outside-answer.good', { hasText: 'AccessDenied' }).waitFor();
    await look(page, 'files-refused-outside');
  });
  await step('delete asks first', async () => {
    await row(large.name).locator('button.delete').click();
    await page.locator('button.delete.danger').waitFor();
    await look(page, 'files-really-delete');
    await row(large.name).locator('button.delete').click();
    await hears('good', /deleted/);
    await row(large.name).waitFor({ state: 'detached' });
  });
  await step('another person does not see the file', async () => {
    await page.click('#sign-out');
    await at('/');
    await person('files-other');
    await goTo('/files');
    await page.locator('#no-files').waitFor();
    assert.equal(await page.locator('#files tbody tr').count(), 0);
  });
}
