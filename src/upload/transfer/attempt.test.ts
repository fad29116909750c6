import { describe, expect, test, vi } from 'vitest';
import { found, STORE, urlOf } from '../../testing/answers.ts';
import { createWorld, type World } from '../../testing/engine-world.ts';
import { CRC, fakeFile, type Condition } from '../../testing/fake-file.ts';
import { SMALL_FILE_BYTES } from '../queue/concurrency.ts';
import type { StoreAnswer } from './transport.ts';

/** One upload from its ticket to its end, as the queue runs it; chance always waits as long as it may. */

const MB = 1_000_000;
const LOST = { kind: 'unreachable' } as const;
const BLOCKED = { kind: 'blocked' } as const;
const NO_TICKET = { kind: 'ticket-unreachable' } as const;

/** Of files that are not small two are sent at a time. */
const MEDIUM = 2 * SMALL_FILE_BYTES;

async function ticketing(size?: number): Promise<World> {
  const world = createWorld();
  await world.add(fakeFile('lock.bin', size));
  return world;
}

async function sending(size?: number) {
  const world = await ticketing(size);
  return { world, send: await world.issue() };
}

/** Everything is sent and nobody has answered. */
async function unanswered(size?: number, terms?: { readonly token: undefined }) {
  const world = await ticketing(size);
  const send = await world.issue(terms);
  send.sendAll();
  await send.reply(LOST);
  return world;
}

const xml = (code: string, rest = '') =>
  `<Error><Code>${code}</Code><Message>No</Message>${rest}</Error>`;
const refusal = (status: number, body = ''): Partial<StoreAnswer> => ({
  status,
  body,
  crc64: null,
  requestId: null,
});

describe('a ticket that does not come', () => {
  test('is asked for three times more, each after a longer wait that can be seen', async () => {
    const world = await ticketing();
    for (const [index, waitMs] of [500, 1_000, 2_000].entries()) {
      await world.ticket().fail(NO_TICKET);
      expect(world.state()).toMatchObject({
        status: 'waiting',
        failure: NO_TICKET,
        wait: { for: 'time', until: world.clock.now() + waitMs },
      });
      await world.clock.pass(waitMs - 1);
      expect(world.tickets).toHaveLength(index + 1);
      await world.clock.pass(1);
      expect(world.tickets).toHaveLength(index + 2);
      expect(world.state()).toMatchObject({ status: 'ticketing', attempt: index + 2 });
    }
    await world.ticket().fail(NO_TICKET);
    expect(world.state()).toMatchObject({ status: 'failed', attempt: 4, failure: NO_TICKET });
    await world.clock.pass(3_600_000);
    expect(world.tickets).toHaveLength(4);
    expect(world.sends).toEqual([]);
  });

  test('is asked for at once when a person does not want to wait, and only once', async () => {
    const world = await ticketing();
    await world.ticket().fail(NO_TICKET);
    world.queue.retry(world.id());
    await world.clock.pass(60_000);
    expect(world.tickets).toHaveLength(2);
    expect(world.state()).toMatchObject({ status: 'ticketing', attempt: 2, tries: [{ sent: 0 }] });
    await world.issue();
    await world.send().answer();
    expect(world.state()).toMatchObject({ status: 'done', attempt: 2 });
  });

  test('is not asked for any more when a person stops the trying', async () => {
    const world = await ticketing();
    await world.ticket().fail(NO_TICKET);
    world.queue.cancel(world.id());
    expect(world.state()).toMatchObject({ status: 'failed', failure: NO_TICKET });
    await world.clock.pass(3_600_000);
    expect(world.tickets).toHaveLength(1);
    expect(world.clock.waiters()).toBe(0);
  });

  test('starts a new count after a person’s own retry', async () => {
    const world = await ticketing();
    const refuseAll = async () => {
      for (let n = 0; n < 4; n++) {
        await world.ticket().fail(NO_TICKET);
        await world.clock.pass(2_000);
      }
    };
    await refuseAll();
    world.queue.retry(world.id());
    await world.clock.pass(0);
    await refuseAll();
    expect(world.tickets).toHaveLength(8);
    expect(world.state()).toMatchObject({ status: 'failed', attempt: 8 });
  });
});

