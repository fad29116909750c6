import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { LIFE_MS, ossError, refusal, urlOf } from '../../testing/answers.ts';
import { createWorld } from '../../testing/engine-world.ts';
import { CRC, fakeFile, type FakeFile } from '../../testing/fake-file.ts';
import { digestsOf, doneState, PLAN, uploadOf } from '../../testing/uploads.ts';
import { must } from '../../testing/must.ts';
import { firmwareOf } from '../model/firmware-file.ts';
import { SEND_RETRIES } from '../model/failure-row.ts';
import { AT_ONCE, SMALL_AT_ONCE, SMALL_FILE_BYTES } from './concurrency.ts';
import type { StoreAnswer } from '../transfer/transport.ts';
import type { Upload } from '../model/upload.ts';
import type { UploadState } from '../model/upload-state.ts';
import { isUnderWay } from '../model/upload-phase.ts';

/** One kind of command: how often, what is done, and how. */
function some<const Do extends string, How extends object>(
  weight: number,
  what: readonly Do[],
  how: { [Key in keyof How]: fc.Arbitrary<How[Key]> },
) {
  const arbitrary = fc
    .tuple(fc.constantFrom(...what), fc.record<How>(how))
    .map(([name, rest]) => ({ do: name, ...rest }));
  return { weight, arbitrary };
}

function mostly<const How extends string>(times: number, usual: How, ...others: readonly How[]) {
  return fc.constantFrom(...Array.from({ length: times }, () => usual), ...others);
}

const { constantFrom } = fc;
const index = fc.nat(5);
/** What the user, the network, the store, the clock and the drives may do, in whatever order. */
const command = fc.oneof(
  some(4, ['add'], { isLarge: fc.boolean() }),
  some(1, ['restore'], { as: constantFrom('done', 'interrupted', 'unanswered') }),
  some(5, ['cancel', 'retry', 'remove', 'start', 'keepWaiting', 'clearFinished'], { index }),
  some(6, ['pass'], { ms: constantFrom(10, 700, 3_000, 7_000, 21_000, 61_000) }),
  some(1, ['sleep'], { ms: constantFrom(8_000, 3_600_000) }),
  some(2, ['connect', 'disconnect', 'hide', 'show', 'take', 'give-back'], {}),
  some(3, ['pause', 'resume', 'resume'], {}),
  some(1, ['probes'], {
    store: constantFrom('readable', 'unreadable', 'silent'),
    server: fc.boolean(),
  }),
  some(1, ['file'], { index, condition: constantFrom('same', 'unreadable', 'gone', 'touched') }),
  some(12, ['ticket'], { how: mostly(4, 'good', 'short', 'lost', 'throttled', 'refused') }),
  some(6, ['progress'], { index, share: constantFrom(0, 0.3, 0.9, 1) }),
  some(12, ['reply'], {
    index,
    how: fc.oneof(
      mostly(3, 'equal', 'other', 'hidden', 'html', 'gateway'),
      mostly(2, 'lost', 'exists', 'expired', 'elsewhere', 'blocked'),
    ),
  }),
  some(5, ['digest'], { how: mostly(3, 'equal', 'other', 'none') }),
  some(8, ['confirm'], {
    index,
    how: mostly(2, 'verified', 'other', 'unverified', 'mismatch', 'absent', 'unknown'),
  }),
);

type Command = typeof command extends fc.Arbitrary<infer It> ? It : never;

const LARGE = 200_000_000;
/** Of a fake file, if nothing else is said. */
const SMALL = 9;
const OTHER = '1';

const REPLIES = {
  equal: {},
  other: { crc64: OTHER },
  hidden: { crc64: null },
  html: { crc64: null, body: '<html>' },
  gateway: refusal(502),
  exists: refusal(409, ossError('FileAlreadyExists')),
  expired: refusal(403, ossError('AccessDenied', '<EC>0006-00000213</EC>')),
  elsewhere: { origin: 'https://elsewhere.example' },
} as const satisfies Record<string, Partial<StoreAnswer>>;

