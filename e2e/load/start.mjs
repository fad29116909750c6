import { join } from 'node:path';
import { build } from 'vite';

// `npm run test:load`: builds the program, since Node 20 runs no TypeScript by itself, then runs it.
const here = import.meta.dirname;
await build({
  configFile: false,
  root: here,
  logLevel: 'warn',
  build: {
    ssr: true,
    outDir: join(here, 'dist'),
    emptyOutDir: true,
    target: 'node20',
    minify: false,
    rolldownOptions: {
      input: join(here, 'main.ts'),
      output: { entryFileNames: 'main.js' },
    },
  },
});
await import(new URL('dist/main.js', import.meta.url).href);
