import type { Fault } from './fault.ts';

/** Which POSTs a fault bites. Without an aim: the first one that comes, once. */
export type Aim = {
  /** Only uploads of this key. */
  readonly key?: string;
  /** The first POST (or key) it may bite, counted from 1 over all that the store sees; 1. */
  readonly nth?: number;
  /** How many POSTs (or keys) it bites: 1 unless told otherwise; Infinity for all that follow. */
  readonly times?: number;
  /**
   * What `nth` and `times` count. Chromium sends a POST once more by itself when a re-used connection breaks, and the store
   * then sees two of them: `post`, the default, bites the first and lets the second through, `key` bites both.
   */
  readonly each?: 'post' | 'key';
};

/** A POST as the store counts it, both from 1. */
export type Count = { readonly nth: number; readonly nthKey: number; readonly key: string };

/** What is armed, and how much of it is left. */
export type ArmedFaults = {
  arm(fault: Fault, aim: Aim): void;
  disarm(): void;
  /** All that bite this POST; each counts as having bitten. */
  take(count: Count): readonly Fault[];
  /** Those that the next POST may meet and that bite before its key is known: what is said to a preflight. */
  takeUnkeyed(nth: number, isMeant: (fault: Fault) => boolean): Fault | undefined;
  /** Those that would still bite something; nothing is counted. */
  pending(): readonly Fault[];
  /** Those that bite every upload of `key`, now and always. */
  standing(key: string): readonly Fault[];
};

export function createArmedFaults(): ArmedFaults {
  let entries: Entry[] = [];
  return {
    arm(fault, aim) {
      entries.push({ fault, aim, left: aim.times ?? 1, bitten: new Set() });
    },
    disarm() {
      entries = [];
    },
    take: (count) => entries.filter((entry) => bites(entry, count)).map(({ fault }) => fault),
    takeUnkeyed(nth, isMeant) {
      const entry = entries.find(
        ({ fault, aim, left }) => isMeant(fault) && left > 0 && nth >= (aim.nth ?? 1),
      );
      if (entry !== undefined) entry.left -= 1;
      return entry?.fault;
    },
    pending: () => entries.filter(({ left }) => left > 0).map(({ fault }) => fault),
    standing: (key) =>
      entries
        .filter(({ aim, left }) => left === Number.POSITIVE_INFINITY && isFor(aim, key))
        .map(({ fault }) => fault),
  };
}

type Entry = {
  readonly fault: Fault;
  readonly aim: Aim;
  readonly bitten: Set<string>;
  left: number;
};

function bites(entry: Entry, { nth, nthKey, key }: Count): boolean {
  const { aim, bitten } = entry;
  if (!isFor(aim, key)) return false;
  switch (aim.each ?? 'post') {
    case 'post':
      if (nth < (aim.nth ?? 1) || entry.left < 1) return false;
      break;
    case 'key':
      if (bitten.has(key)) return true;
      if (nthKey < (aim.nth ?? 1) || entry.left < 1) return false;
      bitten.add(key);
  }
  entry.left -= 1;
  return true;
}

function isFor(aim: Aim, key: string): boolean {
  return aim.key === undefined || aim.key === key;
}
