import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as v from 'valibot';

/** What `npm start` runs: the server of a build, with its embedded store on disk. */
export type ProductServer = {
  readonly url: string;
  readonly pid: number;
  /** Ends it, and deletes what it stored. */
  stop(): Promise<void>;
};

/** @param tempDir where its store keeps files for as long as it runs */
export async function startProduct(dir: string, tempDir: string): Promise<ProductServer> {
  const dataDir = await mkdtemp(join(tempDir, 'store-'));
  const flags = await nodeFlagsOf(dir);
  const child = spawn(process.execPath, [...flags, join(dir, 'dist/server/main.js')], {
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      CLOUD_PORT: '0',
      LOG_FORMAT: 'text',
      DATA_DIR: dataDir,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const stop = async () => {
    process.off('exit', kill);
    if (child.exitCode === null && child.signalCode === null) {
      kill();
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

const PackageSchema = v.object({ scripts: v.object({ start: v.string() }) });

/** What `npm start` of that build tells Node before the name of the script. */
async function nodeFlagsOf(dir: string): Promise<readonly string[]> {
  const text = await readFile(join(dir, 'package.json'), 'utf8');
  const { scripts } = v.parse(PackageSchema, JSON.parse(text));
  const [, flags = ''] = /^node ((?:--\S+ )*)/.exec(scripts.start) ?? [];
  return flags.split(' ').filter((flag) => flag !== '');
}
