import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Failure } from './failure.ts';
import type { Receipt } from './receipt.ts';
import type { AttemptEvent, UploadEvent } from './upload-event.ts';
import { advance } from './advance.ts';
import { INITIAL_STATE, type Progress, type UploadState } from './upload-state.ts';
import { isFinished, isUnderWay, mayCancel, maySetSuffix } from './upload-phase.ts';

type EventOf<Type extends UploadEvent['type']> = Extract<UploadEvent, { type: Type }>;

const lost: Failure = {
  kind: 'connection-lost',
  sent: 50,
  total: 100,
  tookMs: 1,
  likely: 'network',
};
const taken: Failure = { kind: 'already-uploading' };
/** A whole copy may be in the store. */
const unanswered: Failure = { kind: 'answer-lost', found: 'unknown' };
const urlOf = (attempt: number) => `https://bucket.example/ota/${attempt}.bin`;

const madePackage = { firmwareId: '178', firmwareName: 'a', destVersion: '1', madeAt: 1 };
const receiptOf = (attempt: number, verdict: Receipt['verdict']): Receipt => ({
  firmwareUrl: urlOf(attempt),
  verdict,
  ticketRequestId: `ticket-${attempt}`,
  storeRequestId: undefined,
  finishedAt: 0,
  sendMs: 1,
});
const progressOf = (sent: number): Progress => ({
  sent,
  total: 100,
  bytesPerSecond: undefined,
  secondsLeft: undefined,
});

/** Every kind of event that belongs to no attempt: a kind that is new in the engine has to be new here as well. */
const GENERAL: {
  readonly [T in Exclude<UploadEvent['type'], AttemptEvent['type']>]: EventOf<T>[];
} = {
  refused: [{ type: 'refused', rejection: { kind: 'empty' } }],
  doubted: [{ type: 'doubted', suffix: 'bin', doubt: { kind: 'no-ending' } }],
  inspected: [
    { type: 'inspected', suffix: 'bin' },
    { type: 'inspected', suffix: 'zip' },
  ],
  'suffix-chosen': [
    { type: 'suffix-chosen', suffix: 'bin' },
    { type: 'suffix-chosen', suffix: 'tar.gz' },
  ],
  recognised: [
    {
      type: 'recognised',
      doubt: {
        kind: 'uploaded-before',
        firmwareUrl: 'https://bucket.example/ota/earlier.bin',
        finishedAt: 1,
        suffix: 'bin',
        hasPackage: false,
      },
    },
  ],
  started: [{ type: 'started' }],
  cancelled: [{ type: 'cancelled' }],
  'given-up': [{ type: 'given-up' }],
  retried: [{ type: 'retried' }],
  'kept-waiting': [{ type: 'kept-waiting' }],
  packaged: [{ type: 'packaged', madePackage }],
  resumed: [{ type: 'resumed' }],
};

/** The same for those of an attempt. */
function eventsOf(attempt: number): { readonly [T in AttemptEvent['type']]: EventOf<T>[] } {
  return {
    began: [{ type: 'began', attempt }],
    ticketed: [{ type: 'ticketed', attempt, endsAt: 60_000, total: 100 }],
    progressed: [0, 50, 100].map((sent) => ({
      type: 'progressed',
      attempt,
      progress: progressOf(sent),
    })),
    stalled: (['quiet', 'offline', 'slept'] as const).map((why) => ({
      type: 'stalled',
      attempt,
      since: 1,
      why,
    })),
    sent: [{ type: 'sent', attempt }],
    unanswered: [{ type: 'unanswered', attempt }],
    answered: [{ type: 'answered', attempt }],
    confirmed: [
      { type: 'confirmed', attempt, receipt: receiptOf(attempt, { kind: 'verified', crc64: '1' }) },
      {
        type: 'confirmed',
        attempt,
        receipt: receiptOf(attempt, { kind: 'unverified', reason: 'checksum-hidden' }),
      },
    ],
    failed: [
      { type: 'failed', attempt, failure: lost, sent: 50, wait: undefined },
      { type: 'failed', attempt, failure: taken, sent: 0, wait: undefined },
      { type: 'failed', attempt, failure: unanswered, sent: 100, wait: { for: 'time', until: 9 } },
      { type: 'failed', attempt, failure: { kind: 'offline' }, sent: 0, wait: { for: 'network' } },
    ],
    interrupted: [{ type: 'interrupted', attempt, sent: 100 }],
  };
}

