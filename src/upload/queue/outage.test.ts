import { describe, expect, test } from 'vitest';
import { createOutageWorld, PLATFORM_UNREACHABLE, type Part } from '../../testing/outage-world.ts';
import { createWorld, fakeFile, STORE } from '../../testing/engine-world.ts';
import { createFakeClock } from '../../testing/fake-clock.ts';
import type { Away } from '../model/away.ts';
import { createOutage } from './outage.ts';

const MB = 1_000_000;
const NO_TICKET = { kind: 'ticket-unreachable' } as const;
/** Beyond the largest pause between two questions, and the time in which a page comes back. */
const BACK_WITHIN_MS = 3_300 + 2_000;

const PARTS: readonly (readonly [name: string, parts: readonly Part[]])[] = [
  ['server', ['server']],
  ['platform', ['platform']],
  ['store', ['store']],
  ['server and store', ['server', 'store']],
];
const WHEN = ['before', 'during', 'after'] as const;

describe.each(PARTS)('the %s away', (_, parts) => {
  const cells = [1, 40].flatMap((files) =>
    [2, 10, 60].flatMap((seconds) => WHEN.map((when) => ({ files, seconds, when }))),
  );
  test.each(cells)(
    'for $seconds s, $when a transfer, $files files: all are uploaded, and no attempt is used up',
    async ({ files, seconds, when }) => {
      const world = createOutageWorld();
      // The last of them outlives its ticket, as a real firmware does on a slow line.
      const sizes = Array.from({ length: files }, (_n, n) => (n === files - 1 ? 30 : 1) * MB + n);
      if (when !== 'before') {
        await world.add(...sizes);
        await world.run(when === 'during' ? () => world.sentSome() : () => world.sentAll());
      }
      world.takeAway(parts);
      if (when === 'before') await world.add(...sizes);
      await world.pass(seconds * 1_000);
      expect(world.statuses()).not.toContain('failed');
      world.bringBack();
      await world.pass(BACK_WITHIN_MS);
      // It goes on by itself: nothing is said to be away, and something moves or is done.
      expect(world.queue.away()).toBe(undefined);
      await world.run(() => world.statuses().every((status) => status === 'done'));
      for (const { state } of world.queue.getSnapshot()) {
        if (state.status !== 'done') throw new Error(state.status);
        expect(state.tries.filter(({ away }) => away === undefined)).toEqual([]);
      }
      expect(world.clock.waiters()).toBe(0);
    },
  );
});

