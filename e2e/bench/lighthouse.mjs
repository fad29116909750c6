import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { chromium } from 'playwright';
import { findUsersBrowser, SANDBOX_ARGS } from '../support/browser/find-browser.mjs';

// `npm run lighthouse`: the built page, as Lighthouse sees it. Not a dependency: 13 needs Node 22, and it is asked for seldom.
const LIGHTHOUSE = 'lighthouse@12.8.2';
const CATEGORIES = ['accessibility', 'best-practices'];

const dir = await mkdtemp(join(tmpdir(), 'ota-drop-lighthouse-'));
const server = spawn(process.execPath, [join(import.meta.dirname, '../../dist/server/main.js')], {
  env: {
    PATH: process.env['PATH'],
    PORT: '0',
    CLOUD_PORT: '0',
    LOG_FORMAT: 'text',
    DATA_DIR: join(dir, 'store'),
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const report = join(dir, 'report.json');
  await promisify(execFile)(
    'npx',
    [
      '--yes',
      LIGHTHOUSE,
      await address(),
      '--quiet',
      '--output=json',
      `--output-path=${report}`,
      `--only-categories=${CATEGORIES.join(',')}`,
      `--chrome-flags=--headless=new ${SANDBOX_ARGS.join(' ')}`,
    ],
    {
      env: {
        ...process.env,
        CHROME_PATH: findUsersBrowser().executablePath ?? chromium.executablePath(),
      },
    },
  );
  /** @type {{ categories: Record<string, { score: number, auditRefs: { id: string }[] }>, audits: Record<string, { score: number | null, title: string }> }} */
  const { categories, audits } = JSON.parse(await readFile(report, 'utf8'));
  for (const name of CATEGORIES) {
    const { score = 0, auditRefs = [] } = categories[name] ?? {};
    console.log(`${name}: ${Math.round(score * 100)}`);
    if (score === 1) continue;
    process.exitCode = 1;
    for (const { id } of auditRefs) {
      const audit = audits[id];
      if (audit?.score === 0) console.log(`  ${id}: ${audit.title}`);
    }
  }
} finally {
  server.kill('SIGKILL');
  await rm(dir, { recursive: true, force: true });
}

/** Where the server listens, as it says. */
async function address() {
  for await (const line of createInterface(server.stdout)) {
    const url = /is ready: (\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('The server did not start.');
}
