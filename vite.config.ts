import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type Plugin } from 'vitest/config';
import { findBrowser, SANDBOX_ARGS } from './e2e/support/browser/find-browser.mjs';

/**
 * Seven builds from one file: `vite` (develop), `vite build` (dist/client), `vite build --ssr` (dist/server),
 * `vite build --ssr --mode playwright` (dist/playwright, what tests import), `vite build --mode demo` (dist/demo, the only one
 * that holds MSW), and with `--mode scenarios` the page and the server for testers (dist/scenarios). Vitest reads its projects from
 * here too.
 */
export default defineConfig(({ mode, isSsrBuild }) => ({
  // Relative addresses: the page works under any path of any web server.
  base: './',
  publicDir: isSsrBuild ? false : 'public',
  plugins: [
    // The page's own JSX runtime (package.json, imports): React's, with text that survives page translation.
    react({ jsxImportSource: '#jsx' }),
    !isSsrBuild && mode !== 'development' && firstSchemas(),
    mode === 'demo' && demoWorker(),
    mode === 'development' && !process.env['VITEST'] && sameServerCode(),
  ],
  // The server replaces this placeholder by a nonce in every answer.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: outDirOf(mode, isSsrBuild),
    emptyOutDir: true,
    // The first with AbortSignal.any, URL.canParse and toSorted.
    target: isSsrBuild ? 'node20' : ['chrome120', 'firefox124', 'safari17.4'],
    // data: addresses and the inline preload polyfill would need a weaker content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: isSsrBuild
      ? { input: ENTRIES[mode] ?? 'src/server/main.ts' }
      : {
          // How long the plugins of this configuration take is nothing that whoever starts the server for the first time can mend.
          checks: { bundlerTimings: false },
          output: {
            // What is loaded first stays in one piece, whatever later parts share with it: its styles name the cascade layers in
            // their order, and have to be the first.
            codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] },
          },
        },
  },
  // Runs without node_modules; only Playwright has to be the one that runs the tests.
  ...(isSsrBuild && { ssr: { noExternal: true, external: ['playwright'] } }),
  worker: {
    format: 'es',
    // A folder of their own: the server gives them a policy of their own.
    rolldownOptions: { output: { entryFileNames: 'workers/[name]-[hash].js' } },
  },
  // Of parts that are loaded late. Found then, a dependency makes `npm run dev` reload the page in the middle of an upload.
  ...(mode === 'development' && {
    optimizeDeps: {
      include: [
        '@tanstack/react-query',
        'hash-wasm',
        'idb-keyval',
        'pako',
        'react-dropzone',
        'tinyqueue',
        'valibot',
      ],
    },
  }),
  server: {
    host: '127.0.0.1',
    port: Number(process.env['PORT'] ?? 8080),
    strictPort: true,
    watch: { ignored: ['**/dist/**', '**/.data*/**'] },
  },
  // By number: where localhost means ::1 first, README's address would lead nowhere.
  preview: { host: '127.0.0.1', port: Number(process.env['PORT'] ?? 8082), strictPort: true },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'e2e/support/proxy/fault-proxy.test.ts',
            'e2e/replicas/round-robin.test.ts',
            // Not what its peers have in node_modules.
            'e2e/bench/{backend,program}/*.test.ts',
          ],
          exclude: ['src/**/*.browser.test.ts'],
          environment: 'node',
          // A thread starts faster than a process. Files share them, and their modules: to start one for each file and to load
          // everything anew took a quarter of the time. Globals are put back between two files.
          pool: 'threads',
          isolate: false,
          setupFiles: ['src/testing/own-globals.setup.ts'],
          // One more than there are cores: some files wait most of their time, for a Redis that went away or for a disk.
          maxWorkers: availableParallelism() + 1,
          // For a machine that is busy with something else. Work is bounded by runs, never by this.
          testTimeout: 120_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        // Found late, a dependency makes Vite reload the page in the middle of a test.
        optimizeDeps: { include: ['hash-wasm', 'valibot'], noDiscovery: true },
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts'],
          globalSetup: ['src/testing/embedded-cloud.setup.ts', 'src/testing/odd-stores.setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
          browser: {
            enabled: true,
            headless: true,
            // The page's own port is fixed; its tests take any that is free.
            api: { strictPort: false },
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...findBrowser(), args: [...SANDBOX_ARGS] },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
}));

function outDirOf(mode: string, isSsrBuild: boolean | undefined): string {
  if (mode === 'scenarios') return `dist/scenarios/${isSsrBuild === true ? 'server' : 'client'}`;
  if (isSsrBuild === true) return mode === 'playwright' ? 'dist/playwright' : 'dist/server';
  return mode === 'demo' ? 'dist/demo' : 'dist/client';
}

/** Of a server, by mode. */
const ENTRIES: Readonly<Record<string, string>> = {
  playwright: 'src/automation/playwright.ts',
  scenarios: 'src/scenarios/server/main.ts',
};

/** Modules of the first load that read what the server has answered. */
const FIRST_SCHEMAS = /\/src\/(app\/page\/page-config|contract\/(page-config|access\/\w+))\.ts$/;

/**
 * Valibot is one module, so one chunk holds all of it that any part of the page uses. The first load has its own copy, with the few
 * functions that reading the page's settings takes.
 */
function firstSchemas(): Plugin {
  return {
    name: 'first-schemas',
    apply: 'build',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (source !== 'valibot' || importer === undefined) return null;
      if (!FIRST_SCHEMAS.test(importer.replaceAll('\\', '/'))) return null;
      const found = await this.resolve(source, importer, { skipSelf: true });
      return found === null ? null : { ...found, id: `${found.id}?first` };
    },
  };
}

/** The demo's service worker and, unmodified, the one MSW ships. No other build knows of them. */
function demoWorker(): Plugin {
  return {
    name: 'demo-worker',
    apply: 'build',
    async generateBundle() {
      const msw = createRequire(import.meta.url).resolve('msw/mockServiceWorker.js');
      const files = [
        ['mock-worker.js', new URL('./src/mocks/worker/mock-worker.js', import.meta.url)],
        ['mockServiceWorker.js', msw],
      ] as const;
      for (const [fileName, source] of files) {
        this.emitFile({ type: 'asset', fileName, source: await readFile(source) });
      }
    },
  };
}

/** `npm run dev`: Vite serves the page, the server's own code answers everything else. */
function sameServerCode(): Plugin {
  return {
    name: 'same-server-code',
    apply: 'serve',
    async configureServer(vite) {
      const { attachToVite } = await vite.ssrLoadModule('/src/server/dev.ts');
      attachToVite(vite);
    },
  };
}
