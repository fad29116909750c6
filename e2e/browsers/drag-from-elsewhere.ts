import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { findProgram } from '../proxies/run-proxy.ts';

const run = promisify(execFile);

const SOURCE = join(import.meta.dirname, 'drag-source.py');
const PYTHON = '/usr/bin/python3';

/** Where on the screen the other program's window lies, and where in the browser's window the files are dropped. */
const HANDLE = { left: 1230, top: 950 } as const;
const TARGET = { x: 400, y: 420 } as const;

export const NEEDS_FOR_DRAG =
  'a drag from another program needs Xvfb, xdotool and GTK for Python (Debian: xvfb xdotool python3-gi gir1.2-gtk-3.0)';

export function canDrag(): boolean {
  const hasGtk = () =>
    spawnSync(PYTHON, ['-c', "import gi; gi.require_version('Gtk', '3.0')"]).status === 0;
  return findProgram('xdotool') !== undefined && findProgram('Xvfb') !== undefined && hasGtk();
}

export type Drag = {
  /** Moves them a little. Chromium tells only with the next move what the page said to the last one. @returns whether it would take them */
  hover(): Promise<boolean>;
  /** Lets go of the files over the page. */
  release(): Promise<void>;
  /** Ends the program that they came from. */
  stop(): Promise<void>;
};

/** Drags files from another program over the browser's window, with the mouse of a display. */
export async function dragOver(display: string, paths: readonly string[]): Promise<Drag> {
  const env = { ...process.env, DISPLAY: display };
  const args = [SOURCE, String(HANDLE.left), String(HANDLE.top), ...paths];
  const child = spawn(PYTHON, args, { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const said = new Set<string>();
  const lines = createInterface(child.stdout).on('line', (line) => said.add(line));
  await Promise.race([
    once(lines, 'line'),
    ended.then(() => Promise.reject(new Error('The program to drag from did not start.'))),
  ]);
  const mouse = (...words: readonly (string | number)[]) =>
    run('xdotool', words.map(String), { env });
  const { x, y } = TARGET;
  await mouse('mousemove', HANDLE.left + 15, HANDLE.top + 15, 'mousedown', 1);
  // It is a drag once it has gone some pixels; a browser wants to see it move over the page.
  await mouse('mousemove', HANDLE.left - 20, HANDLE.top - 20);
  for (const away of [60, 40, 20, 0]) await mouse('mousemove', x + away, y + away);
  let nth = 0;
  return {
    async hover() {
      nth += 1;
      await mouse('mousemove', x + (nth % 2), y);
      return said.has('accepted');
    },
    release: async () => void (await mouse('mouseup', 1)),
    async stop() {
      child.kill();
      await ended;
    },
  };
}
