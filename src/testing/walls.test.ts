import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** The rooms' walls are the compiler's: a forbidden import must not compile, and this shows that it does not. */

const src = join(import.meta.dirname, '..');
const cache = join(src, '../node_modules/.cache');
const tsc = join(
  dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
  'bin/tsc',
);

/** Compiles one more file as if it lay in a room, and returns what the compiler says. */
async function compileIn(room: string, code: string): Promise<string> {
  // Beside the packages, so that the room's own type libraries are found.
  await mkdir(cache, { recursive: true });
  const dir = await mkdtemp(join(cache, 'wall-'));
  try {
    await writeFile(join(dir, 'probe.ts'), code.replaceAll('SRC', src));
    await writeFile(
      join(dir, 'tsconfig.json'),
      JSON.stringify({
        extends: join(src, room, 'tsconfig.json'),
        // An absolute root keeps the probe's place from mattering; nothing is written.
        compilerOptions: {
          rootDir: '/',
          outDir: join(dir, 'out'),
          tsBuildInfoFile: join(dir, 'info'),
        },
        include: [join(dir, 'probe.ts')],
        exclude: [],
      }),
    );
    const { stdout } = await promisify(execFile)(process.execPath, [tsc, '-p', dir]).catch(
      (error: { stdout: string }) => error,
    );
    return stdout;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

test.each([
  [
    'app',
    'server',
    `import { createApp } from 'SRC/server/http/app.ts'; console.log(createApp);`,
    'TS6307',
  ],
  [
    'upload',
    'app',
    `import { createPageConfig } from 'SRC/app/page-config.ts'; console.log(createPageConfig);`,
    'TS6307',
  ],
  [
    'simulator',
    'upload',
    `import { advance } from 'SRC/upload/model/advance.ts'; console.log(advance);`,
    'TS6307',
  ],
  [
    'contract',
    'simulator',
    `import { createCloud } from 'SRC/simulator/cloud.ts'; console.log(createCloud);`,
    'TS6307',
  ],
  [
    'server',
    'upload',
    `import { advance } from 'SRC/upload/model/advance.ts'; console.log(advance);`,
    'TS6307',
  ],
  [
    'upload/model',
    'the queue',
    `import { createUploadStore } from 'SRC/upload/queue/upload-store.ts'; console.log(createUploadStore);`,
    'TS6307',
  ],
  [
    'upload/transfer',
    'the queue',
    `import { createUploadStore } from 'SRC/upload/queue/upload-store.ts'; console.log(createUploadStore);`,
    'TS6307',
  ],
  ['contract', 'the document', `export const title = document.title;`, 'TS2584'],
  ['upload', 'Node', `import { readFile } from 'node:fs'; console.log(readFile);`, 'TS2591'],
  ['simulator', 'Node', `import { readFile } from 'node:fs'; console.log(readFile);`, 'TS2591'],
  ['server', 'the window', `export const title = window.document.title;`, 'TS2304'],
])(
  '%s cannot see %s',
  async (room, _, code, error) => {
    expect(await compileIn(room, code)).toContain(error);
  },
  60_000,
);

test('what a room may use compiles, so a red wall is the import and not the probe', async () => {
  expect(await compileIn('contract', `export const address = new URL('https://a');`)).toBe('');
}, 60_000);
