import { describe, expect, test, vi } from 'vitest';
import { found, ossError, refusal, STORE, urlOf, type TicketTerms } from '../../testing/answers.ts';
import { createWorld, type World } from '../../testing/engine-world.ts';
import { CRC, fakeFile, type Condition } from '../../testing/fake-file.ts';
import type { Send } from '../../testing/open-calls.ts';
import { SMALL_FILE_BYTES } from '../queue/concurrency.ts';
import type { StoreAnswer } from './transport.ts';

/** One upload from its ticket to its end, as the queue runs it; the waits of retries are as long as they may be. */

const MB = 1_000_000;
const LOST = { kind: 'unreachable' } as const;
const NO_TICKET = { kind: 'ticket-unreachable' } as const;

/** Of files that are not small two are sent at a time. */
const MEDIUM = 2 * SMALL_FILE_BYTES;

const sees = (world: World, state: object) => expect(world.state()).toMatchObject(state);
const fails = (world: World, failure: object, status = 'failed') =>
  sees(world, { status, failure });
const waits = (world: World, failure: object) => fails(world, failure, 'waiting');

async function ticketing(size?: number, digests?: 'by-hand') {
  const world = createWorld(digests && { digests });
  const lock = fakeFile('lock.bin', size);
  await world.add(lock);
  return { world, lock };
}

type Opening = {
  readonly size?: number;
  readonly digests?: 'by-hand';
  readonly terms?: TicketTerms;
  /** What the probes will hear. */
  readonly answers?: Partial<World['answers']>;
};

/** A ticket came, and the transfer has begun. */
async function sending({ size, digests, terms, answers }: Opening = {}) {
  const { world, lock } = await ticketing(size, digests);
  Object.assign(world.answers, answers);
  return { world, lock, send: await world.issue(terms) };
}

/** So many bytes of the file went; all of them with the size of the file. */
function move(send: Send, bytes: number): void {
  if (bytes === send.form.file.size) send.sendAll();
  else if (bytes > 0) send.progress(bytes);
}

/** The connection breaks after so many bytes of the file. */
async function cutAt(bytes: number, { world, send }: { world: World; send: Send }): Promise<World> {
  move(send, bytes);
  await send.reply(LOST);
  return world;
}

/** The store answers after so many bytes of the file. */
async function answeredAt(
  bytes: number,
  answer: Partial<StoreAnswer>,
  { world, send }: { world: World; send: Send },
): Promise<World> {
  move(send, bytes);
  await send.answer(answer);
  return world;
}

/** Everything is sent and no answer came. */
async function unanswered(opening: Opening = {}): Promise<World> {
  return cutAt(opening.size ?? 9, await sending(opening));
}

describe('a ticket that does not come', () => {
  test('is asked for three times more, each after a longer wait', async () => {
    const { world } = await ticketing();
    for (const [index, waitMs] of [500, 1_000, 2_000].entries()) {
      await world.ticket().fail(NO_TICKET);
      waits(world, NO_TICKET);
      sees(world, { wait: { for: 'time', until: world.clock.now() + waitMs } });
      await world.clock.pass(waitMs - 1);
      expect(world.tickets).toHaveLength(index + 1);
      await world.clock.pass(1);
      sees(world, { status: 'ticketing', attempt: index + 2 });
    }
    await world.ticket().fail(NO_TICKET);
    sees(world, { status: 'failed', attempt: 4, failure: NO_TICKET });
    await world.clock.pass(3_600_000);
    expect([world.tickets.length, world.sends.length]).toEqual([4, 0]);
  });

  test('is asked for at once when the user retries, and only once', async () => {
    const { world } = await ticketing();
    await world.ticket().fail(NO_TICKET);
    world.queue.retry(world.id());
    await world.clock.pass(60_000);
    expect(world.tickets).toHaveLength(2);
    sees(world, { status: 'ticketing', attempt: 2, tries: [{ sent: 0 }] });
    await (await world.issue()).answer();
    sees(world, { status: 'done', attempt: 2 });
  });
});

describe('without a network', () => {
  async function offline(): Promise<World> {
    const { world } = await ticketing();
    world.clock.isConnected = false;
    world.answers.server = false;
    await world.ticket().fail(NO_TICKET);
    return world;
  }

  test('an upload waits until the browser finds one', async () => {
    const world = await offline();
    waits(world, { kind: 'offline' });
    sees(world, { wait: { for: 'network' } });
    await world.clock.pass(600_000);
    expect(world.tickets).toHaveLength(1);
    await world.clock.connect();
    await world.clock.pass(1_999);
    expect(world.tickets).toHaveLength(1);
    await world.clock.pass(1);
    expect(world.tickets).toHaveLength(2);
    await (await world.issue()).answer();
    expect(world.state().status).toBe('done');
    expect(world.clock.waiters()).toBe(0);
  });

  test('a ticket that is refused is refused, whatever the browser believes', async () => {
    const { world } = await ticketing();
    world.clock.isConnected = false;
    const problem = { code: 'OtaDrop.Forbidden', message: '', requestId: '' };
    await world.ticket().fail({ kind: 'ticket-refused', status: 403, problem });
    fails(world, { kind: 'ticket-refused' });
  });

  test('a broken transfer waits for one and costs no attempt', async () => {
    const opened = await sending();
    opened.world.clock.isConnected = false;
    const world = await cutAt(5, opened);
    waits(world, { kind: 'connection-lost', likely: 'offline', sent: 5, total: 9 });
    sees(world, {
      wait: { for: 'network' },
      tries: [{ sent: 5, away: { for: 'network' } }],
    });
    expect(world.probed).toEqual([]);
  });
});

