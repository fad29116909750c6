import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** By the name of the program, in MB; shared pages count once (PSS). */
type Memory = ReadonlyMap<string, number>;

const sum = (memory: Memory) => [...memory.values()].reduce((total, each) => total + each, 0);

/** What all processes that this one has started hold: a browser is a dozen of them. Undefined where there is no /proc. */
async function memoryOfChildren(): Promise<Memory | undefined> {
  const entries = await readdir('/proc').catch(() => undefined);
  if (entries === undefined) return undefined;
  const programs = new Map<string, { readonly name: string; readonly parent: string }>();
  for (const pid of entries.filter((entry) => /^\d+$/.test(entry))) {
    // 4711 (a name (of any kind)) S 4710 ...
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(stat) ?? [];
    if (name !== undefined && parent !== undefined) programs.set(pid, { name, parent });
  }
  const isOurs = (pid: string): boolean => {
    const parent = programs.get(pid)?.parent;
    return parent !== undefined && (parent === String(process.pid) || isOurs(parent));
  };
  const memory = new Map<string, number>();
  for (const [pid, { name }] of programs) {
    if (!isOurs(pid)) continue;
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    const megabytes = Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024;
    memory.set(name, (memory.get(name) ?? 0) + megabytes);
  }
  return memory;
}

export type MemoryWatch = {
  /** @returns how much more there was at the most than at the beginning, in MB, as a whole and by program */
  stop(): Promise<{ readonly grown: number; readonly by: string } | undefined>;
};

/** Looks ten times a second. */
export async function watchMemory(): Promise<MemoryWatch> {
  const before = await memoryOfChildren();
  let most = before;
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted && most !== undefined) {
      const now = await memoryOfChildren();
      if (now !== undefined && sum(now) > sum(most)) most = now;
      await sleep(100);
    }
  })();
  return {
    async stop() {
      over.abort();
      await watching;
      if (before === undefined || most === undefined) return undefined;
      const parts = [...most].map(([name, megabytes]) => ({
        name,
        grown: Math.round(megabytes - (before.get(name) ?? 0)),
      }));
      const largest = parts.filter(({ grown }) => grown > 5).toSorted((a, b) => b.grown - a.grown);
      return {
        grown: Math.round(sum(most) - sum(before)),
        by: largest.map(({ name, grown }) => `${name} +${grown}`).join(', '),
      };
    },
  };
}
