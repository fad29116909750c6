import { describe, expect, test } from 'vitest';
import { createOutageWorld, PLATFORM_UNREACHABLE, type Part } from '../../testing/outage-world.ts';
import { STORE } from '../../testing/answers.ts';
import { createWorld } from '../../testing/engine-world.ts';
import { fakeFile } from '../../testing/fake-file.ts';
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
    'for $seconds s, $when a transfer of $files files: all are uploaded, and no attempt is used up',
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
      // It goes on by itself.
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

const MEDIUM = 2 * MB;
const refused = (status: number, code = '') =>
  ({ kind: 'ticket-refused', status, problem: { code, message: '', requestId: '' } }) as const;

/** A world without these, whose files are not small. */
async function worldWithout(parts: readonly (Part | 'sign-in')[], ...names: readonly string[]) {
  const world = createWorld();
  const { answers } = world;
  answers.server = !parts.includes('server');
  answers.platform = !parts.includes('platform');
  answers.signIn = parts.includes('sign-in');
  await world.add(...names.map((name, n) => fakeFile(name, MEDIUM + n)));
  return world;
}

describe('an outage', () => {
  test('of hours is probed less often, up to once a minute, and is over within that', async () => {
    const world = await worldWithout(['server'], 'a.bin');
    await world.ticket().fail(NO_TICKET);
    const probes: number[] = [];
    for (let hour = 0; hour < 6; hour += 1) {
      const before = world.probed.length;
      for (let minute = 0; minute < 60; minute += 1) {
        await world.clock.pass(60_000);
        // Now and then an upload finds out itself, and costs nothing.
        for (const ticket of world.tickets) if (ticket.isOpen()) await ticket.fail(NO_TICKET);
      }
      probes.push(world.probed.length - before);
    }
    expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'server' } });
    expect(probes[0]).toBeLessThan(250);
    for (const each of probes.slice(1)) expect(each).toBeLessThan(90);
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
  ] as const)('of the %s: all uploads wait for the same probe', async (kind, away, probe) => {
    const clock = createFakeClock();
    const probed: string[] = [];
    let isBack = false;
    const answer = async (name: string) => {
      probed.push(name);
      return isBack;
    };
    const outage = createOutage({
      clock,
      probes: {
        serverAnswers: () => answer('server'),
        wantsSignIn: async () => !(await answer('sign-in')),
        platformAnswers: () => answer('platform'),
        hearStore: async (host) => ((await answer(host)) ? 'unreadable' : 'silent'),
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
    expect(probed).toEqual(Array.from({ length: 11 }, () => probe));
    isBack = true;
    await clock.pass(3_000);
    expect(new Set(await Promise.all(waits))).toEqual(new Set(['back']));
    expect([outage.away(), outage.mayBegin(), clock.waiters()]).toEqual([undefined, 'all', 0]);
  });

  test('holds what has not begun, with its first attempt', async () => {
    const world = await worldWithout(['server'], 'a.bin', 'b.bin', 'c.bin', 'd.bin');
    for (const ticket of world.tickets) await ticket.fail(NO_TICKET);
    await world.clock.pass(120_000);
    expect(world.queue.away()).toBe('server');
    expect(world.tickets).toHaveLength(2);
    for (const nth of [2, 3]) {
      expect(world.at(nth).state).toMatchObject({ status: 'queued', attempt: 1 });
    }
  });

  test('is tried by the user for one upload, and the others go on waiting', async () => {
    // By its name the first waits for the user, and then it is the first of the queue.
    const world = await worldWithout(['server'], 'a.img', 'b.bin', 'c.bin');
    for (const ticket of world.tickets) await ticket.fail(NO_TICKET);
    await world.press('start', 0);
    expect(world.statuses()).toEqual(['queued', 'waiting', 'waiting']);
    await world.press('retry', 2);
    expect(world.statuses()).toEqual(['queued', 'waiting', 'ticketing']);
    await world.ticket().fail(NO_TICKET);
    expect(world.statuses()).toEqual(['queued', 'waiting', 'waiting']);
    // One that has a ticket was answered, and so are all.
    await world.press('retry', 1);
    await world.issue();
    expect(world.queue.away()).toBe(undefined);
  });

  test.each([
    ['at once', false],
    ['although another tab sends its file', true],
  ])('is kept while the user has its only upload tried %s', async (_, isTaken) => {
    const world = await worldWithout(['server']);
    world.locks.isTaken = isTaken;
    await world.add(fakeFile('a.bin', MEDIUM));
    if (isTaken) await world.press('retry');
    await world.ticket().fail(NO_TICKET);
    await world.press('retry');
    expect([world.state().status, world.queue.away()]).toEqual(['ticketing', 'server']);
  });

  test('that no upload waits out is forgotten: what is added later begins at once', async () => {
    const world = await worldWithout(['server'], 'a.bin');
    await world.ticket().fail(NO_TICKET);
    expect(world.queue.away()).toBe('server');
    await world.press('cancel');
    expect([world.queue.away(), world.clock.waiters()]).toEqual([undefined, 0]);
    await world.add(fakeFile('b.bin', MEDIUM));
    expect(world.statuses()).toEqual(['failed', 'ticketing']);
  });

  test('is over when an upload is answered although the probe is not', async () => {
    const world = await worldWithout(['server'], 'a.bin', 'b.bin');
    for (const ticket of world.tickets) await ticket.fail(NO_TICKET);
    await world.clock.pass(320_000);
    // One of them finds out for both.
    expect(world.statuses()).toEqual(['ticketing', 'waiting']);
    await world.issue();
    expect(world.statuses()).toEqual(['sending', 'ticketing']);
  });

  test.each([
    ['a gateway that says 502', ['server'], refused(502), 'server'],
    ['a gateway that says 503', ['server'], refused(503), 'server'],
    ['a gateway that says 504', ['server'], refused(504), 'server'],
    ['a late ticket', ['platform'], { kind: 'ticket-timeout', afterMs: 10_000 }, 'platform'],
  ] as const)('is noticed by %s', async (_, parts, failure, away) => {
    const world = await worldWithout(parts, 'a.bin');
    await world.ticket().fail(failure);
    expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: away } });
  });

  test('announced by a server that stops uses up no attempt', async () => {
    const world = await worldWithout([], 'a.bin');
    for (let time = 0; time < 10; time += 1) {
      await world.ticket().fail(refused(503, 'OtaDrop.Stopping'));
      expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'server' } });
      await world.clock.pass(BACK_WITHIN_MS);
    }
    expect(world.state().status).toBe('ticketing');
  });

  test.each([
    ['the server answers and only tickets fail', [], NO_TICKET, 4, 4],
    ['the platform answers and only tickets fail', [], PLATFORM_UNREACHABLE, 4, 4],
    [
      'the platform has a problem of its own',
      ['platform'],
      refused(502, 'iot.system.SystemException'),
      4,
      0,
    ],
    ['the platform refuses a key', ['platform'], refused(502, 'InvalidAccessKeyId.NotFound'), 1, 0],
    [
      'the platform’s answer is no ticket',
      ['platform'],
      refused(502, 'OtaDrop.PlatformAnswerMalformed'),
      2,
      0,
    ],
  ] as const)(
    'is none when %s: attempts are limited',
    async (_, parts, failure, attempts, probes) => {
      const world = await worldWithout(parts, 'a.bin');
      for (let time = 1; time <= attempts; time += 1) {
        expect(world.tickets).toHaveLength(time);
        await world.ticket().fail(failure);
        await world.clock.pass(10_000);
      }
      expect(world.state()).toMatchObject({ status: 'failed', failure });
      expect([world.queue.away(), world.probed.length]).toEqual([undefined, probes]);
    },
  );

  test('of the store: a lost answer is asked for when the store is back', async () => {
    const world = await worldWithout([], 'a.bin');
    const send = await world.issue();
    send.sendAll();
    world.answers.store = 'silent';
    await send.reply({ kind: 'unreachable' });
    await world.answerAll('unknown', [3_000, 7_000, 0]);
    expect(world.queue.away()).toBe('store');
    await world.clock.pass(60_000);
    expect(world.state().status).toBe('confirming');
    world.answers.store = 'readable';
    await world.clock.pass(BACK_WITHIN_MS);
    await world.answerAll('absent', [15_000, 15_000, 1_000]);
    expect(world.state()).toMatchObject({
      status: 'ticketing',
      tries: [{ failure: { kind: 'answer-lost' }, away: { for: 'store' } }],
    });
  });
});

