import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { choose, expect, test } from '../support/ota-drop.ts';
import { spawnServer } from '../support/cloud/server-process.ts';
import { findPort } from '../support/proxy/free-port.ts';
import { upload } from './steps.ts';

/** The server as a process: how it is started, and what a script can do with it. How it fails is failures/server.spec.ts. */

test('the curl lines of docs/api.md upload a file', async ({ server, files, dir }) => {
  const page = await readFile(join(import.meta.dirname, '../../docs/api.md'), 'utf8');
  const block = /<!-- curl -->\s*```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  expect(block).toContain('/api/tickets');
  await writeFile(join(dir, 'firmware.zip'), await readFile(files.zip));
  const script = block.replaceAll('http://127.0.0.1:8080', server.url);
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
    cwd: dir,
  });
  expect(stdout).toMatch(/x-oss-hash-crc64ecma: \d+/);
  expect(stdout).toContain('identical');
  expect(Buffer.compare(await readFile(join(dir, 'back.zip')), await readFile(files.zip))).toBe(0);
});

test('npm run dev serves the page with the server’s own code', async ({ page, files, dir }) => {
  // Vite reads everything anew: on a busy machine that takes its time.
  test.slow();
  const [port, cloudPort] = [String(await findPort()), String(await findPort())];
  const vite = join(import.meta.dirname, '../../node_modules/vite/bin/vite.js');
  const dev = spawn(process.execPath, [vite], {
    cwd: join(import.meta.dirname, '../..'),
    env: { PATH: process.env['PATH'], PORT: port, CLOUD_PORT: cloudPort, DATA_DIR: dir },
    stdio: 'ignore',
  });
  const url = `http://127.0.0.1:${port}`;
  const isReady = async () => expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await expect(isReady).toPass({ timeout: 90_000 });
  await page.goto(url);
  await choose(page, files.gz);
  await expect(page.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  dev.kill();
  await once(dev, 'exit');
});

test('npm start leaves no server behind when npm ends', async ({ dir }) => {
  const npm = spawn('npm', ['start'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, PORT: '0', CLOUD_PORT: '0', DATA_DIR: dir },
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  let words = '';
  npm.stdout.on('data', (chunk) => (words += String(chunk)));
  await expect.poll(() => words, { timeout: 60_000 }).toContain('OTA Drop is ready');
  const lock: unknown = JSON.parse(await readFile(join(dir, 'lock'), 'utf8'));
  const pid = Object.entries(lock ?? {}).find(([name]) => name === 'pid')?.[1];
  if (typeof pid !== 'number') throw new Error('the lock names no process');
  expect(isAlive(pid)).toBe(true);
  npm.kill('SIGTERM');
  await expect.poll(() => isAlive(pid), { timeout: 30_000 }).toBe(false);
});

test('the server goes on when the process that reads its log has ended', async ({ dir }) => {
  const { child, url } = await spawnServer({ DATA_DIR: dir });
  child.stdout?.destroy();
  child.stderr?.destroy();
  for (const fileSuffix of ['bin', 'zip', 'gz']) {
    const { status } = await fetch(`${url}/api/tickets`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fileSuffix }),
    });
    expect(status).toBe(200);
  }
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});

test('no answer of the server holds the secret', async ({ page, files, start }) => {
  const canary = 'CANARY-secret-4711';
  const server = await start({ ACCESS_KEY_ID: 'CANARYID', ACCESS_KEY_SECRET: canary });
  const bodies: string[] = [];
  page.on('response', (response) => {
    void response.text().then((text) => bodies.push(text), String);
  });
  await page.goto(server.url);
  await upload(page, files.gz);
  for (const path of ['/', '/config.json', '/healthz', '/readyz', '/api/tickets', '/nothing']) {
    bodies.push(await (await fetch(server.url + path)).text());
  }
  expect(bodies.length).toBeGreaterThan(6);
  expect(bodies.join('\n')).not.toContain(canary);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
