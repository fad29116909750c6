import { crc64 } from '../contract/crc64.ts';
import type { ConfirmationRequest, StoredObject } from '../contract/confirmation.ts';
import { FIRMWARE_MAX_BYTES } from '../contract/limits.ts';
import { encodePolicy } from '../contract/post-policy.ts';
import type { ConfirmationOutcome } from '../upload/transfer/confirmation-client.ts';
import type { DigestClient } from '../upload/digest/digest-client.ts';
import type { Failure } from '../upload/model/failure.ts';
import type { Firmware } from '../upload/model/firmware-file.ts';
import type { LookInto } from '../upload/inspect/inspect.ts';
import type { SamplesMatch } from '../upload/inspect/sample-compare.ts';
import type { FileLocks } from '../upload/queue/file-lock.ts';
import type { TicketOutcome } from '../upload/transfer/ticket-client.ts';
import type {
  OutgoingForm,
  StoreAnswer,
  StoreReply,
  TransportWatch,
} from '../upload/transfer/transport.ts';
import type { Upload } from '../upload/model/upload.ts';
import type { Question } from '../upload/transfer/probes.ts';
import { createUploadQueue } from '../upload/queue/upload-queue.ts';
import { createFakeClock, settle } from './fake-clock.ts';

export const STORE = 'https://bucket.example';
export const LIFE_MS = 60_000;
/** What a browser adds around the file. */
const FORM_BYTES = 400;

const BYTES = new TextEncoder().encode('123456789');
/** Of every file here, whatever its size is said to be. */
export const CRC = crc64(BYTES);

export type Condition =
  | 'same'
  | 'unreadable'
  | 'gone'
  | 'empty'
  | 'resized'
  | 'touched'
  /** Begins well, but cannot be read to its end. */
  | 'torn'
  /** Begins well, and then its drive never answers. */
  | 'stuck'
  /** On a drive that never answers. */
  | 'silent';

/** A file that is read at once, and whose condition a test can change; real files are read in browsers' tests. */
export type FakeFile = { readonly file: File; condition: Condition };

export function fakeFile(name: string, size = BYTES.byteLength, modifiedAt = 1): FakeFile {
  /** Whether there is anything is all that is ever asked of a fake: one byte stands for many. */
  const bytesBetween = (from: number, to: number) =>
    new ArrayBuffer(Math.min(to, size) > from ? 1 : 0);
  const read = async (from: number, to: number): Promise<ArrayBuffer> => {
    const isFirstByte = from === 0 && to === 1;
    switch (fake.condition) {
      case 'unreadable':
        throw new DOMException('no', 'NotReadableError');
      case 'gone':
        throw new DOMException('no', 'NotFoundError');
      case 'torn':
        if (isFirstByte) return bytesBetween(from, to);
        throw new DOMException('no', 'NotReadableError');
      case 'stuck':
        return isFirstByte ? bytesBetween(from, to) : new Promise(() => {});
      case 'silent':
        return new Promise(() => {});
      case 'empty':
        return new ArrayBuffer(0);
      case 'same':
      case 'resized':
      case 'touched':
        return bytesBetween(from, to);
    }
  };
  const file = Object.defineProperties(new File([BYTES], name), {
    size: { get: () => (fake.condition === 'resized' ? size + 1 : size) },
    lastModified: { get: () => (fake.condition === 'touched' ? modifiedAt + 1 : modifiedAt) },
    slice: { value: (from: number, to: number) => ({ arrayBuffer: () => read(from, to) }) },
  });
  const fake: FakeFile = { file, condition: 'same' };
  return fake;
}

export type TicketTerms = {
  readonly key?: string;
  readonly lifeMs?: number;
  readonly min?: number;
  readonly max?: number;
  readonly utcCreate?: string;
  readonly policy?: string;
  readonly token?: string | undefined;
};

export type AskedTicket = {
  readonly suffix: string;
  readonly at: number;
  /** Neither answered nor given up. */
  isOpen(): boolean;
  issue(terms?: TicketTerms): Promise<void>;
  fail(failure: Failure): Promise<void>;
};

export type Send = {
  readonly form: OutgoingForm;
  readonly watch: TransportWatch;
  readonly key: string;
  readonly at: number;
  isOpen(): boolean;
  /** So many bytes of the file have been handed to the network. */
  progress(fileBytes: number): void;
  sendAll(): void;
  reply(reply: StoreReply): Promise<void>;
  answer(answer?: Partial<StoreAnswer>): Promise<void>;
};