describe('a ticket’s life', () => {
  test.each([
    [60_000, 55_000],
    [1_000, 500],
    [10_000, 5_000],
  ])('of %i ms is enough to start with until %i ms after it was asked for', async (lifeMs, ms) => {
    const { world: early } = await ticketing();
    await early.clock.pass(ms);
    await early.issue({ lifeMs });
    sees(early, { status: 'sending', ticketEndsAt: (early.tickets[0]?.at ?? 0) + lifeMs });

    const { world: late } = await ticketing();
    await late.clock.pass(ms + 1);
    await late.ticket().issue({ lifeMs });
    expect(late.sends).toEqual([]);
    waits(late, { kind: 'ticket-expired', lifeMs, leftMs: lifeMs - ms - 1 });
  });

  test('that is over on arrival is tried twice more, and then explained', async () => {
    const { world } = await ticketing();
    for (let n = 0; n < 3; n++) {
      await world.clock.pass(1_500);
      await world.ticket().issue({ lifeMs: 1_000 });
      await world.clock.pass(1_000);
    }
    fails(world, { kind: 'ticket-expired', lifeMs: 1_000, leftMs: 0 });
    expect([world.tickets.length, world.sends.length]).toEqual([3, 0]);
  });

  test('goes on while the computer sleeps, although its monotonic clock does not', async () => {
    const { world } = await ticketing();
    world.clock.sleepThrough(56_000, 'standsStill');
    await world.ticket().issue();
    sees(world, { failure: { kind: 'ticket-expired', leftMs: 4_000 } });
    expect(world.sends).toEqual([]);
  });

  test.each([
    [0, 'readable', { kind: 'connection-lost', likely: 'ticket-expired' }],
    [0, 'silent', { kind: 'store-unreachable' }],
    [5, 'readable', { kind: 'connection-lost', likely: 'ticket-expired' }],
  ] as const)(
    'that is over when the connection breaks after %i bytes, the store %s: %o',
    async (sent, store, failure) => {
      const opened = await sending({ answers: { store } });
      move(opened.send, sent);
      opened.world.clock.sleepThrough(60_000);
      sees(await cutAt(sent, opened), { failure });
    },
  );
});

describe('a ticket that does not fit', () => {
  test.each<[string, TicketTerms, string, object]>([
    ['allows less', { max: 8 }, 'failed', { kind: 'size-not-allowed', min: 0, max: 8 }],
    ['asks for more', { min: 10 }, 'failed', { kind: 'size-not-allowed', min: 10 }],
    [
      'has a policy that cannot be read',
      { policy: 'e30=' },
      'waiting',
      {
        kind: 'ticket-malformed',
        part: 'ticket',
        status: 200,
        detail: expect.stringMatching(/^data\.policy: /),
      },
    ],
    [
      // An ISO time, but none that a browser understands.
      'has a life that cannot be told',
      { utcCreate: '2026-01-01T00:00:00+08' },
      'waiting',
      { kind: 'ticket-malformed', detail: 'data.utcCreate: no time' },
    ],
  ])('because it %s is not used', async (_, terms, status, failure) => {
    const { world } = await ticketing();
    await world.ticket().issue(terms);
    fails(world, failure, status);
    expect(world.sends).toEqual([]);
  });

  test('one that allows exactly this size does', async () => {
    const { world } = await sending({ terms: { min: 9, max: 9 } });
    expect(world.state().status).toBe('sending');
  });
});