describe('without a network', () => {
  async function offline(): Promise<World> {
    const world = await ticketing();
    world.clock.isConnected = false;
    world.answers.server = false;
    await world.ticket().fail(NO_TICKET);
    return world;
  }

  test('an upload waits until the browser finds one', async () => {
    const world = await offline();
    expect(world.state()).toMatchObject({
      status: 'waiting',
      failure: { kind: 'offline' },
      wait: { for: 'network' },
    });
    await world.clock.pass(600_000);
    expect(world.tickets).toHaveLength(1);
    await world.clock.connect();
    await world.clock.pass(1_999);
    expect(world.tickets).toHaveLength(1);
    await world.clock.pass(1);
    expect(world.tickets).toHaveLength(2);
    await world.issue();
    await world.send().answer();
    expect(world.state().status).toBe('done');
    expect(world.clock.waiters()).toBe(0);
  });

  test('an upload goes on when our server answers, whatever the browser believes', async () => {
    const world = await offline();
    await world.clock.pass(3_299);
    expect(world.probed).toEqual([]);
    await world.clock.pass(2);
    expect(world.probed).toEqual(['server']);
    world.answers.server = true;
    await world.clock.pass(3_300 + 2_000);
    expect(world.probed).toEqual(['server', 'server']);
    expect(world.tickets).toHaveLength(2);
    expect(world.clock.waiters()).toBe(0);
  });

  test('no attempt is used up, however often it happens', async () => {
    const world = await offline();
    for (let n = 0; n < 20; n++) {
      await world.clock.connect();
      await world.clock.pass(2_000);
      world.clock.isConnected = false;
      await world.ticket().fail(NO_TICKET);
      expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'network' } });
    }
    await world.clock.connect();
    await world.clock.pass(2_000);
    await world.issue();
    await world.send().answer();
    expect(world.state().status).toBe('done');
  });

  test('a person may stop the waiting, and nothing listens any more', async () => {
    const world = await offline();
    world.queue.cancel(world.id());
    await world.clock.connect();
    await world.clock.pass(600_000);
    expect(world.tickets).toHaveLength(1);
    expect(world.clock.waiters()).toBe(0);
    expect(world.state()).toMatchObject({ status: 'failed', failure: { kind: 'offline' } });
  });

  test('a ticket that is refused is refused, whatever the browser believes', async () => {
    const world = await ticketing();
    world.clock.isConnected = false;
    const problem = { code: 'OtaDrop.Forbidden', message: '', requestId: '' };
    await world.ticket().fail({ kind: 'ticket-refused', status: 403, problem });
    expect(world.state()).toMatchObject({ status: 'failed', failure: { kind: 'ticket-refused' } });
  });

  test('a transfer is left alone for 120 s, and ends if it recovers', async () => {
    const { world, send } = await sending();
    send.progress(5);
    world.clock.isConnected = false;
    await world.clock.pass(119_000);
    expect(world.state()).toMatchObject({ status: 'sending', stall: { why: 'offline' } });
    send.sendAll();
    await send.answer();
    expect(world.state().status).toBe('done');
  });

  test('a broken transfer waits for one and costs no attempt', async () => {
    const { world, send } = await sending();
    send.progress(5);
    world.clock.isConnected = false;
    await send.reply(LOST);
    expect(world.state()).toMatchObject({
      status: 'waiting',
      failure: { kind: 'connection-lost', likely: 'offline', sent: 5, total: 9 },
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
    const early = await ticketing();
    await early.clock.pass(ms);
    await early.issue({ lifeMs });
    expect(early.state()).toMatchObject({
      status: 'sending',
      ticketEndsAt: early.tickets[0]?.at === undefined ? 0 : early.tickets[0].at + lifeMs,
    });

    const late = await ticketing();
    await late.clock.pass(ms + 1);
    await late.ticket().issue({ lifeMs });
    expect(late.sends).toEqual([]);
    expect(late.state()).toMatchObject({
      status: 'waiting',
      failure: { kind: 'ticket-expired', lifeMs, leftMs: lifeMs - ms - 1 },
    });
  });

  test('that is over on arrival is tried twice more, and then explained', async () => {
    const world = await ticketing();
    for (let n = 0; n < 3; n++) {
      await world.clock.pass(1_500);
      await world.ticket().issue({ lifeMs: 1_000 });
      await world.clock.pass(1_000);
    }
    expect(world.state()).toMatchObject({
      status: 'failed',
      failure: { kind: 'ticket-expired', lifeMs: 1_000, leftMs: 0 },
    });
    expect(world.tickets).toHaveLength(3);
    expect(world.sends).toEqual([]);
  });

  test('goes on while the computer sleeps, although its monotonic clock does not', async () => {
    const world = await ticketing();
    world.clock.sleepThrough(56_000, 'standsStill');
    await world.ticket().issue();
    expect(world.state()).toMatchObject({ failure: { kind: 'ticket-expired', leftMs: 4_000 } });
    expect(world.sends).toEqual([]);
  });

  test('that cannot be told is not believed to be endless', async () => {
    const world = await ticketing();
    // An ISO time, but none that a browser understands.
    await world.ticket().issue({ utcCreate: '2026-01-01T00:00:00+08' });
    expect(world.state()).toMatchObject({
      failure: { kind: 'ticket-malformed', detail: 'data.utcCreate: no time' },
    });
    expect(world.sends).toEqual([]);
  });

  test('is over when the connection breaks: that is the likely cause', async () => {
    const { world, send } = await sending();
    send.progress(5);
    world.clock.sleepThrough(60_000);
    await send.reply(LOST);
    expect(world.state()).toMatchObject({
      failure: { kind: 'connection-lost', likely: 'ticket-expired' },
    });
    expect(world.probed).toEqual([STORE]);
  });
});