test('a sign-in that has ended is waited for, however long, and uses up no attempt', async () => {
  const world = await worldWithout(['sign-in'], 'a.bin');
  for (const status of [302, 401, 403]) {
    await world.ticket().fail(refused(status));
    await world.clock.pass(100_000);
    expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'sign-in' } });
    world.answers.signIn = false;
    await world.clock.pass(10_000);
    expect(world.state()).toMatchObject({ status: 'ticketing' });
    world.answers.signIn = true;
  }
  // A firewall that refuses this call alone is no sign-in.
  world.answers.signIn = false;
  await world.ticket().fail(refused(403));
  expect(world.state()).toMatchObject({ status: 'failed' });
});

test('a user who signs in after hours is noticed within seconds', async () => {
  const world = await worldWithout(['sign-in'], 'a.bin');
  await world.ticket().fail(refused(401));
  for (let minute = 0; minute < 240; minute += 1) {
    await world.clock.pass(60_000);
    // Now and then the upload finds out itself, and costs nothing.
    for (const ticket of world.tickets) if (ticket.isOpen()) await ticket.fail(refused(401));
  }
  expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'sign-in' } });
  world.answers.signIn = false;
  await world.clock.pass(BACK_WITHIN_MS);
  expect(world.state()).toMatchObject({ status: 'ticketing' });
});