describe('a file that is not what it was', () => {
  const conditions: readonly [Condition, 'changed' | 'gone'][] = [
    ['unreadable', 'changed'],
    ['resized', 'changed'],
    ['touched', 'changed'],
    ['empty', 'changed'],
    ['gone', 'gone'],
  ];

  test.each<[Condition, 'gone' | 'unreadable' | undefined]>([
    ['unreadable', 'unreadable'],
    ['empty', 'unreadable'],
    ['gone', 'gone'],
    // Size and time are those of this very moment, so only what cannot be read can be noticed.
    ['resized', undefined],
    ['touched', undefined],
  ])('%s when it is added: rejected as %s', async (condition, kind) => {
    const world = createWorld();
    const lock = fakeFile('lock.bin');
    lock.condition = condition;
    await world.add(lock);
    if (kind === undefined) expect(world.state().status).toBe('ticketing');
    else expect(world.state()).toEqual({ status: 'rejected', rejection: { kind } });
  });

  test.each(conditions)('%s when its turn comes, gets no ticket', async (condition, how) => {
    const world = createWorld();
    const lock = fakeFile('lock.bin', MEDIUM);
    await world.add(fakeFile('a.bin', MEDIUM + 1), fakeFile('b.bin', MEDIUM + 2), lock);
    lock.condition = condition;
    world.queue.remove(world.id(0));
    await world.clock.pass(0);
    expect(world.at(1).state).toMatchObject({
      status: 'failed',
      failure: { kind: 'file-changed', how, noticed: 'before-sending' },
    });
    expect(world.tickets).toHaveLength(2);
  });

  test.each(conditions)('%s when the ticket comes, is not sent', async (condition, how) => {
    const { world, lock } = await ticketing();
    lock.condition = condition;
    await world.ticket().issue();
    fails(world, { kind: 'file-changed', how, noticed: 'before-sending' });
    expect(world.sends).toEqual([]);
  });

  test.each(conditions)(
    '%s after it was sent, has no URL, whatever was said',
    async (condition, how) => {
      for (const reply of ['stored', 'lost'] as const) {
        const { world, lock, send } = await sending();
        send.sendAll();
        lock.condition = condition;
        await (reply === 'stored' ? send.answer() : send.reply(LOST));
        fails(world, { kind: 'file-changed', how, noticed: 'after-sending' });
        sees(world, { tries: [{ sent: 9 }] });
        expect(world.asks).toEqual([]);
      }
    },
  );

  test.each([0, 5, 9])('or cannot be read on after %i bytes, explains a cut', async (sent) => {
    const opened = await sending();
    opened.lock.condition = 'torn';
    const world = await cutAt(sent, opened);
    fails(world, { kind: 'file-unreadable', sent, total: 9 });
    sees(world, { tries: [{ sent }] });
    expect([world.asks, world.probed]).toEqual([[], []]);
  });

  test('or cannot be read on, does not matter once the store has it', async () => {
    const { world, lock, send } = await sending();
    lock.condition = 'torn';
    await send.answer();
    sees(world, { status: 'done' });
  });

  test.each(['grown', 'shrunk'] as const)(
    '%s, which Firefox does not tell, explains a lost answer',
    async (condition) => {
      const { world, lock, send } = await sending();
      lock.condition = condition;
      await cutAt(9, { world, send });
      if (condition === 'grown') await world.answerAll('absent');
      fails(world, { kind: 'file-changed', how: 'changed', noticed: 'after-sending' });
      sees(world, { tries: [{ sent: 9 }] });
    },
  );

  test.each([
    ['torn', { kind: 'file-unreadable', sent: 9, total: 9 }],
    ['unreadable', { kind: 'file-unreadable', sent: 9, total: 9 }],
    ['gone', { kind: 'file-changed', how: 'gone', noticed: 'after-sending' }],
  ] as const)(
    '%s when its answer is lost for good, is told as such',
    async (condition, failure) => {
      const opened = await sending();
      const world = await cutAt(9, opened);
      opened.lock.condition = condition;
      await world.answerAll('absent');
      fails(world, failure);
      sees(world, { tries: [{ sent: 9 }] });
    },
  );

  test('while nothing proves the bytes, is noticed in the end', async () => {
    const { world, lock, send } = await sending({ digests: 'by-hand' });
    await send.answer();
    sees(world, { status: 'confirming', awaiting: 'proof' });
    lock.condition = 'unreadable';
    await world.digests[0]?.settle(undefined);
    fails(world, { kind: 'file-changed', noticed: 'after-sending' });
  });

  test('on a drive that never answers, can be cancelled, and others get its place', async () => {
    const world = createWorld();
    const [one, two] = [fakeFile('one.bin', MEDIUM), fakeFile('two.bin', MEDIUM + 1)];
    await world.add(one, two, fakeFile('three.bin', MEDIUM + 2));
    one.condition = 'silent';
    two.condition = 'silent';
    await world.tickets[0]?.issue();
    await world.tickets[1]?.issue();
    expect(world.statuses()).toEqual(['ticketing', 'ticketing', 'queued']);
    world.queue.cancel(world.id(0));
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['cancelled', 'ticketing', 'ticketing']);
  });

  test('and silent after a cut, can be cancelled as well', async () => {
    const opened = await sending();
    opened.lock.condition = 'stuck';
    const world = await cutAt(5, opened);
    expect(world.state().status).toBe('sending');
    world.queue.cancel(world.id());
    await world.clock.pass(0);
    expect(world.locks.held).toBe(0);
  });
});