/** What is found at the store besides the right size and address; a word where there is nothing to find. */
const FINDINGS = {
  verified: { crc64: CRC },
  other: { crc64: OTHER },
  unverified: { crc64: undefined },
  mismatch: { crc64: CRC, size: 1 },
  absent: 'absent',
  unknown: 'unknown',
} as const;

/** The nth of what is open, counted round and round. */
function pick<Item extends { isOpen(): boolean }>(items: readonly Item[], index: number) {
  const open = items.filter((item) => item.isOpen());
  return open[index % Math.max(1, open.length)];
}

/** A world that a history is played in, and everything that has to hold in it at any moment. */
function createPlay() {
  const world = createWorld({
    random: () => 0.5,
    digests: 'by-hand',
    // The large ones are told apart by their digests alone.
    samplesMatch: async (one, other) => one.size === LARGE && other.size === LARGE,
  });
  const { queue, clock, locks, answers } = world;
  const fakes = new Map<string, FakeFile>();
  let restored = 0;
  /** What the store has said of the bytes at a key: CRC-64s. */
  const said = new Map<string, Set<string>>();
  const heard = (key: string, crc64: string | null | undefined) => {
    if (typeof crc64 === 'string') said.set(key, (said.get(key) ?? new Set()).add(crc64));
  };
  /** What the user has ended, and nothing but the user may begin again. */
  const ended = new Map<string, UploadState>();
  const removed = new Set<string>();
  const tokens = new Map<string, string>();

  let askedWhenPaused = 0;

  const nextName = () => `f${fakes.size}.bin`;
  const idAt = (index: number) => queue.getSnapshot()[index]?.id ?? 'none';
  const find = (id: string) => queue.getSnapshot().find((upload) => upload.id === id);

  async function play(step: Command): Promise<void> {
    switch (step.do) {
      case 'add': {
        const fake = fakeFile(nextName(), step.isLarge ? LARGE : undefined);
        fakes.set(fake.file.name, fake);
        return world.add(fake);
      }
      case 'restore': {
        restored += 1;
        queue.restore([earlier(`old-${restored}`, step.as, fakeFile(nextName()).file)]);
        return;
      }
      case 'cancel': {
        const id = idAt(step.index);
        queue.cancel(id);
        const state = find(id)?.state;
        if (state?.status === 'cancelled' || state?.status === 'failed') ended.set(id, state);
        return;
      }
      case 'retry':
      case 'start':
      case 'keepWaiting': {
        const id = idAt(step.index);
        ended.delete(id);
        return queue[step.do](id);
      }
      case 'remove': {
        const id = idAt(step.index);
        removed.add(id);
        return queue.remove(id);
      }
      case 'clearFinished':
        return queue.clearFinished();
      case 'pause':
        if (!queue.isPaused()) askedWhenPaused = world.tickets.length;
        return queue.pause();
      case 'resume':
        return queue.resume();
      case 'pass':
        return clock.pass(step.ms);
      case 'sleep':
        return clock.sleepThrough(step.ms);
      case 'connect':
        return clock.connect();
      case 'disconnect':
        clock.isConnected = false;
        return;
      case 'hide':
      case 'show':
        clock.isLookedAt = step.do === 'show';
        return;
      case 'take':
      case 'give-back':
        locks.isTaken = step.do === 'take';
        return;
      case 'probes':
        answers.store = step.store;
        answers.server = step.server;
        return;
      case 'file': {
        const fake = [...fakes.values()][step.index];
        if (fake !== undefined) fake.condition = step.condition;
        return;
      }
      case 'ticket':
        return giveTicket(step.how);
      case 'progress': {
        const send = pick(world.sends, step.index);
        if (step.share === 1) send?.sendAll();
        else send?.progress(Math.floor(send.form.file.size * step.share));
        return;
      }
      case 'reply': {
        const send = pick(world.sends, step.index);
        if (step.how === 'lost') return send?.reply({ kind: 'unreachable' });
        if (step.how === 'blocked') return send?.reply({ kind: 'blocked' });
        const answer: Partial<StoreAnswer> = REPLIES[step.how];
        if (send !== undefined) heard(send.key, 'crc64' in answer ? answer.crc64 : CRC);
        return send?.answer(answer);
      }
      case 'digest': {
        const job = pick(world.digests, 0);
        return job?.settle({ equal: CRC, other: OTHER, none: undefined }[step.how]);
      }
      case 'confirm': {
        const ask = pick(world.asks, step.index);
        if (ask === undefined) return;
        const findings = FINDINGS[step.how];
        if (typeof findings === 'string') return ask.answer({ confirmation: findings });
        const key = tokens.get(ask.request.token) ?? ask.request.token;
        heard(key, findings.crc64);
        const size = world.sends.find((send) => send.key === key)?.form.file.size ?? SMALL;
        const firmwareUrl = `https://bucket.example/${key}`;
        return ask.answer({ confirmation: 'stored', size, firmwareUrl, ...findings });
      }
    }
  }

  async function giveTicket(how: Extract<Command, { do: 'ticket' }>['how']): Promise<void> {
    const ticket = pick(world.tickets, 0);
    if (ticket === undefined) return;
    const key = `key-${world.tickets.indexOf(ticket)}`;
    tokens.set(`token-${key}`, `ota/firmware/${key}.bin`);
    switch (how) {
      case 'good':
        return ticket.issue({ key });
      case 'short':
        return ticket.issue({ key, lifeMs: 100 });
      case 'lost':
        return ticket.fail({ kind: 'ticket-unreachable' });
      case 'throttled':
      case 'refused': {
        const problem = { code: '', message: '', requestId: '' };
        const status = how === 'throttled' ? 429 : 403;
        return ticket.fail({ kind: 'ticket-refused', status, problem });
      }
    }
  }

  function check(): void {
    const uploads = queue.getSnapshot();
    const open = world.sends.filter((send) => send.isOpen());
    must(mayBeTogether(open.map(({ form }) => form.file.size)), 'too many are sent at a time');
    must(isDistinct(open.map(({ form }) => form.file)), 'one upload is sent twice at a time');
    must(locks.held <= SMALL_AT_ONCE, 'a lock is not released');
    const busy = uploads.filter(({ id, state }) => isUnderWay(state) && !id.startsWith('old'));
    must(mayBeTogether(busy.map(({ firmware }) => firmware.size)), 'too many are under way');
    const count = (status: UploadState['status']) =>
      uploads.filter(({ state }) => state.status === status).length;
    const openOf = (items: readonly { isOpen(): boolean }[]) =>
      items.filter((item) => item.isOpen()).length;
    // Nothing goes on unseen: an attempt that cannot be cancelled, for example.
    must(open.length <= count('sending') + count('confirming'), 'something is sent in secret');
    must(openOf(world.tickets) <= count('ticketing'), 'a ticket is asked for in secret');
    must(openOf(world.asks) <= count('confirming'), 'something is asked for in secret');
    must(isDistinct(world.sends.map(({ key }) => key)), 'a ticket is used twice');
    for (const { key, at } of world.sends) {
      const ticket = world.tickets[Number(/key-(\d+)/.exec(key)?.[1])];
      must(ticket !== undefined && at - ticket.at < LIFE_MS, 'a ticket is used after its life');
    }
    must(
      !queue.isPaused() || world.tickets.length === askedWhenPaused,
      'a ticket is asked for while everything is paused',
    );
    for (const id of removed) must(find(id) === undefined, 'what was removed has come back');
    for (const [id, state] of ended) {
      must((find(id)?.state ?? state) === state, 'what was ended goes on');
    }
    const urls: string[] = [];
    for (const { state, firmware, digests } of uploads) {
      if ('failure' in state) must(state.failure.kind !== 'unexpected', 'a mistake of ours');
      if ('tries' in state) {
        const sends = state.tries.filter(({ sent, away }) => sent > 0 && away === undefined);
        must(sends.length <= 1 + SEND_RETRIES, 'sent too often by itself');
      }
      if (state.status !== 'done') continue;
      const { firmwareUrl, verdict } = state.receipt;
      urls.push(firmwareUrl);
      const key = firmwareUrl.replace('https://bucket.example/', '');
      if (!key.includes('old')) {
        const sent = world.sends.find((send) => send.key === key);
        must(sent?.form.file.name === firmware.name, 'a URL of another firmware');
      }
      if (!('crc64' in verdict)) continue;
      const { crc64 } = digests;
      must(said.get(key)?.has(verdict.crc64) === true, 'verified, but the store never said so');
      must(crc64.status === 'known' && crc64.value === verdict.crc64, 'verified against nothing');
    }
    must(isDistinct(urls), 'a URL is shown twice');
  }

  /** From now on everything goes well. */
  async function endWell(): Promise<void> {
    queue.resume();
    locks.isTaken = false;
    Object.assign(answers, { store: 'readable', server: true });
    clock.isLookedAt = true;
    for (const fake of fakes.values()) fake.condition = 'same';
    await clock.connect();
    for (let round = 0; round < 60; round++) {
      await clock.pass(15_000);
      for (let n = 0; n < 4; n++) {
        await giveTicket('good');
        await play({ do: 'digest', how: 'equal' });
        await play({ do: 'reply', index: 0, how: 'equal' });
        await play({ do: 'confirm', index: 0, how: 'verified' });
      }
      if (queue.getSnapshot().every(({ state }) => !isUnsettled(state))) return;
    }
    throw new Error(`it goes on for ever: ${world.statuses().join()}`);
  }

  return { world, play, check, endWell };

  function earlier(id: string, as: Extract<Command, { do: 'restore' }>['as'], file: File): Upload {
    const token = `token-${id}`;
    tokens.set(token, `ota/firmware/${id}.bin`);
    heard(`ota/firmware/${id}.bin`, CRC);
    const receipt = { firmwareUrl: urlOf(id), verdict: { kind: 'verified', crc64: CRC } } as const;
    const states: Readonly<Record<typeof as, UploadState>> = {
      done: doneState(receipt),
      interrupted: { status: 'interrupted', ...PLAN, sent: 1 },
      unanswered: { status: 'confirming', ...PLAN, awaiting: 'object' },
    };
    return uploadOf(id, states[as], {
      firmware: firmwareOf(file),
      digests: digestsOf({ crc64: CRC, md5: '5', sha256: '256' }),
      lastTicket: { requestId: '', confirmationToken: token },
    });
  }
}

