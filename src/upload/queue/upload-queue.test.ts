import { describe, expect, test } from 'vitest';
import {
  CRC,
  createWorld,
  fakeFile,
  found,
  STORE,
  urlOf,
  type Ask,
  type FakeFile,
  type World,
} from '../../testing/engine-world.ts';
import { FIRMWARE_MAX_BYTES } from '../../contract/limits.ts';
import type { Contents } from '../model/contents.ts';
import { firmwareOf } from '../model/firmware-file.ts';
import type { Receipt } from '../model/receipt.ts';
import { NO_DIGESTS, type Digests, type Upload } from '../model/upload.ts';
import { LARGE_FILE_BYTES, SMALL_FILE_BYTES } from './concurrency.ts';
import { ORDER_PATIENCE_MS } from './scheduler.ts';
import type { UploadState } from '../model/upload-state.ts';
import { isFinished } from '../model/upload-phase.ts';

/** Of files that are not small two are sent at a time. */
const MEDIUM = 2 * SMALL_FILE_BYTES;
const LOST = { kind: 'unreachable' } as const;
const NO_TICKET = { kind: 'ticket-unreachable' } as const;
const LATE_TICKET = { kind: 'ticket-expired', leftMs: 0, lifeMs: 1_000 } as const;

describe('one firmware', () => {
  test('is verified when the store computed the same checksum', async () => {
    const world = createWorld({ digests: 'by-hand' });
    const lock = fakeFile('Door Lock.BIN');
    await world.add(lock);
    const send = await world.issue();
    expect(send.form.host).toBe(STORE);
    expect(send.form.fields.map(([name]) => name)).toEqual([
      'key',
      'policy',
      'OSSAccessKeyId',
      'Signature',
      'success_action_status',
    ]);
    expect(send.form.fileName).toBe('firmware.bin');
    expect(send.form.file).toBe(lock.file);
    await world.digests[0]?.settle(CRC);
    send.sendAll();
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'store' });
    await world.clock.pass(250);
    await send.answer();
    expect(world.state()).toEqual({
      status: 'done',
      suffix: 'bin',
      attempt: 1,
      tries: [],
      arrived: 'nothing',
      receipt: {
        firmwareUrl: urlOf('k1'),
        verdict: { kind: 'verified', crc64: CRC },
        ticketRequestId: 'ticket-k1',
        storeRequestId: 'store-1',
        finishedAt: world.clock.wall(),
        sendMs: 250,
      },
    });
    expect(world.at(0).digests.crc64).toEqual({ status: 'known', value: CRC });
    expect(world.at(0).lastTicket).toEqual({
      requestId: 'ticket-k1',
      confirmationToken: 'token-k1',
    });
    expect(world.claims.held).toBe(0);
  });

  test('waits for its digest before anything is claimed', async () => {
    const world = createWorld({ digests: 'by-hand' });
    await world.add(fakeFile('a.bin'));
    const send = await world.issue();
    await send.answer();
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'proof' });
    await world.digests[0]?.settle(CRC);
    expect(world.state().status).toBe('done');
  });

  test('keeps a ticket’s name as soon as bytes may go, and nothing to send with', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin'));
    expect(world.at(0).lastTicket).toBe(undefined);
    await world.issue();
    expect(world.at(0).lastTicket).toEqual({
      requestId: 'ticket-k1',
      confirmationToken: 'token-k1',
    });
    expect(JSON.stringify(world.queue.getSnapshot())).not.toContain('signature');
  });
});

describe('whoever reads the queue', () => {
  test('gets the same objects for what has not changed, and hears once of what happens in one go', async () => {
    const world = createWorld();
    let calls = 0;
    const unsubscribe = world.queue.subscribe(() => {
      calls += 1;
    });
    world.queue.add([fakeFile('a.img').file, fakeFile('b.img').file], 'auto');
    await Promise.resolve();
    expect(calls).toBe(1);
    await world.clock.pass(0);
    const before = world.queue.getSnapshot();
    expect(world.queue.getSnapshot()).toBe(before);
    world.queue.chooseSuffix(world.id(1), 'zip');
    const after = world.queue.getSnapshot();
    expect(after).not.toBe(before);
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, false]);
    unsubscribe();
    const sofar = calls;
    world.queue.remove(world.id(0));
    await world.clock.pass(0);
    expect(calls).toBe(sofar);
  });

  test('hears nothing of what means nothing', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin'), fakeFile('b.bin', 0));
    let calls = 0;
    world.queue.subscribe(() => {
      calls += 1;
    });
    const before = world.queue.getSnapshot();
    for (const id of [...before.map((upload) => upload.id), 'nobody']) {
      world.queue.start(id);
      world.queue.keepWaiting(id);
      world.queue.retry(id);
      world.queue.chooseSuffix(id, 'bin');
    }
    await world.clock.pass(0);
    expect(world.queue.getSnapshot()).toBe(before);
    expect([calls, world.tickets.length]).toEqual([0, 1]);
  });

  test('may press start twice: it is one attempt, and a cancel ends it', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin'), fakeFile('b.bin'), fakeFile('c.img'));
    world.queue.start(world.id(2));
    world.queue.start(world.id(2));
    world.queue.cancel(world.id(0));
    await world.clock.pass(0);
    expect(world.tickets).toHaveLength(3);
    world.queue.cancel(world.id(2));
    expect(world.tickets.filter((ticket) => ticket.isOpen())).toHaveLength(1);
  });

  test('sees finished uploads go, and no others', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', 0), fakeFile('b.bin'), fakeFile('c.img'), fakeFile('d.bin'));
    await world.tickets[0]?.issue();
    await world.send().answer();
    world.queue.cancel(world.id(3));
    expect(world.statuses()).toEqual(['rejected', 'done', 'ready', 'cancelled']);
    world.queue.clearFinished();
    expect(world.statuses()).toEqual(['ready']);
  });

  test('keeps what failed when finished ones go', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin'));
    await world.tickets[0]?.fail({ kind: 'address-insecure', host: 'http://x', requestId: '' });
    expect(world.statuses()).toEqual(['failed']);
    world.queue.clearFinished();
    expect(world.statuses()).toEqual(['failed']);
  });

  test('keeps those of an earlier visit that want their file when finished ones go', async () => {
    const world = createWorld();
    const file = fakeFile('lock.bin');
    const plan = { suffix: 'bin', attempt: 1, tries: [], arrived: 'nothing' } as const;
    world.queue.restore([
      {
        id: 'old',
        firmware: firmwareOf(file.file),
        state: { status: 'interrupted', ...plan, sent: 5 },
        digests: NO_DIGESTS,
        image: undefined,
        packing: undefined,
        lastTicket: undefined,
      },
    ]);
    world.queue.clearFinished();
    expect(world.statuses()).toEqual(['interrupted']);
  });
});

