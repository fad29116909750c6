import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { MAIN, stopProcess } from '../support/cloud/server-process.ts';

/** One of several servers with the same settings; killed and started again on its port. */
export type Replica = {
  readonly port: number;
  /** As kill -9 does. */
  kill(): Promise<void>;
  start(): Promise<void>;
};

export function createReplica(port: number, env: Readonly<Record<string, string>>): Replica {
  let child: ChildProcess | undefined;
  return {
    port,
    async kill() {
      if (child !== undefined) await stopProcess(child);
      child = undefined;
    },
    async start() {
      child = spawn(process.execPath, [MAIN], {
        env: { PATH: process.env['PATH'], PORT: String(port), LOG_LEVEL: 'error', ...env },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const isUp = () =>
        fetch(`http://127.0.0.1:${port}/healthz`).then(
          ({ ok }) => ok,
          () => false,
        );
      while (!(await isUp())) await sleep(50);
    },
  };
}
