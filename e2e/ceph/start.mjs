import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { missingPrograms } from './programs.mjs';

// `npm run test:ceph`: the page against a real Ceph, where that is installed.
const here = import.meta.dirname;
const root = join(here, '../..');
const missing = missingPrograms();

if (missing.length > 0) {
  console.log(
    `Skipped: ${missing.join(', ')} cannot be found. They come with Debian's packages radosgw, ceph-mon, ceph-osd and ceph-common.`,
  );
} else {
  installClients();
  execFileSync('npm', ['run', 'build', '--silent', '--prefix', root], { stdio: 'inherit' });
  const { status } = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/playwright/cli.js'),
      'test',
      '-c',
      join(here, 'playwright.config.ts'),
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit', cwd: root },
  );
  process.exitCode = status ?? 1;
}

/** The clients that read back are a package of their own, so that a normal install stays small. */
function installClients() {
  const installed = join(here, 'node_modules/.package-lock.json');
  const isFresh =
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(here, 'package-lock.json')).mtimeMs;
  if (isFresh) return;
  console.log('Installing the clients that read back, once...');
  execFileSync('npm', ['ci', '--prefix', here, '--no-audit', '--loglevel=error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