describe('before a ticket is asked for', () => {
  test.each([
    ['an empty file', fakeFile('a.bin', 0), { kind: 'empty' }],
    [
      'one byte too much',
      fakeFile('a.bin', FIRMWARE_MAX_BYTES + 1),
      { kind: 'too-large', limit: FIRMWARE_MAX_BYTES },
    ],
  ])('%s is refused', async (_, bad, rejection) => {
    const world = createWorld();
    await world.add(bad);
    expect(world.state()).toEqual({ status: 'rejected', rejection });
    expect(world.tickets).toEqual([]);
  });

  test('the largest and the smallest firmware are taken', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', FIRMWARE_MAX_BYTES), fakeFile('b.bin', 1));
    expect(world.statuses()).toEqual(['ticketing', 'ticketing']);
  });

  test('a suffix in doubt waits for a person, who may change it', async () => {
    const world = createWorld();
    await world.add(fakeFile('rootfs.tgz'));
    expect(world.state()).toEqual({
      status: 'ready',
      suffix: 'tar.gz',
      doubt: { kind: 'tar-gz-alias', ending: 'tgz' },
    });
    world.queue.chooseSuffix(world.id(), 'gzip');
    world.queue.start(world.id());
    await world.clock.pass(0);
    expect(world.tickets.map(({ suffix }) => suffix)).toEqual(['gzip']);
  });

  test('a chosen suffix beats the name', async () => {
    const world = createWorld();
    world.queue.add([fakeFile('a.zip').file], 'apk');
    await world.clock.pass(0);
    expect(world.tickets.map(({ suffix }) => suffix)).toEqual(['apk']);
  });

  test('a queued upload may still change its suffix', async () => {
    const world = createWorld();
    await world.add(
      fakeFile('a.bin', MEDIUM),
      fakeFile('b.bin', MEDIUM),
      fakeFile('c.bin', MEDIUM),
    );
    expect(world.statuses()).toEqual(['ticketing', 'ticketing', 'queued']);
    world.queue.chooseSuffix(world.id(2), 'dav');
    world.queue.cancel(world.id(0));
    await world.clock.pass(0);
    expect(world.tickets.map(({ suffix }) => suffix)).toEqual(['bin', 'bin', 'dav']);
  });

  test('so may one that waits for its next attempt', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin'));
    await world.ticket().fail(NO_TICKET);
    world.queue.chooseSuffix(world.id(), 'dav');
    await world.clock.pass(500);
    expect(world.tickets.map(({ suffix }) => suffix)).toEqual(['bin', 'dav']);
  });

  test('a drive that never answers holds up neither the other files nor the list', async () => {
    const world = createWorld();
    const silent = Array.from({ length: 4 }, (_, n) => fakeFile(`${n}.bin`));
    for (const fake of silent) fake.condition = 'silent';
    await world.add(...silent, fakeFile('good.bin'));
    expect(world.statuses().at(-1)).toBe('inspecting');
    world.queue.remove(world.id(0));
    await world.clock.pass(0);
    // Those before it may be known any moment.
    expect(world.statuses().at(-1)).toBe('queued');
    await world.clock.pass(ORDER_PATIENCE_MS);
    expect(world.statuses().at(-1)).toBe('ticketing');
    expect(world.clock.waiters()).toBe(0);
  });
});

