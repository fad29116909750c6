import type { StoredObject } from '../../contract/confirmation.ts';
import type { Ticket } from '../../contract/ticket.ts';
import type { Clock } from '../clock.ts';
import type { Away } from '../model/away.ts';
import type { Trace } from '../exchange-event.ts';
import type { FailureOf } from '../model/failure.ts';
import type { ProofKind, Verdict } from '../model/receipt.ts';
import type { AttemptEvent } from '../model/upload-event.ts';
import type { StateOf } from '../model/upload-state.ts';
import type { SettledDigest, Upload } from '../model/upload.ts';
import type { Confirm, ConfirmationOutcome } from './confirmation-client.ts';
import type { Explained } from './diagnose.ts';
import type { Probes } from './probes.ts';
import { foundNote } from './trace-notes.ts';
import type { StoreAnswer } from './transport.ts';

/** Whether the store holds the firmware's very bytes. */
export type Proof = Verdict | FailureOf<'checksum-mismatch'>;

/** What the store says of an object: in its answer to a transfer, its digests alone. */
export type Told = Partial<Omit<StoredObject, 'confirmation' | 'firmwareUrl'>>;

/** Ours, by kind; resolves once it is known, or known to be unavailable. */
export type OurDigest = (kind: ProofKind) => SettledDigest | Promise<SettledDigest>;

/**
 * In the order in which they are looked at: CRC-64/NVME last, since the file has to be read once more for it. The first that
 * both know decides, but for an MD5 that differs: an ETag may be something else, as long as not all of what the
 * store says about it was seen.
 */
const PROOFS = ['crc64', 'sha256', 'md5', 'crc64nvme'] as const;

/** The one place where bytes are judged: the server and the store only say what is there. Verified by an equal digest alone. */
export async function judge(digest: OurDigest, size: number, told: Told): Promise<Proof> {
  const kinds = PROOFS.filter((kind) => told[kind] !== undefined);
  const [first = 'crc64'] = kinds;
  if (told.size !== undefined && told.size !== size) {
    return mismatch(first, await digest(first), told);
  }
  let doubt: Proof | undefined;
  for (const kind of kinds) {
    const ours = await digest(kind);
    if (ours.status !== 'known') doubt ??= unverified(ours);
    else if (ours.value === told[kind]) return verified(kind, ours.value);
    else if (kind !== 'md5') return mismatch(kind, ours, told);
    else if (told.size !== undefined) doubt = mismatch(kind, ours, told);
    else doubt = { kind: 'unverified', reason: 'etag-unclear' };
  }
  return doubt ?? unverified(await digest('crc64'));
}

function verified(kind: ProofKind, value: string): Verdict {
  return kind === 'crc64'
    ? { kind: 'verified', crc64: value }
    : { kind: 'verified', by: kind, digest: value };
}

function unverified({ status }: SettledDigest): Verdict {
  const reasons = {
    known: 'checksum-hidden',
    missed: 'page-closed',
    unavailable: 'digest-unavailable',
  } as const;
  return { kind: 'unverified', reason: reasons[status] };
}

function mismatch(
  kind: ProofKind,
  ours: SettledDigest,
  told: Told,
): FailureOf<'checksum-mismatch'> {
  const known = ours.status === 'known' ? ours.value : undefined;
  const found = { kind: 'checksum-mismatch', ours: known, theirs: told[kind] } as const;
  return kind === 'crc64' ? found : { ...found, by: kind };
}

/** Asks the store, by way of our server, about the object of one ticket. */
export type AskStore = (signal: AbortSignal) => Promise<ConfirmationOutcome>;

/** @returns undefined when the backend gave no token to ask with */
export function createAsk(
  confirm: Confirm,
  token: string | undefined,
  trace: Trace,
): AskStore | undefined {
  if (token === undefined) return undefined;
  return async (signal) => {
    const outcome = await confirm({ token }, signal, trace);
    trace(foundNote(outcome));
    return outcome;
  };
}

/** When the store is asked: a proxy may still be handing the body on, an object may show itself late. */
const ASK_AFTER_MS = [0, 3_000, 10_000];

/** After an answer that hides its checksum. A store that does not answer questions will not do so in ten seconds either. */
export function askForChecksum(
  ask: AskStore | undefined,
  clock: Clock,
  signal: AbortSignal,
): Promise<ConfirmationOutcome> {
  return askWhile(['absent', 'unreachable'], ask, clock, signal);
}

export type AskTools = {
  readonly clock: Clock;
  readonly probes: Probes;
  /** Resolves once what is away answers again. */
  readonly untilBack: (away: Away, signal: AbortSignal) => Promise<unknown>;
};

type Certain = {
  readonly found: Exclude<ConfirmationOutcome, { confirmation: 'unreachable' }>;
  /** What did not answer meanwhile. */
  readonly away?: Away;
};

/**
 * After a lost answer: several times over ten seconds, until the store has said that there is an object. What has taken the
 * answer away may be an outage, and then nothing can be asked until it is over.
 * @param host origin of the store; undefined when that is not known any more
 */