function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new Error('nothing to choose from');
  return item;
}

const ATTEMPTS = Array.from({ length: 70 }, (_, attempt) =>
  Object.values(eventsOf(attempt)).flat(),
);
const BY_TYPE: readonly Readonly<Record<UploadEvent['type'], readonly UploadEvent[]>>[] =
  ATTEMPTS.map((_, attempt) => ({ ...GENERAL, ...eventsOf(attempt) }));
const GENERAL_EVENTS: readonly UploadEvent[] = Object.values(GENERAL).flat();
const EVENT_TYPES = [...new Set([...GENERAL_EVENTS, ...at(ATTEMPTS, 1)].map(({ type }) => type))];
const attemptOf = (state: UploadState) => ('attempt' in state ? state.attempt : 0);
const arrivedOf = (state: UploadState) => ('arrived' in state ? state.arrived : 'nothing');
const triesOf = (state: UploadState) => ('tries' in state ? state.tries : []);
const suffixOf = (state: UploadState) => ('suffix' in state ? state.suffix : undefined);

type Step = {
  readonly before: UploadState;
  readonly event: UploadEvent;
  readonly after: UploadState;
};

type Law = (step: Step) => boolean;

/** What is true of every event, whether it changes something or not. */
const LAWS_OF_EVENTS: Readonly<Record<string, Law>> = {
  'cancelling ends what can be cancelled, nothing else': ({ before, event, after }) => {
    if (event.type !== 'cancelled' && event.type !== 'given-up') return true;
    if (!mayCancel(before)) return after === before;
    if (event.type === 'given-up') return after.status === 'cancelled';
    return after.status === (before.status === 'waiting' ? 'failed' : 'cancelled');
  },

  'a wait that is over goes on at once': ({ before, event, after }) =>
    event.type !== 'resumed' ||
    (before.status === 'waiting' ? after.status === 'queued' : after === before),

  'only a stalled transfer can be begun anew': ({ before, event, after }) =>
    event.type !== 'retried' ||
    before.status !== 'sending' ||
    (after.status === 'queued') === (before.stall !== undefined),

  'the end of an attempt ends it': ({ before, event, after }) =>
    event.type !== 'failed' ||
    event.attempt !== attemptOf(before) ||
    !(isUnderWay(before) || before.status === 'queued') ||
    after.status === (event.wait === undefined ? 'failed' : 'waiting'),
};