describe('the order of the list', () => {
  /** Files are looked into until a test says what they are. */
  const slowly = async (...names: readonly string[]) => {
    const looking = new Map<Blob, (contents: Contents | undefined) => void>();
    const world = createWorld({
      lookInto: (file) => new Promise((resolve) => looking.set(file, resolve)),
    });
    const fakes = names.map((name) => fakeFile(name, MEDIUM));
    await world.add(...fakes);
    return {
      world,
      async know(index: number) {
        const file = fakes[index]?.file;
        if (file !== undefined) looking.get(file)?.(undefined);
        await world.clock.pass(0);
      },
    };
  };

  test('is kept by who is known first: nobody is sent before somebody in front who is being looked into', async () => {
    const { world, know } = await slowly('a.bin', 'b.bin', 'c.bin');
    await know(2);
    await know(1);
    expect(world.statuses()).toEqual(['inspecting', 'queued', 'queued']);
    await know(0);
    expect(world.statuses()).toEqual(['ticketing', 'ticketing', 'queued']);
    expect(world.clock.waiters()).toBe(0);
  });

  test('waits neither for who needs a person nor for who was refused or taken away', async () => {
    const { world, know } = await slowly('a.img', 'b.bin', 'c.bin', 'd.bin');
    await know(2);
    await know(3);
    await know(0);
    expect(world.statuses()).toEqual(['ready', 'inspecting', 'queued', 'queued']);
    world.queue.remove(world.id(1));
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['ready', 'ticketing', 'ticketing']);
    expect(world.clock.waiters()).toBe(0);
  });

  test('waits a while only; who was passed by then goes next', async () => {
    const { world, know } = await slowly('a.bin', 'b.bin', 'c.bin', 'd.bin');
    for (const index of [1, 2, 3]) await know(index);
    await world.clock.pass(ORDER_PATIENCE_MS - 1);
    expect(world.tickets).toEqual([]);
    await world.clock.pass(1);
    expect(world.statuses()).toEqual(['inspecting', 'ticketing', 'ticketing', 'queued']);
    await know(0);
    world.queue.cancel(world.id(1));
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['ticketing', 'cancelled', 'ticketing', 'queued']);
  });
});

describe('the two places', () => {
  const three = async () => {
    const world = createWorld();
    await world.add(
      fakeFile('a.bin', MEDIUM),
      fakeFile('b.bin', MEDIUM),
      fakeFile('c.bin', MEDIUM + 1),
    );
    expect(world.statuses()).toEqual(['ticketing', 'ticketing', 'queued']);
    return world;
  };

  test.each([
    [
      'is done',
      async (world: World) => {
        await world.tickets[0]?.issue();
        await world.send().answer();
      },
    ],
    ['waits for its next attempt', (world: World) => world.tickets[0]?.fail(LATE_TICKET)],
    [
      'has failed',
      (world: World) => world.tickets[0]?.fail({ kind: 'size-not-allowed', min: 0, max: 1 }),
    ],
    [
      'is cancelled',
      (world: World) => {
        world.queue.cancel(world.id(0));
        return world.clock.pass(0);
      },
    ],
    [
      'is removed',
      (world: World) => {
        world.queue.remove(world.id(0));
        return world.clock.pass(0);
      },
    ],
  ])('one is free again when its upload %s', async (_, end) => {
    const world = await three();
    await end(world);
    expect(world.tickets).toHaveLength(3);
    expect(world.statuses().at(-1)).toBe('ticketing');
  });

  test('none is free while a lost answer is asked for', async () => {
    const world = await three();
    await world.tickets[0]?.issue();
    world.send().sendAll();
    await world.send().reply(LOST);
    expect(world.at(0).state).toMatchObject({ status: 'confirming', awaiting: 'object' });
    expect(world.tickets).toHaveLength(2);
  });

  test('who comes back from a wait takes its turn', async () => {
    const world = await three();
    await world.tickets[0]?.fail(LATE_TICKET);
    await world.clock.pass(500);
    expect(world.statuses()).toEqual(['queued', 'ticketing', 'ticketing']);
    world.queue.cancel(world.id(1));
    await world.clock.pass(0);
    expect(world.at(0).state).toMatchObject({ status: 'ticketing', attempt: 2 });
  });

  test('who is begun anew by a person keeps its place', async () => {
    const world = createWorld();
    await world.add(...['a.bin', 'b.bin', 'c.bin', 'd.bin'].map((name) => fakeFile(name, MEDIUM)));
    await world.tickets[0]?.issue();
    world.send().progress(5);
    await world.clock.pass(21_000);
    expect(world.at(0).state).toMatchObject({ status: 'sending', stall: { why: 'quiet' } });
    world.queue.retry(world.id(0));
    await world.clock.pass(0);
    world.queue.cancel(world.id(1));
    await world.clock.pass(0);
    expect(world.at(0).state).toMatchObject({ status: 'ticketing', attempt: 2 });
    expect(world.at(3).state.status).toBe('queued');
  });

  test('who comes back from a wait goes before those who never had a turn', async () => {
    const world = createWorld();
    await world.add(...['a.bin', 'b.bin', 'c.bin', 'd.bin'].map((name) => fakeFile(name, MEDIUM)));
    await world.tickets[0]?.fail(LATE_TICKET);
    await world.clock.pass(500);
    expect(world.statuses()).toEqual(['queued', 'ticketing', 'ticketing', 'queued']);
    world.queue.cancel(world.id(1));
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['ticketing', 'cancelled', 'ticketing', 'queued']);
  });
});