export async function askUntilCertain(
  ask: AskStore | undefined,
  host: string | undefined,
  { clock, probes, untilBack }: AskTools,
  signal: AbortSignal,
): Promise<Certain> {
  let away: Away | undefined;
  let couldNotSay = false;
  const askAndNote: AskStore | undefined =
    ask &&
    (async (until) => {
      const found = await ask(until);
      if (found.confirmation === 'unreachable') away ??= { for: 'server' };
      if (found.confirmation === 'unknown') couldNotSay = true;
      // What it can say now it could not say before: the store was away for a moment.
      if (found.confirmation === 'absent' && couldNotSay && host !== undefined) {
        away ??= { for: 'store', host };
      }
      return found;
    });
  for (;;) {
    const mayChange = ['absent', 'unknown', 'unreachable'] as const;
    let found = await askWhile(mayChange, askAndNote, clock, signal, isAboutSignIn);
    if (
      found.confirmation === 'unreachable' &&
      (found.signIn === 'yes' || (await probes.wantsSignIn(signal)))
    ) {
      away = { for: 'sign-in' };
      await untilBack(away, signal);
      continue;
    }
    if (found.confirmation === 'unreachable' && (await probes.serverAnswers(signal))) {
      found = (await ask?.(signal)) ?? UNKNOWN;
      // The server is there, and does not answer this question.
      if (found.confirmation === 'unreachable') [found, away] = [UNKNOWN, undefined];
    }
    let absent: Away;
    if (found.confirmation === 'unreachable') {
      absent = { for: clock.isOnline() ? 'server' : 'network' };
    } else {
      // Our server cannot say anything about a store that does not answer.
      const isStoreAway =
        found.confirmation === 'unknown' &&
        host !== undefined &&
        (await probes.hearStore(host, signal)) === 'silent';
      if (!isStoreAway) return { found, ...(away && { away }) };
      absent = { for: 'store', host };
    }
    away = absent;
    await untilBack(absent, signal);
  }
}

const UNKNOWN = { confirmation: 'unknown' } as const;

/** Who has to sign in waits for nothing else. */
function isAboutSignIn(found: ConfirmationOutcome): boolean {
  return found.confirmation === 'unreachable' && found.signIn !== undefined;
}

async function askWhile(
  mayChange: readonly ConfirmationOutcome['confirmation'][],
  ask: AskStore | undefined,
  clock: Clock,
  signal: AbortSignal,
  isEnough: (found: ConfirmationOutcome) => boolean = () => false,
): Promise<ConfirmationOutcome> {
  let found: ConfirmationOutcome = UNKNOWN;
  if (ask === undefined) return found;
  let waitedMs = 0;
  for (const at of ASK_AFTER_MS) {
    if (at > waitedMs) await clock.sleep(at - waitedMs, signal);
    waitedMs = at;
    found = await ask(signal);
    if (!mayChange.includes(found.confirmation) || isEnough(found)) return found;
  }
  return found;
}

/**
 * An earlier visit had sent everything and went away before the store's answer was judged. Asks the store whether the object
 * is there; if nothing proves that it is, the upload counts as interrupted.
 */
export async function recheck(
  { confirm, trace, ...tools }: AskTools & { readonly confirm: Confirm; readonly trace: Trace },
  { firmware, digests, lastTicket }: Upload,
  { attempt }: StateOf<'confirming'>,
  signal: AbortSignal,
): Promise<AttemptEvent> {
  const { size } = firmware;
  const interrupted = { type: 'interrupted', attempt, sent: size } as const;
  if (lastTicket === undefined) return interrupted;
  const ask = createAsk(confirm, lastTicket.confirmationToken, trace);
  const { found } = await askUntilCertain(ask, undefined, tools, signal);
  signal.throwIfAborted();
  if (found.confirmation !== 'stored') return interrupted;
  // Without its file nothing is computed any more.
  const ours: OurDigest = (kind) => {
    const digest = kind === 'crc64nvme' ? undefined : digests[kind];
    return digest === undefined || digest.status === 'pending' ? { status: 'missed' } : digest;
  };
  const verdict = await judge(ours, size, found);
  if (verdict.kind === 'checksum-mismatch') return interrupted;
  const receipt = {
    firmwareUrl: found.firmwareUrl,
    verdict,
    ticketRequestId: lastTicket.requestId,
    storeRequestId: undefined,
    finishedAt: tools.clock.wall(),
    sendMs: 0,
    ...(lastTicket.provenance && { provenance: lastTicket.provenance }),
  };
  return { type: 'confirmed', attempt, receipt };
}

/** What an answer to a transfer says of the object. */
export function toldBy({ crc64, s3Digests }: StoreAnswer, { objectStorage }: Ticket): Told {
  return objectStorage === 'S3' ? (s3Digests ?? {}) : { crc64: crc64 ?? undefined };
}

/** The ETag may be no MD5: all of what the store says has to be seen. */
export function isUnclear(ending: Verdict | Explained): boolean {
  return 'kind' in ending && ending.kind === 'unverified' && ending.reason === 'etag-unclear';
}