export type Ask = {
  readonly request: ConfirmationRequest;
  readonly at: number;
  isOpen(): boolean;
  answer(outcome: ConfirmationOutcome): Promise<void>;
};

export type Digesting = {
  readonly file: Blob;
  isOpen(): boolean;
  /** Undefined: the file could not be read to its end. */
  settle(crc64: string | undefined): Promise<void>;
};

export type WorldOptions = {
  readonly random?: () => number;
  /** `at-once`: every file is digested as soon as anybody wants it. */
  readonly digests?: 'at-once' | 'by-hand';
  readonly lookInto?: LookInto;
  readonly samplesMatch?: SamplesMatch;
};

/** The engine in a world that does only what a test says: tickets, sends and confirmations wait to be answered. */
export function createWorld({
  random = () => 1,
  digests: mode = 'at-once',
  lookInto = async () => undefined,
  samplesMatch,
}: WorldOptions = {}) {
  const clock = createFakeClock();
  const tickets: AskedTicket[] = [];
  const sends: Send[] = [];
  const asks: Ask[] = [];
  const digests: Digesting[] = [];
  const claims = createFakeClaims();
  const answers = {
    store: 'readable' as 'readable' | 'unreadable' | 'silent',
    server: true,
    signIn: false,
    localAccess: 'free' as 'free' | 'prompt' | 'denied',
    /** A service worker stands between the page and the network. */
    hidesProgress: false,
    platform: true,
    /** To a ticket's form without its file. */
    why: undefined as StoreAnswer | undefined,
  };
  const questions: Question[] = [];
  const probed: string[] = [];

  const lane: DigestClient = {
    kinds: ['crc64'],
    purpose: 'verdict',
    setPaused: () => {},
    compute(file, signal) {
      const { promise, isOpen, settleWith } = openQuestion<ReadonlyMap<'crc64', string>>(signal);
      const job: Digesting = {
        file,
        isOpen,
        settle: (value) =>
          settleWith(
            value === undefined
              ? Promise.reject(new Error('the file could not be read to its end'))
              : new Map([['crc64', value]]),
          ),
      };
      digests.push(job);
      if (mode === 'at-once') void job.settle(CRC);
      return promise;
    },
  };

  const queue = createUploadQueue({
    clock,
    lanes: [lane],
    random,
    claims,
    lookInto,
    ...(samplesMatch && { samplesMatch }),
    listArchive: async () => undefined,
    probes: {
      async serverAnswers(signal) {
        signal.throwIfAborted();
        probed.push('server');
        return answers.server;
      },
      async wantsSignIn(signal) {
        signal.throwIfAborted();
        return answers.signIn;
      },
      async platformAnswers(signal) {
        signal.throwIfAborted();
        probed.push('platform');
        return answers.platform;
      },
      async hearStore(host, signal) {
        signal.throwIfAborted();
        probed.push(host);
        return answers.store;
      },
      localAccess: async () => answers.localAccess,
      async askWhy(question, signal) {
        signal.throwIfAborted();
        questions.push(question);
        return answers.why;
      },
    },
    confirm(request, signal) {
      const { promise, isOpen, settleWith } = openQuestion<ConfirmationOutcome>(signal);
      asks.push({ request, at: clock.now(), isOpen, answer: settleWith });
      return promise;
    },
    requestTicket(suffix, signal) {
      const { promise, isOpen, settleWith } = openQuestion<TicketOutcome>(signal);
      const key = `k${tickets.length + 1}`;
      tickets.push({
        suffix,
        at: clock.now(),
        isOpen,
        issue: (terms) => settleWith(issued({ key, ...terms })),
        fail: (failure) => settleWith({ kind: 'failed', failure }),
      });
      return promise;
    },
    transport: {
      mayHideProgress: () => answers.hidesProgress,
      send(form, watch) {
        const { promise, isOpen, settleWith } = openQuestion<StoreReply>(watch.signal);
        const total = FORM_BYTES + form.file.size;
        sends.push({
          form,
          watch,
          key: form.fields.find(([name]) => name === 'key')?.[1] ?? '',
          at: clock.now(),
          isOpen,
          progress: (fileBytes) => watch.onProgress(FORM_BYTES + fileBytes, total),
          sendAll: () => watch.onProgress(total, total),
          reply: settleWith,
          answer: (answer) => settleWith({ ...STORED, ...answer }),
        });
        return promise;
      },
    },
  });

  const at = (index: number): Upload => {
    const upload = queue.getSnapshot()[index];
    if (upload === undefined) throw new Error(`no upload ${index}`);
    return upload;
  };
  const last = <Item>(items: readonly Item[], what: string): Item => {
    const item = items.at(-1);
    if (item === undefined) throw new Error(`no ${what}: ${statuses().join()}`);
    return item;
  };
  const statuses = () => queue.getSnapshot().map(({ state }) => state.status);

  return {
    queue,
    clock,
    claims,
    tickets,
    sends,
    asks,
    digests,
    /** What the probes will hear, and what they were asked, in order. */
    answers,
    probed,
    questions,
    at,
    statuses,
    /** Of the first upload. */
    state: () => at(0).state,
    id: (index = 0) => at(index).id,
    ticket: () => last(tickets, 'ticket'),
    send: () => last(sends, 'send'),
    ask: () => last(asks, 'ask'),
    async add(...fakes: readonly FakeFile[]) {
      queue.add(
        fakes.map(({ file }) => file),
        'auto',
      );
      await settle();
    },
    /** Answers the open call for a ticket; returns the send that follows. */
    async issue(terms?: TicketTerms): Promise<Send> {
      const before = sends.length;
      await last(tickets, 'ticket').issue(terms);
      if (sends.length === before) throw new Error(`nothing is sent: ${statuses().join()}`);
      return last(sends, 'send');
    },
  };
}