describe('files of one list that look alike', () => {
  const twins = async (...names: readonly string[]) => {
    const world = createWorld({
      samplesMatch: async (one, other) => twinOf(one) === twinOf(other),
    });
    await world.add(...names.map((name) => fakeFile(name, MEDIUM)));
    return world;
  };
  /** Named alike: a.bin and a-copy.bin. */
  const twinOf = (file: Blob) => (file instanceof File ? file.name[0] : '');

  test('the later waits for the fate of the earlier, and then for a person; others go on', async () => {
    const world = await twins('a.bin', 'a-copy.bin', 'b.bin');
    expect(world.statuses()).toEqual(['ticketing', 'queued', 'queued']);
    await world.clock.pass(2_000);
    expect(world.statuses()).toEqual(['ticketing', 'queued', 'ticketing']);
    await world.tickets[0]?.issue();
    await world.send().answer();
    expect(world.at(0).state.status).toBe('done');
    expect(world.at(1).state).toMatchObject({
      status: 'ready',
      doubt: { kind: 'uploaded-before' },
    });
    expect(world.tickets).toHaveLength(2);
    // Asked for all the same.
    world.queue.start(world.id(1));
    await world.clock.pass(0);
    expect(world.at(1).state.status).toBe('ticketing');
  });

  test.each([
    [
      'fails',
      (world: World) => world.tickets[0]?.fail({ kind: 'size-not-allowed', min: 0, max: 1 }),
    ],
    ['is cancelled', async (world: World) => world.queue.cancel(world.id(0))],
    ['is removed', async (world: World) => world.queue.remove(world.id(0))],
  ])('the later is sent when the earlier %s', async (_, end) => {
    const world = await twins('a.bin', 'a-copy.bin');
    const later = world.id(1);
    await end(world);
    await world.clock.pass(0);
    const state = world.queue.getSnapshot().find(({ id }) => id === later)?.state;
    expect(state).toMatchObject({ status: 'ticketing', attempt: 1 });
  });

  test('the earlier may wait for another attempt, and the later with it; it can be given up meanwhile', async () => {
    const world = await twins('a.bin', 'a-copy.bin', 'a-again.bin');
    await world.tickets[0]?.fail(LATE_TICKET);
    await world.clock.pass(100);
    expect(world.statuses()).toEqual(['waiting', 'queued', 'queued']);
    world.queue.cancel(world.id(1));
    await world.clock.pass(1_000);
    expect(world.statuses()).toEqual(['ticketing', 'cancelled', 'queued']);
    await world.ticket().issue();
    await world.send().answer();
    expect(world.statuses()).toEqual(['done', 'cancelled', 'ready']);
  });
});

describe('how many are sent side by side', () => {
  const LARGE = 2 * LARGE_FILE_BYTES;

  test('of small files four, and a larger one in its turn', async () => {
    const world = createWorld();
    const small = ['a.bin', 'b.bin', 'c.bin', 'd.bin', 'e.bin'].map((name) => fakeFile(name));
    await world.add(...small, fakeFile('f.bin', MEDIUM), fakeFile('g.bin'));
    expect(world.tickets).toHaveLength(4);
    for (let index = 0; index < 4; index++) world.queue.cancel(world.id(index));
    await world.clock.pass(0);
    expect(world.statuses().slice(4)).toEqual(['ticketing', 'ticketing', 'ticketing']);
  });

  test('large files begin one by one, until the line has shown that it carries two', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', LARGE), fakeFile('b.bin', LARGE), fakeFile('c.bin', LARGE));
    const send = await world.issue();
    // The first bytes only fill buffers.
    for (const second of [1, 2, 3, 4]) {
      await world.clock.pass(1_000);
      send.progress(second * 10_000_000);
    }
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['sending', 'queued', 'queued']);
    await world.clock.pass(1_000);
    send.progress(50_000_000);
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['sending', 'ticketing', 'queued']);
  });

  test('on a slow line large files are sent one by one', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', LARGE), fakeFile('b.bin', LARGE));
    const send = await world.issue();
    for (let second = 1; second < 30; second++) {
      await world.clock.pass(1_000);
      send.progress(second * 100_000);
    }
    expect(world.statuses()).toEqual(['sending', 'queued']);
    // Its life is learned from its ticket: what is too long for a minute fits into a day.
    const patient = createWorld();
    await patient.add(fakeFile('a.bin', LARGE), fakeFile('b.bin', LARGE));
    const long = await patient.issue({ lifeMs: 86_400_000 });
    for (let second = 1; second < 7; second++) {
      await patient.clock.pass(1_000);
      long.progress(second * 100_000);
    }
    await patient.clock.pass(0);
    expect(patient.statuses()).toEqual(['sending', 'ticketing']);
  });

  test('a transfer that stands still keeps nobody waiting', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', LARGE), fakeFile('b.bin', LARGE));
    (await world.issue()).progress(5);
    await world.clock.pass(21_000);
    expect(world.statuses()).toEqual(['sending', 'ticketing']);
  });

  test('what was sent within seconds tells the speed as well', async () => {
    const world = createWorld();
    await world.add(...['a.bin', 'b.bin', 'c.bin'].map((name, n) => fakeFile(name, LARGE + n)));
    const send = await world.issue();
    await world.clock.pass(2_000);
    send.sendAll();
    await send.answer();
    expect(world.statuses()).toEqual(['done', 'ticketing', 'ticketing']);
  });
});

