import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findBrowser } from '../support/browser/find-browser.mjs';

// `npm run test:package`: packs, and has the example's tests run in an empty folder, by the two commands of its README.
const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'ota-drop-package-'));
const project = join(folder, 'project');
const { executablePath } = findBrowser();
const env = {
  ...process.env,
  // As in a shell of its own: npm tells its children about the project that it runs in.
  ...Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^npm_/i.test(name) && !/^npm_config_(?:cache|registry)$/i.test(name))
      .map((name) => [name, undefined]),
  ),
  ...(executablePath === undefined ? {} : { CHROMIUM: executablePath }),
};

/** @param {string} cwd @param {string} command @param {readonly string[]} args */
function run(cwd, command, ...args) {
  console.log(`$ ${[command, ...args].join(' ')}`);
  execFileSync(command, args, { cwd, env, stdio: 'inherit', shell: process.platform === 'win32' });
}

/** `npx ota-drop` serves the page, without anything to be built, and ends when it is told to. */
async function startAndStop() {
  console.log('$ npx ota-drop');
  const server = spawn(join(project, 'node_modules/.bin/ota-drop'), {
    cwd: project,
    env: {
      ...env,
      PORT: '0',
      CLOUD_PORT: '0',
      DATA_DIR: join(folder, 'data'),
      // Its lines are read below; off a terminal they would be JSON.
      LOG_FORMAT: 'text',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    let output = '';
    for await (const chunk of server.stdout) {
      output += chunk;
      const [, url] = /is ready: (\S+)/.exec(output) ?? [];
      if (url === undefined) continue;
      const page = await (await fetch(url)).text();
      if (!page.includes('OTA Drop')) throw new Error(`${url} does not have the page: ${page}`);
      break;
    }
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    const [code] = await ended;
    if (code !== 0) throw new Error(`ota-drop ended with ${code}: ${output}`);
  } finally {
    server.kill('SIGKILL');
  }
}

try {
  run(root, 'npm', 'pack', '--silent', '--pack-destination', folder);
  const [tarball = ''] = readdirSync(folder);
  cpSync(join(root, 'examples/playwright'), project, { recursive: true });

  run(project, 'npm', 'install', '--prefer-offline', `../${tarball}`);
  run(project, 'npm', 'test');

  await startAndStop();

  // Everything is built in: an install brings no framework along.
  const expected = new Set(['ota-drop', 'playwright', 'playwright-core', 'fsevents']);
  const installed = readdirSync(join(project, 'node_modules')).filter(
    (name) => !name.startsWith('.'),
  );
  if (installed.some((name) => !expected.has(name))) {
    throw new Error(
      `The package brings others along: ${installed.join(', ')}. What is bundled belongs in devDependencies.`,
    );
  }

  // Its types, as a project sees them that checks everything and knows nothing of ours.
  const compilerOptions = {
    module: 'nodenext',
    target: 'es2023',
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  };
  writeFileSync(
    join(project, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['*.ts'] }),
  );
  run(project, process.execPath, join(root, 'node_modules/typescript/lib/tsc.js'), '-p', '.');
  console.log('The packed package works: installed, tested, types checked.');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