describe('a transfer that stands still', () => {
  test('is said to after 20 s, and begun anew after 45 s with a new ticket', async () => {
    const { world, send } = await sending();
    await world.clock.pass(1_000);
    send.progress(5);
    await world.clock.pass(19_000);
    sees(world, { status: 'sending', stall: undefined });
    await world.clock.pass(1_000);
    sees(world, { status: 'sending', stall: { since: 1_000, why: 'quiet', patient: false } });
    await world.clock.pass(24_000);
    expect(send.isOpen()).toBe(true);
    await world.clock.pass(1_000);
    expect(send.watch.signal.aborted).toBe(true);
    waits(world, { kind: 'stalled', sent: 5, total: 9, quietMs: 45_000 });
    await world.clock.pass(1_000);
    await (await world.issue()).answer();
    sees(world, { status: 'done', attempt: 2, receipt: { firmwareUrl: urlOf('k2') } });
  });

  test('can be begun anew by the user, with all attempts ahead of it', async () => {
    const { world, send } = await sending();
    world.queue.retry(world.id());
    expect(send.isOpen()).toBe(true);
    await world.clock.pass(20_000);
    world.queue.retry(world.id());
    expect(send.watch.signal.aborted).toBe(true);
    await world.clock.pass(0);
    sees(world, { status: 'ticketing', attempt: 2, tries: [] });
    expect(world.tickets).toHaveLength(2);
  });

  test('is left alone if the user says so, until it moves again', async () => {
    const { world, send } = await sending();
    await world.clock.pass(20_000);
    world.queue.keepWaiting(world.id());
    await world.clock.pass(600_000);
    sees(world, { status: 'sending', stall: { patient: true } });
    send.progress(5);
    await world.clock.pass(1_000);
    sees(world, { status: 'sending', stall: undefined });
    await world.clock.pass(44_000);
    waits(world, { kind: 'stalled' });
  });

  test('still does so while the browser sends once more by itself: only new bytes are movement', async () => {
    const { world, send } = await sending({ size: 100 * MB });
    send.progress(50 * MB);
    for (let second = 1; second <= 44; second++) {
      await world.clock.pass(1_000);
      send.progress(second * MB);
    }
    sees(world, { progress: { sent: 50 * MB }, stall: { since: 0, why: 'quiet' } });
    send.progress(51 * MB);
    await world.clock.pass(10_000);
    sees(world, { status: 'sending', progress: { sent: 51 * MB }, stall: undefined });
  });

  test.each([
    ['without a network', { isConnected: false }, 'offline'],
    ['in a hidden page', { isLookedAt: false }, 'quiet'],
  ])('%s is left alone for 120 s', async (_, circumstances, why) => {
    const { world, send } = await sending();
    Object.assign(world.clock, circumstances);
    await world.clock.pass(119_000);
    sees(world, { status: 'sending', stall: { why } });
    await world.clock.pass(1_000);
    expect(send.isOpen()).toBe(false);
  });

  test.each([
    ['goes on', undefined],
    ['stands still', 'standsStill'],
  ] as const)('because the computer slept, and its clock %s, gets 15 s', async (_, how) => {
    const { world, send } = await sending();
    send.progress(5);
    world.clock.sleepThrough(3_600_000, how);
    await world.clock.pass(how === undefined ? 0 : 1_000);
    sees(world, { status: 'sending', stall: { why: 'slept', since: 0 } });
    await world.clock.pass(14_000);
    expect(send.isOpen()).toBe(true);
    await world.clock.pass(1_000);
    waits(world, { kind: 'stalled' });
  });

  test('after everything is sent is a store that says nothing: it is asked after a minute', async () => {
    const { world, send } = await sending();
    send.sendAll();
    sees(world, { status: 'confirming', awaiting: 'store' });
    await world.clock.pass(59_000);
    expect(world.asks).toEqual([]);
    await world.clock.pass(1_000);
    expect(send.watch.signal.aborted).toBe(true);
    sees(world, { status: 'confirming', awaiting: 'object' });
    await world.ask().answer(found());
    sees(world, {
      status: 'done',
      receipt: { verdict: { kind: 'verified' }, storeRequestId: undefined },
    });
  });

  test('has no speed and no time left', async () => {
    const { world, send } = await sending({ size: 100 * MB });
    for (let half = 1; half <= 11; half++) {
      await world.clock.pass(500);
      send.progress(half * 0.5 * MB);
    }
    sees(world, { progress: { bytesPerSecond: MB, secondsLeft: 94.5 } });
    await world.clock.pass(6_000);
    sees(world, { progress: { sent: 5.5 * MB, bytesPerSecond: 0, secondsLeft: undefined } });
  });
});

describe('an answer that is lost after everything was sent', () => {
  test('is asked for at the store, at once, after 3 s and after 10 s', async () => {
    const world = await unanswered();
    sees(world, { status: 'confirming', awaiting: 'object' });
    expect(world.ask().request).toEqual({ token: 'token-k1' });
    await world.ask().answer({ confirmation: 'absent' });
    await world.clock.pass(3_000);
    await world.ask().answer({ confirmation: 'unknown' });
    await world.clock.pass(7_000);
    await world.ask().answer({ confirmation: 'absent' });
    expect(world.asks.map(({ at }) => at)).toEqual([0, 3_000, 10_000]);
    waits(world, { kind: 'answer-lost', found: 'absent' });
    sees(world, { tries: [{ sent: 9 }] });
  });

  const hidden = { kind: 'unverified', reason: 'checksum-hidden' };
  test.each([
    ['our checksum', found(), { kind: 'verified', crc64: CRC }],
    ['no checksum', found({ crc64: undefined }), hidden],
  ])('may be found with %s', async (_, findings, verdict) => {
    const world = await unanswered();
    await world.ask().answer({ confirmation: 'absent' });
    await world.clock.pass(3_000);
    await world.ask().answer(findings);
    sees(world, {
      status: 'done',
      receipt: { firmwareUrl: urlOf('k1'), verdict, ticketRequestId: 'ticket-k1' },
    });
    await world.clock.pass(600_000);
    expect([world.asks.length, world.tickets.length]).toEqual([2, 1]);
  });

  test.each([
    ['checksum', found({ crc64: '1' }), '1'],
    ['size', found({ size: 8, crc64: undefined }), undefined],
  ])('may be found with another %s: no URL, and one more attempt', async (_, findings, theirs) => {
    const world = await unanswered();
    await world.ask().answer(findings);
    waits(world, { kind: 'checksum-mismatch', ours: CRC, theirs });
    expect(JSON.stringify(world.state())).not.toContain(urlOf('k1'));
  });

  test.each([
    ['absent', 1000 * MB, 'waiting'],
    ['unknown', 99 * MB, 'waiting'],
    ['unknown', 100 * MB, 'failed'],
  ] as const)('and the object %s, of %i bytes: %s', async (confirmation, size, status) => {
    const world = await unanswered({ size });
    await world.answerAll(confirmation);
    fails(world, { kind: 'answer-lost', found: confirmation }, status);
  });

  test('with the network gone as well is asked for until the server answers', async () => {
    const world = await unanswered();
    world.answers.server = false;
    await world.answerAll('unreachable');
    await world.clock.pass(290_000);
    expect(world.asks).toHaveLength(3);
    sees(world, { status: 'confirming', awaiting: 'object' });
    world.answers.server = true;
    await world.clock.pass(18_500);
    await world.ask().answer(found());
    sees(world, { status: 'done', attempt: 1, receipt: { verdict: { kind: 'verified' } } });
    expect(world.clock.waiters()).toBe(0);
  });

  test('with a server that answers everything but this is not asked for without end', async () => {
    const world = await unanswered();
    await world.answerAll('unreachable', [3_000, 7_000, 0, 0]);
    expect(world.asks).toHaveLength(4);
    sees(world, { failure: { kind: 'answer-lost', found: 'unknown' } });
    // No outage: the attempt counts.
    const { state } = world.at(0);
    expect('tries' in state && state.tries.map(({ away }) => away)).toEqual([undefined]);
  });

  test('is in doubt still when the next attempt is cancelled before it begins', async () => {
    const world = await unanswered();
    await world.answerAll('unknown');
    await world.clock.pass(1_000);
    sees(world, { status: 'ticketing', attempt: 2 });
    world.queue.cancel(world.id());
    sees(world, { status: 'cancelled', arrived: 'maybe' });
  });

  test('cannot be asked for without a token: nothing is known', async () => {
    const world = await unanswered({ terms: { token: undefined } });
    expect(world.asks).toEqual([]);
    sees(world, { failure: { kind: 'answer-lost', found: 'unknown' } });
    const kept = { requestId: 'ticket-k1', confirmationToken: undefined };
    expect(world.at(0).lastTicket).toEqual(kept);
  });

  test('is found before our own checksum is known: the verdict waits for that', async () => {
    const world = await unanswered({ digests: 'by-hand' });
    await world.ask().answer(found());
    sees(world, { status: 'confirming', awaiting: 'object' });
    await world.digests[0]?.settle(undefined);
    sees(world, { receipt: { verdict: { kind: 'unverified', reason: 'digest-unavailable' } } });
  });
});

