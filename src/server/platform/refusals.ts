import { randomUUID } from 'node:crypto';
import type { MalformedEnvelope, Problem, RefusedEnvelope } from '../../contract/envelope.ts';
import { platformRefusal } from '../../contract/platform-refusal.ts';
import type { AddressFault } from '../../contract/store-address.ts';
import { CLOCK_PRECISION_MS, type PlatformOutcome } from './platform-client.ts';

/** Why there is no ticket or no package. The message says what happened, what that left behind, and what to do. */
export type Refusal = {
  readonly kind: 'refused';
  readonly status: 400 | 429 | 502 | 503 | 504;
  readonly problem: Problem;
  /** Whole seconds after which to ask again, where that is known. */
  readonly retryAfterS: number | undefined;
  /** Of a package alone: whether it may have been created all the same. */
  readonly created: 'no' | 'maybe' | undefined;
};

/** What the refusals of one call differ in. */
export type RefusalWords = {
  /** What a refusal certainly left as it was. */
  readonly untouched: string;
  /** What a call whose answer is lost may have left; undefined if it leaves nothing. */
  readonly maybe: string | undefined;
  readonly tooManyCode: string;
  readonly tooMany: string;
};

export const TICKET_WORDS: RefusalWords = {
  untouched: 'Nothing was stored',
  maybe: undefined,
  tooManyCode: 'OtaDrop.TooManyTickets',
  tooMany: 'Too many uploads want to start at once',
};
export const PACKAGE_WORDS: RefusalWords = {
  untouched: 'No package was created',
  maybe:
    'It may have been created; look into the list of packages on the platform before you ask again',
  tooManyCode: 'OtaDrop.TooManyCalls',
  tooMany: 'Too many calls to the IoT platform are waiting',
};

type Answered = Extract<PlatformOutcome, { kind: 'answered' }>;

/** The call was not made, or not answered. */
export function refuseUnanswered(
  words: RefusalWords,
  outcome: Exclude<PlatformOutcome, Answered>,
): Refusal {
  const { untouched, maybe } = words;
  if (outcome.kind === 'too-many-calls') {
    const { retryAfterS } = outcome;
    const message = `${words.tooMany}. ${untouched}; try again in ${retryAfterS} seconds.`;
    return refusal(words, 429, words.tooManyCode, message, { retryAfterS });
  }
  const { lateAfterMs, mayBeHeard } = outcome;
  const status = lateAfterMs === undefined ? 502 : 504;
  const late = `The IoT platform did not answer within ${(lateAfterMs ?? 0) / 1000} seconds`;
  if (maybe !== undefined && mayBeHeard) {
    const what =
      lateAfterMs === undefined
        ? 'The connection to the IoT platform was cut before it answered'
        : late;
    const code = 'OtaDrop.PlatformAnswerLost';
    return refusal(words, status, code, `${what}. ${maybe}.`, { mayBeCreated: true });
  }
  const message =
    lateAfterMs === undefined
      ? `The IoT platform could not be reached from this server. ${untouched}; check CLOUD_ENDPOINT and the network, then try again.`
      : `${late}. ${untouched}; try again.`;
  return refusal(words, status, 'OtaDrop.PlatformUnreachable', message);
}

/** The answer is a refusal, or holds neither a ticket nor a package. */
export function refuseAnswer(
  words: RefusalWords,
  answer: RefusedEnvelope | MalformedEnvelope,
  answered: Answered,
): Refusal {
  return answer.kind === 'refused'
    ? refusedByPlatform(words, answer.problem, answered)
    : malformed(words, answer.detail, answered);
}

/** The platform's own code is kept, its message too unless this server knows more. */
function refusedByPlatform(
  words: RefusalWords,
  { code, message, requestId }: Problem,
  { status: theirs, retryAfterS, aheadMs }: Answered,
): Refusal {
  const reason = platformRefusal(code);
  const told = reason === 'clock' ? clockMessage(aheadMs, words.untouched) : message;
  if (reason === 'throttled' || theirs === 429) {
    return refusal(words, 429, code, told, { requestId, retryAfterS });
  }
  // An exception on the platform's side does not say how far the call had come.
  const mayBeCreated = theirs >= 500 || code.toLowerCase().startsWith('iot.system.systemexception');
  return theirs === 503
    ? refusal(words, 503, code, told, { requestId, retryAfterS, mayBeCreated })
    : refusal(words, 502, code, told, { requestId, mayBeCreated });
}

