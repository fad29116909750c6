import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { findProgram } from '../proxies/run-proxy.ts';

/** An X server without a screen, under a number of its own; without Xvfb the display that the tests are run on, if any. */
export type Display = { readonly name: string | undefined; stop(): Promise<void> };

export function hasDisplay(): boolean {
  return findProgram('Xvfb') !== undefined || process.env['DISPLAY'] !== undefined;
}

export async function startDisplay(): Promise<Display> {
  const program = findProgram('Xvfb');
  if (program === undefined) return { name: process.env['DISPLAY'], stop: async () => {} };
  // It takes a number that is free, and prints it on descriptor 1.
  const args = ['-displayfd', '1', '-screen', '0', '1280x1000x24', '-nolisten', 'tcp'];
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const lines = createInterface(child.stdout);
  const [number]: unknown[] = await Promise.race([once(lines, 'line'), ended.then(() => [])]);
  if (typeof number !== 'string') throw new Error('Xvfb ended before it had a display.');
  return {
    name: `:${number}`,
    async stop() {
      child.kill();
      await ended;
    },
  };
}
