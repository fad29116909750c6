import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReverseProxy } from './reverse-proxies.ts';

export type RunningProxy = { stop(): Promise<void> };

const STARTS_WITHIN_MS = 20_000;

/** Runs it in the foreground from a folder of its own until it is stopped. @throws with what it said if it does not start */
export async function runProxy(
  proxy: ReverseProxy,
  port: number,
  store: number,
): Promise<RunningProxy> {
  const program = findProgram(proxy.program);
  if (program === undefined) throw new Error(`${proxy.program} is not installed.`);
  const dir = await mkdtemp(join(tmpdir(), 'ota-drop-proxy-'));
  // Some of them give up root, and then still have to write here.
  await chmod(dir, 0o777);
  const place = { dir, port, store };
  for (const [name, text] of Object.entries(proxy.files(place))) {
    await writeFile(join(dir, name), text);
  }
  await mkdir(join(dir, 'tmp')).catch(() => undefined);
  let said = '';
  const child = spawn(program, proxy.args(place), {
    cwd: dir,
    env: { PATH: process.env['PATH'], ...proxy.env?.(place) },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(proxy.user === undefined ? {} : runAs(proxy.user)),
    // A group of its own: some start workers, which end with it.
    detached: true,
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said = (said + String(chunk)).slice(-4_000);
    });
  }
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      process.kill(-child.pid, 'SIGKILL');
      await gone;
    }
    await rm(dir, { recursive: true, force: true, maxRetries: 5 });
  };
  const until = Date.now() + STARTS_WITHIN_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) {
      const log = await readFile(join(dir, 'error.log'), 'utf8').catch(() => '');
      await stop();
      throw new Error(`${proxy.name} did not start: ${said}${log}`);
    }
    await sleep(50);
  }
  return { stop };
}

/** Only root may start a program as another user. */
function runAs(user: string): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: '-u' | '-g') =>
    Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout);
  return { uid: idOf('-u'), gid: idOf('-g') };
}

/** `haproxy 2.6.12`: for the table. */
export function versionOf({ name, program, version = ['-v'] }: ReverseProxy): string {
  const path = findProgram(program);
  if (path === undefined) return `${name} (not installed)`;
  const { stdout, stderr } = spawnSync(path, version, { encoding: 'utf8' });
  const number = /\d+\.\d+(\.\d+)?/.exec(`${stdout}${stderr}`.replace(/^.*LD_PRELOAD.*$/m, ''));
  return `${name} ${number?.[0] ?? ''}`.trim();
}

/** Debian keeps servers out of the path of plain users. @returns where the program is, if it is */
export function findProgram(program: string): string | undefined {
  return ['/usr/sbin', '/usr/bin', '/usr/local/sbin', '/usr/local/bin']
    .map((dir) => join(dir, program))
    .find((path) => existsSync(path));
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  socket.destroy();
  return isOpen;
}
