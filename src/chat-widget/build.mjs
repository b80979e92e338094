/** Bundles the widget and copies the demo page into the server's web root: `node build.mjs [--watch]`. */
import { cp, mkdir, rm, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const here = new URL('.', import.meta.url);
const webRoot = new URL('../DualPath.Server/wwwroot/', here);
const widget = new URL('widget/', webRoot);

await rm(webRoot, { recursive: true, force: true });
await mkdir(widget, { recursive: true });
await cp(new URL('demo/index.html', here), new URL('index.html', webRoot));
await cp(new URL('demo/demo.css', here), new URL('demo.css', widget));
await cp(new URL('demo/demo.svg', here), new URL('demo.svg', widget));

/** @type {import('esbuild').BuildOptions} */
const options = {
  absWorkingDir: fileURLToPath(here),
  entryPoints: ['index.ts'],
  outfile: fileURLToPath(new URL('dualpath-chat.js', widget)),
  bundle: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome123', 'firefox120', 'safari17.5'],
  minify: true,
  sourcemap: true,
  banner: {
    js: '/* DualPath chat widget, MIT licence. Contains @microsoft/signalr, MIT licence, (c) .NET Foundation and Contributors. */',
  },
};

if (process.argv.includes('--watch')) {
  await (await context(options)).watch();
} else {
  await build(options);
  const { size } = await stat(new URL('dualpath-chat.js', widget));
  console.log(`dualpath-chat.js: ${(size / 1024).toFixed(1)} KiB`);
}