describe('a form that our server hands on', () => {
  const RELAY = 'https://ota.example';
  const answers = {
    'a session that is over': {
      status: 401,
      answerer: {
        kind: 'server',
        problem: { code: 'OtaDrop.SignInRequired', message: '', requestId: '' },
      },
    },
    'a sign-in proxy': { status: 401, answerer: { kind: 'in-between', isPage: false } },
    'a page to sign in': { status: 200, answerer: { kind: 'in-between', isPage: true } },
    'a proxy that forbids': { status: 403, answerer: { kind: 'in-between', isPage: true } },
  } as const;

  test.each(Object.entries(answers))(
    'and meets %s says so at once, and goes on after the sign-in',
    async (_, answer) => {
      const world = await worldWithout(['sign-in'], 'a.bin');
      const send = await world.issue();
      send.sendAll();
      await send.answer({ ...answer, origin: RELAY, relayedBy: RELAY, requestId: null });
      await world.clock.pass(0);
      expect(world.state()).toMatchObject({
        status: 'waiting',
        wait: { for: 'sign-in' },
        failure: { kind: 'not-handed-on' },
      });
      expect(world.asks).toEqual([]);
      world.answers.signIn = false;
      world.queue.noteSignIn();
      await world.clock.pass(0);
      await world.issue({ key: 'again' });
      await world.send().answer();
      expect(world.state()).toMatchObject({ status: 'done' });
    },
  );

  test('and is led to another host’s page says so at once', async () => {
    const world = await worldWithout(['sign-in'], 'a.bin');
    const send = await world.issue();
    send.sendAll();
    await send.reply({ kind: 'unreachable', relayedBy: RELAY });
    await world.clock.pass(0);
    expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'sign-in' } });
  });

  test('and is lost while the user is signed in is looked for in the store', async () => {
    const world = await worldWithout([], 'a.bin');
    const send = await world.issue();
    send.sendAll();
    await send.reply({ kind: 'unreachable', relayedBy: RELAY });
    await world.clock.pass(0);
    expect(world.state()).toMatchObject({ status: 'confirming' });
    expect(world.asks).toHaveLength(1);
  });

  test('and is refused by our server is no refusal of the store', async () => {
    const world = await worldWithout([], 'a.bin');
    const send = await world.issue();
    send.sendAll();
    const problem = { code: 'OtaDrop.Forbidden', message: '', requestId: '' };
    const answerer = { kind: 'server', problem } as const;
    await send.answer({ status: 403, answerer, origin: RELAY, relayedBy: RELAY, requestId: null });
    await world.clock.pass(0);
    expect(world.state()).toMatchObject({
      status: 'failed',
      failure: { kind: 'not-handed-on', problem },
    });
  });
});