describe('a paused queue', () => {
  test('starts nothing, finishes what is being sent, and goes on where it was', async () => {
    const world = createWorld();
    await world.add(
      fakeFile('a.bin', MEDIUM),
      fakeFile('b.bin', MEDIUM + 1),
      fakeFile('c.bin', MEDIUM + 2),
      fakeFile('d.img', MEDIUM),
    );
    const send = await world.issue();
    const open = world.tickets.length;
    world.queue.pause();
    await world.clock.pass(0);
    await send.answer();
    world.queue.start(world.id(3));
    await world.add(fakeFile('e.bin', MEDIUM + 4));
    await world.clock.pass(3_600_000);
    expect(world.statuses().slice(-3)).toEqual(['queued', 'queued', 'queued']);
    expect(world.statuses()).toContain('done');
    expect(world.tickets).toHaveLength(open);
    world.queue.resume();
    await world.clock.pass(0);
    expect(world.tickets.length).toBeGreaterThan(open);
    expect(world.statuses()[2]).toBe('ticketing');
  });

  test('lets no wait end in an attempt, and no person either', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', MEDIUM), fakeFile('b.bin', MEDIUM));
    world.queue.pause();
    await world.tickets[0]?.fail(NO_TICKET);
    await world.tickets[1]?.fail({ kind: 'size-not-allowed', min: 0, max: 1 });
    expect(world.statuses()).toEqual(['waiting', 'failed']);
    world.queue.retry(world.id(1));
    await world.clock.pass(60_000);
    expect(world.statuses()).toEqual(['queued', 'queued']);
    expect([world.tickets.length, world.clock.waiters()]).toEqual([2, 0]);
    world.queue.resume();
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['ticketing', 'ticketing']);
  });

  test('keeps from asking for a ticket whoever had its turn a moment before, without growing old', async () => {
    const world = createWorld();
    world.queue.add([fakeFile('a.bin', MEDIUM).file], 'auto');
    while (world.state().status !== 'ticketing') await Promise.resolve();
    world.queue.pause();
    await world.clock.pass(3_600_000);
    expect(world.tickets).toEqual([]);
    world.queue.resume();
    await world.clock.pass(0);
    await world.issue();
    expect(world.state().status).toBe('sending');
  });

  test('is seen as such by whoever listens, once, and the list is the same', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', MEDIUM));
    const seen: boolean[] = [];
    const before = world.queue.getSnapshot();
    world.queue.subscribe(() => seen.push(world.queue.isPaused()));
    for (const press of ['pause', 'pause', 'resume', 'resume', 'pause'] as const) {
      world.queue[press]();
      await world.clock.pass(0);
    }
    expect(seen).toEqual([true, false, true]);
    expect(world.queue.getSnapshot()).toBe(before);
  });
});

describe('bytes that are in the store already', () => {
  test('are noticed before a ticket is asked for; a person has them uploaded again, and is asked once', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin'));
    await (await world.issue()).answer();
    await world.add(fakeFile('b.zip'));
    expect(world.at(1).state).toEqual({
      status: 'ready',
      suffix: 'zip',
      doubt: {
        kind: 'uploaded-before',
        firmwareUrl: urlOf('k1'),
        finishedAt: world.clock.wall(),
        suffix: 'bin',
        hasPackage: false,
      },
    });
    expect([world.tickets.length, world.clock.waiters()]).toEqual([1, 0]);
    world.queue.start(world.id(1));
    await world.clock.pass(0);
    expect(world.at(1).state.status).toBe('ticketing');
    await world.ticket().fail(NO_TICKET);
    await world.clock.pass(500);
    expect(world.at(1).state).toMatchObject({ status: 'ticketing', attempt: 2 });
  });

  test('are noticed in the same drop, as soon as the first of two is done', async () => {
    const world = createWorld();
    await world.add(...['a.bin', 'b.bin', 'c.bin'].map((name) => fakeFile(name, MEDIUM)));
    expect(world.statuses()).toEqual(['ticketing', 'ticketing', 'queued']);
    await world.tickets[0]?.issue();
    await world.send().answer();
    expect(world.statuses()).toEqual(['done', 'ticketing', 'ready']);
  });

  test('are not noticed where nothing proves that they are there', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin'));
    const send = await world.issue({ token: undefined });
    await send.answer({ crc64: null });
    await world.clock.pass(60_000);
    expect(world.state()).toMatchObject({ receipt: { verdict: { kind: 'unverified' } } });
    await world.add(fakeFile('b.bin'));
    expect(world.at(1).state.status).toBe('ticketing');
  });

  test('are looked for only in a file of the same size', async () => {
    const world = createWorld({ digests: 'by-hand' });
    await world.add(fakeFile('a.bin'));
    const send = await world.issue();
    await world.digests[0]?.settle(CRC);
    await send.answer();
    await world.add(fakeFile('b.bin', 10), fakeFile('c.bin'));
    expect(world.statuses()).toEqual(['done', 'ticketing', 'queued']);
    await world.digests[1]?.settle('1');
    await world.digests[2]?.settle('2');
    expect(world.statuses()).toEqual(['done', 'ticketing', 'ticketing']);
  });

  test('are searched for on a drive that hangs without keeping the others waiting, and not for ever', async () => {
    const world = createWorld({ digests: 'by-hand' });
    await world.add(fakeFile('a.bin'));
    const send = await world.issue();
    await world.digests[0]?.settle(CRC);
    await send.answer();
    await world.add(fakeFile('hanging.bin'), fakeFile('c.bin', 10));
    expect(world.statuses()).toEqual(['done', 'queued', 'queued']);
    await world.clock.pass(ORDER_PATIENCE_MS);
    expect(world.statuses()).toEqual(['done', 'queued', 'ticketing']);
    await world.clock.pass(60_000);
    expect(world.statuses()).toEqual(['done', 'ticketing', 'ticketing']);
  });

  test('are not compared any more once the upload is cancelled', async () => {
    const world = createWorld({ digests: 'by-hand' });
    await world.add(fakeFile('a.bin'));
    const send = await world.issue();
    await world.digests[0]?.settle(CRC);
    await send.answer();
    await world.add(fakeFile('b.bin'));
    world.queue.cancel(world.id(1));
    await world.clock.pass(0);
    expect([world.at(1).state.status, world.clock.waiters()]).toEqual(['cancelled', 0]);
    expect(world.digests.filter((job) => job.isOpen())).toEqual([]);
  });
});

