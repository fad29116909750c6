import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

// `npm run bench`: installs the peers when they are not there, builds what is stale, then runs the program.
const here = import.meta.dirname;
const root = join(here, '../..');

install();
buildProduct();
await buildPages();
await buildProgram();
await import(new URL('dist/program/main.js', import.meta.url).href);

/** The peers are a package of their own, so that a normal install of the product stays small. */
function install() {
  const installed = join(here, 'node_modules/.package-lock.json');
  if (newestOf(installed) >= newestOf(join(here, 'package-lock.json'))) return;
  console.log('Installing the peers, once...');
  // Some name a newer Node than ours; they run in a browser.
  npm('ci', '--prefix', here, '--no-audit', '--loglevel=error');
}

function buildProduct() {
  const built = ['dist/server/main.js', 'dist/client/index.html'].map((path) => join(root, path));
  const isFresh = Math.min(...built.map(newestOf)) >= newestIn(join(root, 'src'));
  if (isFresh) return;
  console.log('Building OTA Drop...');
  npm('run', 'build', '--silent', '--prefix', root);
}

async function buildPages() {
  const source = join(here, 'pages');
  const names = readdirSync(source).filter((name) => name.endsWith('.html'));
  await build({
    configFile: false,
    root: source,
    base: './',
    // Ant Design's modules say "use client" by the hundred, and each is a warning.
    logLevel: 'error',
    build: {
      outDir: join(here, 'dist/pages'),
      emptyOutDir: true,
      target: 'chrome120',
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: names.map((name) => join(source, name)) },
    },
  });
}

/** Node 20 runs no TypeScript by itself. */
async function buildProgram() {
  await build({
    configFile: false,
    root: here,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: join(here, 'dist/program'),
      emptyOutDir: true,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        input: [join(here, 'program/main.ts'), join(here, 'backend/main.ts')],
        output: { entryFileNames: ({ facadeModuleId }) => entryName(facadeModuleId ?? '') },
      },
    },
  });
}

/** @param {string} source */
function entryName(source) {
  return source.includes('backend') ? 'backend.js' : 'main.js';
}

/** @param {string[]} args */
function npm(...args) {
  execFileSync('npm', args, {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
}

/** Milliseconds; 0 when there is no such file. @param {string} path */
function newestOf(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

/** @param {string} dir */
function newestIn(dir) {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true });
  return Math.max(...files.map((file) => newestOf(join(file.parentPath, file.name))));
}
