// Headless Chromium for a journey: one profile of its own, what the pages asked for, and what they complained of.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { errand, whenLeaving } from '../journey.mjs';

const PATIENCE = 20_000;
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 740 };

/** Where a picture of this journey belongs. */
export const picture = (what) => join(errand.screenshots, `${errand.name}-${what}.png`);

/**
 * Starts Chromium. It ends with the journey; a journey that fails leaves a picture of its page.
 *
 * `origins` are all that the pages talked to. `complaints` are what a developer would see in the console and did not
 * expect: the browser itself reports each refusal that a journey provokes, and `expected` are those statuses.
 */
export async function open({ expected = '40[013]', viewport = DESKTOP, bypassCSP = false } = {}) {
  const profile = await mkdtemp(join(tmpdir(), 'peers-chromium-'));
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: errand.chromium,
    headless: true,
    handleSIGTERM: false, // below
    viewport,
    bypassCSP,
    locale: 'en-GB',
    // CI runs as root, where the sandbox cannot; the others keep Chromium from calling home.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
  browser.setDefaultTimeout(PATIENCE);
  const page = browser.pages()[0] ?? (await browser.newPage());
  process.on('SIGTERM', () => browser.close().finally(() => process.exit(143)));
  whenLeaving(async (failed) => {
    if (failed) await page.screenshot({ path: picture('failed'), fullPage: true }).catch(() => {});
    await browser.close();
    await rm(profile, { recursive: true, force: true });
  });

  const origins = new Set();
  const complaints = [];
  const refusal = new RegExp(`^Failed to load resource: the server responded with a status of ${expected}`);
  browser.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http')) origins.add(origin);
  });
  browser.on('weberror', (thrown) => complaints.push(`thrown: ${thrown.error().message}`));
  browser.on('console', (line) => {
    if (line.type() === 'error' && !refusal.test(line.text())) complaints.push(line.text());
  });
  return { browser, page, origins, complaints };
}