/** What is true of every change, whatever came before it. */
const LAWS_OF_CHANGES: Readonly<Record<string, Law>> = {
  'done comes with the receipt of a confirmation alone': ({ before, event, after }) =>
    after.status !== 'done' ||
    before.status === 'done' ||
    (event.type === 'confirmed' &&
      after.receipt === event.receipt &&
      before.status === 'confirming' &&
      before.awaiting !== 'store'),

  'the one URL there may be is that of the attempt the upload is at': ({ after }) =>
    'receipt' in after
      ? after.status === 'done' && after.receipt.firmwareUrl === urlOf(after.attempt)
      : true,

  'what is rejected or interrupted never changes': ({ before }) =>
    before.status !== 'rejected' && before.status !== 'interrupted',

  'a finished upload only ever gets its package noted': ({ before, event, after }) => {
    if (before.status !== 'done') return true;
    if (event.type !== 'packaged' || after.status !== 'done') return false;
    const { madePackages: known = [], ...proof } = before.receipt;
    const { madePackages: noted = [], ...kept } = after.receipt;
    const all = [...known, event.madePackage];
    return isDeepStrictEqual(noted, all) && isDeepStrictEqual(kept, proof);
  },

  'an event of another attempt changes nothing, not even the object': ({ before, event }) =>
    !('attempt' in event) || event.attempt === attemptOf(before),

  'only an upload never tried is recognised': ({ before, event, after }) =>
    event.type !== 'recognised' ||
    (before.status === 'queued' &&
      before.attempt === 1 &&
      triesOf(before).length === 0 &&
      after.status === 'ready' &&
      after.doubt === event.doubt),

  'attempts count one by one, each queued first': ({ before, event, after }) =>
    attemptOf(after) === attemptOf(before) ||
    event.type === 'recognised' ||
    (attemptOf(after) === attemptOf(before) + 1 && after.status === 'queued'),

  'a new attempt needs a retry or the end of a wait': ({ before, event, after }) =>
    attemptOf(after) === attemptOf(before) ||
    attemptOf(before) === 0 ||
    event.type === 'recognised' ||
    event.type === 'retried' ||
    (event.type === 'resumed' && before.status === 'waiting'),

  'failed and cancelled are left by a retry alone': ({ before, event, after }) =>
    after.status === before.status ||
    (before.status !== 'failed' && before.status !== 'cancelled') ||
    (event.type === 'retried' && after.status === 'queued'),

  'waiting ends by itself, by a retry or by cancelling': ({ before, event, after }) =>
    before.status !== 'waiting' ||
    after.status === 'waiting' ||
    (after.status === 'queued' && (event.type === 'resumed' || event.type === 'retried')) ||
    (after.status === 'cancelled' && event.type === 'given-up') ||
    (after.status === 'failed' && event.type === 'cancelled' && after.failure === before.failure),

  'cancelled says whether bytes may have arrived': ({ before, after }) =>
    after.status !== 'cancelled' ||
    before.status === 'cancelled' ||
    (after.arrived === 'maybe') ===
      (before.status === 'sending' ||
        before.status === 'confirming' ||
        arrivedOf(before) === 'maybe'),

  'what may have arrived is remembered': ({ before, event, after }) => {
    const mayLeaveIt = event.type === 'failed' && event.failure === unanswered;
    const isSo = arrivedOf(before) === 'maybe' || (mayLeaveIt && after !== before);
    return !isSo || arrivedOf(after) === 'maybe';
  },

  'a failure is remembered, with what had been sent': ({ before, event, after }) => {
    if (event.type !== 'failed') return true;
    const [last, ...earlier] = triesOf(after).toReversed();
    return (
      last?.failure === event.failure &&
      last.sent === event.sent &&
      earlier.length === triesOf(before).length &&
      earlier.toReversed().every((past, index) => past === triesOf(before)[index])
    );
  },

  'nothing but a failure is added to the tries': ({ before, event, after }) =>
    event.type === 'failed' || triesOf(after).every((past) => triesOf(before).includes(past)),

  'a retry forgets the tries, unless during a wait': ({ before, event, after }) => {
    if (event.type !== 'retried' || after === before) return true;
    const kept =
      before.status === 'waiting'
        ? triesOf(before)
        : triesOf(before).filter(({ failure }) => failure === taken);
    return (
      triesOf(after).length === kept.length &&
      triesOf(after).every((past, index) => past === kept[index])
    );
  },

  'tries are forgotten by a retry alone': ({ before, event, after }) =>
    triesOf(after).length >= triesOf(before).length || event.type === 'retried',

  'bytes sent never go backwards within an attempt': ({ before, after }) =>
    before.status !== 'sending' ||
    after.status !== 'sending' ||
    after.progress.sent >= before.progress.sent,

  'a ticket’s end is set once': ({ before, after }) =>
    before.status !== 'sending' ||
    after.status !== 'sending' ||
    after.ticketEndsAt === before.ticketEndsAt,

  'movement ends a stall, and nothing else does': ({ before, after }) => {
    if (before.status !== 'sending' || after.status !== 'sending') return true;
    if (after.progress.sent > before.progress.sent) return after.stall === undefined;
    return before.stall === undefined || after.stall !== undefined;
  },

  'patience comes from the user and lasts as long as the stall': ({ before, event, after }) => {
    if (before.status !== 'sending' || after.status !== 'sending') return true;
    if (before.stall === undefined) return after.stall?.patient !== true;
    if (after.stall === undefined) return true;
    return after.stall.patient === (event.type === 'kept-waiting' || before.stall.patient);
  },

  'once everything is sent, nothing is sent any more': ({ before, after }) =>
    before.status !== 'confirming' || after.status !== 'sending',

  'what is awaited is settled once': ({ before, after }) =>
    before.status !== 'confirming' ||
    after.status !== 'confirming' ||
    (before.awaiting === 'store' && after.awaiting !== 'store'),

  'the suffix can change until a ticket is asked for': ({ before, event, after }) =>
    suffixOf(before) === undefined ||
    suffixOf(after) === suffixOf(before) ||
    (event.type === 'suffix-chosen' && !isUnderWay(before) && maySetSuffix(before)),

  'a suffix chosen twice is no change': ({ before, event }) =>
    event.type !== 'suffix-chosen' || suffixOf(before) !== event.suffix,

  'only an unanswered transfer is interrupted': ({ before, after }) =>
    after.status !== 'interrupted' ||
    (before.status === 'confirming' && before.awaiting === 'object'),

  'a state is under way, offers a choice, or is an end': ({ after }) =>
    Number(after.status === 'inspecting') +
      Number(after.status === 'ready') +
      Number(mayCancel(after)) +
      Number(isFinished(after)) ===
    1,
};

