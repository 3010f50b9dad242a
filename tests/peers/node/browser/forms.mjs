// The forms of the tutorial's page: what is entered, and what its script showed for it.
import { assert } from '../journey.mjs';

export async function forms(page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');

  async function send(form, values = {}) {
    for (const [name, value] of Object.entries(values)) {
      const input = page.locator(`#${form} [name="${name}"]`);
      await (name === 'file' ? input.setInputFiles(value) : input.fill(value));
    }
    await page.click(`#${form} button`);
    const output = page.locator(`#${form} output`, { hasText: '{' });
    await output.waitFor();
    return JSON.parse(await output.innerText());
  }

  async function works(form, values) {
    const said = await send(form, values);
    assert.ok(!('error' in said), `${said.error}: ${said.message}`);
    return said.result;
  }

  async function refused(form, values, ...codes) {
    const said = await send(form, values);
    assert.ok(codes.includes(said.error), `not ${codes}: ${JSON.stringify(said).slice(0, 300)}`);
  }

  /** The answer itself is 403, whatever the page is told of it. */
  async function forbidden(form, values, ...codes) {
    const statuses = [];
    const note = ({ statusCode }) => statuses.push(statusCode);
    wire.on('Network.responseReceivedExtraInfo', note);
    await refused(form, values, ...codes);
    wire.off('Network.responseReceivedExtraInfo', note);
    assert.ok(statuses.includes(403), `S3 answered ${statuses}`);
    assert.deepEqual(statuses.filter((status) => ![200, 204, 403].includes(status)), []);
  }

  return { works, refused, forbidden };
}
