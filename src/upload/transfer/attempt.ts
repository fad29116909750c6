import type { FileSuffix } from '../../contract/file-suffix.ts';
import { questionFields } from '../../contract/post-form.ts';
import { keyFault } from '../../contract/store-address.ts';
import { unlessAborted } from '../abort.ts';
import { elapsedSince, stampOf } from '../clock.ts';
import type { Asked } from '../model/failure-row.ts';
import type { Trace } from '../exchange-event.ts';
import type { Failure } from '../model/failure.ts';
import { probeFile, probeLength, readOn, type Firmware } from '../model/firmware-file.ts';
import type { ProofKind, Receipt, Verdict } from '../model/receipt.ts';
import type { AttemptUpdate } from '../model/upload-event.ts';
import type { LastTicket, SettledDigest } from '../model/upload.ts';
import { failed, foundAfterwards, type AttemptEnd } from './attempt-end.ts';
import type { Confirm } from './confirmation-client.ts';
import { diagnose, findAway, ofTarget, type Explained } from './diagnose.ts';
import { sendFirmware, type Sending } from './send.ts';
import { findRelayRefusal } from './sign-in-wanted.ts';
import { failureOf, mayBeStored, refusalIn } from './store-answer.ts';
import { readLimits, type RequestTicket } from './ticket-client.ts';
import { ticketNote, tracedProbes } from './trace-notes.ts';
import type { Transport } from './transport.ts';
import {
  askForChecksum,
  askUntilCertain,
  createAsk,
  isUnclear,
  judge,
  toldBy,
  type AskTools,
  type Told,
} from './verify.ts';

export type AttemptTools = AskTools & {
  readonly requestTicket: RequestTicket;
  readonly transport: Transport;
  readonly confirm: Confirm;
};

export type AttemptJob = {
  readonly file: File;
  readonly firmware: Firmware;
  readonly suffix: FileSuffix;
  /** Id of one of several targets. */
  readonly target?: string | undefined;
  /** Resolves once this digest of the file is known, or known to be unavailable; to ask for it has it computed soon. */
  readonly digest: (kind: ProofKind) => Promise<SettledDigest>;
  /** Resolves as soon as a ticket may be asked for: the queue may have been paused a moment ago. */
  readonly mayAsk: (signal: AbortSignal) => Promise<void>;
  /** Whether the user wants a transfer that stands still to be left alone. */
  readonly isPatient: () => boolean;
  /** Called with what is kept of the ticket, before the first byte goes. */
  readonly onTicket: (ticket: LastTicket) => void;
  /** Hears what is exchanged. */
  readonly trace: Trace;
};

/** A ticket with less life than this left, or half of its life if that is less, is not worth starting with. */
const LIFE_NEEDED_MS = 5_000;

/**
 * One attempt, top to bottom: ticket, send, proof. The only place that awaits the network. Everything that is known to go
 * wrong is an end; it rejects only when `signal` is aborted.
 * @param emit called with what happens meanwhile
 */