describe('a ticket that does not fit', () => {
  test.each([
    ['allows less', { max: 8 }, { kind: 'size-not-allowed', min: 0, max: 8 }],
    ['asks for more', { min: 10 }, { kind: 'size-not-allowed', min: 10 }],
  ])('because it %s is not tried again', async (_, terms, failure) => {
    const world = await ticketing();
    await world.ticket().issue(terms);
    expect(world.state()).toMatchObject({ status: 'failed', failure });
    expect(world.sends).toEqual([]);
  });

  test('allows exactly this size', async () => {
    const world = await ticketing();
    await world.issue({ min: 9, max: 9 });
    expect(world.state().status).toBe('sending');
  });

  test('because its policy cannot be read', async () => {
    const world = await ticketing();
    await world.ticket().issue({ policy: 'e30=' });
    expect(world.state()).toMatchObject({
      failure: { kind: 'ticket-malformed', part: 'ticket', status: 200, detail: /^data\.policy: / },
    });
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

  test.each(conditions)('%s when it is added, is refused', async (condition, how) => {
    const world = createWorld();
    const lock = fakeFile('lock.bin');
    // Size and time are those of this very moment, so only what cannot be read can be noticed.
    lock.condition = condition;
    await world.add(lock);
    expect(world.state().status).toBe(
      condition === 'resized' || condition === 'touched' ? 'ticketing' : 'rejected',
    );
    if (world.state().status === 'rejected') {
      expect(world.state()).toEqual({
        status: 'rejected',
        rejection: { kind: how === 'gone' ? 'gone' : 'unreadable' },
      });
    }
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
    const world = createWorld();
    const lock = fakeFile('lock.bin');
    await world.add(lock);
    lock.condition = condition;
    await world.ticket().issue();
    expect(world.state()).toMatchObject({
      status: 'failed',
      failure: { kind: 'file-changed', how, noticed: 'before-sending' },
    });
    expect(world.sends).toEqual([]);
  });

  test.each(conditions)(
    '%s after it was sent, has no URL, whatever was said',
    async (condition, how) => {
      for (const reply of ['stored', 'lost'] as const) {
        const world = createWorld();
        const lock = fakeFile('lock.bin');
        await world.add(lock);
        const send = await world.issue();
        send.sendAll();
        lock.condition = condition;
        await (reply === 'stored' ? send.answer() : send.reply(LOST));
        expect(world.state()).toMatchObject({
          status: 'failed',
          failure: { kind: 'file-changed', how, noticed: 'after-sending' },
          tries: [{ sent: 9 }],
        });
        expect(world.asks).toEqual([]);
      }
    },
  );

  test.each([0, 5, 9])('or cannot be read on after %i bytes, explains a cut', async (sent) => {
    const world = createWorld();
    const lock = fakeFile('lock.bin');
    await world.add(lock);
    const send = await world.issue();
    lock.condition = 'torn';
    if (sent === 9) send.sendAll();
    else send.progress(sent);
    await send.reply(LOST);
    expect(world.state()).toMatchObject({
      status: 'failed',
      failure: { kind: 'file-unreadable', sent, total: 9 },
      tries: [{ sent }],
    });
    expect([world.asks, world.probed]).toEqual([[], []]);
  });

  test('or cannot be read on, is nobody’s business once the store has it', async () => {
    const world = createWorld();
    const lock = fakeFile('lock.bin');
    await world.add(lock);
    const send = await world.issue();
    lock.condition = 'torn';
    await send.answer();
    expect(world.state()).toMatchObject({ status: 'done' });
  });

  test('while nothing proves the bytes, is noticed in the end', async () => {
    const world = createWorld({ digests: 'by-hand' });
    const lock = fakeFile('lock.bin');
    await world.add(lock);
    const send = await world.issue();
    await send.answer();
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'proof' });
    lock.condition = 'unreadable';
    await world.digests[0]?.settle(undefined);
    expect(world.state()).toMatchObject({
      status: 'failed',
      failure: { kind: 'file-changed', noticed: 'after-sending' },
    });
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
    const world = createWorld();
    const lock = fakeFile('lock.bin');
    await world.add(lock);
    const send = await world.issue();
    lock.condition = 'stuck';
    send.progress(5);
    await send.reply(LOST);
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
    expect(world.state()).toMatchObject({ status: 'sending', stall: undefined });
    await world.clock.pass(1_000);
    expect(world.state()).toMatchObject({
      status: 'sending',
      stall: { since: 1_000, why: 'quiet', patient: false },
    });
    await world.clock.pass(24_000);
    expect(send.isOpen()).toBe(true);
    await world.clock.pass(1_000);
    expect(send.watch.signal.aborted).toBe(true);
    expect(world.state()).toMatchObject({
      status: 'waiting',
      failure: { kind: 'stalled', sent: 5, total: 9, quietMs: 45_000 },
    });
    await world.clock.pass(1_000);
    await world.issue();
    await world.send().answer();
    expect(world.state()).toMatchObject({ status: 'done', attempt: 2 });
    expect(world.state()).toMatchObject({ receipt: { firmwareUrl: urlOf('k2') } });
  });

  test('can be begun anew by a person, who then has all attempts before them', async () => {
    const { world, send } = await sending();
    world.queue.retry(world.id());
    expect(send.isOpen()).toBe(true);
    await world.clock.pass(20_000);
    world.queue.retry(world.id());
    expect(send.watch.signal.aborted).toBe(true);
    await world.clock.pass(0);
    expect(world.state()).toMatchObject({ status: 'ticketing', attempt: 2, tries: [] });
    expect(world.tickets).toHaveLength(2);
  });

  test('is left alone by a person for as long as it takes, until it moves again', async () => {
    const { world, send } = await sending();
    await world.clock.pass(20_000);
    world.queue.keepWaiting(world.id());
    await world.clock.pass(600_000);
    expect(world.state()).toMatchObject({ status: 'sending', stall: { patient: true } });
    send.progress(5);
    await world.clock.pass(1_000);
    expect(world.state()).toMatchObject({ status: 'sending', stall: undefined });
    await world.clock.pass(44_000);
    expect(world.state()).toMatchObject({ status: 'waiting', failure: { kind: 'stalled' } });
  });

  test('is what it is while the browser sends once more by itself: only new ground is movement', async () => {
    const { world, send } = await sending(100 * MB);
    send.progress(50 * MB);
    for (let second = 1; second <= 44; second++) {
      await world.clock.pass(1_000);
      send.progress(second * MB);
    }
    expect(world.state()).toMatchObject({
      status: 'sending',
      progress: { sent: 50 * MB },
      stall: { since: 0, why: 'quiet' },
    });
    send.progress(51 * MB);
    await world.clock.pass(10_000);
    expect(world.state()).toMatchObject({ status: 'sending', progress: { sent: 51 * MB } });
    expect(world.state()).toMatchObject({ stall: undefined });
  });

  test('in a page nobody looks at gets 120 s', async () => {
    const { world, send } = await sending();
    world.clock.isLookedAt = false;
    await world.clock.pass(119_000);
    expect(send.isOpen()).toBe(true);
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
    expect(world.state()).toMatchObject({ status: 'sending', stall: { why: 'slept', since: 0 } });
    await world.clock.pass(14_000);
    expect(send.isOpen()).toBe(true);
    await world.clock.pass(1_000);
    expect(world.state()).toMatchObject({ status: 'waiting', failure: { kind: 'stalled' } });
  });

  test('after everything is sent is a store that says nothing: it is asked after a minute', async () => {
    const { world, send } = await sending();
    send.sendAll();
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'store' });
    await world.clock.pass(59_000);
    expect(world.asks).toEqual([]);
    await world.clock.pass(1_000);
    expect(send.watch.signal.aborted).toBe(true);
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'object' });
    await world.ask().answer(found());
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { verdict: { kind: 'verified' }, storeRequestId: undefined },
    });
  });

  test('has no speed, and no end in sight', async () => {
    const { world, send } = await sending(100 * MB);
    for (let half = 1; half <= 11; half++) {
      await world.clock.pass(500);
      send.progress(half * 0.5 * MB);
    }
    expect(world.state()).toMatchObject({ progress: { bytesPerSecond: MB, secondsLeft: 94.5 } });
    await world.clock.pass(6_000);
    expect(world.state()).toMatchObject({
      progress: { sent: 5.5 * MB, bytesPerSecond: 0, secondsLeft: undefined },
    });
  });

  test('is watched by nobody once it has ended', async () => {
    const { world, send } = await sending();
    await send.answer();
    expect(world.clock.waiters()).toBe(0);
  });
});

