// A page in one of its states: its pictures, what axe-core finds, and whether a phone can show it.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { assert } from '../journey.mjs';
import { DESKTOP, PHONE, picture } from './chrome.mjs';
import { published } from './origin.mjs';

const GRAVE = new Set(['serious', 'critical']);
const axe = await readFile(published('axe-core', 'axe.min.js'), 'utf8');
const RUN = 'axe.run(document, {resultTypes: ["violations"]}).then(({violations}) => JSON.stringify(violations))';
const SIGHTS = [
  ['phone', PHONE, 'light'],
  ['dark', DESKTOP, 'dark'],
  ['desktop', DESKTOP, 'light'],
];
const names = new Set();

/** Runs in the page without its content security policy having a say, as the browser's own tools do. */
async function evaluate(wire, expression) {
  const { result, exceptionDetails } = await wire.send('Runtime.evaluate', {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

async function findings(page) {
  const wire = await page.context().newCDPSession(page);
  try {
    if (!(await evaluate(wire, 'typeof axe === "object"'))) await evaluate(wire, `${axe};0`);
    return JSON.parse(await evaluate(wire, RUN));
  } finally {
    await wire.detach();
  }
}

function words({ id, impact, nodes }) {
  const [first] = nodes;
  const why = first.any[0]?.message ?? first.all[0]?.message ?? first.none[0]?.message ?? '';
  return `${id} (${impact}, ${nodes.length}) at ${first.target.join(' ')}: ${why}`;
}

const isTooWide = (page) =>
  page.evaluate(() => document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth);

/**
 * Looks at the page as it is now: light and dark on a desktop, and on a phone of 360 pixels. One check, which fails on
 * a grave finding of axe-core and on what has to be scrolled sideways; the journey goes on.
 *
 * `state` names it, once in a journey. Lesser findings are printed, and fail nothing.
 */
export async function look(page, state) {
  if (names.has(state)) throw new Error(`two states are called ${state}`);
  names.add(state);
  const grave = [];
  await mkdir(dirname(picture(`pages/${state}`)), { recursive: true });
  for (const [how, viewport, colorScheme] of SIGHTS) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.evaluate(() => scrollTo(0, 0)); // or what sticks to the window's edge stands amid the picture
    await page.screenshot({ path: picture(`pages/${state}-${how}`), fullPage: true });
    for (const finding of await findings(page)) {
      if (GRAVE.has(finding.impact)) grave.push(`${how}: ${words(finding)}`);
      else console.log(`note: ${state}, ${how}: ${words(finding)}`);
    }
    if (await isTooWide(page)) grave.push(`${how}: has to be scrolled sideways`);
  }
  console.log(`${grave.length ? 'FAIL' : 'ok'}\tlook: ${state}\t${grave.join('; ')}`);
}

const WRONG = `<!doctype html><html lang="en"><title>wrong</title>
  <main><h1>wrong</h1><p style="color: #ccc; background: #fff">pale</p><input><p style="width: 400px">wide</p></main>`;

/** What finds nothing on a wrong page proves nothing by its silence. */
export async function proveTheLook(page) {
  await page.setContent(WRONG);
  await page.setViewportSize(PHONE);
  const found = (await findings(page)).filter(({ impact }) => GRAVE.has(impact)).map(({ id }) => id);
  assert.deepEqual(found.sort(), ['color-contrast', 'label']);
  assert.ok(await isTooWide(page));
}
