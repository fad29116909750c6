import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { findPort } from '../proxy/free-port.ts';
import { temporaryFolder } from '../../../src/automation/temporary-folder.ts';
import { storedIn, type StoreContents } from './stored-files.ts';

/** The built server as a process, with everything it prints, whether or not it gets to serve. */
export type Launched = {
  readonly child: ChildProcess;
  /** Undefined if it ended instead. */
  readonly urls: { readonly url: string; readonly cloudUrl: string } | undefined;
  /** All that came on stdout and stderr until now. */
  output(): string;
  errors(): string;
  stop(): Promise<void>;
};

export type LaunchOptions = {
  /** As process 1 of a container. */
  readonly inContainer?: boolean;
  /** As this user. */
  readonly uid?: number;
};

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

export const MAIN = join(import.meta.dirname, '../../../dist/server/main.js');
/** A PID namespace with its own /proc: what a container has of it. */
const CONTAINER = ['--pid', '--fork', '--mount-proc', '--kill-child'] as const;

/** Making one needs root, and Linux. */
export function canMakeContainers(): boolean {
  return spawnSync('unshare', [...CONTAINER, 'true']).status === 0;
}

/** Resolves when it serves, or has ended. On free ports, unless `env` says otherwise. */
export async function launch(
  env: Readonly<Record<string, string>>,
  { inContainer = false, ...user }: LaunchOptions = {},
): Promise<Launched> {
  const [command, args] = inContainer
    ? ['unshare', [...CONTAINER, process.execPath, MAIN]]
    : [process.execPath, [MAIN]];
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'], PORT: '0', CLOUD_PORT: '0', LOG_FORMAT: 'text', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  let out = '';
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const urls = await new Promise<Launched['urls']>((resolve) => {
    child.once('close', () => resolve(undefined));
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      // Where PUBLIC_URL names another address, the one it listens on follows.
      const url = /listens on (\S+)/.exec(out)?.[1] ?? /is ready: (\S+)/.exec(out)?.[1];
      const cloudUrl = /(?:embedded cloud|your bucket) at ([^\s,]+)/.exec(out)?.[1];
      if (url !== undefined && cloudUrl !== undefined) resolve({ url, cloudUrl });
    });
  });
  return {
    child,
    urls,
    output: () => out + errors,
    errors: () => errors,
    stop: () => stopProcess(child),
  };
}

/** As kill -9 does, if it still runs. */
export async function stopProcess(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await endOf(child);
}

async function endOf(child: ChildProcess): Promise<Ending> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode };
}

/** The same for a test that cannot go on without it; `env` has to name a DATA_DIR. What it complains of goes to our own stderr. */
export async function spawnServer(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly child: ChildProcess; readonly url: string; readonly cloudUrl: string }> {
  const { child, urls, output } = await launch(env);
  if (urls === undefined) throw new Error(`The server did not start: ${output()}`);
  child.stderr?.pipe(process.stderr);
  return { child, ...urls };
}

/** A process that ends and comes back: always at the same addresses and with the same folder. */
export type ServerProcess = StoreContents & {
  readonly url: string;
  readonly cloudUrl: string;
  readonly dataDir: string;
  /** Sends a signal. @returns how it ended, once it has */
  signal(name: NodeJS.Signals): Promise<Ending>;
  startAgain(): Promise<void>;
  /** Its sockets stay open, and are not read any more. */
  pause(): void;
  stop(): Promise<void>;
};

/** @param env with a DATA_DIR, if it is not to have one of its own, which is removed in the end */
export async function startProcess(
  env: Readonly<Record<string, string>> = {},
): Promise<ServerProcess> {
  const folder = await temporaryFolder();
  const { DATA_DIR: dataDir = folder.path } = env;
  const ports = { PORT: String(await findPort()), CLOUD_PORT: String(await findPort()) };
  const start = () => spawnServer({ ...ports, ...env, DATA_DIR: dataDir });
  const first = await start();
  const { url, cloudUrl } = first;
  let { child } = first;
  return {
    url,
    cloudUrl,
    dataDir,
    stored: () => storedIn(dataDir),
    async signal(name) {
      child.kill(name);
      return endOf(child);
    },
    pause() {
      child.kill('SIGSTOP');
    },
    async startAgain() {
      await endOf(child);
      ({ child } = await start());
    },
    async stop() {
      await stopProcess(child);
      await folder.remove();
    },
  };
}