describe('an answer that is lost after everything was sent', () => {
  test('is asked for at the store, at once, after 3 s and after 10 s', async () => {
    const world = await unanswered();
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'object' });
    expect(world.ask().request).toEqual({ token: 'token-k1' });
    await world.ask().answer({ confirmation: 'absent' });
    await world.clock.pass(3_000);
    await world.ask().answer({ confirmation: 'unknown' });
    await world.clock.pass(7_000);
    await world.ask().answer({ confirmation: 'absent' });
    expect(world.asks.map(({ at }) => at)).toEqual([0, 3_000, 10_000]);
    expect(world.state()).toMatchObject({
      status: 'waiting',
      failure: { kind: 'answer-lost', found: 'absent' },
      tries: [{ sent: 9 }],
    });
  });

  test.each([
    ['with our checksum', found(), { kind: 'verified', crc64: CRC }],
    [
      'without a checksum',
      found({ crc64: undefined }),
      { kind: 'unverified', reason: 'checksum-hidden' },
    ],
  ] as const)('may be found: %s', async (_, findings, verdict) => {
    const world = await unanswered();
    await world.ask().answer({ confirmation: 'absent' });
    await world.clock.pass(3_000);
    await world.ask().answer(findings);
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { firmwareUrl: urlOf('k1'), verdict, ticketRequestId: 'ticket-k1' },
    });
    await world.clock.pass(600_000);
    expect(world.asks).toHaveLength(2);
    expect(world.tickets).toHaveLength(1);
  });

  test.each([
    ['checksum', found({ crc64: '1' }), '1'],
    ['size', found({ size: 8, crc64: undefined }), undefined],
  ] as const)(
    'may be found with another %s: no URL, and one more attempt',
    async (_, findings, theirs) => {
      const world = await unanswered();
      await world.ask().answer(findings);
      expect(world.state()).toMatchObject({
        status: 'waiting',
        failure: { kind: 'checksum-mismatch', ours: CRC, theirs },
      });
      expect(JSON.stringify(world.state())).not.toContain(urlOf('k1'));
    },
  );

  test.each([
    ['absent', 1000 * MB, 'waiting'],
    ['unknown', 99 * MB, 'waiting'],
    ['unknown', 100 * MB, 'failed'],
  ] as const)('and the object %s, of %i bytes: %s', async (found, size, status) => {
    const world = await unanswered(size);
    for (const waitMs of [3_000, 7_000, 0]) {
      await world.ask().answer({ confirmation: found });
      await world.clock.pass(waitMs);
    }
    expect(world.state()).toMatchObject({ status, failure: { kind: 'answer-lost', found } });
  });

  test('with the network gone as well is asked for until there is somebody to ask', async () => {
    const world = await unanswered();
    world.answers.server = false;
    for (const waitMs of [3_000, 7_000, 0]) {
      await world.ask().answer({ confirmation: 'unreachable' });
      await world.clock.pass(waitMs);
    }
    await world.clock.pass(290_000);
    expect(world.asks).toHaveLength(3);
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'object' });
    world.answers.server = true;
    await world.clock.pass(18_500);
    await world.ask().answer(found());
    expect(world.state()).toMatchObject({
      status: 'done',
      attempt: 1,
      receipt: { verdict: { kind: 'verified' } },
    });
    expect(world.clock.waiters()).toBe(0);
  });

  test('with a server that answers everything but this is not asked for without end', async () => {
    const world = await unanswered();
    for (const waitMs of [3_000, 7_000, 0, 0]) {
      await world.ask().answer({ confirmation: 'unreachable' });
      await world.clock.pass(waitMs);
    }
    expect(world.asks).toHaveLength(4);
    expect(world.state()).toMatchObject({ failure: { kind: 'answer-lost', found: 'unknown' } });
  });

  test('is in doubt still when the next attempt is cancelled before it begins', async () => {
    const world = await unanswered();
    for (const waitMs of [3_000, 7_000, 0]) {
      await world.ask().answer({ confirmation: 'unknown' });
      await world.clock.pass(waitMs);
    }
    await world.clock.pass(1_000);
    expect(world.state()).toMatchObject({ status: 'ticketing', attempt: 2 });
    world.queue.cancel(world.id());
    expect(world.state()).toMatchObject({ status: 'cancelled', arrived: 'maybe' });
  });

  test('cannot be asked for without a token: nobody is asked, and nothing is known', async () => {
    const world = await unanswered(undefined, { token: undefined });
    expect(world.asks).toEqual([]);
    expect(world.state()).toMatchObject({ failure: { kind: 'answer-lost', found: 'unknown' } });
    expect(world.at(0).lastTicket).toEqual({
      requestId: 'ticket-k1',
      confirmationToken: undefined,
    });
  });

  test('is found before our own checksum is known: the verdict waits for that', async () => {
    const world = createWorld({ digests: 'by-hand' });
    await world.add(fakeFile('lock.bin'));
    const send = await world.issue();
    send.sendAll();
    await send.reply(LOST);
    await world.ask().answer(found());
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'object' });
    await world.digests[0]?.settle(undefined);
    expect(world.state()).toMatchObject({
      receipt: { verdict: { kind: 'unverified', reason: 'digest-unavailable' } },
    });
  });

  test('is not asked for any more once a person has cancelled', async () => {
    const world = await unanswered();
    world.queue.cancel(world.id());
    const { state } = world.at(0);
    expect(state).toMatchObject({ status: 'cancelled', arrived: 'maybe' });
    await world.ask().answer(found());
    await world.clock.pass(600_000);
    expect(world.asks).toHaveLength(1);
    expect(world.state()).toBe(state);
    expect(world.clock.waiters()).toBe(0);
  });
});

