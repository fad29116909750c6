import type { ConfirmationRequest } from '../contract/confirmation.ts';
import type { DigestClient } from '../upload/digest/digest-client.ts';
import type { Failure } from '../upload/model/failure.ts';
import type { KnownDigests } from '../upload/model/receipt-schema.ts';
import { DIGEST_KINDS, type DigestKind } from '../upload/model/upload.ts';
import type { ConfirmationOutcome } from '../upload/transfer/confirmation-client.ts';
import type { TicketOutcome } from '../upload/transfer/ticket-client.ts';
import type {
  OutgoingForm,
  StoreAnswer,
  StoreReply,
  TransportWatch,
} from '../upload/transfer/transport.ts';
import { issued, STORED, type TicketTerms } from './answers.ts';
import { settle } from './fake-clock.ts';

/** What the engine has asked for, and what waits for a test to answer it. */

/** What a browser adds around the file. */
const FORM_BYTES = 400;

export type AskedTicket = ReturnType<typeof openTicket>;
export type Send = ReturnType<typeof openSend>;
export type Ask = ReturnType<typeof openCall<ConfirmationOutcome>> & {
  readonly request: ConfirmationRequest;
};

export function openTicket(suffix: string, key: string, signal: AbortSignal, at: number) {
  const call = openCall<TicketOutcome>(signal, at);
  return {
    ...call,
    suffix,
    issue: (terms?: TicketTerms) => call.answer(issued({ key, ...terms })),
    fail: (failure: Failure) => call.answer({ kind: 'failed', failure }),
  };
}

export function openSend(form: OutgoingForm, watch: TransportWatch, at: number) {
  const call = openCall<StoreReply>(watch.signal, at);
  const total = FORM_BYTES + form.file.size;
  return {
    ...call,
    form,
    watch,
    key: form.fields.find(([name]) => name === 'key')?.[1] ?? '',
    /** So many bytes of the file have been handed to the network. */
    progress: (fileBytes: number) => watch.onProgress(FORM_BYTES + fileBytes, total),
    sendAll: () => watch.onProgress(total, total),
    reply: call.answer,
    answer: (answer?: Partial<StoreAnswer>) => call.answer({ ...STORED, ...answer }),
  };
}

/** A client whose work waits for a test to end it. */
export function createDigestClient(kinds: readonly DigestKind[]) {
  const jobs: ReturnType<typeof openDigest>[] = [];
  const pauses: boolean[] = [];
  const client: DigestClient = {
    kinds,
    setPaused: (isPaused) => pauses.push(isPaused),
    async compute(file, signal) {
      signal.throwIfAborted();
      const job = openDigest(file, signal, kinds);
      jobs.push(job);
      return job.promise;
    },
  };
  return { client, jobs, pauses };
}

function openDigest(file: Blob, signal: AbortSignal, [first = 'crc64']: readonly DigestKind[]) {
  const call = openCall<ReadonlyMap<DigestKind, string>>(signal, 0);
  return {
    ...call,
    file,
    /** One value is that of the first kind; none: the file could not be read to its end. */
    settle(found: string | KnownDigests | undefined) {
      if (found === undefined) return call.answer(Promise.reject(new Error('unreadable')));
      const values: KnownDigests = typeof found === 'string' ? { [first]: found } : found;
      const pairs = DIGEST_KINDS.map((kind) => [kind, values[kind]] as const);
      return call.answer(
        new Map(
          pairs.flatMap(([kind, value]) => (value === undefined ? [] : [[kind, value] as const])),
        ),
      );
    },
  };
}

/** A call that waits for a test to answer it; it rejects when it is aborted, like all calls of the engine. */
export function openCall<Answer>(signal: AbortSignal, at: number) {
  let isAnswered = false;
  let resolve: (answer: Answer | Promise<Answer>) => void = () => {};
  const answered = new Promise<Answer>((settle) => (resolve = settle));
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  aborted.catch(() => undefined);
  return {
    at,
    promise: Promise.race([answered, aborted]),
    /** Neither answered nor aborted. */
    isOpen: () => !isAnswered && !signal.aborted,
    answer(answer: Answer | Promise<Answer>): Promise<void> {
      isAnswered = true;
      resolve(answer);
      return settle();
    },
  };
}
