import { randomUUID } from 'node:crypto';
import type { Problem } from '../../contract/problem.ts';
import type { PlatformOutcome } from './platform-client.ts';
import { clockSentence } from './platform-words.ts';
import { refusalCause } from './refusal-cause.ts';

/** Why there is no package, in words for a person: what happened, whether there may be one all the same, what to do. */
export type RefusedFirmware = {
  readonly kind: 'refused';
  readonly status: 400 | 429 | 502 | 503 | 504;
  readonly problem: Problem;
  readonly created: 'no' | 'maybe';
  /** Whole seconds after which to ask again, if somebody knows. */
  readonly retryAfterS: number | undefined;
};

type Answered = Extract<PlatformOutcome, { kind: 'answered' }>;

const NONE = 'No package was created';
const MAYBE =
  'It may have been created; look into the list of packages on the platform before you ask again';

export function foreignAddress(storeHosts: readonly string[]): RefusedFirmware {
  const what =
    storeHosts.length === 0
      ? 'set STORE_HOSTS to the store that this server’s tickets name, and start it again'
      : 'use the firmwareUrl of a file that was uploaded here';
  return refused(
    400,
    'OtaDrop.ForeignFirmwareUrl',
    `The firmwareUrl is not an address in a store of this server. ${NONE}; ${what}.`,
    'no',
  );
}

export function crowded(retryAfterS: number): RefusedFirmware {
  return refused(
    429,
    'OtaDrop.TooManyCalls',
    `Too many calls to the IoT platform are waiting. ${NONE}; try again in ${retryAfterS} seconds.`,
    'no',
    { retryAfterS },
  );
}

export function unheard({
  lateAfterMs,
  mayBeHeard,
}: Extract<PlatformOutcome, { kind: 'unreachable' }>): RefusedFirmware {
  const status = lateAfterMs === undefined ? 502 : 504;
  if (!mayBeHeard) {
    return refused(
      status,
      'OtaDrop.PlatformUnreachable',
      `The IoT platform could not be reached from this server. ${NONE}; check CLOUD_ENDPOINT and the network, then try again.`,
      'no',
    );
  }
  const what =
    lateAfterMs === undefined
      ? 'The connection to the IoT platform was cut before it answered'
      : `The IoT platform did not answer within ${lateAfterMs / 1000} seconds`;
  return refused(status, 'OtaDrop.PlatformAnswerLost', `${what}. ${MAYBE}.`, 'maybe');
}

/** The platform's own code is kept, its words too unless this server knows better. */
export function refusedByPlatform(
  theirs: Problem,
  { status, retryAfterS, aheadMs }: Answered,
): RefusedFirmware {
  const { code, requestId } = theirs;
  const cause = refusalCause(code);
  const message = cause === 'clock' ? clockSentence(aheadMs, NONE) : theirs.message;
  if (cause === 'throttled' || status === 429) {
    return refused(429, code, message, 'no', { requestId, retryAfterS });
  }
  // An exception on the way says nothing about how far it had come.
  const isUnsure = status >= 500 || code.toLowerCase().startsWith('iot.system.systemexception');
  return refused(status === 503 ? 503 : 502, code, message, isUnsure ? 'maybe' : 'no', {
    requestId,
    retryAfterS: status === 503 ? retryAfterS : undefined,
  });
}

/** An answer without the platform's envelope, or one that tells no id: whether there is a package, nobody knows. */
export function malformed(detail: string, { status, retryAfterS }: Answered): RefusedFirmware {
  if (status === 429) {
    return refused(
      429,
      'OtaDrop.TooManyCalls',
      `The IoT platform takes no more calls at the moment. ${NONE}; try again.`,
      'no',
      { retryAfterS },
    );
  }
  if (status >= 400 && status < 500) {
    return refused(
      502,
      'OtaDrop.PlatformAnswerMalformed',
      `What answers at CLOUD_ENDPOINT is no IoT platform (status ${status}). ${NONE}; check CLOUD and CLOUD_ENDPOINT.`,
      'no',
    );
  }
  return refused(
    502,
    'OtaDrop.PlatformAnswerMalformed',
    `The IoT platform answered something that tells of no package (${detail}). ${MAYBE}.`,
    'maybe',
  );
}

function refused(
  status: RefusedFirmware['status'],
  code: string,
  message: string,
  created: RefusedFirmware['created'],
  {
    requestId = randomUUID(),
    retryAfterS,
  }: { requestId?: string; retryAfterS?: number | undefined } = {},
): RefusedFirmware {
  return { kind: 'refused', status, problem: { code, message, requestId }, created, retryAfterS };
}