describe('an outage', () => {
  const MEDIUM = 2 * MB;

  test('of hours is asked about less often, up to once a minute, and is over within that', async () => {
    const world = createWorld();
    world.answers.server = false;
    await world.add(fakeFile('a.bin', MEDIUM));
    await world.ticket().fail(NO_TICKET);
    const asked: number[] = [];
    for (let hour = 0; hour < 6; hour += 1) {
      const before = world.probed.length;
      for (let minute = 0; minute < 60; minute += 1) {
        await world.clock.pass(60_000);
        // Now and then an upload finds out itself, and costs nothing.
        for (const ticket of world.tickets) if (ticket.isOpen()) await ticket.fail(NO_TICKET);
      }
      asked.push(world.probed.length - before);
    }
    expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'server' } });
    expect(asked[0]).toBeLessThan(250);
    for (const each of asked.slice(1)) expect(each).toBeLessThan(90);
    world.answers.server = true;
    await world.clock.pass(66_000 + 2_000);
    expect(world.state().status).toBe('ticketing');
    expect(world.queue.away()).toBe(undefined);
  });

  test.each([
    ['server', { for: 'server' }, 'server'],
    ['network', { for: 'network' }, 'server'],
    ['platform', { for: 'platform' }, 'platform'],
    ['store', { for: 'store', host: STORE }, STORE],
  ] as const)('of the %s: everybody waits for the same question', async (kind, away, asked) => {
    const clock = createFakeClock();
    const probed: string[] = [];
    let isBack = false;
    const outage = createOutage({
      clock,
      probes: {
        async serverAnswers() {
          probed.push('server');
          return isBack;
        },
        async wantsSignIn() {
          probed.push('sign-in');
          return !isBack;
        },
        async platformAnswers() {
          probed.push('platform');
          return isBack;
        },
        async hearStore(host) {
          probed.push(host);
          return isBack ? 'unreadable' : 'silent';
        },
        localAccess: async () => 'free',
        askWhy: async () => undefined,
      },
      random: () => 0,
      onAway: () => {},
    });
    const waits = Array.from({ length: 40 }, () =>
      outage.untilBack(away satisfies Away, new AbortController().signal),
    );
    expect(outage.away()).toBe(kind);
    await clock.pass(30_000);
    expect(probed).toEqual(Array.from({ length: 11 }, () => asked));
    isBack = true;
    await clock.pass(3_000);
    expect(await Promise.all(waits)).toEqual(Array.from({ length: 40 }, () => 'back'));
    expect([outage.away(), outage.mayBegin(), clock.waiters()]).toEqual([undefined, 'all', 0]);
  });

  test('holds what has not begun: it keeps its place and its first attempt', async () => {
    const world = createWorld();
    world.answers.server = false;
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.bin`);
    await world.add(...names.map((name, n) => fakeFile(name, MEDIUM + n)));
    for (const ticket of world.tickets) await ticket.fail(NO_TICKET);
    await world.clock.pass(120_000);
    expect(world.queue.away()).toBe('server');
    expect(world.tickets).toHaveLength(2);
    for (const nth of [2, 3, 4, 5]) {
      expect(world.at(nth).state).toMatchObject({ status: 'queued', attempt: 1 });
    }
  });

  test('is tried by the user for one upload, and the others go on waiting', async () => {
    const world = createWorld();
    world.answers.server = false;
    // By its name the first waits for the user, and then it is the first in the line.
    await world.add(
      fakeFile('a.img', MEDIUM),
      fakeFile('b.bin', MEDIUM + 1),
      fakeFile('c.bin', MEDIUM + 2),
    );
    for (const ticket of world.tickets) await ticket.fail(NO_TICKET);
    world.queue.start(world.id(0));
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['queued', 'waiting', 'waiting']);
    world.queue.retry(world.id(2));
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['queued', 'waiting', 'ticketing']);
    await world.ticket().fail(NO_TICKET);
    expect(world.statuses()).toEqual(['queued', 'waiting', 'waiting']);
    // Whoever has a ticket was answered, and so are all.
    world.queue.retry(world.id(1));
    await world.clock.pass(0);
    await world.issue();
    expect(world.queue.away()).toBe(undefined);
  });

  test('that nobody waits out is forgotten: what is added later begins at once', async () => {
    const world = createWorld();
    world.answers.server = false;
    await world.add(fakeFile('a.bin', MEDIUM));
    await world.ticket().fail(NO_TICKET);
    expect(world.queue.away()).toBe('server');
    world.queue.cancel(world.id(0));
    await world.clock.pass(0);
    expect([world.queue.away(), world.clock.waiters()]).toEqual([undefined, 0]);
    await world.add(fakeFile('b.bin', MEDIUM));
    expect(world.statuses()).toEqual(['failed', 'ticketing']);
  });

  test('is over when an upload is answered although the probe is not', async () => {
    const world = createWorld();
    world.answers.server = false;
    await world.add(fakeFile('a.bin', MEDIUM), fakeFile('b.bin', MEDIUM + 1));
    for (const ticket of world.tickets) await ticket.fail(NO_TICKET);
    await world.clock.pass(320_000);
    // One of them finds out for both.
    expect(world.statuses()).toEqual(['ticketing', 'waiting']);
    await world.issue();
    expect(world.statuses()).toEqual(['sending', 'ticketing']);
  });

  test.each([502, 503, 504])(
    'behind a gateway that says %i for the server is one, too',
    async (status) => {
      const world = createWorld();
      world.answers.server = false;
      await world.add(fakeFile('a.bin', MEDIUM));
      const problem = { code: '', message: '', requestId: '' };
      await world.ticket().fail({ kind: 'ticket-refused', status, problem });
      expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'server' } });
    },
  );

  test('is announced by a server that stops: no attempt is used up', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', MEDIUM));
    const problem = { code: 'OtaDrop.Stopping', message: '', requestId: '' };
    for (let time = 0; time < 10; time += 1) {
      await world.ticket().fail({ kind: 'ticket-refused', status: 503, problem });
      expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'server' } });
      await world.clock.pass(BACK_WITHIN_MS);
    }
    expect(world.state().status).toBe('ticketing');
  });

  test('is none when the server answers and only tickets fail: attempts are rationed', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', MEDIUM));
    for (let time = 0; time < 4; time += 1) {
      await world.ticket().fail(NO_TICKET);
      await world.clock.pass(10_000);
    }
    expect(world.state()).toMatchObject({ status: 'failed', failure: NO_TICKET });
    expect(world.queue.away()).toBe(undefined);
  });

  test('is none when the platform answers and says no to tickets alone: attempts are rationed', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', MEDIUM));
    for (let time = 0; time < 4; time += 1) {
      await world.ticket().fail(PLATFORM_UNREACHABLE);
      await world.clock.pass(10_000);
    }
    expect(world.state()).toMatchObject({ status: 'failed', failure: PLATFORM_UNREACHABLE });
    expect([world.queue.away(), world.probed.length]).toEqual([undefined, 4]);
  });

  test.each([
    ['a problem of its own', 502, 'iot.system.SystemException', 4],
    ['a key that it does not take', 502, 'InvalidAccessKeyId.NotFound', 1],
    ['an answer that is no ticket', 502, 'OtaDrop.PlatformAnswerMalformed', 2],
  ])(
    'is none when the platform has %s: nobody asks whether it is back',
    async (_, status, code, attempts) => {
      const world = createWorld();
      world.answers.platform = false;
      await world.add(fakeFile('a.bin', MEDIUM));
      const problem = { code, message: '', requestId: '' };
      for (let time = 1; time <= attempts; time += 1) {
        expect(world.tickets).toHaveLength(time);
        await world.ticket().fail({ kind: 'ticket-refused', status, problem });
        await world.clock.pass(10_000);
      }
      expect(world.state().status).toBe('failed');
      expect(world.probed).toEqual([]);
    },
  );

  test('of a platform that answers too late for the page is one, too', async () => {
    const world = createWorld();
    world.answers.platform = false;
    await world.add(fakeFile('a.bin', MEDIUM));
    await world.ticket().fail({ kind: 'ticket-timeout', afterMs: 10_000 });
    expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'platform' } });
  });

  test('of the store alone: an answer that is lost is asked for when the store is back', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', MEDIUM));
    const send = await world.issue();
    send.sendAll();
    world.answers.store = 'silent';
    await send.reply({ kind: 'unreachable' });
    for (const waitMs of [3_000, 7_000, 0]) {
      await world.ask().answer({ confirmation: 'unknown' });
      await world.clock.pass(waitMs);
    }
    expect(world.queue.away()).toBe('store');
    await world.clock.pass(60_000);
    expect(world.state().status).toBe('confirming');
    world.answers.store = 'readable';
    await world.clock.pass(BACK_WITHIN_MS);
    await world.ask().answer({ confirmation: 'absent' });
    await world.clock.pass(15_000);
    await world.ask().answer({ confirmation: 'absent' });
    await world.clock.pass(15_000);
    await world.ask().answer({ confirmation: 'absent' });
    await world.clock.pass(1_000);
    expect(world.state()).toMatchObject({
      status: 'ticketing',
      tries: [{ failure: { kind: 'answer-lost' }, away: { for: 'store' } }],
    });
  });
});

test('a sign-in that has ended is waited for, however long, and uses up no attempt', async () => {
  const world = createWorld();
  world.answers.signIn = true;
  await world.add(fakeFile('a.bin'));
  const problem = { code: '', message: '', requestId: '' };
  for (const status of [302, 401, 403]) {
    await world.ticket().fail({ kind: 'ticket-refused', status, problem });
    expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'sign-in' } });
    await world.clock.pass(100_000);
    expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'sign-in' } });
    world.answers.signIn = false;
    await world.clock.pass(10_000);
    expect(world.state()).toMatchObject({ status: 'ticketing' });
    world.answers.signIn = true;
  }
  // A firewall that refuses this call alone is no sign-in.
  world.answers.signIn = false;
  await world.ticket().fail({ kind: 'ticket-refused', status: 403, problem });
  expect(world.state()).toMatchObject({ status: 'failed' });
});
