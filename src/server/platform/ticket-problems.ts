import { randomUUID } from 'node:crypto';
import type { Problem } from '../../contract/problem.ts';
import type { AddressFault } from '../../contract/store-address.ts';
import { clockSentence } from './platform-words.ts';
import { refusalCause } from './refusal-cause.ts';

/** Why there is no ticket, in words for a person: what happened, that nothing was stored, what to do. */
export type RefusedTicket = {
  readonly kind: 'refused';
  readonly status: 429 | 502 | 503 | 504;
  readonly problem: Problem;
  /** Whole seconds after which to ask again, if somebody knows. */
  readonly retryAfterS: number | undefined;
};

export function crowded(retryAfterS: number): RefusedTicket {
  return refused(
    429,
    'OtaDrop.TooManyTickets',
    `Too many uploads want to start at once. Nothing was stored; try again in ${retryAfterS} seconds.`,
    { retryAfterS },
  );
}

/** @param lateAfterMs milliseconds it was waited for; undefined when that was not the reason */
export function unreachable(lateAfterMs: number | undefined): RefusedTicket {
  return lateAfterMs === undefined
    ? refused(
        502,
        'OtaDrop.PlatformUnreachable',
        'The IoT platform could not be reached from this server. Nothing was stored; check CLOUD_ENDPOINT and the network, then try again.',
      )
    : refused(
        504,
        'OtaDrop.PlatformUnreachable',
        `The IoT platform did not answer within ${lateAfterMs / 1000} seconds. Nothing was stored; try again.`,
      );
}

/** The platform's own code is kept, its words too unless this server knows better. */
export function refusedByPlatform(
  theirs: Problem,
  answer: {
    readonly status: number;
    readonly retryAfterS: number | undefined;
    readonly aheadMs: number | undefined;
  },
): RefusedTicket {
  const { code, requestId } = theirs;
  const cause = refusalCause(code);
  const isThrottled = cause === 'throttled' || answer.status === 429;
  const message =
    cause === 'clock' ? clockSentence(answer.aheadMs, 'Nothing was stored') : theirs.message;
  const status = isThrottled ? 429 : answer.status === 503 ? 503 : 502;
  const retryAfterS = status === 502 ? undefined : answer.retryAfterS;
  return refused(status, code, message, { requestId, retryAfterS });
}

/** An answer without the platform's envelope comes from something before it, unless its status says otherwise. */
export function malformed(
  detail: string,
  { status, retryAfterS }: { readonly status: number; readonly retryAfterS: number | undefined },
): RefusedTicket {
  if (status === 429) {
    return refused(
      429,
      'OtaDrop.TooManyTickets',
      'The IoT platform takes no more calls at the moment. Nothing was stored; try again.',
      { retryAfterS },
    );
  }
  if (status >= 500) {
    return refused(
      status === 503 ? 503 : 502,
      'OtaDrop.PlatformUnreachable',
      `The IoT platform is not at work: it answered with status ${status}. Nothing was stored; try again.`,
      { retryAfterS: status === 503 ? retryAfterS : undefined },
    );
  }
  return refused(
    502,
    'OtaDrop.PlatformAnswerMalformed',
    `The IoT platform answered something that is no ticket (${detail}). Nothing was stored; check CLOUD and CLOUD_ENDPOINT.`,
  );
}

export function untrusted(fault: AddressFault, requestId: string): RefusedTicket {
  return refused(502, FAULT_CODES[fault.kind], faultSentence(fault), { requestId });
}

const FAULT_CODES: Readonly<Record<AddressFault['kind'], string>> = {
  'storage-type': 'OtaDrop.UnsupportedStorage',
  host: 'OtaDrop.UntrustedStoreHost',
  key: 'OtaDrop.UnsafeStoreAddress',
  'firmware-url': 'OtaDrop.UnsafeStoreAddress',
};

function faultSentence(fault: AddressFault): string {
  switch (fault.kind) {
    case 'host':
      return `The ticket names the storage ${fault.host}, which is not on this server's list. Nothing was stored. If it is your bucket, set STORE_HOSTS=${fault.host} and start the server again.`;
    case 'storage-type':
      return `The ticket is for a storage of type ${fault.objectStorage}; only OSS is supported. Nothing was stored.`;
    case 'key':
      return `The ticket's object name ${JSON.stringify(fault.key)} is not one that a firmware may have. Nothing was stored.`;
    case 'firmware-url':
      return `The ticket's firmwareUrl ${fault.firmwareUrl} is not the address that its host and key make. Nothing was stored.`;
  }
}

function refused(
  status: RefusedTicket['status'],
  code: string,
  message: string,
  {
    requestId = randomUUID(),
    retryAfterS,
  }: { requestId?: string; retryAfterS?: number | undefined } = {},
): RefusedTicket {
  return { kind: 'refused', status, problem: { code, message, requestId }, retryAfterS };
}