describe('an answer that hides its checksum', () => {
  const hiding = async () => answeredAt(0, { crc64: null }, await sending());
  const hidden = { kind: 'unverified', reason: 'checksum-hidden' };

  test.each([
    ['with our checksum', found(), { kind: 'verified', crc64: CRC }],
    ['without a checksum', found({ crc64: undefined }), hidden],
    ['that is unknown', { confirmation: 'unknown' } as const, hidden],
  ])('is asked for: an object %s', async (_, findings, verdict) => {
    const world = await hiding();
    sees(world, { status: 'confirming', awaiting: 'proof' });
    await world.ask().answer(findings);
    sees(world, { status: 'done', receipt: { verdict, storeRequestId: 'store-1' } });
    expect(world.asks).toHaveLength(1);
  });

  test.each(['unreachable', 'absent'] as const)('is asked for again after: %s', async (first) => {
    const world = await hiding();
    await world.ask().answer({ confirmation: first });
    await world.clock.pass(3_000);
    await world.ask().answer(found());
    sees(world, { status: 'done', receipt: { verdict: { kind: 'verified', crc64: CRC } } });
  });

  test('of an object that never shows itself is not called proved', async () => {
    const world = await hiding();
    await world.answerAll('absent');
    expect(world.asks.map(({ at }) => at)).toEqual([0, 3_000, 10_000]);
    const verdict = { kind: 'unverified', reason: 'object-not-seen' };
    sees(world, { status: 'done', receipt: { verdict } });
  });

  test('may hide one that differs', async () => {
    const world = await hiding();
    await world.ask().answer(found({ crc64: '1' }));
    waits(world, { kind: 'checksum-mismatch', theirs: '1' });
  });

  test('one that is told cannot be compared without a digest of ours', async () => {
    const { world, send } = await sending({ digests: 'by-hand' });
    await send.answer();
    await world.digests[0]?.settle(undefined);
    const verdict = { kind: 'unverified', reason: 'digest-unavailable' };
    sees(world, { status: 'done', receipt: { verdict } });
  });
});

describe('a refusal after which the object may be there', () => {
  const html = '<!doctype html><title>Bad Gateway</title>';
  const exists = refusal(409, ossError('FileAlreadyExists'));
  const doubtful: readonly [string, Partial<StoreAnswer>, string][] = [
    ['a gateway that lost the answer', refusal(502, html), 'store-refused'],
    ['a gateway that waited too long', refusal(504), 'store-refused'],
    ['the object is there already', exists, 'store-refused'],
    ['a sign-in page', { status: 200, body: html, crc64: null }, 'answer-not-of-store'],
  ];

  test.each(doubtful)('%s: asked once, and found', async (_, answer) => {
    const world = await answeredAt(9, answer, await sending());
    sees(world, { status: 'confirming', awaiting: 'object' });
    await world.ask().answer(found());
    sees(world, { status: 'done', receipt: { verdict: { kind: 'verified', crc64: CRC } } });
  });

  test.each(doubtful)('%s: asked once, not found, and tried again', async (_, answer, kind) => {
    for (const confirmation of ['absent', 'unknown'] as const) {
      const world = await answeredAt(9, answer, await sending());
      await world.ask().answer({ confirmation });
      waits(world, { kind });
      expect(world.asks).toHaveLength(1);
    }
  });

  test.each(doubtful.filter(([, { status }]) => status !== 409))(
    '%s, before everything was sent: the store is not asked',
    async (_, answer, kind) => {
      const world = await answeredAt(5, answer, await sending());
      expect(world.asks).toEqual([]);
      waits(world, { kind });
    },
  );

  test('the object is there already, sent by a browser that repeated itself unseen', async () => {
    const world = await answeredAt(5, exists, await sending());
    await world.ask().answer(found());
    expect(world.state().status).toBe('done');
  });
});