const OF_EVENTS = Object.entries(LAWS_OF_EVENTS);
const OF_CHANGES = Object.entries(LAWS_OF_CHANGES);

/** @throws with the law's own name. */
function judge(step: Step): void {
  const { before, event, after } = step;
  const broken =
    OF_EVENTS.find(([, holds]) => !holds(step)) ??
    (after === before ? undefined : OF_CHANGES.find(([, holds]) => !holds(step)));
  if (broken === undefined) return;
  const seen = [before, event, after].map((it) => JSON.stringify(it)).join('\n');
  throw new Error(`${broken[0]}\n${seen}`);
}

/** What usually comes next: from chance alone, few walks would get past a ticket. */
const USUALLY: { readonly [S in UploadState['status']]: readonly UploadEvent['type'][] } = {
  inspecting: ['inspected', 'inspected', 'doubted', 'refused'],
  rejected: [],
  ready: ['started', 'suffix-chosen'],
  queued: ['began', 'began', 'began', 'recognised'],
  ticketing: ['ticketed'],
  sending: ['progressed', 'sent', 'stalled', 'kept-waiting', 'failed', 'retried', 'unanswered'],
  confirming: ['answered', 'confirmed', 'unanswered', 'failed', 'interrupted'],
  waiting: ['resumed'],
  done: [],
  failed: ['retried'],
  cancelled: ['retried'],
  interrupted: [],
};

const STATUSES = Object.keys(USUALLY);

/** The event that a number stands for, here: the usual one, any, or a late one of an attempt that is over. */
function eventFor(state: UploadState, number: number): UploadEvent {
  const current = Math.max(1, attemptOf(state));
  const ofAttempt = at(ATTEMPTS, current);
  const choice = Math.floor(number / 4);
  const usual = USUALLY[state.status];
  switch (number % 4) {
    case 0:
      return at(GENERAL_EVENTS, choice);
    case 1:
      return at(ofAttempt, choice);
    case 2: {
      const other = current - 1 + 2 * (choice % 2);
      return at(at(ATTEMPTS, other), Math.floor(choice / 2));
    }
    default: {
      const type = usual.length === 0 ? 'retried' : at(usual, choice);
      return at(at(BY_TYPE, current)[type], Math.floor(choice / 8));
    }
  }
}

/** From here to `done`, if everything goes well from now on. */
function wayToDone(from: UploadState): readonly UploadState[] {
  const states = [from];
  for (let steps = 0; steps < 10; steps++) {
    const state = states.at(-1) ?? from;
    const attempt = attemptOf(state);
    const { confirmed } = at(BY_TYPE, attempt);
    const next: { readonly [S in UploadState['status']]: UploadEvent | undefined } = {
      inspecting: { type: 'inspected', suffix: 'bin' },
      ready: { type: 'started' },
      queued: { type: 'began', attempt },
      ticketing: { type: 'ticketed', attempt, endsAt: 1, total: 100 },
      sending: { type: 'answered', attempt },
      confirming:
        state.status === 'confirming' && state.awaiting === 'store'
          ? { type: 'answered', attempt }
          : at(confirmed, 0),
      waiting: { type: 'resumed' },
      failed: { type: 'retried' },
      cancelled: { type: 'retried' },
      rejected: undefined,
      done: undefined,
      interrupted: undefined,
    };
    const event = next[state.status];
    if (event === undefined) return states;
    states.push(advance(state, event));
  }
  return states;
}

