import type { FileSuffix } from '../../contract/file-suffix.ts';
import {
  findUnmetCondition,
  policyLifeMs,
  readPolicy,
  sizeRange,
  type PostPolicy,
} from '../../contract/post-policy.ts';
import { postFormFields } from '../../contract/post-form.ts';
import { keyFault } from '../../contract/store-address.ts';
import type { Ticket } from '../../contract/ticket.ts';
import { toldText } from '../../contract/legible-text.ts';
import { unlessAborted } from '../abort.ts';
import type { Away } from '../model/away.ts';
import { elapsedSince, stampOf, type Clock } from '../clock.ts';
import type { Confirm } from './confirmation-client.ts';
import type { Asked, Failure } from '../model/failure.ts';
import { canReadOn, probeFile, type Firmware } from '../model/firmware-file.ts';
import { diagnose, type Explained } from './diagnose.ts';
import type { Outage } from '../queue/outage.ts';
import type { Probes } from './probes.ts';
import { askUntilCertain, createAsk, verify, type Crc64 } from './verify.ts';
import { sendFirmware, type Sending } from './send.ts';
import { failureOf } from './store-answer.ts';
import type { RequestTicket } from './ticket-client.ts';
import { findAway } from './ticket-verdict.ts';
import type { Transport } from './transport.ts';
import type { Verdict } from '../model/receipt.ts';
import type { AttemptEvent } from '../model/upload-event.ts';
import type { LastTicket } from '../model/upload.ts';
import { refusalIn } from './why-refused.ts';

export type AttemptTools = {
  readonly requestTicket: RequestTicket;
  readonly transport: Transport;
  readonly confirm: Confirm;
  readonly probes: Probes;
  readonly clock: Clock;
  readonly untilBack: Outage['untilBack'];
};

export type AttemptJob = {
  readonly file: File;
  readonly firmware: Firmware;
  readonly suffix: FileSuffix;
  /** Resolves once the CRC-64 is known, or known to be unavailable. */
  readonly crc64: Crc64;
  /** Resolves as soon as a ticket may be asked for: the queue may have been paused a moment ago. */
  readonly mayAsk: (signal: AbortSignal) => Promise<void>;
  /** Whether a person wants a transfer that stands still to be left alone. */
  readonly isPatient: () => boolean;
  /** Hears what is kept of the ticket, before the first byte goes. */
  readonly onTicket: (ticket: LastTicket) => void;
};

/** An event of this attempt. The queue knows its number, and whether another attempt follows a failure. */
type Told<Event> = Event extends unknown ? Omit<Event, 'attempt' | 'wait'> : never;
export type Emit = (event: Told<Exclude<AttemptEvent, { type: 'interrupted' }>>) => void;

/** A ticket with less life than this left, or half of its life if that is less, is not worth starting with. */
const LIFE_NEEDED_MS = 5_000;

/**
 * One attempt, top to bottom: ticket, send, proof. The only place that awaits the network.
 * Everything that is known to go wrong is an event; it rejects when `signal` is aborted, and has then emitted its last.
 */
