import type { Clock } from './clock.ts';
import type { Probes } from './probes.ts';
import type { UploadBook } from './upload-book.ts';
import type { UploadState } from './upload-state.ts';

/** Whether nobody answers just now, for one upload as for all: then none that has not been tried begins. */
export type Outage = {
  isOn(): boolean;
  /** A person wants to see for himself. */
  doubt(): void;
};

export type OutageOptions = {
  readonly book: UploadBook;
  readonly clock: Clock;
  readonly probes: Probes;
  readonly random: () => number;
  readonly onChange: () => void;
};

/** Our server is asked this often whether it is back, as long as somebody waits for that. */
const LOOK_EVERY_MS = 3_000;
/** It may answer for tickets and not for its health: so long after the last failure the next uploads find out. */
const LONGEST_MS = 300_000;

export function createOutage({ book, clock, probes, random, onChange }: OutageOptions): Outage {
  let isOn = false;
  let latest = 0;
  let looking: AbortController | undefined;
  /** Who was not answered and waits for another attempt. */
  const unanswered = new Set<string>();
  /** Who has not been tried. */
  const fresh = new Set<string>();

  book.watch((id, after, before) => {
    const [is, was] = [after?.state, before?.state];
    if (is === was) return;
    note(unanswered, id, is?.status === 'waiting' && isUnanswered(is));
    note(fresh, id, is?.status === 'queued' && is.tries.length === 0);
    if (is !== undefined && isUnanswered(is)) begin();
    // Whoever has a ticket was answered.
    else if (is?.status === 'sending') end();
    if (isOn && unanswered.size === 0 && fresh.size === 0) end();
    lookOrRest();
  });

  function begin(): void {
    latest = clock.now();
    if (isOn) return;
    isOn = true;
    onChange();
  }

  function end(): void {
    if (!isOn) return;
    isOn = false;
    lookOrRest();
    onChange();
  }

  function lookOrRest(): void {
    const isWanted = isOn && fresh.size > 0;
    if (isWanted === (looking !== undefined)) return;
    looking?.abort();
    looking = undefined;
    if (!isWanted) return;
    looking = new AbortController();
    const { signal } = looking;
    signal.addEventListener('abort', clock.onOnline(end), { once: true });
    look(signal).catch((error: unknown) => {
      if (!signal.aborted) reportError(error);
    });
  }

  async function look(signal: AbortSignal): Promise<void> {
    do {
      await clock.sleep(LOOK_EVERY_MS * (0.9 + 0.2 * random()), signal);
      if (await probes.serverAnswers(signal)) break;
    } while (clock.now() - latest < LONGEST_MS);
    end();
  }

  return { isOn: () => isOn, doubt: end };
}

function note(ids: Set<string>, id: string, belongs: boolean): void {
  if (belongs) ids.add(id);
  else ids.delete(id);
}

/** An attempt has ended because the network or our server is away. */
function isUnanswered(state: UploadState): boolean {
  if (state.status !== 'waiting' && state.status !== 'failed') return false;
  if (state.status === 'waiting' && state.wait.for === 'network') return true;
  const { kind } = state.failure;
  return kind === 'offline' || kind === 'ticket-unreachable' || kind === 'ticket-timeout';
}