describe('cancelling all', () => {
  test('leaves nothing on its way, nothing to be taken in, and what is finished as it is', async () => {
    // The later ones are never looked into to the end.
    const world = createWorld({
      lookInto: async (file) =>
        file instanceof File && file.name.startsWith('more') ? new Promise(() => {}) : undefined,
    });
    await world.add(fakeFile('done.bin'));
    await world.ticket().issue();
    await world.send().answer();
    await world.add(...['a', 'b', 'c'].map((name) => fakeFile(`${name}.bin`, MEDIUM)));
    await world.ticket().fail(LATE_TICKET);
    const many = Array.from({ length: 20 }, (_, nth) => fakeFile(`more-${nth}.bin`, MEDIUM));
    world.queue.add(
      many.map(({ file }) => file),
      'auto',
    );
    expect(world.statuses()).toContain('inspecting');
    expect(world.queue.cancelAll()).toBe(23);
    await world.clock.pass(60_000);
    expect(world.statuses()).toEqual(['done', 'cancelled', 'cancelled', 'cancelled']);
    expect(world.clock.waiters()).toBe(0);
    expect(world.queue.cancelAll()).toBe(0);
  });
});

describe('cancelling', () => {
  test('aborts the wire and nothing of the attempt is heard again', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin'));
    const send = await world.issue();
    world.queue.cancel(world.id());
    expect(send.watch.signal.aborted).toBe(true);
    const { state } = world.at(0);
    expect(state).toMatchObject({ status: 'cancelled', arrived: 'maybe' });
    send.sendAll();
    await send.answer();
    expect(world.state()).toBe(state);
    expect(world.clock.waiters()).toBe(0);
  });

  test('in every state leaves nothing behind that would go on', async () => {
    const before: readonly ((world: World) => unknown)[] = [
      () => {},
      (world) => world.issue(),
      async (world) => (await world.issue()).progress(5),
      async (world) => (await world.issue()).sendAll(),
      async (world) => (await world.issue()).answer({ crc64: null }),
      async (world) => {
        const send = await world.issue();
        send.sendAll();
        await send.reply(LOST);
      },
      (world) => world.ticket().fail(NO_TICKET),
      (world) => {
        world.clock.isConnected = false;
        return world.ticket().fail(NO_TICKET);
      },
      async (world) => {
        await world.issue();
        await world.clock.pass(20_000);
      },
    ];
    for (const prepare of before) {
      const world = createWorld();
      await world.add(fakeFile('a.bin'));
      await prepare(world);
      world.queue.cancel(world.id());
      await world.clock.pass(0);
      const { state } = world.at(0);
      expect(isFinished(state)).toBe(true);
      expect(world.clock.waiters()).toBe(0);
      expect(world.claims.held).toBe(0);
      const calls = () => [world.tickets.length, world.sends.length, world.asks.length];
      const sofar = calls();
      await world.clock.connect();
      await world.clock.pass(3_600_000);
      expect(world.at(0).state).toBe(state);
      expect(calls()).toEqual(sofar);
    }
  });
});