function isUnsettled(state: UploadState): boolean {
  return (
    isUnderWay(state) ||
    state.status === 'inspecting' ||
    state.status === 'queued' ||
    state.status === 'waiting'
  );
}

function mayBeTogether(sizes: readonly number[]): boolean {
  const large = sizes.filter((size) => size > SMALL_FILE_BYTES);
  return sizes.length <= SMALL_AT_ONCE && large.length <= AT_ONCE;
}

function isDistinct(items: readonly unknown[]): boolean {
  return new Set(items).size === items.length;
}

test('sends nothing twice at a time or with a used ticket, shows nothing false, and comes to an end, whatever happens', async () => {
  vi.stubGlobal('location', { origin: 'https://page.example' });
  const ends: Record<string, number> = {};
  await fc.assert(
    fc.asyncProperty(
      fc.array(command, { minLength: 10, maxLength: 80, size: 'max' }),
      async (commands) => {
        const { world, play, check, endWell } = createPlay();
        for (const one of commands) {
          await play(one);
          await world.clock.pass(0);
          check();
        }
        await endWell();
        check();
        for (const status of world.statuses()) ends[status] = (ends[status] ?? 0) + 1;
        // No place, lock, timer or listener is kept.
        expect(world.clock.waiters()).toBe(0);
        expect(world.locks.held).toBe(0);
        // Of sizes that nothing else has: it is not asked whether they are there already.
        await world.add(fakeFile('last-1.bin', 77), fakeFile('last-2.bin', 78));
        expect(world.statuses().slice(-2)).toEqual(['ticketing', 'ticketing']);
      },
    ),
    { numRuns: 600 },
  );
  vi.unstubAllGlobals();
  for (const status of ['done', 'failed', 'cancelled', 'interrupted', 'ready']) {
    expect(ends[status] ?? 0).toBeGreaterThan(10);
  }
});