export async function runAttempt(
  { requestTicket, transport, confirm, ...given }: AttemptTools,
  { file, firmware, suffix, target, digest, mayAsk, isPatient, onTicket, trace }: AttemptJob,
  emit: (update: AttemptUpdate) => void,
  signal: AbortSignal,
): Promise<AttemptEnd> {
  const tools = { ...given, probes: tracedProbes(given.probes, trace) };
  const { probes, clock } = tools;
  const { size } = firmware;

  emit({ type: 'began' });
  // A ticket is asked for last: not for a file that is no longer what it was.
  const early = await findChange('before-sending');
  if (early !== undefined) return failed(early);
  await mayAsk(signal);
  signal.throwIfAborted();
  const askedAt = stampOf(clock);
  const outcome = await requestTicket(suffix, signal, target, trace);
  signal.throwIfAborted();
  if (outcome.kind === 'failed') {
    const isOffline = outcome.failure.kind === 'ticket-unreachable' && !clock.isOnline();
    const { failure, away } = await findAway(outcome.failure, clock, probes, signal, target);
    signal.throwIfAborted();
    return failed(isOffline ? { kind: 'offline' } : failure, 0, away);
  }

  const { ticket, requestId, confirmationToken, provenance } = outcome;
  const origin = provenance && { provenance };
  const limits = readLimits(ticket);
  if (limits.kind === 'unreadable') {
    return failed({ kind: 'ticket-malformed', part: 'ticket', status: 200, detail: limits.detail });
  }
  const { lifeMs, min, max, allowsKey } = limits;
  trace(ticketNote(outcome, limits, size));
  if (!allowsKey) {
    // The store would say so, too, but only after the whole file was sent.
    const fault = keyFault(ticket.key);
    return failed({ kind: 'address-untrusted', fault, requestId });
  }
  if (size < min || size > max) return failed({ kind: 'size-not-allowed', min, max });
  // Once more: an answer may have taken its time.
  const meanwhile = await findChange('before-sending');
  if (meanwhile !== undefined) return failed(meanwhile);
  // The life began on the platform's clock, at the latest when we asked.
  const leftMs = lifeMs - elapsedSince(clock, askedAt);
  if (leftMs < Math.min(LIFE_NEEDED_MS, lifeMs / 2)) {
    return failed({ kind: 'ticket-expired', lifeMs, leftMs: Math.max(0, leftMs) });
  }
  onTicket({ requestId, confirmationToken, ...origin });
  emit({ type: 'ticketed', endsAt: clock.now() + leftMs, total: size });
  // An S3 store proves the file by its MD5, which is otherwise computed after the transfer; the CRC-64 is beside it anyway.
  if (ticket.objectStorage === 'S3') void digest('md5').catch(() => undefined);

  const request = { ticket, suffix, file, size, isPatient, trace };
  const sending = await sendFirmware(transport, clock, request, emit, signal);
  signal.throwIfAborted();
  // Whatever came of it, a file that is no longer what it was explains it, and makes it worthless.
  let { sent } = sending;
  const late = await findChange('after-sending');
  if (late !== undefined) return failed(late, sent);
  if (sending.end.kind !== 'answered') {
    const finding = await unlessAborted(readOn(file, sent), signal);
    const broken = foundAfterwards(finding, sent, size);
    if (broken !== undefined) return failed(broken, sent);
  }
  signal.throwIfAborted();

  const question = { host: ticket.host, fields: questionFields(ticket) };
  const isTicketOver = () => elapsedSince(clock, askedAt) >= lifeMs;
  const ask = createAsk(confirm, confirmationToken, trace);
  const ending = await settle(sending);
  signal.throwIfAborted();
  if ('failure' in ending) {
    const isLost = ending.failure.kind === 'answer-lost';
    const finding = isLost ? await probeLength(file, size, signal) : 'same';
    const broken = foundAfterwards(finding, sent, size);
    if (broken !== undefined) return failed(broken, sent);
    return failed(ending.failure, sent, ending.away && ofTarget(ending.away, target));
  }
  // That there is no digest may be the first sign that the file has changed.
  if (ending.kind === 'unverified') {
    const hidden = await findChange('after-sending');
    if (hidden !== undefined) return failed(hidden, sent);
  }
  const { relayedBy, requestId: storeRequestId } =
    sending.end.kind === 'answered' ? sending.end : { relayedBy: undefined, requestId: null };
  const receipt: Receipt = {
    firmwareUrl: ticket.firmwareUrl,
    verdict: ending,
    ticketRequestId: requestId,
    storeRequestId: storeRequestId ?? undefined,
    finishedAt: clock.wall(),
    sendMs: sending.tookMs,
    ...(relayedBy !== undefined && { relayedBy }),
    ...origin,
  };
  return { kind: 'stored', receipt };

  async function findChange(noticed: 'before-sending' | 'after-sending') {
    // A drive that is gone may take for ever to say so.
    const finding = await unlessAborted(probeFile(file, firmware), signal);
    signal.throwIfAborted();
    return finding === 'same'
      ? undefined
      : ({ kind: 'file-changed', how: finding, noticed } as const);
  }

  /** All of it went, even where the store answers before the browser has counted the last byte. */
  function confirming(type: 'answered' | 'unanswered'): void {
    sent = size;
    emit({ type });
  }

  /** What a finished transfer comes to: stored with a verdict, or a failure. */
  async function settle({ end, isAllSent, isUnseen }: Sending): Promise<Verdict | Explained> {
    const refused = await findRelayRefusal(end, ticket.host, probes, signal);
    if (refused !== undefined) return refused;
    if (end.kind === 'answered') {
      const failure = failureOf(end, ticket.host, elapsedSince(clock, askedAt) < lifeMs / 2);
      if (failure === undefined) {
        confirming('answered');
        return proveAnswered(toldBy(end, ticket));
      }
      if (!mayBeStored(failure, isAllSent)) return { failure };
      // The refusal may come from something in between that cannot know. The store is asked once: nothing is on its way any more.
      confirming('unanswered');
      const found = await ask?.(signal);
      if (found?.confirmation === 'stored') return prove(found);
      // A proxy that answers 502 or 503 for the store's refusal: the store itself can still be asked.
      if (failure.kind !== 'store-refused' || failure.error !== undefined) return { failure };
      const asked = {
        insteadOfAnswer: 'status',
        status: failure.status,
        found: found?.confirmation === 'absent' ? 'absent' : 'unknown',
      } as const;
      return { failure: (await askForReason(asked)) ?? failure };
    }
    if (!isAllSent || end.kind === 'blocked') {
      const mayHaveGone = isUnseen && end.kind !== 'blocked';
      const found = mayHaveGone ? await ask?.(signal) : ({ confirmation: 'absent' } as const);
      if (found?.confirmation === 'stored') {
        emit({ type: 'unanswered' });
        return prove(found);
      }
      const silence = { sending, question, size, isTicketOver: isTicketOver() };
      const explained = await diagnose(silence, clock, probes, signal);
      if (found?.confirmation === 'absent' || explained.away !== undefined) return explained;
      return { failure: { kind: 'answer-lost', found: 'unknown' } };
    }
    confirming('unanswered');
    const { found, away } = await askUntilCertain(ask, ticket.host, tools, signal);
    if (found.confirmation === 'stored') return prove(found);
    // If something was away, that is why the answer is lost. If not, there may be one that this page is not allowed to read.
    const asked = { insteadOfAnswer: 'silence', found: found.confirmation } as const;
    const reason = away === undefined ? await askForReason(asked) : undefined;
    if (reason !== undefined) return { failure: reason };
    return { failure: { kind: 'answer-lost', found: found.confirmation }, ...(away && { away }) };
  }

  /** Our server is asked where the answer itself proves nothing: it may read more of what the store says. */
  async function proveAnswered(told: Told): Promise<Verdict | Explained> {
    const isTold = Object.values(told).some((digest) => digest !== undefined);
    const first = isTold ? await prove(told) : undefined;
    if (first !== undefined && !isUnclear(first)) return first;
    const found = await askForChecksum(ask, clock, signal);
    if (found.confirmation === 'stored') return prove(found);
    const reason = found.confirmation === 'absent' ? 'object-not-seen' : 'checksum-hidden';
    return first ?? { kind: 'unverified', reason };
  }

  async function prove(told: Told): Promise<Verdict | Explained> {
    const proof = await judge(digest, size, told);
    return proof.kind === 'checksum-mismatch' ? { failure: proof } : proof;
  }

  async function askForReason(asked: Asked): Promise<Failure | undefined> {
    const answer = await probes.askWhy(question, signal);
    return answer && refusalIn(answer, ticket.host, isTicketOver(), asked);
  }
}
