import type { Away, AwayKind } from '../model/away.ts';
import type { Clock } from '../clock.ts';
import type { Probes } from '../transfer/probes.ts';
import type { UploadStore } from './upload-store.ts';

/** Knows who is away since when, asks whether they are back, and tells everybody who waits for that. */
export type Outage = {
  /** Undefined as long as everybody answers. */
  away(): AwayKind | undefined;
  /** Which uploads may begin: while somebody is away, only those that the user insists on. */
  mayBegin(): 'all' | ReadonlySet<string>;
  /** The user wants this one tried now, whoever is away. */
  insist(id: string): void;
  /**
   * Resolves once they are `back`, however long that takes; or before that with `trial`, when one upload is to find out for
   * all, since a probe may be mistaken. Rejects only when `signal` is aborted.
   */
  untilBack(away: Away, signal: AbortSignal): Promise<Return>;
};

type Return = 'back' | 'trial';

export type OutageOptions = {
  readonly book: Pick<UploadStore, 'watch'>;
  readonly clock: Pick<Clock, 'now' | 'sleep' | 'onOnline'>;
  readonly probes: Probes;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Hears when somebody goes or comes back. */
  readonly onChange: () => void;
};

/** They are asked this often at first, and then every twentieth of the time that they have been away. */
const ASK_EVERY_MS = 3_000;
const ASK_AT_LEAST_EVERY_MS = 60_000;
/** They may answer uploads and not the probe: so often one upload finds out, which costs it nothing. */
const TRIAL_EVERY_MS = 300_000;
/** Every page notices at the same moment; not every page has to come back at it. */
const COME_BACK_WITHIN_MS = 2_000;

/** One absence. */
type Watch = {
  readonly away: Away;
  readonly since: number;
  readonly stop: AbortController;
  /** In the order in which they came. */
  readonly waiters: Set<(how: Return) => void>;
};

export function createOutage(options: OutageOptions): Outage {
  const { book, clock, probes, random, onChange } = options;
  const watches = new Map<string, Watch>();
  const insisted = new Set<string>();

  book.watch((id, after, before) => {
    const [is, was] = [after?.state, before?.state];
    if (is === was) return;
    if (is?.status !== 'queued' && was?.status === 'queued') insisted.delete(id);
    if (is?.status !== 'sending') return;
    // What has a ticket was answered; and bytes move only once the store has allowed them to.
    if (was?.status !== 'sending') endAll(['network', 'server', 'sign-in', 'platform']);
    else if (is.progress.sent > 0 && was.progress.sent === 0) endAll(['store']);
  });

  function endAll(kinds: readonly AwayKind[]): void {
    for (const watch of watches.values()) if (kinds.includes(watch.away.for)) end(watch);
  }

  function end(watch: Watch): void {
    const key = keyOf(watch.away);
    if (watches.get(key) !== watch) return;
    watches.delete(key);
    watch.stop.abort();
    for (const goOn of watch.waiters) goOn('back');
    onChange();
  }

  function watchOver(away: Away): Watch {
    const known = watches.get(keyOf(away));
    if (known !== undefined) return known;
    const watch: Watch = {
      away,
      since: clock.now(),
      stop: new AbortController(),
      waiters: new Set(),
    };
    watches.set(keyOf(away), watch);
    ask(watch).catch((error: unknown) => {
      if (!watch.stop.signal.aborted) reportError(error);
    });
    onChange();
    return watch;
  }

  async function ask(watch: Watch): Promise<void> {
    const { away, since, stop, waiters } = watch;
    let trialAt = since + TRIAL_EVERY_MS;
    for (;;) {
      // Somebody who has signed in again is waiting for it.
      const awayMs = away.for === 'sign-in' ? 0 : clock.now() - since;
      const pauseMs = pauseAfter(awayMs) * (0.9 + 0.2 * random());
      const foundNetwork = await sleepOrOnline(pauseMs, stop.signal);
      // A browser that has found a network is believed; that costs nobody an attempt.
      if (foundNetwork && away.for === 'network') break;
      if (await isBack(away, stop.signal)) break;
      if (away.for === 'network' || clock.now() < trialAt) continue;
      trialAt = clock.now() + TRIAL_EVERY_MS;
      const [first] = waiters;
      // With no upload to try, those that have not begun find out.
      if (first === undefined) return end(watch);
      first('trial');
    }
    await clock.sleep(random() * COME_BACK_WITHIN_MS, stop.signal);
    end(watch);
  }

  function isBack(away: Away, signal: AbortSignal): Promise<boolean> {
    switch (away.for) {
      // A browser may be wrong about having no network, behind a VPN for example.
      case 'network':
      case 'server':
        return probes.serverAnswers(signal);
      case 'sign-in':
        return probes.wantsSignIn(signal).then((wants) => !wants);
      case 'platform':
        return probes.platformAnswers(signal);
      case 'store':
        return probes.hearStore(away.host, signal).then((heard) => heard !== 'silent');
    }
  }

  /** @returns whether it was cut short because the browser has found a network */
  async function sleepOrOnline(ms: number, signal: AbortSignal): Promise<boolean> {
    const found = new AbortController();
    const stopListening = clock.onOnline(() => found.abort());
    try {
      await clock.sleep(ms, AbortSignal.any([signal, found.signal]));
      return false;
    } catch {
      signal.throwIfAborted();
      return true;
    } finally {
      stopListening();
    }
  }

  return {
    away: () => ORDER.find((kind) => [...watches.values()].some(({ away }) => away.for === kind)),
    mayBegin: () => (watches.size === 0 ? 'all' : insisted),
    insist(id) {
      if (watches.size > 0) insisted.add(id);
    },
    untilBack(away, signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const watch = watchOver(away);
        const leave = () => {
          watch.waiters.delete(goOn);
          signal.removeEventListener('abort', stop);
        };
        const goOn = (how: Return) => {
          leave();
          resolve(how);
        };
        const stop = () => {
          leave();
          reject(signal.reason);
          // An absence that nobody waits out any more is forgotten, unless the last one is about to try.
          if (watch.waiters.size === 0 && insisted.size === 0) end(watch);
        };
        watch.waiters.add(goOn);
        signal.addEventListener('abort', stop, { once: true });
      });
    },
  };
}

/** Without a network nobody can be reached, without our server no platform, and without a ticket no store. */
const ORDER: readonly AwayKind[] = ['network', 'server', 'sign-in', 'platform', 'store'];

function keyOf(away: Away): string {
  return away.for === 'store' ? `store ${away.host}` : away.for;
}

function pauseAfter(awayMs: number): number {
  return Math.min(ASK_AT_LEAST_EVERY_MS, Math.max(ASK_EVERY_MS, awayMs / 20));
}
