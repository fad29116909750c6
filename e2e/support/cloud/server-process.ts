import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnServer } from '../ota-drop.ts';
import { findPort } from '../proxy/free-port.ts';

/** The built server as a process that ends and comes back: always at the same addresses and with the same folder. */
export type ServerProcess = {
  readonly url: string;
  readonly cloudUrl: string;
  readonly dataDir: string;
  /** Sends a signal. @returns how it ended, once it has */
  signal(name: NodeJS.Signals): Promise<Ending>;
  startAgain(): Promise<void>;
  /** Stops it in its tracks: its sockets are open and nobody reads them. */
  pause(): void;
  stop(): Promise<void>;
};

export type Ending = { readonly code: number | null; readonly signal: NodeJS.Signals | null };

/** @param dataDir one of its own, which is removed in the end, if none is given */
export async function startProcess(
  env: Readonly<Record<string, string>> = {},
  dataDir?: string,
): Promise<ServerProcess> {
  const dir = dataDir ?? (await mkdtemp(join(tmpdir(), 'ota-drop-process-')));
  const ports = { PORT: String(await findPort()), CLOUD_PORT: String(await findPort()) };
  const start = () => spawnServer({ ...ports, DATA_DIR: dir, ...env });
  const { child, url, cloudUrl } = await start();
  let current = child;
  return {
    url,
    cloudUrl,
    dataDir: dir,
    async signal(name) {
      const ended = endOf(current);
      current.kill(name);
      return ended;
    },
    pause() {
      current.kill('SIGSTOP');
    },
    async startAgain() {
      await endOf(current);
      ({ child: current } = await start());
    },
    async stop() {
      const ended = endOf(current);
      current.kill('SIGKILL');
      await ended;
      if (dataDir === undefined) await rm(dir, { recursive: true, force: true });
    },
  };
}

async function endOf(child: ChildProcess): Promise<Ending> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return { code: child.exitCode, signal: child.signalCode };
}

/** How many files there are: of finished objects, their bytes, and uploads that are not finished. */
export async function countFiles(
  dataDir: string,
): Promise<Record<'objects' | 'blobs' | 'tmp', number>> {
  const count = async (folder: string) => (await readdir(join(dataDir, folder))).length;
  return {
    objects: await count('objects'),
    blobs: await count('blobs'),
    tmp: await count('tmp'),
  };
}
