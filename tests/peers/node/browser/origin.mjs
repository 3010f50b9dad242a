// An origin of the tutorial's own: its pages, the published bundles, the settings, and the way to the site's /me.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const node = join(dirname(fileURLToPath(import.meta.url)), '..');
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8' };

/** A file of a published package, whether or not the package exports it. */
export const published = (name, file) => join(node, 'node_modules', name, file);

/** A file of the tutorial. */
export const tutorial = (file) => join(node, 'tutorial', file);

/**
 * Serves `files` ({path: file} or {path: text as {text}}) at a free port of 127.0.0.1 and returns its origin.
 *
 * The sites say nothing to other origins, so a page elsewhere reaches `/me` as behind any reverse proxy: at its own.
 */
export async function serve(files, site) {
  const server = createServer(async (request, answer) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    try {
      if (pathname === '/me') return await forward(`${site}/me`, request, answer);
      const file = files[pathname];
      if (!file) return answer.writeHead(pathname === '/favicon.ico' ? 204 : 404).end();
      const body = file.text ?? (await readFile(file));
      answer.writeHead(200, { 'content-type': TYPES[extname(pathname) || '.html'] }).end(body);
    } catch (error) {
      answer.writeHead(500).end(error.message);
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
}

async function forward(url, request, answer) {
  const { authorization } = request.headers;
  const said = await fetch(url, { headers: authorization ? { authorization } : {} });
  answer.writeHead(said.status, { 'content-type': said.headers.get('content-type') ?? 'text/plain' });
  answer.end(await said.text());
}
