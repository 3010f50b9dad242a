// The page with Amplify and version 3 of the AWS SDK, bundled as an application would: from sign-up to S3, and out.
import { build } from 'esbuild';
import { tutorial } from './origin.mjs';
import { visit } from './upload-page.mjs';

const bundle = await build({
  entryPoints: [tutorial('amplify.js')],
  bundle: true,
  write: false,
  platform: 'browser',
  format: 'iife',
  target: 'es2022',
  logLevel: 'error',
});
const [{ text }] = bundle.outputFiles;

await visit(
  { '/amplify.html': tutorial('amplify.html'), '/steps.js': tutorial('steps.js'), '/amplify.js': { text } },
  { '/amplify.html': 'Amplify' },
);