describe('an earlier visit', () => {
  const known: Digests = {
    crc64: { status: 'known', value: CRC },
    md5: { status: 'unavailable' },
    sha256: { status: 'unavailable' },
  };
  const receipt: Receipt = {
    firmwareUrl: urlOf('old'),
    verdict: { kind: 'verified', crc64: CRC },
    ticketRequestId: 'ticket-old',
    storeRequestId: 'store-old',
    finishedAt: 1,
    sendMs: 1,
  };
  const plan = { suffix: 'bin', attempt: 2, tries: [], arrived: 'nothing' } as const;

  const remembered = (
    id: string,
    state: UploadState,
    { file } = fakeFile('lock.bin'),
    rest: Partial<Upload> = {},
  ): Upload => ({
    id,
    firmware: firmwareOf(file),
    state,
    digests: known,
    image: undefined,
    packing: undefined,
    lastTicket: { requestId: 'ticket-old', confirmationToken: 'token-old' },
    ...rest,
  });
  const done = (id: string, fake?: FakeFile) =>
    remembered(id, { status: 'done', ...plan, receipt }, fake);
  const interrupted = (id: string, fake?: FakeFile) =>
    remembered(id, { status: 'interrupted', ...plan, sent: 5, arrived: 'nothing' }, fake);
  const unanswered = (id: string, rest?: Partial<Upload>) =>
    remembered(id, { status: 'confirming', awaiting: 'object', ...plan }, undefined, rest);

  test('comes first in the list, as it was, and nothing happens', async () => {
    const world = createWorld();
    const earlier = [done('old-1'), interrupted('old-2')];
    await world.add(fakeFile('new.bin'));
    world.queue.restore(earlier);
    await world.clock.pass(3_600_000);
    expect(world.queue.getSnapshot().slice(0, 2)).toEqual(earlier);
    expect(world.at(2).firmware.name).toBe('new.bin');
    expect([world.asks, world.tickets.length]).toEqual([[], 1]);
  });

  test('a finished upload is never sent again, and neither is one whose file is gone', async () => {
    const world = createWorld();
    world.queue.restore([done('old-1'), interrupted('old-2')]);
    for (const id of ['old-1', 'old-2']) {
      world.queue.retry(id);
      world.queue.start(id);
      world.queue.cancel(id);
      world.queue.keepWaiting(id);
      world.queue.chooseSuffix(id, 'zip');
    }
    await world.clock.pass(3_600_000);
    expect(world.tickets).toEqual([]);
    expect(world.statuses()).toEqual(['done', 'interrupted']);
  });

  test('a doubt that nobody has settled is there again with the file', async () => {
    const world = createWorld();
    const image = fakeFile('boot.img', 9, 5);
    const waited = { status: 'interrupted', ...plan, attempt: 0, sent: 0 } as const;
    world.queue.restore([remembered('old-1', waited, image)]);
    await world.add(fakeFile('boot.img', 9, 5));
    expect(world.queue.getSnapshot().map(({ id }) => id)).toEqual(['old-1']);
    expect(world.at(0).state).toMatchObject({ status: 'ready', suffix: 'bin' });
    expect(world.tickets).toEqual([]);
  });

  test('the file of an interrupted upload, chosen again, takes its place and starts anew', async () => {
    const world = createWorld();
    const lock = fakeFile('lock.bin', 9, 5);
    const state = { status: 'interrupted', ...plan, suffix: 'zip', sent: 5 } as const;
    const mine = remembered('old-2', { ...state, arrived: 'nothing' }, lock);
    const other = fakeFile('other.bin', 8);
    world.queue.restore([done('old-1', other), mine, done('old-3', other)]);
    await world.add(fakeFile('lock.bin', 9, 5));
    expect(world.queue.getSnapshot().map(({ id }) => id)).toEqual(['old-1', 'old-2', 'old-3']);
    expect(world.at(1)).toMatchObject({
      state: { status: 'ticketing', attempt: 1, tries: [], arrived: 'nothing' },
      lastTicket: undefined,
    });
    // The suffix of then, which a person may have chosen, not what the name says.
    expect(world.ticket().suffix).toBe('zip');
    await world.issue();
    await world.send().answer();
    expect(world.at(1).state).toMatchObject({
      status: 'done',
      receipt: { firmwareUrl: urlOf('k1') },
    });
  });

  test.each([
    ['another name', fakeFile('lock2.bin', 9, 5)],
    ['another size', fakeFile('lock.bin', 8, 5)],
    ['another time', fakeFile('lock.bin', 9, 6)],
  ])('a file of %s is another upload', async (_, other) => {
    const world = createWorld();
    world.queue.restore([interrupted('old-1', fakeFile('lock.bin', 9, 5))]);
    await world.add(other);
    expect(world.statuses()).toEqual(['interrupted', 'ticketing']);
  });

  test('a file of another folder is another file, however alike', async () => {
    const world = createWorld();
    const inFolder = (folder: string) => {
      const fake = fakeFile('lock.bin');
      Object.defineProperty(fake.file, 'webkitRelativePath', { value: `${folder}/lock.bin` });
      return fake;
    };
    world.queue.restore([interrupted('old-1', inFolder('boardA'))]);
    await world.add(inFolder('boardB'));
    expect(world.statuses()).toEqual(['interrupted', 'ticketing']);
    await world.add(fakeFile('lock.bin'));
    expect(world.statuses()).toEqual(['ticketing', 'ticketing']);
  });

  test('a file that is done already is a new upload, a person is asked first, and the receipt stays', async () => {
    const world = createWorld();
    world.queue.restore([done('old-1', fakeFile('lock.bin', 9, 5))]);
    await world.add(fakeFile('lock.bin', 9, 5));
    expect(world.statuses()).toEqual(['done', 'ready']);
    world.queue.start(world.id(1));
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['done', 'ticketing']);
  });

  test('of one whose checksum was not known when the page was closed, that is the reason why nothing proves it', async () => {
    const world = createWorld();
    const missed = { status: 'missed' } as const;
    const digests = { crc64: missed, md5: missed, sha256: missed };
    world.queue.restore([{ ...unanswered('old-1'), digests }]);
    await world.clock.pass(0);
    await world.ask().answer(found());
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { verdict: { kind: 'unverified', reason: 'page-closed' } },
    });
    // Its file was chosen to be compared; what was known stays.
    world.queue.noteDigests('old-1', { crc64: CRC });
    world.queue.noteDigests('old-1', { crc64: '1', sha256: 's' });
    expect(world.at(0).digests).toEqual({
      crc64: { status: 'known', value: CRC },
      md5: missed,
      sha256: { status: 'known', value: 's' },
    });
  });

  test.each(['pending', 'missed', 'unavailable'] as const)(
    'a checksum that is %s is known once its file was chosen to be compared',
    async (status) => {
      const world = createWorld();
      const known = { status: 'known', value: CRC } as const;
      const digests = { crc64: known, md5: { status }, sha256: { status } };
      world.queue.restore([{ ...done('old-1', fakeFile('lock.bin')), digests }]);
      world.queue.noteDigests('old-1', { md5: 'm', sha256: 's' });
      expect(world.at(0).digests).toEqual({
        crc64: known,
        md5: { status: 'known', value: 'm' },
        sha256: { status: 'known', value: 's' },
      });
    },
  );

  test('two interrupted uploads of one file take it one after the other', async () => {
    const world = createWorld();
    world.queue.restore([interrupted('old-1'), interrupted('old-2')]);
    await world.add(fakeFile('lock.bin'));
    expect(world.statuses()).toEqual(['ticketing', 'interrupted']);
    await world.add(fakeFile('lock.bin'));
    expect(world.statuses()).toEqual(['ticketing', 'ticketing']);
  });

  test.each([
    ['verified', found(), { kind: 'verified', crc64: CRC }],
    ['unverified', found({ crc64: undefined }), { kind: 'unverified', reason: 'checksum-hidden' }],
  ] as const)('an answer that was missing is found out: %s', async (_, findings, verdict) => {
    const world = createWorld();
    world.queue.restore([unanswered('old-1')]);
    await world.clock.pass(0);
    expect(world.ask().request).toEqual({ token: 'token-old' });
    await world.ask().answer({ confirmation: 'unknown' });
    await world.clock.pass(3_000);
    await world.ask().answer(findings);
    expect(world.state()).toMatchObject({
      status: 'done',
      attempt: 2,
      receipt: {
        firmwareUrl: urlOf('old'),
        verdict,
        ticketRequestId: 'ticket-old',
        finishedAt: world.clock.wall(),
      },
    });
    expect(world.asks).toHaveLength(2);
    expect(world.tickets).toEqual([]);
  });

  test('without a digest of ours what is found is not verified', async () => {
    const world = createWorld();
    const digests: Digests = { ...known, crc64: { status: 'unavailable' } };
    world.queue.restore([unanswered('old-1', { digests })]);
    await world.clock.pass(0);
    expect(world.ask().request).toEqual({ token: 'token-old' });
    await world.ask().answer(found());
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { verdict: { kind: 'unverified' } },
    });
  });

  const inVain: readonly [string, (ask: Ask) => Promise<void>][] = [
    ['absent', (ask) => ask.answer({ confirmation: 'absent' })],
    ['unknown', (ask) => ask.answer({ confirmation: 'unknown' })],
    ['another checksum', (ask) => ask.answer(found({ crc64: '1' }))],
    ['another size', (ask) => ask.answer(found({ size: 8 }))],
  ];
  test.each(inVain)('an answer that stays missing interrupts: %s', async (_, answer) => {
    const world = createWorld();
    world.queue.restore([unanswered('old-1')]);
    await world.clock.pass(0);
    for (let n = 0; n < 3; n++) {
      if (world.state().status === 'confirming') await answer(world.ask());
      await world.clock.pass(7_000);
    }
    expect(world.state()).toEqual({ status: 'interrupted', ...plan, sent: 9, arrived: 'maybe' });
    expect(world.clock.waiters()).toBe(0);
    await world.add(fakeFile('lock.bin'));
    expect(world.statuses()).toEqual(['ticketing']);
  });

  test('an upload without a ticket to ask with is interrupted', async () => {
    const world = createWorld();
    world.queue.restore([unanswered('old-1', { lastTicket: undefined })]);
    await world.clock.pass(0);
    expect(world.state().status).toBe('interrupted');
    expect(world.asks).toEqual([]);
  });

  test('what is being asked for can be removed; a cancel ends the question, and the file can be chosen again', async () => {
    const world = createWorld();
    world.queue.restore([unanswered('old-1'), unanswered('old-2')]);
    await world.clock.pass(0);
    world.queue.cancel('old-1');
    world.queue.remove('old-2');
    for (const ask of world.asks) {
      await ask.answer(found());
    }
    await world.clock.pass(60_000);
    expect(world.state()).toEqual({ status: 'interrupted', ...plan, sent: 9, arrived: 'maybe' });
    expect(world.clock.waiters()).toBe(0);
    await world.add(fakeFile('lock.bin'));
    expect(world.statuses()).toEqual(['ticketing']);
    expect(world.id()).toBe('old-1');
  });

  test('takes no place from what is sent now', async () => {
    const world = createWorld();
    world.queue.restore([unanswered('old-1'), unanswered('old-2')]);
    await world.add(fakeFile('a.bin'), fakeFile('b.bin'));
    expect(world.tickets).toHaveLength(2);
  });
});
