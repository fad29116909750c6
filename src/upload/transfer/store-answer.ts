import { readOssError } from '../../contract/oss-error.ts';
import type { Failure } from '../model/failure.ts';
import { retryAfterIn } from '../../contract/header-value.ts';
import type { StoreAnswer } from './transport.ts';

/** Reads the answer to a PostObject. Undefined when the store says that it has stored the object. */
export function failureOf(answer: StoreAnswer, host: string): Failure | undefined {
  const { status, origin, body } = answer;
  if (origin !== host) return { kind: 'answer-from-elsewhere' };
  if (status === 200 || status === 201 || status === 204) {
    return isOfStore(body) ? undefined : { kind: 'answer-not-of-store', status };
  }
  const error = readOssError(body);
  const requestId = answer.requestId ?? error?.requestId;
  if (error !== undefined && isPolicyExpired(error)) {
    return { kind: 'policy-expired', status, error, requestId };
  }
  const retryAfterMs = retryAfterIn(answer.retryAfter, null);
  const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
  return { kind: 'store-refused', status, error, requestId, ...asked };
}

/** After success OSS answers nothing, or with 201 an XML document; anything else was made up on the way. */
function isOfStore(body: string): boolean {
  return /^\s*(?:<\?xml|<PostResponse|$)/.test(body);
}

function isPolicyExpired({ ec, message }: { ec: string | undefined; message: string }): boolean {
  return ec === '0006-00000213' || /policy expired/i.test(message);
}
