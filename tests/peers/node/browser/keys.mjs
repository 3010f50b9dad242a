// A person without a pointing device: Tab to get there, Enter or Space to press, and a ring around what has the focus.
import { assert } from '../journey.mjs';

const MOST = 80; // stops of Tab before a place counts as out of reach

/** What has the focus, as a person would see it. */
function focus(selector) {
  const element = document.activeElement;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    there: element.matches(selector),
    name: `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''} ${element.name ?? ''}`.trim(),
    ring: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && !/^rgba\(.*, 0\)$/.test(outlineColor),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    nowhere: element === document.body,
  };
}

export function keys(page) {
  /** Tabs to the element; every stop on the way can be seen to have the focus. */
  async function reach(selector) {
    const stops = [];
    for (let pressed = 0; pressed < MOST; pressed += 1) {
      const now = await page.evaluate(focus, selector);
      if (!now.nowhere) {
        stops.push(now.name);
        assert.ok(now.ring, `the focus on ${now.name} shows no ring`);
        assert.ok(now.seen, `${now.name} has the focus and is out of sight`);
      }
      if (now.there) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`Tab does not reach ${selector}: ${stops.join(', ')}`);
  }

  async function press(selector, key) {
    await page.locator(selector).waitFor();
    await reach(selector);
    await page.keyboard.press(key);
  }

  /** Fills a form field by field, replacing what is there, and sends it with Enter. */
  async function fill(form, values) {
    for (const [name, value] of Object.entries(values)) {
      await page.locator(`${form} [name="${name}"]`).waitFor();
      await reach(`${form} [name="${name}"]`);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(value);
    }
    await page.keyboard.press('Enter');
  }

  /** Chooses files the way the browser has for it; what opens then is the system's. */
  async function choose(input, ...files) {
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press(input, 'Enter')]);
    await chooser.setFiles(files);
  }

  return { reach, press, fill, choose };
}
