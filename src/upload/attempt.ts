import type { FileSuffix } from '../contract/file-suffix.ts';
import { readOssError } from '../contract/oss-error.ts';
import { postFormFields } from '../contract/post-form.ts';
import { policyLifeMs, readPolicy, sizeRange } from '../contract/post-policy.ts';
import type { Ticket } from '../contract/ticket.ts';
import type { Clock } from './clock.ts';
import type { Failure } from './failure.ts';
import { isReadable, type Firmware } from './firmware.ts';
import { createPaceMeter } from './pace.ts';
import type { RequestTicket } from './ticket-client.ts';
import type { StoreReply, Transport } from './transport.ts';
import type { AttemptEvent, Receipt, Verdict } from './upload-state.ts';
import type { DigestState } from './upload.ts';

export type AttemptTools = {
  readonly requestTicket: RequestTicket;
  readonly transport: Transport;
  readonly clock: Clock;
};

export type AttemptJob = {
  readonly firmware: Firmware;
  readonly suffix: FileSuffix;
  /** Resolves once the CRC-64 is known, or known to be unavailable. */
  readonly crc64: () => Promise<Exclude<DigestState, { status: 'pending' }>>;
};

/** An event of this attempt; the queue knows its number. */
type WithoutAttempt<Event> = Event extends unknown ? Omit<Event, 'attempt'> : never;
export type Emit = (event: WithoutAttempt<AttemptEvent>) => void;

/** A browser may report every few microseconds; people read at most this often. */
const PROGRESS_EVERY_MS = 100;

/**
 * One attempt, top to bottom: ticket, send, verdict. The only place that awaits the network.
 * Everything that is known to go wrong is an event; it rejects when `signal` is aborted, and has then emitted its last.
 */
export async function runAttempt(
  { requestTicket, transport, clock }: AttemptTools,
  { firmware, suffix, crc64 }: AttemptJob,
  emit: Emit,
  signal: AbortSignal,
): Promise<void> {
  const fail = (failure: Failure) => emit({ type: 'failed', failure });

  emit({ type: 'began' });
  // A ticket is asked for last: not for a file that is no longer what it was.
  if (!(await isReadable(firmware))) {
    return fail({ kind: 'file-changed', noticed: 'before-sending' });
  }
  signal.throwIfAborted();
  const askedAt = clock.now();
  const outcome = await requestTicket(suffix, signal);
  signal.throwIfAborted();
  if (outcome.kind === 'failed') return fail(outcome.failure);
  const { ticket, requestId } = outcome;
  const limits = readLimits(ticket);
  if (limits.kind === 'unreadable') {
    return fail({ kind: 'ticket-malformed', status: 200, detail: limits.detail });
  }
  const { lifeMs, min, max } = limits;
  if (firmware.size < min || firmware.size > max) {
    return fail({ kind: 'size-not-allowed', min, max });
  }
  // Once more: an answer may have taken its time.
  if (!(await isReadable(firmware))) {
    return fail({ kind: 'file-changed', noticed: 'before-sending' });
  }
  signal.throwIfAborted();
  // The life began on the platform's clock, at the latest when we asked.
  const endsAt = askedAt + lifeMs;
  const sendingAt = clock.now();
  if (sendingAt >= endsAt) return fail({ kind: 'ticket-expired', lifeMs });
  emit({ type: 'ticketed', endsAt, total: firmware.size });

  const watch = watchProgress(firmware.size, clock, emit);
  const reply = await transport.send(
    {
      host: ticket.host,
      fields: postFormFields(ticket),
      file: firmware.file,
      fileName: `firmware.${suffix}`,
    },
    { signal, onProgress: (loaded, total) => watch.record(loaded, total) },
  );
  signal.throwIfAborted();
  const failure = failureOf(reply, watch.sent(), firmware.size);
  // Whatever the answer, a file that is no longer what it was explains it, and makes it worthless.
  if (!(await isReadable(firmware))) {
    return fail({ kind: 'file-changed', noticed: 'after-sending' });
  }
  signal.throwIfAborted();
  if (failure !== undefined) return fail(failure);

  emit({ type: 'answered' });
  const sendMs = clock.now() - sendingAt;
  const proof = await prove(reply.kind === 'answered' ? reply.crc64 : null, crc64);
  signal.throwIfAborted();
  if (proof.kind === 'checksum-mismatch') return fail(proof);
  // A digest that could not be read to its end may be the first to notice.
  if (proof.kind === 'unverified' && !(await isReadable(firmware))) {
    return fail({ kind: 'file-changed', noticed: 'after-sending' });
  }
  signal.throwIfAborted();
  const receipt: Receipt = {
    firmwareUrl: ticket.firmwareUrl,
    verdict: proof,
    ticketRequestId: requestId,
    storeRequestId: (reply.kind === 'answered' ? reply.requestId : null) ?? undefined,
    finishedAt: clock.wall(),
    sendMs,
  };
  emit({ type: 'confirmed', receipt });
}