describe('a certain refusal', () => {
  const expired = ossError('AccessDenied', '<RequestId>R</RequestId><EC>0006-00000213</EC>');
  const refused = { kind: 'store-refused' };
  const elsewhere = { kind: 'answer-from-elsewhere' };

  test.each([
    [
      'an expired policy',
      refusal(403, expired),
      'waiting',
      { kind: 'policy-expired', requestId: 'R' },
    ],
    ['access denied', refusal(403, ossError('AccessDenied')), 'waiting', refused],
    ['a proxy’s limit', refusal(413), 'failed', { ...refused, error: undefined }],
    ['too large a file', refusal(400, ossError('EntityTooLarge')), 'failed', refused],
    ['a full disk', refusal(507, ossError('InsufficientStorage')), 'failed', refused],
    ['a redirect that is not followed', refusal(302), 'waiting', { status: 302 }],
    ['another address', { origin: 'https://elsewhere.example' }, 'failed', elsewhere],
    ['no address at all', { origin: '' }, 'failed', elsewhere],
  ])('%s', async (_, answer, status, failure) => {
    const world = await answeredAt(9, answer, await sending());
    fails(world, failure, status);
    expect(world.asks).toEqual([]);
  });

  test('of a busy store is heeded for as long as it asks', async () => {
    const busy = { ...refusal(503, ossError('SlowDown')), retryAfter: '7' };
    const world = await answeredAt(0, busy, await sending());
    sees(world, { failure: { retryAfterMs: 7_000 }, wait: { for: 'time', until: 7_000 } });
  });

  test('takes a new ticket each time, and the URL is that of the one that was stored', async () => {
    const world = await answeredAt(0, refusal(403, expired), await sending());
    await world.clock.pass(1_000);
    await (await world.issue({ key: 'second' })).answer({ requestId: 'store-2' });
    sees(world, {
      status: 'done',
      attempt: 2,
      receipt: {
        firmwareUrl: urlOf('second'),
        ticketRequestId: 'ticket-second',
        storeRequestId: 'store-2',
      },
    });
    const kept = { requestId: 'ticket-second', confirmationToken: 'token-second' };
    expect(world.at(0).lastTicket).toEqual(kept);
  });
});

describe('no answer', () => {
  const elsewhere = { kind: 'answer-from-elsewhere' };
  test.each([
    ['the page’s policy forbids it', 0, 'silent', { kind: 'store-blocked', host: STORE }, [STORE]],
    // A store that can be heard is not blocked: the browser had not counted the first byte yet.
    ['at once it was sent on to elsewhere', 0, 'readable', elsewhere, [STORE]],
    ['at once it was sent on, unseen', 0, 'unreadable', elsewhere, [STORE]],
    ['in the middle it was sent on', 5, 'silent', elsewhere, []],
    ['after everything it was sent on', 9, 'silent', elsewhere, []],
  ] as const)('because %s', async (_, sent, store, failure, probed) => {
    const { world, send } = await sending({ answers: { store } });
    move(send, sent);
    await send.reply({ kind: 'blocked' });
    fails(world, failure);
    expect([world.probed, world.asks]).toEqual([probed, []]);
  });

  const page = 'https://page.example';
  const unreachable = { kind: 'store-unreachable', host: STORE };
  const allAway = { kind: 'connection-lost', likely: 'all-away' };
  test.each([
    ['readable', true, 'waiting', { kind: 'connection-lost', sent: 0, likely: 'network' }],
    ['unreadable', true, 'failed', { kind: 'store-forbids-page', host: STORE, origin: page }],
    ['silent', true, 'waiting', unreachable],
    ['silent', false, 'waiting', allAway],
  ] as const)(
    'before the first byte, with the store %s and our server answering: %o',
    async (store, server, status, failure) => {
      vi.stubGlobal('location', { origin: page });
      const world = await cutAt(0, await sending({ answers: { store, server } }));
      fails(world, failure, status);
      expect(world.probed).toEqual(store === 'silent' ? [STORE, 'server'] : [STORE]);
      vi.unstubAllGlobals();
    },
  );

  test.each([
    ['readable', true, { kind: 'stalled', sent: 0, quietMs: 45_000 }],
    ['unreadable', true, { kind: 'stalled', sent: 0 }],
    ['silent', true, unreachable],
    ['silent', false, allAway],
  ] as const)(
    'and no end of the connection, with the store %s and our server answering: %o',
    async (store, server, failure) => {
      const { world } = await sending({ answers: { store, server } });
      await world.clock.pass(45_000);
      waits(world, failure);
    },
  );

  test.each(['denied', 'prompt'] as const)(
    'before the first byte, with the permission for the local network %s: that is what it is',
    async (access) => {
      const answers = { store: 'silent', localAccess: access } as const;
      const world = await cutAt(0, await sending({ answers }));
      waits(world, { kind: 'local-network-closed', host: STORE, access });
      sees(world, { wait: { for: 'store' } });
      // Allowed, it goes on by itself.
      Object.assign(world.answers, { store: 'readable', localAccess: 'free' });
      await world.clock.pass(60_000);
      expect(world.tickets).toHaveLength(2);
    },
  );

  test('in the middle has nothing to do with the permission for the local network', async () => {
    const answers = { store: 'silent', localAccess: 'denied' } as const;
    const world = await cutAt(5, await sending({ answers }));
    sees(world, { failure: { likely: 'store-away' } });
  });

  test('in the middle is a cut when the store can still be heard', async () => {
    const opened = await sending();
    await opened.world.clock.pass(2_000);
    const world = await cutAt(5, opened);
    const cut = { kind: 'connection-lost', sent: 5, total: 9, tookMs: 2_000, likely: 'network' };
    waits(world, cut);
    sees(world, { wait: { for: 'time', until: 3_000 } });
    expect(world.probed).toEqual([STORE]);
  });

  test('after the form but before the file is a cut as well', async () => {
    const opened = await sending();
    opened.send.progress(-100);
    const world = await cutAt(0, opened);
    sees(world, { failure: { kind: 'connection-lost', sent: 0 } });
    expect(world.probed).toEqual([STORE]);
  });
});

