import { request as plainRequest, type IncomingMessage } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { FIELDS_MAX_BYTES, FIRMWARE_MAX_BYTES } from '../../contract/limits.ts';
import { BODY_PACE, withBodyTimeout, type Pace } from '../embedded/body-timeout.ts';
import { OPEN_UPLOADS_MAX } from '../embedded/upload-limit.ts';
import { causeOf } from '../operations/observed.ts';
import type { Emit } from '../operations/server-event.ts';
import { answerOfStore, relayRefusal } from './relay-answer.ts';

/**
 * Hands a form on to a store as it comes: for buckets whose CORS rule is not ours to set. Nothing is kept, on disk or in memory;
 * a store that reads slowly slows the browser down, so that the page's progress is the store's. Resolves with the store's answer,
 * or one of our own, perhaps while the form is still coming.
 */
export type Relay = (form: IncomingMessage) => Promise<Response>;

export type RelayOptions = {
  /** By exact address, origin or `https://store/bucket`: the stores that forms may be handed on to. */
  readonly stores: ReadonlyMap<string, RelayedStore>;
  readonly emit: Emit;
  readonly limits?: Partial<RelayLimits>;
};

export type RelayedStore = {
  /** Where this server reaches it. */
  readonly address: string;
  /** Whom to tell of its forms. */
  readonly emit: Emit;
};

export type RelayLimits = {
  readonly bodyPace: Pace;
  readonly formsMax: number;
  /** How long the store may stand still: when it has the whole form, it may have a gigabyte to sync. */
  readonly answerMs: number;
};

const LIMITS: RelayLimits = { bodyPace: BODY_PACE, formsMax: OPEN_UPLOADS_MAX, answerMs: 300_000 };

/** What one form may have in all: the largest firmware, the fields before it, and the lines between them. */
const FORM_MAX_BYTES = FIRMWARE_MAX_BYTES + FIELDS_MAX_BYTES + 64 * 1024;

export function createRelay({ stores, emit, limits }: RelayOptions): Relay {
  const { bodyPace, formsMax, answerMs } = { ...LIMITS, ...limits };
  let open = 0;

  return async (form) => {
    const since = performance.now();
    const store = stores.get(storeOf(form));
    const answer = await (store === undefined
      ? relayRefusal('foreign-store')
      : answerOf(store, form));
    const tell = store?.emit ?? emit;
    tell({ kind: 'relay', status: answer.status, ms: performance.now() - since });
    return answer;
  };

  async function answerOf(store: RelayedStore, form: IncomingMessage): Promise<Response> {
    const length = Number(form.headers['content-length'] ?? Number.NaN);
    if (!Number.isSafeInteger(length)) return relayRefusal('no-length');
    if (length > FORM_MAX_BYTES) return relayRefusal('too-large');
    if (open >= formsMax) return relayRefusal('busy');
    open += 1;
    try {
      return await withBodyTimeout(form, bodyPace, (tooSlow) =>
        handOn(form, store, length, tooSlow),
      );
    } finally {
      open -= 1;
    }
  }

  async function handOn(
    form: IncomingMessage,
    { address, emit: tell }: RelayedStore,
    length: number,
    tooSlow: AbortSignal,
  ): Promise<Response> {
    const send = address.startsWith('https:') ? tlsRequest : plainRequest;
    const onward = send(address, {
      method: 'POST',
      headers: { 'content-type': form.headers['content-type'] ?? '', 'content-length': length },
      // A connection of its own: one that was used before may be closed by the store just now, and a form is never sent twice.
      agent: false,
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      onward.once('response', resolve);
      // Each of them: a second error without a listener would end the process.
      onward.on('error', reject);
      // All that is heard of an answer that wants another protocol.
      onward.once('close', () => reject(new Error('the store closed the connection')));
    });
    // The store's answer ends with its connection, however much of it has come.
    tooSlow.addEventListener('abort', () => onward.destroy(tooSlow.reason), { once: true });
    form.once('close', () => {
      if (!form.complete) onward.destroy(new Error('the client went away'));
    });
    // Not a pipeline: that would end the client's connection with the store's, and the answer with it.
    form.pipe(onward);
    // From the start: a store may stop to read in the middle, or to answer, and a form that comes slowly is another matter.
    onward.setTimeout(answerMs, () => onward.destroy(lateError()));
    try {
      return await answerOfStore(await answered);
    } catch (error) {
      if (tooSlow.aborted) return relayRefusal('too-slow');
      const cause = causeOf(error);
      const text = `A relayed form got no answer of the store: ${cause}`;
      if (!form.destroyed) tell({ kind: 'notice', level: 'warn', text });
      return relayRefusal('store-away');
    } finally {
      form.unpipe(onward);
      onward.destroy();
    }
  }
}

/** The address that the page has of the store, as its ticket names it. */
export function storeOf({ url = '/' }: IncomingMessage): string {
  return new URL(url, 'http://localhost').searchParams.get('store') ?? '';
}

function lateError(): Error {
  return Object.assign(new Error('the store did not answer in time'), { name: 'TimeoutError' });
}
