import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** The built server with everything it says, whether or not it gets to serve; as process 1 of a container, if that is wanted. */
export type LoneServer = {
  /** Undefined if it ended instead. */
  readonly urls: { readonly url: string; readonly cloudUrl: string } | undefined;
  /** Undefined as long as it runs. */
  readonly code: number | null | undefined;
  readonly pid: number;
  /** All that came on stdout and stderr until now. */
  words(): string;
  errors(): string;
  /** As kill -9 does. */
  kill(): Promise<void>;
};

const MAIN = join(import.meta.dirname, '../../../dist/server/main.js');
/** A PID namespace with its own /proc: what a container has of it. */
const CONTAINER = ['--pid', '--fork', '--mount-proc', '--kill-child'] as const;

/** Making one needs root, and Linux. */
export function canMakeContainers(): boolean {
  return spawnSync('unshare', [...CONTAINER, 'true']).status === 0;
}

export async function launch(
  env: Readonly<Record<string, string>>,
  where: 'here' | 'container' = 'here',
): Promise<LoneServer> {
  const [command, args] =
    where === 'here'
      ? [process.execPath, [MAIN]]
      : ['unshare', [...CONTAINER, process.execPath, MAIN]];
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], PORT: '0', CLOUD_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const urls = await new Promise<LoneServer['urls']>((resolve) => {
    child.once('close', () => resolve(undefined));
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      const url = /(?:is ready:|listens on) (\S+)/.exec(out)?.[1];
      const cloudUrl = /embedded cloud at ([^\s,]+)/.exec(out)?.[1];
      if (url !== undefined && cloudUrl !== undefined) resolve({ url, cloudUrl });
    });
  });
  return {
    urls,
    get code() {
      return child.exitCode ?? (child.signalCode === null ? undefined : null);
    },
    pid: child.pid ?? 0,
    words: () => out + err,
    errors: () => err,
    kill: () => kill(child),
  };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
