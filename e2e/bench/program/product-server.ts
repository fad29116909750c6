import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** What `npm start` runs: the server of a build, with its embedded store on disk. */
export type ProductServer = {
  readonly url: string;
  readonly pid: number;
  /** Ends it, and deletes what it stored. */
  stop(): Promise<void>;
};

export async function startProduct(dir: string): Promise<ProductServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'ota-drop-bench-store-'));
  const child = spawn(process.execPath, [join(dir, 'dist/server/main.js')], {
    env: { PATH: process.env['PATH'], PORT: '0', CLOUD_PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  for await (const line of createInterface(child.stdout)) {
    const url = /(?:is ready:|listens on) (\S+)/.exec(line)?.[1];
    if (url !== undefined && child.pid !== undefined) return { url, pid: child.pid, stop };
  }
  await stop();
  throw new Error(`The server of ${dir} did not start`);
}