export async function runAttempt(
  { requestTicket, transport, confirm, probes, clock, untilBack }: AttemptTools,
  { file, firmware, suffix, crc64, mayAsk, isPatient, onTicket }: AttemptJob,
  emit: Emit,
  signal: AbortSignal,
): Promise<void> {
  const { size } = firmware;
  const fail = (failure: Failure, sent = 0, away?: Away) =>
    emit({ type: 'failed', failure, sent, ...(away && { away }) });
  const findChange = async (noticed: 'before-sending' | 'after-sending') => {
    // A drive that is gone may take for ever to say so.
    const finding = await unlessAborted(probeFile(file, firmware), signal);
    signal.throwIfAborted();
    return finding === 'same'
      ? undefined
      : { kind: 'file-changed' as const, how: finding, noticed };
  };

  emit({ type: 'began' });
  // A ticket is asked for last: not for a file that is no longer what it was.
  const early = await findChange('before-sending');
  if (early !== undefined) return fail(early);
  await mayAsk(signal);
  signal.throwIfAborted();
  const askedAt = stampOf(clock);
  const outcome = await requestTicket(suffix, signal);
  signal.throwIfAborted();
  if (outcome.kind === 'failed') {
    const isOffline = outcome.failure.kind === 'ticket-unreachable' && !clock.isOnline();
    const away = await findAway(outcome.failure, clock, probes, signal);
    signal.throwIfAborted();
    return fail(isOffline ? { kind: 'offline' } : outcome.failure, 0, away);
  }
  const { ticket, requestId, confirmationToken } = outcome;
  const limits = readLimits(ticket);
  if (limits.kind === 'unreadable') {
    return fail({ kind: 'ticket-malformed', part: 'ticket', status: 200, detail: limits.detail });
  }
  const { lifeMs, min, max, allowsKey } = limits;
  if (!allowsKey) {
    // The store would say so, too, but only after the whole file was sent.
    const fault = keyFault(ticket.key);
    return fail({ kind: 'address-untrusted', fault, requestId });
  }
  if (size < min || size > max) return fail({ kind: 'size-not-allowed', min, max });
  // Once more: an answer may have taken its time.
  const meanwhile = await findChange('before-sending');
  if (meanwhile !== undefined) return fail(meanwhile);
  // The life began on the platform's clock, at the latest when we asked.
  const leftMs = lifeMs - elapsedSince(clock, askedAt);
  if (leftMs < Math.min(LIFE_NEEDED_MS, lifeMs / 2)) {
    return fail({ kind: 'ticket-expired', lifeMs, leftMs: Math.max(0, leftMs) });
  }
  onTicket({ requestId, confirmationToken });
  emit({ type: 'ticketed', endsAt: clock.now() + leftMs, total: size });

  const sending = await sendFirmware(
    transport,
    clock,
    { ticket, suffix, file, size, isPatient },
    emit,
    signal,
  );
  signal.throwIfAborted();
  // Whatever came of it, a file that is no longer what it was explains it, and makes it worthless.
  const late = await findChange('after-sending');
  if (late !== undefined) return fail(late, sending.sent);
  if (sending.end.kind !== 'answered') {
    const isReadable = await unlessAborted(canReadOn(file, sending.sent), signal);
    const torn: Failure = { kind: 'file-unreadable', sent: sending.sent, total: size };
    if (!isReadable) return fail(torn, sending.sent);
  }
  signal.throwIfAborted();

  const question = { host: ticket.host, fields: postFormFields(ticket) };
  const isTicketOver = () => elapsedSince(clock, askedAt) >= lifeMs;
  const ask = createAsk(confirm, confirmationToken, size, crc64);
  let { sent } = sending;
  const ending = await settle(sending);
  if (ending.kind === 'lost') return fail(ending.failure, sent, ending.away);
  if (ending.kind !== 'verified' && ending.kind !== 'unverified') return fail(ending, sent);
  // A digest that could not be read to its end may be the first to notice.
  if (ending.kind === 'unverified') {
    const hidden = await findChange('after-sending');
    if (hidden !== undefined) return fail(hidden, sent);
  }
  emit({
    type: 'confirmed',
    receipt: {
      firmwareUrl: ticket.firmwareUrl,
      verdict: ending,
      ticketRequestId: requestId,
      storeRequestId: (sending.end.kind === 'answered' ? sending.end.requestId : null) ?? undefined,
      finishedAt: clock.wall(),
      sendMs: sending.tookMs,
    },
  });

  /** All of it went, even where the store answers before the browser has counted the last byte. */
  function confirming(type: 'answered' | 'unanswered'): void {
    sent = size;
    emit({ type });
  }

  /** What a finished transfer comes to: stored with a verdict, or a failure. */
  async function settle({ end, isAllSent, isUnseen }: Sending): Promise<Verdict | Failure | Lost> {
    if (end.kind === 'answered') {
      const failure = failureOf(end, ticket.host);
      if (failure === undefined) {
        confirming('answered');
        return verify(end.crc64, crc64, ask, clock, signal);
      }
      if (!mayBeStored(failure, isAllSent)) return failure;
      // Somebody said no who may not know; one look is enough, since nothing is on its way any more.
      confirming('unanswered');
      const found = await ask?.(signal);
      if (found !== undefined && typeof found !== 'string') return found;
      // A proxy that answers 502 or 503 for the store's refusal: the store itself can still be asked.
      if (failure.kind !== 'store-refused' || failure.error !== undefined) return failure;
      const asked = {
        insteadOfAnswer: 'status',
        status: failure.status,
        found: found === 'absent' ? found : 'unknown',
      } as const;
      return (await askForReason(asked)) ?? failure;
    }
    if (!isAllSent || end.kind === 'blocked') {
      const found = isUnseen && end.kind !== 'blocked' ? await ask?.(signal) : 'absent';
      if (found !== undefined && typeof found !== 'string') {
        emit({ type: 'unanswered' });
        return found;
      }
      const silence = { sending, question, size, isTicketOver: isTicketOver() };
      const explained = await diagnose(silence, clock, probes, signal);
      if (found === 'absent' || explained.away !== undefined) return { kind: 'lost', ...explained };
      return { kind: 'lost', failure: { kind: 'answer-lost', found: 'unknown' } };
    }
    confirming('unanswered');
    const asking = { clock, probes, untilBack, host: ticket.host };
    const { found, away } = await askUntilCertain(ask, asking, signal);
    if (typeof found !== 'string') return found;
    // Who was away has lost the answer; otherwise it may be one that this page may not read.
    const asked = { insteadOfAnswer: 'silence', found } as const;
    const reason = away === undefined ? await askForReason(asked) : undefined;
    if (reason !== undefined) return reason;
    return { kind: 'lost', failure: { kind: 'answer-lost', found }, ...(away && { away }) };
  }

  async function askForReason(asked: Asked): Promise<Failure | undefined> {
    const answer = await probes.askWhy(question, signal);
    return answer && refusalIn(answer, ticket.host, isTicketOver(), asked);
  }
}

