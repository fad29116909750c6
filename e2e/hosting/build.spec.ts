import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { spellingsOf } from '../../src/server/operations/scrub.ts';
import { expect, test } from '../support/ota-drop.ts';

const ROOT = join(import.meta.dirname, '../..');
const SECRETS = {
  ACCESS_KEY_ID: 'CANARY-id-0815-4711',
  ACCESS_KEY_SECRET: 'CANARY+secret/4711=',
  SECURITY_TOKEN: 'CANARY+lent/0123456789==',
  SIGN_IN_TOKEN: 'CANARY+token/0123456789abcdef',
  SESSION_SECRET: 'CANARY+session/0123456789abcdef',
  // What a build tool would take for its own.
  VITE_ACCESS_KEY_SECRET: 'CANARY+vite/0123456789abcdef',
};

test('a build in the environment of a server holds none of its secrets', async ({ dir }) => {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  for (const [name, args] of [
    ['client', []],
    ['server', ['--ssr']],
    ['demo', ['--mode', 'demo']],
  ] as const) {
    execFileSync(
      process.execPath,
      [vite, 'build', ...args, '--outDir', join(dir, name), '--logLevel', 'error'],
      { cwd: ROOT, env: { ...process.env, ...SECRETS } },
    );
  }
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  expect(files.length).toBeGreaterThan(40);
  const spellings = Object.values(SECRETS).flatMap(spellingsOf);
  expect(spellings.filter((spelling) => files.some((text) => text.includes(spelling)))).toEqual([]);
});