describe('no answer, and the store, asked without the file,', () => {
  const said = (status: number, body: string): StoreAnswer => ({
    kind: 'answered',
    origin: STORE,
    retryAfter: null,
    status,
    body,
    crc64: null,
    requestId: 'why-1',
  });
  const EXPIRED =
    '<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message></Error>';
  const DENIED = said(403, ossError('AccessDenied'));

  const asked = (why: StoreAnswer | undefined) => sending({ answers: { why } });

  const afterCut = { insteadOfAnswer: 'cut', sent: 5, total: 9 };
  const refused = (status: number) => ({ kind: 'store-refused', status });
  const cut = { kind: 'connection-lost', likely: 'network' };
  test.each([
    [
      'that the ticket is over',
      said(403, EXPIRED),
      { kind: 'policy-expired', asked: afterCut },
      'failed',
    ],
    [
      'that access is denied',
      DENIED,
      { ...refused(403), requestId: 'why-1', asked: afterCut },
      'failed',
    ],
    [
      'that the key is unknown',
      said(403, ossError('SignatureDoesNotMatch')),
      refused(403),
      'failed',
    ],
    ['that it is full', said(507, ossError('InsufficientStorage')), refused(507), 'failed'],
    ['that it is busy', said(503, ossError('SlowDown')), refused(503), 'waiting'],
    [
      'only that the file is missing',
      said(400, ossError('IncorrectNumberOfFilesInPOSTRequest')),
      cut,
      'waiting',
    ],
    ['nothing, but something in between does', said(403, '<html>no</html>'), cut, 'waiting'],
    ['nothing', undefined, cut, 'waiting'],
  ])('says %s', async (_, why, failure, status) => {
    const opened = await asked(why);
    const world = await cutAt(5, opened);
    fails(world, failure, status);
    expect(world.questions).toEqual([{ host: STORE, fields: opened.send.form.fields }]);
    expect([world.sends.length, world.asks]).toEqual([1, []]);
    if (status === 'waiting') return;
    // The file is not sent once more to hear it again.
    await world.clock.pass(100_000);
    expect([world.tickets.length, world.sends.length]).toEqual([1, 1]);
  });

  test('says that a ticket is over which was over anyway: what broke the connection stays open', async () => {
    const opened = await asked(said(403, EXPIRED));
    opened.send.progress(5);
    opened.world.clock.sleepThrough(60_000);
    const world = await cutAt(5, opened);
    sees(world, { failure: { kind: 'connection-lost', likely: 'ticket-expired' } });
  });

  test('says that it is busy now: that says nothing of a form that was sent whole', async () => {
    const world = await cutAt(9, await asked(said(503, ossError('SlowDown'))));
    await world.answerAll('unknown');
    sees(world, { failure: { kind: 'answer-lost', found: 'unknown' } });
  });

  test('says why the answer to a whole form could not be read: nothing is sent again', async () => {
    const world = await cutAt(9, await asked(DENIED));
    await world.answerAll('absent');
    fails(world, { ...refused(403), asked: { insteadOfAnswer: 'silence', found: 'absent' } });
    expect(world.questions).toHaveLength(1);
  });

  test.each([502, 503])('says why a proxy said %i after the last byte', async (status) => {
    const proxy = refusal(status, '<html>proxy</html>');
    const world = await answeredAt(9, proxy, await asked(said(403, EXPIRED)));
    await world.ask().answer({ confirmation: 'absent' });
    fails(world, {
      kind: 'policy-expired',
      status: 403,
      asked: { insteadOfAnswer: 'status', status, found: 'absent' },
    });
    expect(world.questions).toHaveLength(1);
  });
});

describe('another checksum than ours', () => {
  test('is tried once more, with the file read anew; then it is a failure without a URL', async () => {
    const { world, send } = await sending();
    expect(world.digests).toHaveLength(1);
    await send.answer({ crc64: '1' });
    waits(world, { kind: 'checksum-mismatch', ours: CRC, theirs: '1' });
    await world.clock.pass(1_000);
    expect(world.digests).toHaveLength(2);
    await (await world.issue()).answer({ crc64: '2' });
    fails(world, { kind: 'checksum-mismatch', ours: CRC, theirs: '2' });
    expect(JSON.stringify(world.at(0))).not.toContain('ota/firmware');
  });

  test('may have been ours that was wrong', async () => {
    const { world, send } = await sending({ digests: 'by-hand' });
    await world.digests[0]?.settle('1');
    await send.answer();
    await world.clock.pass(1_000);
    await world.digests[1]?.settle(CRC);
    await (await world.issue()).answer();
    sees(world, {
      status: 'done',
      receipt: { firmwareUrl: urlOf('k2'), verdict: { kind: 'verified' } },
    });
  });
});

