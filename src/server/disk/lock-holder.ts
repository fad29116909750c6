import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import * as v from 'valibot';

/** The process that holds a lock, described so that another one can tell whether it is still there. */

const HolderSchema = v.object({
  /** By chance, for each process that takes a lock. */
  owner: v.string(),
  pid: v.number(),
  /** Where the process id means something: a PID namespace of one start of a machine. */
  home: v.string(),
  /** One start of one machine: all its processes share a clock. */
  boot: v.string(),
  /** When the process began, as the system counts; it tells two processes of one id apart. Linux alone says so. */
  started: v.optional(v.string()),
  /** ISO 8601; written again and again. */
  renewedAt: v.string(),
});

export type Holder = v.InferOutput<typeof HolderSchema>;
export type Self = Pick<Holder, 'pid' | 'home' | 'boot' | 'started'>;

export async function describeSelf(): Promise<Self> {
  const { pid } = process;
  const started = await startOf(pid);
  try {
    const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
    return { pid, boot, home: `${boot} ${await readlink('/proc/self/ns/pid')}`, started };
  } catch {
    return { pid, boot: hostname(), home: hostname(), started };
  }
}

/** What a lock says; versions before this one wrote their process id alone. */
export function readHolder(text: string): Holder | { readonly pid: number } | undefined {
  const holder = v.safeParse(v.pipe(v.string(), v.parseJson(), HolderSchema), text);
  if (holder.success) return holder.output;
  return /^\d{1,10}$/.test(text) ? { pid: Number(text) } : undefined;
}

/**
 * Whether the holder runs: `unsure` where its process id means nothing to us, or may belong to another process by now. Then
 * only time can tell: a holder that runs renews its lock.
 */
export async function judgeHolder(
  holder: Holder | { readonly pid: number } | undefined,
  self: Self,
): Promise<'runs' | 'ended' | 'unsure'> {
  if (holder === undefined || !('home' in holder)) return 'unsure';
  if (holder.home !== self.home) return 'unsure';
  if (!isAlive(holder.pid)) return 'ended';
  const started = await startOf(holder.pid);
  if (holder.started === undefined || started === undefined) {
    return holder.pid === self.pid ? 'ended' : 'unsure';
  }
  return started === holder.started ? 'runs' : 'ended';
}

/** Field 22 of `/proc/<pid>/stat`, in clock ticks since the machine started (proc_pid_stat(5)). */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may hold anything.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