/** Nobody has answered; and who is away, if that is why. */
type Lost = { readonly kind: 'lost' } & Explained;

/** A refusal after which the object may nevertheless be there. */
function mayBeStored(failure: Failure, isAllSent: boolean): boolean {
  switch (failure.kind) {
    case 'answer-not-of-store':
      return isAllSent;
    case 'store-refused':
      // A gateway that lost the store's answer; or the very object, stored by a send that the browser repeated.
      return failure.error === undefined
        ? isAllSent && failure.status >= 500
        : failure.error.code === 'FileAlreadyExists';
    default:
      return false;
  }
}

type Limits =
  | {
      readonly kind: 'limits';
      readonly lifeMs: number;
      readonly min: number;
      readonly max: number;
      readonly allowsKey: boolean;
    }
  | { readonly kind: 'unreadable'; readonly detail: string };

/** What the ticket's own policy says of its life, of sizes and of the key; no constant of ours stands in for it. */
function readLimits(ticket: Ticket): Limits {
  const reading = readPolicy(ticket.policy);
  if (reading.kind === 'invalid') {
    return { kind: 'unreadable', detail: toldText(`data.policy: ${reading.detail}`) };
  }
  const lifeMs = policyLifeMs(reading.policy, ticket.utcCreate);
  // Every comparison with NaN is false: a life that cannot be told would never be over.
  if (Number.isNaN(lifeMs)) return { kind: 'unreadable', detail: 'data.utcCreate: no time' };
  const { min, max } = sizeRange(reading.policy) ?? { min: 0, max: Number.MAX_SAFE_INTEGER };
  return { kind: 'limits', lifeMs, min, max, allowsKey: allowsKey(reading.policy, ticket.key) };
}

function allowsKey(policy: PostPolicy, key: string): boolean {
  const conditions = policy.conditions.filter(
    (condition) => condition.kind !== 'size' && condition.field === 'key',
  );
  return findUnmetCondition({ ...policy, conditions }, new Map([['key', key]])) === undefined;
}