type Limits =
  | { readonly kind: 'limits'; readonly lifeMs: number; readonly min: number; readonly max: number }
  | { readonly kind: 'unreadable'; readonly detail: string };

/** What the ticket's own policy says of its life and of sizes; no constant of ours stands in for it. */
function readLimits(ticket: Ticket): Limits {
  const reading = readPolicy(ticket.policy);
  if (reading.kind === 'invalid') {
    return { kind: 'unreadable', detail: `data.policy: ${reading.detail}` };
  }
  const { min, max } = sizeRange(reading.policy) ?? { min: 0, max: Number.MAX_SAFE_INTEGER };
  return { kind: 'limits', lifeMs: policyLifeMs(reading.policy, ticket.utcCreate), min, max };
}

/** Turns request bytes into file bytes, thins them out, and notices when everything is on its way. */
function watchProgress(size: number, clock: Clock, emit: Emit) {
  const startedAt = clock.now();
  const meter = createPaceMeter(size, startedAt);
  let emittedAt = Number.NEGATIVE_INFINITY;
  let sent = 0;
  let isAllSent = false;
  return {
    sent: () => sent,
    record(loaded: number, total: number) {
      if (isAllSent) return;
      // The form around the file is a few hundred bytes, and they go first.
      sent = Math.max(sent, Math.min(size, loaded - Math.max(0, total - size)));
      const now = clock.now();
      isAllSent = total > 0 && loaded >= total;
      if (!isAllSent && now - emittedAt < PROGRESS_EVERY_MS) return;
      emittedAt = now;
      emit({ type: 'progressed', progress: { sent, total: size, ...meter.measure(sent, now) } });
      if (isAllSent) emit({ type: 'sent' });
    },
  };
}

/** Undefined when the store says that it has stored the object. */
function failureOf(reply: StoreReply, sent: number, total: number): Failure | undefined {
  if (reply.kind === 'unreachable') return { kind: 'store-unreachable', sent, total };
  const { status, body } = reply;
  if (status === 200 || status === 201 || status === 204) {
    return isOfStore(body) ? undefined : { kind: 'answer-not-of-store', status };
  }
  const error = readOssError(body);
  const requestId = reply.requestId ?? error?.requestId;
  if (error !== undefined && isPolicyExpired(error)) {
    return { kind: 'policy-expired', status, error, requestId };
  }
  return { kind: 'store-refused', status, error, requestId };
}

/** After success OSS answers nothing, or with 201 an XML document; anything else was made up on the way. */
function isOfStore(body: string): boolean {
  return /^\s*(?:<\?xml|<PostResponse|$)/.test(body);
}

function isPolicyExpired({ ec, message }: { ec: string | undefined; message: string }): boolean {
  return ec === '0006-00000213' || /policy expired/i.test(message);
}

/** Verified only by an equal checksum. What cannot be compared is said to be unverified, never assumed. */
async function prove(
  theirs: string | null,
  crc64: AttemptJob['crc64'],
): Promise<Verdict | Extract<Failure, { kind: 'checksum-mismatch' }>> {
  if (theirs === null) return { kind: 'unverified', reason: 'checksum-hidden' };
  const ours = await crc64();
  if (ours.status === 'unavailable') return { kind: 'unverified', reason: 'digest-unavailable' };
  return ours.value === theirs
    ? { kind: 'verified', crc64: theirs }
    : { kind: 'checksum-mismatch', ours: ours.value, theirs };
}
