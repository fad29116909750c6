import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Which folder may import which is held by the compiler's project references: a forbidden import does not compile. */

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
  const dir = await mkdtemp(join(cache, 'probe-'));
  try {
    // All that `extends` leaves out: without it even what the room may import would be forbidden here.
    const lines = (await readFile(join(src, room, 'tsconfig.json'), 'utf8')).split('\n');
    const own = JSON.parse(lines.filter((line) => !line.trim().startsWith('//')).join('\n'));
    const references: readonly { readonly path: string }[] = own.references ?? [];
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
        references: references.map(({ path }) => ({ path: join(src, room, path) })),
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

const importing = (name: string, file: string) =>
  `import { ${name} } from 'SRC/${file}'; console.log(${name});`;
const NODE = `import { readFile } from 'node:fs'; console.log(readFile);`;

test.each([
  ['app', importing('createApp', 'server/http/app.ts')],
  ['upload/queue', importing('createPageConfig', 'app/page/page-config.ts')],
  ['simulator', importing('advance', 'upload/model/advance.ts')],
  ['contract', importing('createCloud', 'simulator/cloud.ts')],
  ['server', importing('advance', 'upload/model/advance.ts')],
  ['server', importing('createFaultPlan', 'faults/fault-plan.ts')],
  ['simulator', importing('createFaultPlan', 'faults/fault-plan.ts')],
  ['faults', importing('injectFaults', 'faults/socket/socket-faults.ts')],
  ['faults', NODE, 'TS2591'],
  ['upload/model', importing('createUploadStore', 'upload/queue/upload-store.ts')],
  ['upload/transfer', importing('createUploadStore', 'upload/queue/upload-store.ts')],
  ['contract', 'export const title = document.title;', 'TS2584'],
  ['upload/queue', NODE, 'TS2591'],
  ['simulator', NODE, 'TS2591'],
  ['server', 'export const title = window.document.title;', 'TS2304'],
])(
  '%s cannot see: %s',
  async (room, code, error = 'TS6307') => {
    expect(await compileIn(room, code)).toContain(error);
  },
  60_000,
);

test.each([
  ['app', importing('advance', 'upload/model/advance.ts')],
  ['server', importing('createCloud', 'simulator/cloud.ts')],
  ['upload/queue', importing('advance', 'upload/model/advance.ts')],
  ['contract', `export const address = new URL('https://a');`],
])(
  '%s can see what it may see, so that a failure comes from the import and not from the probe: %s',
  async (room, code) => {
    // Whether it also compiles depends on what was built before (TS6305).
    expect(await compileIn(room, code)).not.toMatch(/TS(?!6305)\d+/);
  },
  60_000,
);