describe('an answer that proves little', () => {
  test.each([
    [found(), { kind: 'verified', crc64: CRC }],
    [found({ crc64: undefined }), { kind: 'unverified', reason: 'checksum-hidden' }],
    [{ confirmation: 'unknown' }, { kind: 'unverified', reason: 'checksum-hidden' }],
  ] as const)('hides its checksum, and the store, asked, says %o', async (findings, verdict) => {
    const { world, send } = await sending();
    await send.answer({ crc64: null });
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'proof' });
    await world.ask().answer(findings);
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { verdict, storeRequestId: 'store-1' },
    });
    expect(world.asks).toHaveLength(1);
  });

  test('while our server is away for a moment is asked for again', async () => {
    const { world, send } = await sending();
    await send.answer({ crc64: null });
    await world.ask().answer({ confirmation: 'unreachable' });
    await world.clock.pass(3_000);
    await world.ask().answer(found());
    expect(world.state()).toMatchObject({ receipt: { verdict: { kind: 'verified' } } });
  });

  test('of an object that shows itself only after a while is asked about again', async () => {
    const { world, send } = await sending();
    await send.answer({ crc64: null });
    await world.ask().answer({ confirmation: 'absent' });
    await world.clock.pass(3_000);
    await world.ask().answer(found());
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { verdict: { kind: 'verified', crc64: CRC } },
    });
  });

  test('of an object that never shows itself is not called proved', async () => {
    const { world, send } = await sending();
    await send.answer({ crc64: null });
    for (const waitMs of [3_000, 7_000, 0]) {
      await world.ask().answer({ confirmation: 'absent' });
      await world.clock.pass(waitMs);
    }
    expect(world.asks.map(({ at }) => at)).toEqual([0, 3_000, 10_000]);
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { verdict: { kind: 'unverified', reason: 'object-not-seen' } },
    });
  });

  test('hides a checksum that differs', async () => {
    const { world, send } = await sending();
    await send.answer({ crc64: null });
    await world.ask().answer(found({ crc64: '1' }));
    expect(world.state()).toMatchObject({
      status: 'waiting',
      failure: { kind: 'checksum-mismatch', theirs: '1' },
    });
  });

  test('cannot be compared without a digest of ours', async () => {
    const world = createWorld({ digests: 'by-hand' });
    await world.add(fakeFile('lock.bin'));
    const send = await world.issue();
    await send.answer();
    await world.digests[0]?.settle(undefined);
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { verdict: { kind: 'unverified', reason: 'digest-unavailable' } },
    });
  });
});

describe('a no after which the object may be there', () => {
  const html = '<!doctype html><title>Bad Gateway</title>';
  const doubtful: readonly [string, Partial<StoreAnswer>, string][] = [
    ['a gateway that lost the answer', refusal(502, html), 'store-refused'],
    ['a gateway that waited too long', refusal(504), 'store-refused'],
    ['the object is there already', refusal(409, xml('FileAlreadyExists')), 'store-refused'],
    ['a sign-in page', { status: 200, body: html, crc64: null }, 'answer-not-of-store'],
  ];

  test.each(doubtful)('%s: asked once, and found', async (_, answer) => {
    const { world, send } = await sending();
    send.sendAll();
    await send.answer(answer);
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'object' });
    await world.ask().answer(found());
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { verdict: { kind: 'verified', crc64: CRC } },
    });
  });

  test.each(doubtful)('%s: asked once, not found, and tried again', async (_, answer, kind) => {
    for (const confirmation of ['absent', 'unknown'] as const) {
      const { world, send } = await sending();
      send.sendAll();
      await send.answer(answer);
      await world.ask().answer({ confirmation });
      expect(world.state()).toMatchObject({ status: 'waiting', failure: { kind } });
      expect(world.asks).toHaveLength(1);
    }
  });

  test.each(doubtful.filter(([, { status }]) => status !== 409))(
    '%s, before everything was sent: nobody is asked',
    async (_, answer, kind) => {
      const { world, send } = await sending();
      send.progress(5);
      await send.answer(answer);
      expect(world.asks).toEqual([]);
      expect(world.state()).toMatchObject({ status: 'waiting', failure: { kind } });
    },
  );

  test('the object is there already, sent by a browser that repeated itself unseen', async () => {
    const { world, send } = await sending();
    send.progress(5);
    await send.answer(refusal(409, xml('FileAlreadyExists')));
    await world.ask().answer(found());
    expect(world.state().status).toBe('done');
  });
});

describe('a clear no', () => {
  const expired = xml('AccessDenied', '<RequestId>R</RequestId><EC>0006-00000213</EC>');

  test.each([
    [
      'an expired policy',
      refusal(403, expired),
      'waiting',
      { kind: 'policy-expired', requestId: 'R' },
    ],
    ['a refusal', refusal(403, xml('AccessDenied')), 'waiting', { kind: 'store-refused' }],
    ['a proxy’s limit', refusal(413), 'failed', { kind: 'store-refused', error: undefined }],
    ['too large a file', refusal(400, xml('EntityTooLarge')), 'failed', { kind: 'store-refused' }],
    ['a full disk', refusal(507, xml('InsufficientStorage')), 'failed', { kind: 'store-refused' }],
    ['a redirect that nobody follows', refusal(302), 'waiting', { status: 302 }],
    [
      'another address',
      { origin: 'https://elsewhere.example' },
      'failed',
      { kind: 'answer-from-elsewhere' },
    ],
    ['no address at all', { origin: '' }, 'failed', { kind: 'answer-from-elsewhere' }],
  ] as const)('%s', async (_, answer, status, failure) => {
    const { world, send } = await sending();
    send.sendAll();
    await send.answer(answer);
    expect(world.state()).toMatchObject({ status, failure });
    expect(world.asks).toEqual([]);
  });

  test('of a busy store is heeded for as long as it asks', async () => {
    const { world, send } = await sending();
    await send.answer({ ...refusal(503, xml('SlowDown')), retryAfter: '7' });
    expect(world.state()).toMatchObject({
      failure: { kind: 'store-refused', retryAfterMs: 7_000 },
      wait: { for: 'time', until: 7_000 },
    });
    await world.clock.pass(6_999);
    expect(world.tickets).toHaveLength(1);
    await world.clock.pass(1);
    expect(world.tickets).toHaveLength(2);
  });

  test('takes a new ticket each time, and the URL is that of the one that was stored', async () => {
    const { world, send } = await sending();
    await send.answer(refusal(403, expired));
    await world.clock.pass(1_000);
    await world.issue({ key: 'second' });
    await world.send().answer({ requestId: 'store-2' });
    expect(world.state()).toMatchObject({
      status: 'done',
      attempt: 2,
      receipt: {
        firmwareUrl: urlOf('second'),
        ticketRequestId: 'ticket-second',
        storeRequestId: 'store-2',
      },
    });
    expect(world.at(0).lastTicket).toEqual({
      requestId: 'ticket-second',
      confirmationToken: 'token-second',
    });
  });
});