export type World = ReturnType<typeof createWorld>;

/** What waits for a test to answer it; it rejects when it is given up, like everything in the engine that takes a signal. */
function openQuestion<Answer>(signal: AbortSignal) {
  let isAnswered = false;
  let resolve: (answer: Answer | Promise<Answer>) => void = () => {};
  const promise = new Promise<Answer>((answer, reject) => {
    const giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp, { once: true });
    resolve = (value) => {
      signal.removeEventListener('abort', giveUp);
      answer(value);
    };
  });
  return {
    promise,
    isOpen: () => !isAnswered && !signal.aborted,
    settleWith(answer: Answer | Promise<Answer>): Promise<void> {
      isAnswered = true;
      resolve(answer);
      return settle();
    },
  };
}

/** What our server finds at the store, unless the test says otherwise: the very file, nine bytes long. */
export function found(stored: Partial<StoredObject> = {}): StoredObject {
  return {
    confirmation: 'stored',
    size: BYTES.byteLength,
    crc64: CRC,
    firmwareUrl: urlOf('old'),
    ...stored,
  };
}

const STORED: StoreAnswer = {
  kind: 'answered',
  status: 200,
  origin: STORE,
  crc64: CRC,
  requestId: 'store-1',
  retryAfter: null,
  body: '',
};

export function urlOf(key: string): string {
  return `${STORE}/ota/firmware/${key}.bin`;
}

function issued({
  key = 'k',
  lifeMs = LIFE_MS,
  min = 0,
  max = FIRMWARE_MAX_BYTES,
  ...terms
}: TicketTerms): TicketOutcome {
  const created = Date.UTC(2026, 0, 1);
  return {
    kind: 'issued',
    requestId: `ticket-${key}`,
    confirmationToken: 'token' in terms ? terms.token : `token-${key}`,
    ticket: {
      firmwareUrl: urlOf(key),
      host: STORE,
      key: `ota/firmware/${key}.bin`,
      OSSAccessKeyId: 'id',
      objectStorage: 'OSS',
      policy:
        terms.policy ??
        encodePolicy(new Date(created + lifeMs), [['content-length-range', min, max]]),
      signature: 'signature',
      utcCreate: terms.utcCreate ?? new Date(created).toISOString(),
      extraFields: {},
    },
  };
}

/** Claims that a test can take away; `held` counts those of this tab that nobody has let go of. */
function createFakeClaims(): FileLocks & { isTaken: boolean; held: number; asked: Firmware[] } {
  const claims = {
    isTaken: false,
    held: 0,
    asked: [] as Firmware[],
    async claim(firmware: Firmware): Promise<(() => void) | 'taken'> {
      claims.asked.push(firmware);
      if (claims.isTaken) return 'taken';
      claims.held += 1;
      return () => {
        claims.held -= 1;
      };
    },
  };
  return claims;
}
