import { unlessAborted } from '../abort.ts';
import type { Clock } from '../clock.ts';
import type { Away, AwayKind } from '../model/away.ts';
import type { Probes } from '../transfer/probes.ts';
import type { Watcher } from './upload-store.ts';

/** Knows what is away since when, probes whether it is back, and lets the uploads go on that wait for that. */
export type Outage = {
  readonly onChange: Watcher;
  /** Undefined as long as everything answers. */
  away(): AwayKind | undefined;
  /** Which uploads may begin: during an outage only those that the user insists on. */
  mayBegin(): 'all' | ReadonlySet<string>;
  /** The user has signed in just now: nothing has to be asked to know that. */
  signedIn(): void;
  /** Of several targets those that are away, when nothing else is: uploads to the others may begin. Undefined otherwise. */
  targetsAway(): ReadonlySet<string> | undefined;
  /** The user wants this one tried now, whatever is away. */
  insist(id: string): void;
  /**
   * Resolves with `back` once it answers again, however long that takes; or before that with `trial`, when one upload is to find
   * out for all, since a probe may be mistaken. Rejects only when `signal` is aborted.
   */
  untilBack(away: Away, signal: AbortSignal): Promise<Return>;
};

type Return = 'back' | 'trial';

export type OutageOptions = {
  readonly clock: Pick<Clock, 'now' | 'sleep' | 'onOnline'>;
  readonly probes: Probes;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Called when something goes away or comes back. */
  readonly onAway: () => void;
};

/** The pause between two probes at first; later it is a twentieth of the time since the outage began. */
const PROBE_EVERY_MS = 3_000;
const PROBE_AT_LEAST_EVERY_MS = 60_000;
/** Uploads may be answered although probes are not: so often one upload finds out, which costs it nothing. */
const TRIAL_EVERY_MS = 300_000;
/** All pages notice the end at the same moment; they need not all come back at that moment. */
const COME_BACK_WITHIN_MS = 2_000;

type Watch = {
  readonly away: Away;
  readonly since: number;
  readonly stop: AbortController;
  /** In the order in which they came. */
  readonly waiters: Set<(how: Return) => void>;
};

export function createOutage(options: OutageOptions): Outage {
  const { clock, probes, random, onAway } = options;
  const watches = new Map<string, Watch>();
  const insisted = new Set<string>();

  function endAll(kinds: readonly AwayKind[]): void {
    for (const watch of watches.values()) if (kinds.includes(watch.away.for)) end(watch);
  }

  /** An upload to one target says nothing about the platform or the store of another one. */
  function endOfTarget(kind: 'platform' | 'store', target: string | undefined): void {
    for (const watch of watches.values()) {
      const { away } = watch;
      if (away.for === kind && (away.target ?? target) === target) end(watch);
    }
  }

  function end(watch: Watch): void {
    const key = keyOf(watch.away);
    if (watches.get(key) !== watch) return;
    watches.delete(key);
    watch.stop.abort();
    for (const goOn of watch.waiters) goOn('back');
    onAway();
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
    probe(watch).catch((error: unknown) => {
      if (!watch.stop.signal.aborted) reportError(error);
    });
    onAway();
    return watch;
  }

  async function probe(watch: Watch): Promise<void> {
    const { away, since, stop, waiters } = watch;
    let trialAt = since + TRIAL_EVERY_MS;
    for (;;) {
      // A user who has signed in again is waiting for it.
      const awayMs = away.for === 'sign-in' ? 0 : clock.now() - since;
      const pauseMs = pauseAfter(awayMs) * (0.9 + 0.2 * random());
      const foundNetwork = await sleepOrOnline(pauseMs, stop.signal);
      // A browser that has found a network is believed; that costs no attempt.
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
        return probes.platformAnswers(signal, away.target);
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
    onChange(id, after, before) {
      const [is, was] = [after?.state, before?.state];
      if (is === was) return;
      if (is?.status !== 'queued' && was?.status === 'queued') insisted.delete(id);
      if (is?.status !== 'sending') return;
      // What has a ticket was answered; and bytes move only once the store has allowed them to.
      if (was?.status !== 'sending') {
        endAll(['network', 'server', 'sign-in']);
        endOfTarget('platform', after?.target);
      } else if (is.progress.sent > 0 && was.progress.sent === 0) {
        endOfTarget('store', after?.target);
      }
    },
    away: () => ORDER.find((kind) => [...watches.values()].some(({ away }) => away.for === kind)),
    signedIn: () => endAll(['sign-in']),
    mayBegin: () => (watches.size === 0 ? 'all' : insisted),
    targetsAway() {
      const targets = [...watches.values()].map(({ away }) =>
        'target' in away ? away.target : undefined,
      );
      const known = targets.flatMap((target) => target ?? []);
      return known.length > 0 && known.length === targets.length ? new Set(known) : undefined;
    },
    insist(id) {
      if (watches.size > 0) insisted.add(id);
    },
    async untilBack(away, signal) {
      signal.throwIfAborted();
      const watch = watchOver(away);
      let goOn: (how: Return) => void = () => {};
      const returned = new Promise<Return>((resolve) => (goOn = resolve));
      // At once: by the time the rejection is noticed, an upload that the user insists on may have begun.
      const leave = () => {
        watch.waiters.delete(goOn);
        // An outage that no upload waits out any more is forgotten, unless the last one is about to try.
        if (watch.waiters.size === 0 && insisted.size === 0) end(watch);
      };
      watch.waiters.add(goOn);
      signal.addEventListener('abort', leave, { once: true });
      try {
        return await unlessAborted(returned, signal);
      } finally {
        watch.waiters.delete(goOn);
        signal.removeEventListener('abort', leave);
      }
    },
  };
}

/** Without a network nothing can be reached, without our server no platform, and without a ticket no store. */
const ORDER: readonly AwayKind[] = ['network', 'server', 'sign-in', 'platform', 'store'];

function keyOf(away: Away): string {
  switch (away.for) {
    case 'store':
      return `store ${away.host}`;
    case 'platform':
      return `platform ${away.target ?? ''}`;
    default:
      return away.for;
  }
}

function pauseAfter(awayMs: number): number {
  return Math.min(PROBE_AT_LEAST_EVERY_MS, Math.max(PROBE_EVERY_MS, awayMs / 20));
}