test('a page in place of a ticket is a sign-in, where our server is behind one', async () => {
  const world = await worldWithout(['sign-in'], 'a.bin');
  const page = { part: 'answer', status: 200, detail: 'the answer is no JSON' } as const;
  await world.ticket().fail({ kind: 'ticket-malformed', ...page });
  expect(world.state()).toMatchObject({
    status: 'waiting',
    wait: { for: 'sign-in' },
    failure: { kind: 'ticket-refused', problem: { code: 'OtaDrop.SignInRequired' } },
  });
});

test('who has to sign in before the store is asked waits for nothing else', async () => {
  const world = await worldWithout(['sign-in'], 'a.bin');
  const send = await world.issue();
  send.sendAll();
  await send.reply({ kind: 'unreachable' });
  await world.ask().answer({ confirmation: 'unreachable', signIn: 'yes' });
  await world.clock.pass(0);
  expect(world.queue.away()).toBe('sign-in');
  expect(world.asks).toHaveLength(1);
  world.queue.noteSignIn();
  await world.clock.pass(0);
  expect(world.asks).toHaveLength(2);
});

test('who has signed in on the page waits for no probe', async () => {
  const world = await worldWithout(['sign-in'], 'a.bin');
  await world.ticket().fail(refused(401, 'OtaDrop.SignInRequired'));
  expect(world.state()).toMatchObject({ status: 'waiting', wait: { for: 'sign-in' } });
  world.queue.noteSignIn();
  await world.clock.pass(0);
  expect(world.state()).toMatchObject({ status: 'ticketing' });
  expect(world.queue.away()).toBe(undefined);
});

test.each([
  ['a platform', refused(502, 'OtaDrop.PlatformUnreachable')],
  ['the folder of a store', refused(503, 'OtaDrop.StoreAway')],
])('%s that is away keeps the uploads to its own target alone', async (_, refusal) => {
  const world = await worldWithout([]);
  const { queue, answers, clock, tickets, probed } = world;
  answers.targetAway = 'a';
  queue.add([fakeFile('first.bin', MEDIUM).file], 'auto', 'a');
  await clock.pass(0);
  await world.ticket().fail(refusal);
  expect(world.state()).toMatchObject({ wait: { for: 'platform', target: 'a' } });
  queue.add([fakeFile('second.bin', MEDIUM + 1).file], 'auto', 'a');
  queue.add([fakeFile('third.bin', MEDIUM + 2).file], 'auto', 'b');
  await clock.pass(0);
  expect(world.statuses()).toEqual(['waiting', 'queued', 'ticketing']);
  expect(tickets).toHaveLength(2);
  // What another target answers says nothing about this one.
  await world.issue();
  await clock.pass(0);
  expect(world.statuses()).toEqual(['waiting', 'queued', 'sending']);
  await clock.pass(10_000);
  expect(new Set(probed)).toEqual(new Set(['platform a']));
  answers.targetAway = '';
  await clock.pass(10_000);
  expect(world.statuses()).not.toContain('waiting');
  expect(tickets.length).toBeGreaterThan(2);
});
