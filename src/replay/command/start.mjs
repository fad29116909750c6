import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

// `npm run replay -- FILE`: Node 20 runs no TypeScript by itself.
const root = join(import.meta.dirname, '../../..');
const outDir = join(root, 'node_modules/.cache/replay');

await build({
  configFile: false,
  root,
  logLevel: 'error',
  build: {
    ssr: join(import.meta.dirname, 'main.ts'),
    target: 'node20',
    outDir,
    emptyOutDir: true,
    rolldownOptions: { output: { entryFileNames: 'main.mjs' } },
  },
  ssr: { noExternal: true },
});
await import(pathToFileURL(join(outDir, 'main.mjs')).href);
