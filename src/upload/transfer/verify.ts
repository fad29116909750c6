import type { Away } from '../model/away.ts';
import type { Clock } from '../clock.ts';
import type { Confirm, ConfirmationOutcome } from './confirmation-client.ts';
import type { Failure } from '../model/failure.ts';
import type { Outage } from '../queue/outage.ts';
import type { Probes } from './probes.ts';
import type { UnverifiedReason, Verdict } from '../model/receipt.ts';
import type { SettledDigest } from '../model/upload.ts';

/** Whether the store holds the firmware's very bytes. */
export type Proof = Verdict | Extract<Failure, { kind: 'checksum-mismatch' }>;

export type Crc64 = () => Promise<SettledDigest>;

type Found = Proof | 'absent' | 'unknown' | 'unreachable';

/** Asks the store, by way of our server, about the object of one ticket. */
export type AskStore = (signal: AbortSignal) => Promise<Found>;

/** When the store is asked: a proxy may still be handing the body on, an object may show itself late. */
const ASK_AFTER_MS = [0, 3_000, 10_000];

/**
 * Compares the checksum in the store's answer with ours; one that is hidden from pages is asked for.
 * @param ask undefined when there is nobody to ask
 */
export async function verify(
  theirs: string | null,
  crc64: Crc64,
  ask: AskStore | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<Proof> {
  if (theirs === null) {
    // A store that does not answer questions will not do so in ten seconds either.
    const found = await askWhile(['absent', 'unreachable'], ask, clock, signal);
    if (found === 'absent') return { kind: 'unverified', reason: 'object-not-seen' };
    return typeof found === 'string' ? { kind: 'unverified', reason: 'checksum-hidden' } : found;
  }
  const ours = await crc64();
  signal.throwIfAborted();
  return ours.status === 'known'
    ? compare(ours.value, theirs)
    : { kind: 'unverified', reason: whyUnknown(ours) };
}

/**
 * After a lost answer: several times over ten seconds, until the store has said something that proves something. What has
 * taken the answer away may be an outage, and then nobody can be asked until it is over.
 * @returns what was found, and who was away meanwhile
 */
export async function askUntilCertain(
  ask: AskStore | undefined,
  { clock, probes, untilBack, host }: AskTools,
  signal: AbortSignal,
): Promise<{ readonly found: Proof | 'absent' | 'unknown'; readonly away?: Away }> {
  let away: Away | undefined;
  let couldNotSay = false;
  const listening: AskStore | undefined =
    ask &&
    (async (until) => {
      const found = await ask(until);
      if (found === 'unreachable') away ??= { for: 'server' };
      if (found === 'unknown') couldNotSay = true;
      // What it can say now it could not say before: the store was away for a moment.
      if (found === 'absent' && couldNotSay && host !== undefined) away ??= { for: 'store', host };
      return found;
    });
  for (;;) {
    let found = await askWhile(['absent', 'unknown', 'unreachable'], listening, clock, signal);
    if (found === 'unreachable' && (await probes.wantsSignIn(signal))) {
      away = { for: 'sign-in' };
      await untilBack(away, signal);
      continue;
    }
    if (found === 'unreachable' && (await probes.serverAnswers(signal))) {
      found = (await ask?.(signal)) ?? 'unknown';
      // There it is, and does not answer this question.
      if (found === 'unreachable') [found, away] = ['unknown', undefined];
    }
    let absent: Away = { for: clock.isOnline() ? 'server' : 'network' };
    if (found !== 'unreachable') {
      // Our server cannot say anything about a store that does not answer.
      const isStoreAway =
        found === 'unknown' &&
        host !== undefined &&
        (await probes.hearStore(host, signal)) === 'silent';
      if (!isStoreAway) return { found, ...(away && { away }) };
      absent = { for: 'store', host };
    }
    away = absent;
    await untilBack(absent, signal);
  }
}

export type AskTools = {
  readonly clock: Clock;
  readonly probes: Probes;
  readonly untilBack: Outage['untilBack'];
  /** Origin of the store; undefined when that is not known any more. */
  readonly host?: string;
};

async function askWhile(
  mayChange: readonly Found[],
  ask: AskStore | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<Found> {
  let found: Found = 'unknown';
  if (ask === undefined) return found;
  let waitedMs = 0;
  for (const at of ASK_AFTER_MS) {
    if (at > waitedMs) await clock.sleep(at - waitedMs, signal);
    waitedMs = at;
    found = await ask(signal);
    if (!mayChange.includes(found)) return found;
  }
  return found;
}

/** @param token undefined when the backend gives none: then there is nobody to ask */
export function createAsk(
  confirm: Confirm,
  token: string | undefined,
  size: number,
  crc64: Crc64,
): AskStore | undefined {
  if (token === undefined) return undefined;
  return async (signal) => {
    const ours = await crc64();
    signal.throwIfAborted();
    const known = ours.status === 'known' ? ours.value : undefined;
    const findings = await confirm(
      { token, size, ...(known === undefined ? {} : { crc64: known }) },
      signal,
    );
    return read(findings, ours);
  };
}

function read(outcome: ConfirmationOutcome, ours: SettledDigest): Found {
  const { confirmation } = outcome;
  if (confirmation === 'unreachable') return confirmation;
  const { crc64: theirs } = outcome;
  switch (confirmation) {
    case 'verified':
      // Said to be verified is not yet proved: the page compares for itself.
      if (ours.status !== 'known') return { kind: 'unverified', reason: whyUnknown(ours) };
      return theirs === undefined
        ? { kind: 'unverified', reason: 'checksum-hidden' }
        : compare(ours.value, theirs);
    case 'unverified':
      return {
        kind: 'unverified',
        reason: ours.status === 'known' ? 'checksum-hidden' : whyUnknown(ours),
      };
    case 'mismatch':
      return {
        kind: 'checksum-mismatch',
        ours: ours.status === 'known' ? ours.value : undefined,
        theirs,
      };
    case 'absent':
    case 'unknown':
      return confirmation;
  }
}

function whyUnknown({ status }: Exclude<SettledDigest, { status: 'known' }>): UnverifiedReason {
  return status === 'missed' ? 'page-closed' : 'digest-unavailable';
}

/** Verified only by an equal checksum. */
function compare(ours: string, theirs: string): Proof {
  return ours === theirs
    ? { kind: 'verified', crc64: theirs }
    : { kind: 'checksum-mismatch', ours, theirs };
}
