import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { environmentFile } from '../server/command-line/environment-file.ts';
import { pagePolicy, WORKER_POLICY } from '../server/http/security-headers.ts';
import { settingNames } from '../server/settings/setting-reader.ts';
import { filesBelow, read } from './source-files.ts';
import { folderOfTest } from './test-resources.ts';

/** The files of `examples/` say what the program says. That they run is shown by `npm run test:hosting`. */

/** Those that run this server; the others are programs with settings of their own. */
const examples = filesBelow('examples').filter(
  (path) => !/^examples\/(?:backend|playwright)\//.test(path),
);

test('.env.example is the table of settings', () => {
  expect(read('.env.example')).toBe(environmentFile());
});

test.each(examples)('%s names settings that exist', (path) => {
  const words = read(path).match(/\b[A-Z]+(?:_[A-Z]+)+\b/g) ?? [];
  const strangers = new Set(['CSP_NONCE', 'AF_INET', 'AF_UNIX']);
  const known = new Set<string>(settingNames());
  expect(words.filter((word) => !known.has(word) && !strangers.has(word))).toEqual([]);
});

describe('a static host has the policies of the server', () => {
  const stores = ['https://ota.example.com', 'https://store.ota.example.com'];
  const policyOf = (scripts: string) =>
    pagePolicy({ storeHosts: stores, isHttps: false }, 'NONCE').replace(
      "'nonce-NONCE' 'strict-dynamic'",
      scripts,
    );

  test('nginx, with a nonce of its own', () => {
    const text = read('examples/nginx/static-page.conf');
    expect(text).toContain(`"${policyOf("'nonce-$request_id' 'strict-dynamic'")}"`);
    expect(text).toContain(`"${WORKER_POLICY}"`);
  });

  test('Caddy, with the hash of the script in index.html', () => {
    const [, script = ''] = /<script>([\s\S]*?)<\/script>/.exec(read('index.html')) ?? [];
    const hash = createHash('sha256').update(script).digest('base64');
    const text = read('examples/caddy/static-page.Caddyfile');
    expect(text).toContain(`"${policyOf(`'self' 'sha256-${hash}'`)}"`);
    expect(text).toContain(`"${WORKER_POLICY}"`);
  });
});

const ANALYZE = '/usr/bin/systemd-analyze';

test.skipIf(!existsSync(ANALYZE))('systemd takes the unit', async () => {
  const path = join(await folderOfTest(), 'ota-drop.service');
  const unit = read('examples/systemd/ota-drop.service').replaceAll(
    '/usr/bin/node',
    process.execPath,
  );
  await writeFile(path, unit);
  // It has an exit code for a missing page of a manual; what matters is what it says of the unit.
  const { stderr } = await promisify(execFile)(ANALYZE, ['verify', '--man=no', path]).catch(
    (error: { readonly stderr: string }) => error,
  );
  expect(stderr.split('\n').filter((line) => line.includes('ota-drop.service'))).toEqual([]);
});