describe('silence', () => {
  test.each([
    ['the page’s policy forbids it', 0, 'silent', { kind: 'store-blocked', host: STORE }, [STORE]],
    // Whoever can be heard is not blocked: the browser had not counted the first byte yet.
    [
      'at once it was sent on to elsewhere',
      0,
      'readable',
      { kind: 'answer-from-elsewhere' },
      [STORE],
    ],
    ['at once it was sent on, unseen', 0, 'unreadable', { kind: 'answer-from-elsewhere' }, [STORE]],
    ['in the middle it was sent on', 5, 'silent', { kind: 'answer-from-elsewhere' }, []],
    ['after everything it was sent on', 9, 'silent', { kind: 'answer-from-elsewhere' }, []],
  ] as const)('because %s', async (_, sent, store, failure, probed) => {
    const { world, send } = await sending();
    world.answers.store = store;
    if (sent === 9) send.sendAll();
    else if (sent > 0) send.progress(sent);
    await send.reply(BLOCKED);
    expect(world.state()).toMatchObject({ status: 'failed', failure });
    expect([world.probed, world.asks]).toEqual([probed, []]);
  });

  test.each([
    ['readable', true, 'waiting', { kind: 'connection-lost', sent: 0, likely: 'network' }, [STORE]],
    [
      'unreadable',
      true,
      'failed',
      { kind: 'store-forbids-page', host: STORE, origin: 'https://page.example' },
      [STORE],
    ],
    ['silent', true, 'waiting', { kind: 'store-unreachable', host: STORE }, [STORE, 'server']],
    [
      'silent',
      false,
      'waiting',
      { kind: 'connection-lost', likely: 'all-away' },
      [STORE, 'server'],
    ],
  ] as const)(
    'before the first byte, with the store %s and our server answering: %o',
    async (store, server, status, failure, probed) => {
      vi.stubGlobal('location', { origin: 'https://page.example' });
      const { world, send } = await sending();
      Object.assign(world.answers, { store, server });
      await send.reply(LOST);
      expect(world.state()).toMatchObject({ status, failure });
      expect(world.probed).toEqual(probed);
      vi.unstubAllGlobals();
    },
  );

  test.each([
    ['readable', true, { kind: 'stalled', sent: 0, quietMs: 45_000 }],
    ['unreadable', true, { kind: 'stalled', sent: 0 }],
    ['silent', true, { kind: 'store-unreachable', host: STORE }],
    ['silent', false, { kind: 'connection-lost', likely: 'all-away' }],
  ] as const)(
    'that does not even break off, with the store %s and our server answering: %o',
    async (store, server, failure) => {
      const { world } = await sending();
      Object.assign(world.answers, { store, server });
      await world.clock.pass(45_000);
      expect(world.state()).toMatchObject({ status: 'waiting', failure });
    },
  );

  test.each([
    ['denied', 'waiting'],
    ['prompt', 'waiting'],
  ] as const)(
    'before the first byte, with the permission for the local network %s: that is what it is',
    async (access, status) => {
      const { world, send } = await sending();
      Object.assign(world.answers, { store: 'silent', localAccess: access });
      await send.reply(LOST);
      const failure = { kind: 'local-network-closed', host: STORE, access };
      expect(world.state()).toMatchObject({ status, failure, wait: { for: 'store' } });
      // Allowed, it goes on by itself.
      Object.assign(world.answers, { store: 'readable', localAccess: 'free' });
      await world.clock.pass(60_000);
      expect(world.tickets).toHaveLength(2);
    },
  );

  test('in the middle has nothing to do with the permission for the local network', async () => {
    const { world, send } = await sending();
    Object.assign(world.answers, { store: 'silent', localAccess: 'denied' });
    send.progress(5);
    await send.reply(LOST);
    expect(world.state()).toMatchObject({ failure: { likely: 'store-away' } });
  });

  test('before the first byte is not laid on the ticket, unless the store can be heard', async () => {
    for (const [store, failure] of [
      ['readable', { kind: 'connection-lost', likely: 'ticket-expired' }],
      ['silent', { kind: 'store-unreachable' }],
    ] as const) {
      const { world, send } = await sending();
      world.answers.store = store;
      world.clock.sleepThrough(60_000);
      await send.reply(LOST);
      expect(world.state()).toMatchObject({ failure });
    }
  });

  test('in the middle is a cut when the store can still be heard', async () => {
    const { world, send } = await sending();
    await world.clock.pass(2_000);
    send.progress(5);
    await send.reply(LOST);
    expect(world.state()).toMatchObject({
      status: 'waiting',
      failure: { kind: 'connection-lost', sent: 5, total: 9, tookMs: 2_000, likely: 'network' },
      wait: { for: 'time', until: 3_000 },
    });
    expect(world.probed).toEqual([STORE]);
  });

  describe('that a proxy made of a refusal: the store, asked without the file,', () => {
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
    const NO_FILE = xml('IncorrectNumberOfFilesInPOSTRequest');

    test.each([
      [
        'that the ticket is over',
        said(403, EXPIRED),
        { kind: 'policy-expired', asked: { insteadOfAnswer: 'cut', sent: 5, total: 9 } },
        'failed',
      ],
      [
        'that access is denied',
        said(403, xml('AccessDenied')),
        {
          kind: 'store-refused',
          status: 403,
          requestId: 'why-1',
          asked: { insteadOfAnswer: 'cut', sent: 5, total: 9 },
        },
        'failed',
      ],
      [
        'that the bucket is gone',
        said(404, xml('NoSuchBucket')),
        { kind: 'store-refused', status: 404 },
        'failed',
      ],
      [
        'that it is full',
        said(507, xml('InsufficientStorage')),
        { kind: 'store-refused', status: 507 },
        'failed',
      ],
      [
        'that it is busy',
        said(503, xml('SlowDown')),
        { kind: 'store-refused', status: 503 },
        'waiting',
      ],
      [
        'only that the file is missing',
        said(400, NO_FILE),
        { kind: 'connection-lost', likely: 'network' },
        'waiting',
      ],
      [
        'nothing, but something in between does',
        said(403, '<html>no</html>'),
        { kind: 'connection-lost', likely: 'network' },
        'waiting',
      ],
      ['nothing', undefined, { kind: 'connection-lost', likely: 'network' }, 'waiting'],
    ] as const)('says %s', async (_, why, failure, status) => {
      const { world, send } = await sending();
      world.answers.why = why;
      send.progress(5);
      await send.reply(LOST);
      expect(world.state()).toMatchObject({ status, failure });
      expect(world.questions).toEqual([{ host: STORE, fields: send.form.fields }]);
      expect([world.sends.length, world.asks]).toEqual([1, []]);
    });

    test.each([
      ['that the ticket is over', EXPIRED],
      ['that access is denied', xml('AccessDenied')],
      ['that it does not know the key', xml('SignatureDoesNotMatch')],
      ['that the policy cannot be read', xml('InvalidPolicyDocument')],
    ])('says %s: the file is not sent once more to hear it again', async (_, body) => {
      const { world, send } = await sending();
      world.answers.why = said(403, body);
      send.progress(5);
      await send.reply(LOST);
      await world.clock.pass(100_000);
      expect(world.state().status).toBe('failed');
      expect([world.tickets.length, world.sends.length]).toEqual([1, 1]);
    });

    test('that a ticket is over which was over anyway: what broke the connection stays open', async () => {
      const { world, send } = await sending();
      world.answers.why = said(403, EXPIRED);
      send.progress(5);
      world.clock.sleepThrough(60_000);
      await send.reply(LOST);
      expect(world.state()).toMatchObject({
        failure: { kind: 'connection-lost', likely: 'ticket-expired' },
      });
    });

    test('that it is busy now: that says nothing of a form that was sent whole', async () => {
      const { world, send } = await sending();
      world.answers.why = said(503, xml('SlowDown'));
      send.sendAll();
      await send.reply(LOST);
      for (const waitMs of [3_000, 7_000, 0]) {
        await world.ask().answer({ confirmation: 'unknown' });
        await world.clock.pass(waitMs);
      }
      expect(world.state()).toMatchObject({ failure: { kind: 'answer-lost', found: 'unknown' } });
    });

    test('why an answer to a whole form could not be read: nothing is sent again', async () => {
      const { world, send } = await sending();
      world.answers.why = said(403, xml('AccessDenied'));
      send.sendAll();
      await send.reply(LOST);
      for (const waitMs of [3_000, 7_000, 0]) {
        await world.ask().answer({ confirmation: 'absent' });
        await world.clock.pass(waitMs);
      }
      expect(world.state()).toMatchObject({
        status: 'failed',
        failure: {
          kind: 'store-refused',
          status: 403,
          asked: { insteadOfAnswer: 'silence', found: 'absent' },
        },
      });
      expect(world.questions).toHaveLength(1);
    });

    test.each([502, 503])('why a proxy said %i after the last byte', async (status) => {
      const { world, send } = await sending();
      world.answers.why = said(403, EXPIRED);
      send.sendAll();
      await send.answer(refusal(status, '<html>proxy</html>'));
      await world.ask().answer({ confirmation: 'absent' });
      expect(world.state()).toMatchObject({
        status: 'failed',
        failure: {
          kind: 'policy-expired',
          status: 403,
          asked: { insteadOfAnswer: 'status', status, found: 'absent' },
        },
      });
      expect(world.questions).toHaveLength(1);
    });
  });

  test('after the form but before the file is a cut as well', async () => {
    const { world, send } = await sending();
    send.progress(-100);
    await send.reply(LOST);
    expect(world.state()).toMatchObject({ failure: { kind: 'connection-lost', sent: 0 } });
    expect(world.probed).toEqual([STORE]);
  });

  test('at the same place again is a limit on the way', async () => {
    const { world, send } = await sending(400 * MB);
    send.progress(100 * MB);
    await send.reply(LOST);
    await world.clock.pass(1_000);
    const again = await world.issue();
    again.progress(100.5 * MB);
    await again.reply(LOST);
    expect(world.state()).toMatchObject({
      status: 'failed',
      failure: { kind: 'network-limit', sent: 100.5 * MB, total: 400 * MB },
      tries: [{ failure: { kind: 'connection-lost' } }, { failure: { kind: 'network-limit' } }],
    });
  });

  test('four times in a row is all that happens by itself', async () => {
    const { world, send } = await sending();
    await send.reply(LOST);
    for (const waitMs of [1_000, 2_000, 4_000]) {
      await world.clock.pass(waitMs);
      // Too slow for a refusal that does not get through.
      const next = await world.issue();
      await world.clock.pass(3_000);
      await next.reply(LOST);
    }
    expect(world.state()).toMatchObject({ status: 'failed', failure: { kind: 'connection-lost' } });
    await world.clock.pass(3_600_000);
    expect(world.sends).toHaveLength(4);
    expect(world.clock.waiters()).toBe(0);
  });
});