const WALKS = 20_000;

test('the laws hold on 20,000 walks of up to 60 events, and each can still end in done', () => {
  const visits: Record<string, Record<string, number>> = {};
  let steps = 0;
  fc.assert(
    fc.property(fc.array(fc.nat(9999), { maxLength: 60, size: 'max' }), (numbers) => {
      let state = INITIAL_STATE;
      for (const number of numbers) {
        const event = eventFor(state, number);
        const after = advance(state, event);
        judge({ before: state, event, after });
        const met = (visits[state.status] ??= {});
        met[event.type] = (met[event.type] ?? 0) + 1;
        state = after;
        steps += 1;
      }
      const end = wayToDone(state).at(-1)?.status;
      const isClosed = state.status === 'rejected' || state.status === 'interrupted';
      if (end !== (isClosed ? state.status : 'done')) throw new Error(`stuck in ${state.status}`);
    }),
    { numRuns: WALKS },
  );
  const counts = STATUSES.flatMap((status) =>
    EVENT_TYPES.map((type) => ({ status, type, times: visits[status]?.[type] ?? 0 })),
  );
  expect(counts.filter(({ times }) => times < 100)).toEqual([]);
  const rarest = Math.min(...counts.map(({ times }) => times));
  console.log(
    `${WALKS} walks, ${steps} steps; all ${counts.length} pairs of state and event, the rarest ${rarest} times`,
  );
}, 120_000);

/**
 * What follows depends on the state alone, so two sequences that led to equal states go on as one: every step of every
 * sequence is judged, and the sequences are still counted one by one.
 */
test('the laws hold on all sequences of events that change something, to depth 6 and further', () => {
  const events = [...GENERAL_EVENTS, ...ATTEMPTS.slice(0, 6).flat()];
  const ends = new Set<string>();
  const counts: number[] = [];
  let level = new Map([['', { state: INITIAL_STATE, sequences: 1 }]]);
  for (let depth = 1; depth <= 9; depth++) {
    const next = new Map<string, { state: UploadState; sequences: number }>();
    for (const { state: before, sequences } of level.values()) {
      for (const event of events) {
        const after = advance(before, event);
        judge({ before, event, after });
        ends.add(after.status);
        if (after === before) continue;
        const key = JSON.stringify(after);
        const same = next.get(key) ?? { state: after, sequences: 0 };
        same.sequences += sequences;
        next.set(key, same);
      }
    }
    counts.push([...next.values()].reduce((sum, { sequences }) => sum + sequences, 0));
    level = next;
  }
  console.log(
    `sequences of 1 to 9 events: ${counts.join(', ')}; they end in ${level.size} different states`,
  );
  expect([...ends].toSorted()).toEqual([...STATUSES].toSorted());
  expect(counts[5]).toBeGreaterThan(5_000);
}, 120_000);

test('the whole way, once', () => {
  expect(wayToDone(INITIAL_STATE).map(({ status }) => status)).toEqual([
    'inspecting',
    'queued',
    'ticketing',
    'sending',
    'confirming',
    'done',
  ]);
});

test('after a cut, a wait and a lost answer, the object of the second attempt is awaited', () => {
  const begun = (attempt: number): readonly UploadEvent[] => [
    { type: 'began', attempt },
    { type: 'ticketed', attempt, endsAt: 60, total: 100 },
  ];
  const events: readonly UploadEvent[] = [
    { type: 'inspected', suffix: 'bin' },
    ...begun(1),
    { type: 'failed', attempt: 1, failure: lost, sent: 50, wait: { for: 'time', until: 5 } },
    { type: 'resumed' },
    ...begun(2),
    { type: 'sent', attempt: 2 },
    { type: 'unanswered', attempt: 2 },
  ];
  expect(events.reduce(advance, INITIAL_STATE)).toEqual({
    status: 'confirming',
    awaiting: 'object',
    suffix: 'bin',
    attempt: 2,
    tries: [{ failure: lost, sent: 50 }],
    arrived: 'nothing',
  });
});
