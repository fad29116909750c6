import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** `npm start` in a project whose server says what it is told, and ends. */

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'ota-drop-start-'));
  const own = fileURLToPath(new URL('start.mjs', import.meta.url));
  await mkdir(join(root, 'src/server'), { recursive: true });
  await cp(own, join(root, 'src/server/start.mjs'), { preserveTimestamps: true });
  await put('dist/client/index.html', '');
  await put('dist/server/main.js', 'const { HOST, PORT } = process.env; console.log(HOST, PORT);');
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function put(path: string, content: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

async function start(env: Readonly<Record<string, string>>): Promise<string> {
  const script = join(root, 'src/server/start.mjs');
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env });
  return stdout;
}

test('settings come from .env, and from the environment first', async () => {
  await put('.env', '# where to listen\nHOST=127.0.0.2\nPORT=9000\n');
  expect(await start({ PORT: '9001' })).toBe('127.0.0.2 9001\n');
});

test('without .env the environment alone counts', async () => {
  expect(await start({ PORT: '9001' })).toBe('undefined 9001\n');
});

test('what cannot be read as a file ends the start with a sentence', async () => {
  await mkdir(join(root, '.env'));
  await expect(start({})).rejects.toMatchObject({
    code: 78,
    stderr: expect.stringMatching(
      /^OTA Drop cannot start\. The settings in .*\.env cannot be read/,
    ),
  });
});