describe('another checksum than ours', () => {
  test('is tried once more, with the file read anew; then it is a failure without a URL', async () => {
    const { world, send } = await sending();
    expect(world.digests).toHaveLength(1);
    await send.answer({ crc64: '1' });
    expect(world.state()).toMatchObject({
      status: 'waiting',
      failure: { kind: 'checksum-mismatch', ours: CRC, theirs: '1' },
    });
    await world.clock.pass(1_000);
    expect(world.digests).toHaveLength(2);
    const again = await world.issue();
    await again.answer({ crc64: '2' });
    expect(world.state()).toMatchObject({
      status: 'failed',
      failure: { kind: 'checksum-mismatch', ours: CRC, theirs: '2' },
    });
    expect(JSON.stringify(world.at(0))).not.toContain('ota/firmware');
  });

  test('may have been ours that was wrong', async () => {
    const world = createWorld({ digests: 'by-hand' });
    await world.add(fakeFile('lock.bin'));
    const send = await world.issue();
    await world.digests[0]?.settle('1');
    await send.answer();
    await world.clock.pass(1_000);
    await world.digests[1]?.settle(CRC);
    const again = await world.issue();
    await again.answer();
    expect(world.state()).toMatchObject({
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

  test('that sends the same file is not disturbed, and no ticket is asked for', async () => {
    const world = await taken();
    expect(world.state()).toMatchObject({
      status: 'failed',
      failure: { kind: 'already-uploading' },
    });
    expect(world.tickets).toEqual([]);
    await world.clock.pass(3_600_000);
    expect(world.locks.asked).toHaveLength(1);
  });

  test('has no say once a person insists, not even when an attempt fails', async () => {
    const world = await taken();
    world.queue.retry(world.id());
    await world.clock.pass(0);
    const send = await world.issue();
    send.progress(5);
    await send.reply(LOST);
    await world.clock.pass(4_000);
    expect(world.state()).toMatchObject({ status: 'ticketing', attempt: 3 });
    expect(world.locks.asked).toHaveLength(1);
  });

  test('has no say after a person’s insistence, however often they ask again, and its no is no failed ticket', async () => {
    const world = await taken();
    world.queue.retry(world.id());
    await world.clock.pass(0);
    for (const waitMs of [500, 1_000, 2_000, 0]) {
      await world.ticket().fail({ kind: 'ticket-unreachable' });
      await world.clock.pass(waitMs);
    }
    expect(world.state()).toMatchObject({
      status: 'failed',
      attempt: 5,
      failure: { kind: 'ticket-unreachable' },
    });
    world.queue.retry(world.id());
    await world.clock.pass(0);
    expect(world.state()).toMatchObject({ status: 'ticketing', attempt: 6 });
    expect(world.locks.asked).toHaveLength(1);
  });

  test('may have the file as soon as nobody here sends it', async () => {
    const { world, send } = await sending();
    expect(world.locks.held).toBe(1);
    send.progress(5);
    await send.reply(LOST);
    expect(world.locks.held).toBe(0);
    await world.clock.pass(1_000);
    expect(world.locks.held).toBe(1);
    world.queue.cancel(world.id());
    await world.clock.pass(0);
    expect(world.locks.held).toBe(0);
  });
});

describe('what is seen meanwhile', () => {
  test('are bytes of the file, not of the form around it', async () => {
    const { world, send } = await sending();
    send.progress(0);
    expect(world.state()).toMatchObject({ progress: { sent: 0, total: 9 } });
    await world.clock.pass(100);
    send.progress(5);
    expect(world.state()).toMatchObject({ progress: { sent: 5, total: 9 } });
  });

  test('changes at most ten times a second', async () => {
    const { world, send } = await sending(1 * MB);
    const seen = new Set<unknown>();
    for (let ms = 0; ms < 1_000; ms++) {
      send.progress(ms * 900);
      seen.add(world.state());
      await world.clock.pass(1);
    }
    expect(seen.size).toBeLessThanOrEqual(12);
    expect(seen.size).toBeGreaterThan(8);
  });

  test('is everything at once, when everything has left', async () => {
    const { world, send } = await sending();
    send.progress(5);
    send.sendAll();
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'store' });
  });

  test('of an answer before the browser has counted all bytes is the answer', async () => {
    const { world, send } = await sending();
    send.progress(5);
    await send.answer();
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { verdict: { kind: 'verified' } },
    });
  });
});