describe('another tab', () => {
  async function taken(): Promise<World> {
    const world = createWorld();
    world.locks.isTaken = true;
    await world.add(fakeFile('lock.bin'));
    return world;
  }

  async function retry(world: World): Promise<void> {
    world.queue.retry(world.id());
    await world.clock.pass(0);
  }

  test('that sends the same file is not disturbed, and no ticket is asked for', async () => {
    const world = await taken();
    fails(world, { kind: 'already-uploading' });
    expect(world.tickets).toEqual([]);
    await world.clock.pass(3_600_000);
    expect(world.locks.asked).toHaveLength(1);
  });

  test('is not asked once the user insists, not even after a failed attempt', async () => {
    const world = await taken();
    await retry(world);
    await cutAt(5, { world, send: await world.issue() });
    await world.clock.pass(4_000);
    sees(world, { status: 'ticketing', attempt: 3 });
    expect(world.locks.asked).toHaveLength(1);
  });

  test('is not asked again after the user insists, and its refusal is no failed ticket', async () => {
    const world = await taken();
    await retry(world);
    for (const waitMs of [500, 1_000, 2_000, 0]) {
      await world.ticket().fail(NO_TICKET);
      await world.clock.pass(waitMs);
    }
    sees(world, { status: 'failed', attempt: 5, failure: NO_TICKET });
    await retry(world);
    sees(world, { status: 'ticketing', attempt: 6 });
    expect(world.locks.asked).toHaveLength(1);
  });

  test('may have the file as soon as it is not sent here', async () => {
    const opened = await sending();
    expect(opened.world.locks.held).toBe(1);
    const world = await cutAt(5, opened);
    expect(world.locks.held).toBe(0);
    await world.clock.pass(1_000);
    expect(world.locks.held).toBe(1);
    world.queue.cancel(world.id());
    await world.clock.pass(0);
    expect(world.locks.held).toBe(0);
  });
});

describe('progress', () => {
  test('counts bytes of the file, not of the form around it', async () => {
    const { world, send } = await sending();
    send.progress(0);
    sees(world, { progress: { sent: 0, total: 9 } });
    await world.clock.pass(100);
    send.progress(5);
    sees(world, { progress: { sent: 5, total: 9 } });
  });

  test('is told without a gap of reports that come each 50 ms, now early and now late', async () => {
    const { world, send } = await sending({ size: MB });
    let before = world.state();
    let quietMs = 0;
    for (let nth = 1; nth <= 40; nth++) {
      const ms = nth % 4 < 2 ? 48 : 52;
      await world.clock.pass(ms);
      send.progress(nth * 900);
      quietMs += ms;
      expect(quietMs).toBeLessThanOrEqual(110);
      if (world.state() === before) continue;
      before = world.state();
      quietMs = 0;
    }
  });

  test('changes about ten times a second', async () => {
    const { world, send } = await sending({ size: MB });
    const seen = new Set<unknown>();
    for (let ms = 0; ms < 1_000; ms++) {
      send.progress(ms * 900);
      seen.add(world.state());
      await world.clock.pass(1);
    }
    expect(seen.size).toBeLessThanOrEqual(12);
    expect(seen.size).toBeGreaterThan(8);
  });

  test('an answer before the browser has counted all bytes is the answer', async () => {
    const { world, send } = await sending();
    send.progress(5);
    await send.answer();
    sees(world, { status: 'done', receipt: { verdict: { kind: 'verified' } } });
  });
});

test('a mistake of ours is a failure too, and never an upload that hangs', async () => {
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  const { world } = await ticketing();
  vi.spyOn(world.clock, 'every').mockImplementation(() => {
    throw new Error('a mistake');
  });
  await world.ticket().issue();
  fails(world, { kind: 'unexpected', detail: 'Error: a mistake' });
  expect(report).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});

describe('behind another program’s service worker, where no progress is seen', () => {
  const unseen = () => sending({ answers: { hidesProgress: true } });

  test('no silence ends a transfer', async () => {
    const { world, send } = await unseen();
    await world.clock.pass(3_600_000);
    sees(world, { status: 'sending', stall: { why: 'unseen' } });
    await send.answer();
    sees(world, { status: 'done', attempt: 1 });
  });

  test('a worker that lets uploads pass hides nothing, and the watch is as ever', async () => {
    const { world, send } = await unseen();
    send.progress(5);
    await world.clock.pass(45_000);
    waits(world, { kind: 'stalled' });
  });

  test('a lost answer may be that of a whole file: the store is asked', async () => {
    const world = await cutAt(0, await unseen());
    await world.ask().answer(found());
    sees(world, { status: 'done', attempt: 1 });
  });

  test.each([
    ['absent', { kind: 'connection-lost', likely: 'network' }],
    ['unknown', { kind: 'answer-lost', found: 'unknown' }],
  ] as const)('an object that is %s: %o', async (confirmation, failure) => {
    const world = await cutAt(0, await unseen());
    await world.ask().answer({ confirmation });
    sees(world, { failure });
  });
});
