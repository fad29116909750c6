import type { ConfirmationOutcome } from '../upload/transfer/confirmation-client.ts';
import type { DigestClient } from '../upload/digest/digest-client.ts';
import type { Firmware } from '../upload/model/firmware-file.ts';
import type { LookInto } from '../upload/inspect/inspect.ts';
import type { SamplesMatch } from '../upload/inspect/sample-compare.ts';
import type { FileLocks } from '../upload/queue/file-lock.ts';
import type { StoreAnswer } from '../upload/transfer/transport.ts';
import type { Upload } from '../upload/model/upload.ts';
import type { Question } from '../upload/transfer/probes.ts';
import { createUploadQueue } from '../upload/queue/upload-queue.ts';
import type { TicketTerms } from './answers.ts';
import { createFakeClock, settle } from './fake-clock.ts';
import { CRC, fakeFile, type FakeFile } from './fake-file.ts';
import {
  createDigestClient,
  openCall,
  openSend,
  openTicket,
  type Ask,
  type AskedTicket,
  type Send,
} from './open-calls.ts';

export type WorldOptions = {
  readonly random?: () => number;
  /** `at-once`: every file is digested as soon as that is wanted. */
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
  const locks = createFakeLocks();
  const answers = {
    store: 'readable' as 'readable' | 'unreadable' | 'silent',
    server: true,
    signIn: false,
    localAccess: 'free' as 'free' | 'prompt' | 'denied',
    /** A service worker stands between the page and the network. */
    hidesProgress: false,
    platform: true,
    /** Of several targets the one whose platform is away. */
    targetAway: '',
    /** To a ticket's form without its file. */
    why: undefined as StoreAnswer | undefined,
  };
  const questions: Question[] = [];
  const probed: string[] = [];

  async function probe<Answer>(signal: AbortSignal, answer: () => Answer, what?: string) {
    signal.throwIfAborted();
    if (what !== undefined) probed.push(what);
    return answer();
  }

  const digests = createDigestClient(['crc64']);
  const verdict: DigestClient = {
    ...digests.client,
    compute(file, signal) {
      const work = digests.client.compute(file, signal);
      if (mode === 'at-once') void digests.jobs.at(-1)?.settle(CRC);
      return work;
    },
  };
  const records = createDigestClient(['md5', 'sha256']);
  const record = records.client;
  const queue = createUploadQueue({
    clock,
    digestClients: { verdict, record },
    random,
    locks,
    lookInto,
    ...(samplesMatch && { samplesMatch }),
    listArchive: async () => undefined,
    probes: {
      serverAnswers: (signal) => probe(signal, () => answers.server, 'server'),
      wantsSignIn: (signal) => probe(signal, () => answers.signIn),
      platformAnswers: (signal, target) =>
        probe(
          signal,
          () => answers.platform && target !== answers.targetAway,
          ['platform', target].filter(Boolean).join(' '),
        ),
      hearStore: (host, signal) => probe(signal, () => answers.store, host),
      localAccess: async () => answers.localAccess,
      async askWhy(question, signal) {
        signal.throwIfAborted();
        questions.push(question);
        return answers.why;
      },
    },
    confirm(request, signal) {
      const ask = { request, ...openCall<ConfirmationOutcome>(signal, clock.now()) };
      asks.push(ask);
      return ask.promise;
    },
    requestTicket(suffix, signal) {
      const ticket = openTicket(suffix, `k${tickets.length + 1}`, signal, clock.now());
      tickets.push(ticket);
      return ticket.promise;
    },
    transport: {
      mayHideProgress: () => answers.hidesProgress,
      send(form, watch) {
        const send = openSend(form, watch, clock.now());
        sends.push(send);
        return send.promise;
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
    locks,
    tickets,
    sends,
    asks,
    digests: digests.jobs,
    records: records.jobs,
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
    /** The server answers each question about the object the same way. */
    async answerAll(
      confirmation: 'absent' | 'unknown' | 'unreachable',
      pausesMs: readonly number[] = [3_000, 7_000, 0],
    ): Promise<void> {
      for (const pauseMs of pausesMs) {
        await last(asks, 'ask').answer({ confirmation });
        await clock.pass(pauseMs);
      }
    },
    async add(...fakes: readonly FakeFile[]) {
      queue.add(
        fakes.map(({ file }) => file),
        'auto',
      );
      await settle();
    },
    /** Something that the user does to one upload. */
    async press(action: 'cancel' | 'retry' | 'remove' | 'start' | 'keepWaiting', index = 0) {
      queue[action](at(index).id);
      await settle();
    },
    /** Answers the open call for a ticket; returns the send that follows. */
    async issue(terms?: TicketTerms): Promise<Send> {
      const before = sends.length;
      await last(tickets, 'ticket').issue(terms);
      if (sends.length === before) throw new Error(`nothing is sent: ${statuses().join()}`);
      return last(sends, 'send');
    },
    /** The first upload gets its ticket and is stored. */
    async finishFirst(): Promise<void> {
      await tickets[0]?.issue();
      await last(sends, 'send').answer();
    },
  };
}

/** A world with files of one size. */
export async function worldOf(
  names: readonly string[],
  size?: number,
  options?: WorldOptions,
): Promise<World> {
  const world = createWorld(options);
  await world.add(...names.map((name) => fakeFile(name, size)));
  return world;
}

export type World = ReturnType<typeof createWorld>;

/** Locks that a test can take away; `held` counts those of this tab that are not released. */
function createFakeLocks(): FileLocks & { isTaken: boolean; held: number; asked: Firmware[] } {
  const locks = {
    isTaken: false,
    held: 0,
    asked: [] as Firmware[],
    async acquire(firmware: Firmware): Promise<(() => void) | 'taken'> {
      locks.asked.push(firmware);
      if (locks.isTaken) return 'taken';
      locks.held += 1;
      return () => {
        locks.held -= 1;
      };
    },
  };
  return locks;
}