test('a mistake of ours is a failure too, and never an upload that hangs', async () => {
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  const world = await ticketing();
  vi.spyOn(world.clock, 'every').mockImplementation(() => {
    throw new Error('a mistake');
  });
  await world.ticket().issue();
  expect(world.state()).toMatchObject({
    status: 'failed',
    failure: { kind: 'unexpected', detail: 'Error: a mistake' },
  });
  expect(report).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});

describe('behind another program’s service worker, where no progress is seen', () => {
  async function unseen(size?: number) {
    const world = await ticketing(size);
    world.answers.hidesProgress = true;
    return { world, send: await world.issue() };
  }

  test('no silence ends a transfer', async () => {
    const { world, send } = await unseen();
    await world.clock.pass(3_600_000);
    expect(world.state()).toMatchObject({ status: 'sending', stall: { why: 'unseen' } });
    await send.answer();
    expect(world.state()).toMatchObject({ status: 'done', attempt: 1 });
  });

  test('a worker that lets uploads pass hides nothing, and the watch is as ever', async () => {
    const { world, send } = await unseen();
    send.progress(5);
    await world.clock.pass(45_000);
    expect(world.state()).toMatchObject({ status: 'waiting', failure: { kind: 'stalled' } });
  });

  test('a lost answer may be that of a whole file: the store is asked', async () => {
    const { world, send } = await unseen();
    await send.reply(LOST);
    await world.ask().answer(found());
    expect(world.state()).toMatchObject({ status: 'done', attempt: 1 });
  });

  test('what is not there was cut, and what nobody can tell may be there', async () => {
    for (const [answer, failure] of [
      [{ confirmation: 'absent' }, { kind: 'connection-lost', likely: 'network' }],
      [{ confirmation: 'unknown' }, { kind: 'answer-lost', found: 'unknown' }],
    ] as const) {
      const { world, send } = await unseen();
      await send.reply(LOST);
      await world.ask().answer(answer);
      expect(world.state()).toMatchObject({ failure });
    }
  });
});