/** An answer without the platform's envelope comes from a gateway, unless its status says otherwise. */
function malformed(words: RefusalWords, detail: string, answered: Answered): Refusal {
  const { untouched, maybe } = words;
  const { status, retryAfterS } = answered;
  const code = 'OtaDrop.PlatformAnswerMalformed';
  if (status === 429) {
    const message = `The IoT platform takes no more calls at the moment. ${untouched}; try again.`;
    return refusal(words, 429, words.tooManyCode, message, { retryAfterS });
  }
  if (maybe !== undefined) {
    const isElsewhere = status >= 400 && status < 500;
    const message = isElsewhere
      ? `What answers at CLOUD_ENDPOINT is no IoT platform (status ${status}). ${untouched}; check CLOUD and CLOUD_ENDPOINT.`
      : `The IoT platform answered something that tells of no package (${detail}). ${maybe}.`;
    return refusal(words, 502, code, message, { mayBeCreated: !isElsewhere });
  }
  if (status >= 500) {
    const message = `The IoT platform is not at work: it answered with status ${status}. ${untouched}; try again.`;
    return status === 503
      ? refusal(words, 503, 'OtaDrop.PlatformUnreachable', message, { retryAfterS })
      : refusal(words, 502, 'OtaDrop.PlatformUnreachable', message);
  }
  const message = `The IoT platform answered something that is no ticket (${detail}). ${untouched}; check CLOUD and CLOUD_ENDPOINT.`;
  return refusal(words, 502, code, message);
}

function clockMessage(aheadMs: number | undefined, untouched: string): string {
  if (aheadMs === undefined) {
    return `The IoT platform says that this server’s clock is wrong. ${untouched}; set the time of the machine it runs on, then try again.`;
  }
  if (Math.abs(aheadMs) < CLOCK_PRECISION_MS) {
    return `The IoT platform refused the time of the call, although its clock and this server’s agree. ${untouched}; try again.`;
  }
  const minutes = Math.round(Math.abs(aheadMs) / 60_000);
  return `This server’s clock is off: it is ${minutes} min ${aheadMs > 0 ? 'behind' : 'ahead of'} the IoT platform’s. ${untouched}; set the time of the machine it runs on, then try again.`;
}

/** A package may only be made of a file in a store of ours. */
export function refuseForeignAddress(storeHosts: readonly string[]): Refusal {
  const what =
    storeHosts.length === 0
      ? 'set STORE_HOSTS to the store that this server’s tickets name, and start it again'
      : 'use the firmwareUrl of a file that was uploaded here';
  const message = `The firmwareUrl is not an address in a store of this server. ${PACKAGE_WORDS.untouched}; ${what}.`;
  return refusal(PACKAGE_WORDS, 400, 'OtaDrop.ForeignFirmwareUrl', message);
}

export function refuseUntrustedTicket(fault: AddressFault, requestId: string): Refusal {
  const [code, message] = faultWords(fault);
  return refusal(TICKET_WORDS, 502, code, message, { requestId });
}

function faultWords(fault: AddressFault): readonly [code: string, message: string] {
  switch (fault.kind) {
    case 'host':
      return [
        'OtaDrop.UntrustedStoreHost',
        `The ticket names the storage ${fault.host}, which is not on this server's list. Nothing was stored. If it is your bucket, set STORE_HOSTS=${fault.host} and start the server again.`,
      ];
    case 'storage-type':
      return [
        'OtaDrop.UnsupportedStorage',
        `The ticket is for a storage of type ${fault.objectStorage}; only OSS and S3 are supported. Nothing was stored.`,
      ];
    case 'key':
      return [
        'OtaDrop.UnsafeStoreAddress',
        `The ticket's object name ${JSON.stringify(fault.key)} is not one that a firmware may have. Nothing was stored.`,
      ];
    case 'firmware-url':
      return [
        'OtaDrop.UnsafeStoreAddress',
        `The ticket's firmwareUrl ${fault.firmwareUrl} is not the address that its host and key make. Nothing was stored.`,
      ];
  }
}

type Details = {
  /** Our own, unless the platform has given one. */
  readonly requestId?: string;
  readonly retryAfterS?: number | undefined;
  readonly mayBeCreated?: boolean;
};

function refusal(
  { maybe }: RefusalWords,
  status: Refusal['status'],
  code: string,
  message: string,
  { requestId = randomUUID(), retryAfterS, mayBeCreated = false }: Details = {},
): Refusal {
  const created = maybe === undefined ? undefined : mayBeCreated ? 'maybe' : 'no';
  return { kind: 'refused', status, problem: { code, message, requestId }, retryAfterS, created };
}
