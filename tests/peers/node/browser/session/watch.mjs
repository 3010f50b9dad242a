// What a site lets a page's scripts see: every answer of its origin, with its body and its headers.
import { assert } from '../../journey.mjs';

// The header of a JWT or a JWE, which is JSON in base64url, with the point after it: random values have no points.
const TOKEN = /eyJ[\w-]{8,}\./;

/** The places of what looks like a token in this answer. */
export function tokensIn({ url, headers, body }) {
  const places = [['address', url], ['body', body], ...headers.map(({ name, value }) => [name, value])];
  return places.filter(([, text]) => TOKEN.test(text)).map(([place]) => place);
}

// A page that was left or closed cancels its requests: nobody gets their answers.
const NOBODY_WAITS = /Invalid InterceptionId|has been closed/;

/**
 * Reads every answer that the pages it is told of get from the origin before they do: what has been navigated away from is
 * not to be had any more. The headers are those that scripts may see; `setCookies` are the lines that they do not.
 */
export function watch(origin) {
  const answers = [];
  const setCookies = [];
  const troubles = [];

  async function over(page) {
    const wire = await page.context().newCDPSession(page);
    wire.on('Fetch.requestPaused', async ({ requestId, request, responseStatusCode, responseHeaders }) => {
      try {
        const text = await body(wire, requestId, responseStatusCode);
        answers.push({ url: request.url, headers: responseHeaders, body: text });
        await wire.send('Fetch.continueResponse', { requestId });
      } catch (error) {
        if (!NOBODY_WAITS.test(error.message)) troubles.push(`${request.url}: ${error.message}`);
      }
    });
    wire.on('Network.responseReceivedExtraInfo', ({ headers }) => {
      const [, lines = ''] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'set-cookie') ?? [];
      setCookies.push(...lines.split('\n').filter(Boolean).map(parsed));
    });
    await wire.send('Network.enable');
    await wire.send('Fetch.enable', { patterns: [{ urlPattern: `${origin}/*`, requestStage: 'Response' }] });
  }

  function nothingRevealed() {
    assert.deepEqual(troubles, []);
    assert.ok(answers.length > 20, `only ${answers.length} answers`);
    const revealing = answers.map((answer) => [answer.url, tokensIn(answer)]).filter(([, places]) => places.length);
    assert.deepEqual(revealing, []);
  }
  /** How many answers there were from this path. */
  const count = (path) => answers.filter(({ url }) => new URL(url).pathname === path).length;

  return { over, answers, count, setCookies, nothingRevealed };
}

/** A redirect has none that anybody is shown. */
async function body(wire, requestId, status) {
  if (status >= 300 && status < 400) return '';
  const { body: text, base64Encoded } = await wire.send('Fetch.getResponseBody', { requestId });
  return base64Encoded ? Buffer.from(text, 'base64').toString('latin1') : text;
}

/** A Set-Cookie line: its name, value and length, and its attributes by their names in lower case. */
function parsed(line) {
  const [pair, ...attributes] = line.split(';').map((part) => part.trim());
  const named = attributes.map((attribute) => {
    const [name, value = true] = attribute.split('=');
    return [name.toLowerCase(), value];
  });
  const [name] = pair.split('=');
  return { name, value: pair.slice(name.length + 1), length: line.length, attributes: Object.fromEntries(named) };
}
