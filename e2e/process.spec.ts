import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { choose, expect, onDisk, test, uploads } from './ota-drop.ts';
import { sparseFile } from './firmware-files.ts';

/** The server as a process: how it starts, refuses to, stops, and what a script can do with it. */

const main = join(import.meta.dirname, '../dist/server/main.js');
const run = async (env: Record<string, string>) => {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let words = '';
  child.stderr.on('data', (chunk) => {
    words += String(chunk);
  });
  const [code] = await once(child, 'close');
  return { code, words };
};

test('the README’s curl lines do the whole way', async ({ server, files }) => {
  const readme = await readFile(join(import.meta.dirname, '../README.md'), 'utf8');
  const block = /<!-- curl -->\s*```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(block).toContain('/api/tickets');
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-curl-'));
  await writeFile(join(dir, 'firmware.zip'), await readFile(files.zip));
  const script = block.replaceAll('http://127.0.0.1:8080', server.url);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: dir,
  });
  expect(stdout).toMatch(/x-oss-hash-crc64ecma: \d+/);
  expect(stdout).toContain('identical');
  expect(Buffer.compare(await readFile(join(dir, 'back.zip')), await readFile(files.zip))).toBe(0);
  await rm(dir, { recursive: true });
});

test('every mistake in the settings is told at once, and no stack', async () => {
  const { code, words } = await run({ PORT: 'abc', CLOUD: 'moon', TICKET_LIFE_S: '-1' });
  expect(code).toBe(78);
  for (const name of ['PORT', 'CLOUD', 'TICKET_LIFE_S']) expect(words).toContain(`- ${name} is`);
  expect(words).not.toMatch(/\n\s+at /);
});

test('a port that is taken, or a folder that is in use, is a sentence', async ({ server }) => {
  const port = new URL(server.url).port;
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-port-'));
  const taken = await run({ PORT: port, CLOUD_PORT: '0', DATA_DIR: dir });
  expect(taken.code).toBe(1);
  expect(taken.words).toContain(`Port ${port} on 127.0.0.1 is taken.`);
  expect(taken.words).not.toMatch(/\n\s+at /);
  const inUse = await run({ PORT: '0', CLOUD_PORT: '0', DATA_DIR: server.dataDir });
  expect(inUse.code).toBe(1);
  expect(inUse.words).toContain(`in use by process ${server.pid}`);
  await rm(dir, { recursive: true });
});

test('npm run dev serves the page with the same server code behind it', async ({ page, files }) => {
  const [port, cloudPort] = [await freePort(), await freePort()];
  const dataDir = await mkdtemp(join(tmpdir(), 'ota-drop-dev-'));
  const vite = join(import.meta.dirname, '../node_modules/vite/bin/vite.js');
  const dev = spawn(process.execPath, [vite], {
    cwd: join(import.meta.dirname, '..'),
    env: { PATH: process.env['PATH'], PORT: port, CLOUD_PORT: cloudPort, DATA_DIR: dataDir },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  await expect
    .poll(
      () =>
        fetch(`${url}/healthz`).then(
          (r) => r.status,
          () => 0,
        ),
      { timeout: 30_000 },
    )
    .toBe(200);
  await page.goto(url);
  await choose(page, files.gz);
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  dev.kill();
  await once(dev, 'exit');
  await rm(dataDir, { recursive: true });
});

test('SIGTERM lets an upload finish before the process ends', async ({ page, files, start }) => {
  const server = await start();
  const path = await sparseFile(join(files.dir, 'draining.bin'), 400_000_000);
  await page.goto(server.url);
  await choose(page, path);
  await expect.poll(() => onDisk(server)).toMatchObject({ unfinished: 1 });
  process.kill(server.pid, 'SIGTERM');
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  await expect.poll(() => isAlive(server.pid), { timeout: 40_000 }).toBe(false);
  expect(await readdir(server.dataDir)).not.toContain('lock');
});

test('npm start ends with npm: no server stays behind', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ota-drop-npm-'));
  const npm = spawn('npm', ['start'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...process.env, PORT: '0', CLOUD_PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  let words = '';
  npm.stdout.on('data', (chunk) => {
    words += String(chunk);
  });
  await expect.poll(() => words, { timeout: 60_000 }).toContain('OTA Drop is ready');
  const pid = Number(await readFile(join(dataDir, 'lock'), 'utf8'));
  expect(isAlive(pid)).toBe(true);
  npm.kill('SIGTERM');
  await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false);
  await rm(dataDir, { recursive: true });
});

test('the secret never leaves the server, whatever is asked', async ({ page, files, start }) => {
  const canary = 'CANARY-secret-4711';
  const server = await start({ ACCESS_KEY_ID: 'CANARYID', ACCESS_KEY_SECRET: canary });
  const bodies: string[] = [];
  page.on('response', (response) => {
    void response.text().then(
      (text) => bodies.push(text),
      () => undefined,
    );
  });
  await page.goto(server.url);
  await choose(page, files.gz);
  await expect(uploads(page)).toHaveAttribute('data-status', 'done');
  for (const path of ['/', '/config.json', '/healthz', '/api/tickets', '/nothing']) {
    bodies.push(await (await fetch(server.url + path)).text());
  }
  expect(bodies.length).toBeGreaterThan(6);
  expect(bodies.join('\n')).not.toContain(canary);
});

async function freePort(): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  return typeof address === 'object' && address !== null ? String(address.port) : '';
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
