import { describe, expect, test } from 'vitest';
import { found, STORE, urlOf } from '../../testing/answers.ts';
import { createWorld, worldOf, type World } from '../../testing/engine-world.ts';
import { CRC, fakeFile, type FakeFile } from '../../testing/fake-file.ts';
import { digestsOf, known, PLAN, RECEIPT, uploadOf } from '../../testing/uploads.ts';
import { FIRMWARE_MAX_BYTES } from '../../contract/limits.ts';
import { firmwareOf } from '../model/firmware-file.ts';
import { isFinished } from '../model/upload-phase.ts';
import type { UploadState } from '../model/upload-state.ts';
import type { Upload } from '../model/upload.ts';
import type { ConfirmationOutcome } from '../transfer/confirmation-client.ts';
import { LARGE_FILE_BYTES, SMALL_FILE_BYTES } from './concurrency.ts';
import { ORDER_PATIENCE_MS } from './scheduler.ts';

/** Of files that are not small two are sent at a time. */
const MEDIUM = 2 * SMALL_FILE_BYTES;
const LOST = { kind: 'unreachable' } as const;
const NO_TICKET = { kind: 'ticket-unreachable' } as const;
const LATE_TICKET = { kind: 'ticket-expired', leftMs: 0, lifeMs: 1_000 } as const;
/** Final. */
const WRONG_SIZE = { kind: 'size-not-allowed', min: 0, max: 1 } as const;
const LAST_TICKET = { requestId: 'ticket-k1', confirmationToken: 'token-k1' };

const names = (count: number) => Array.from({ length: count }, (_, n) => `${'abcdefgh'[n]}.bin`);
/** Of different sizes: none can be the same as another. */
async function filesFrom(size: number, count: number): Promise<World> {
  const world = createWorld();
  await world.add(...names(count).map((name, n) => fakeFile(name, size + n)));
  return world;
}
const mediumFiles = (count: number) => filesFrom(MEDIUM, count);

function countCalls(world: World) {
  const counter = { calls: 0, stop: () => {} };
  counter.stop = world.queue.subscribe(() => {
    counter.calls += 1;
  });
  return counter;
}

/** The first upload is verified, its digest told by hand. */
async function doneByHand(): Promise<World> {
  const world = await worldOf(['a.bin'], undefined, { digests: 'by-hand' });
  const send = await world.issue();
  await world.digests[0]?.settle(CRC);
  await send.answer();
  return world;
}

describe('one firmware', () => {
  test('is verified when the store computed the same checksum', async () => {
    const world = createWorld({ digests: 'by-hand' });
    const lock = fakeFile('Door Lock.BIN');
    await world.add(lock);
    expect(world.at(0).lastTicket).toBe(undefined);
    const send = await world.issue();
    expect(send.form).toMatchObject({ host: STORE, fileName: 'firmware.bin', file: lock.file });
    expect(send.form.fields.map(([name]) => name)).toEqual([
      'key',
      'policy',
      'OSSAccessKeyId',
      'Signature',
      'success_action_status',
    ]);
    // Enough to ask with, and nothing to send with.
    expect(world.at(0).lastTicket).toEqual(LAST_TICKET);
    expect(JSON.stringify(world.queue.getSnapshot())).not.toContain('signature');
    send.sendAll();
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'store' });
    await world.clock.pass(250);
    await send.answer();
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'proof' });
    await world.digests[0]?.settle(CRC);
    expect(world.state()).toEqual({
      status: 'done',
      ...PLAN,
      receipt: {
        firmwareUrl: urlOf('k1'),
        verdict: { kind: 'verified', crc64: CRC },
        ticketRequestId: 'ticket-k1',
        storeRequestId: 'store-1',
        finishedAt: world.clock.wall(),
        sendMs: 250,
      },
    });
    expect(world.at(0)).toMatchObject({ digests: { crc64: known(CRC) }, lastTicket: LAST_TICKET });
    expect(world.locks.held).toBe(0);
  });
});

describe('a subscriber', () => {
  test('gets the same objects for what has not changed, and is called once for what happens in one go', async () => {
    const world = createWorld();
    const counter = countCalls(world);
    world.queue.add([fakeFile('a.img').file, fakeFile('b.img').file], 'auto');
    await Promise.resolve();
    expect(counter.calls).toBe(1);
    await world.clock.pass(0);
    const before = world.queue.getSnapshot();
    expect(world.queue.getSnapshot()).toBe(before);
    world.queue.chooseSuffix(world.id(1), 'zip');
    const after = world.queue.getSnapshot();
    expect(after).not.toBe(before);
    expect([after[0] === before[0], after[1] === before[1]]).toEqual([true, false]);
    counter.stop();
    const sofar = counter.calls;
    await world.press('remove');
    expect(counter.calls).toBe(sofar);
  });

  test('is called after the form is posted, and once for all the steps until then', async () => {
    const world = createWorld();
    const frames: (() => void)[] = [];
    world.clock.nextTask = (work) => frames.push(work);
    const told: string[] = [];
    world.queue.subscribe(() => told.push(world.state().status));
    await world.add(fakeFile('a.bin'));
    await world.issue();
    expect([world.sends.length, told]).toEqual([1, []]);
    for (const draw of frames.splice(0)) draw();
    await world.clock.pass(1_000);
    expect(told).toEqual(['sending']);
  });

  test('is not called for what changes nothing', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin'), fakeFile('b.bin', 0));
    const counter = countCalls(world);
    const before = world.queue.getSnapshot();
    for (const id of [...before.map((upload) => upload.id), 'no-upload']) {
      world.queue.start(id);
      world.queue.keepWaiting(id);
      world.queue.retry(id);
      world.queue.chooseSuffix(id, 'bin');
    }
    await world.clock.pass(0);
    expect(world.queue.getSnapshot()).toBe(before);
    expect([counter.calls, world.tickets.length]).toEqual([0, 1]);
  });
});

test('clears what was refused, done or cancelled, and nothing else', async () => {
  const world = createWorld();
  const restored = fakeFile('lock.bin');
  world.queue.restore([
    uploadOf(
      'old',
      { status: 'interrupted', ...PLAN, sent: 5 },
      { firmware: firmwareOf(restored.file) },
    ),
  ]);
  await world.add(
    fakeFile('a.bin', 0),
    fakeFile('b.bin'),
    fakeFile('c.img'),
    fakeFile('d.bin'),
    fakeFile('e.bin'),
  );
  await world.tickets[2]?.fail({ kind: 'address-insecure', host: 'http://x', requestId: '' });
  await world.finishFirst();
  await world.press('cancel', 4);
  expect(world.statuses()).toEqual([
    'interrupted',
    'rejected',
    'done',
    'ready',
    'cancelled',
    'failed',
  ]);
  world.queue.clearFinished();
  expect(world.statuses()).toEqual(['interrupted', 'ready', 'failed']);
});

describe('before a ticket is asked for', () => {
  test.each([
    ['an empty file', 0, { kind: 'empty' }],
    ['one byte too much', FIRMWARE_MAX_BYTES + 1, { kind: 'too-large', limit: FIRMWARE_MAX_BYTES }],
  ])('%s is refused', async (_, size, rejection) => {
    const world = await worldOf(['a.bin'], size);
    expect(world.state()).toEqual({ status: 'rejected', rejection });
    expect(world.tickets).toEqual([]);
  });

  test('the largest and the smallest firmware are taken', async () => {
    const world = createWorld();
    await world.add(fakeFile('a.bin', FIRMWARE_MAX_BYTES), fakeFile('b.bin', 1));
    expect(world.statuses()).toEqual(['ticketing', 'ticketing']);
  });

  test('a suffix in doubt waits for the user, who may change it', async () => {
    const world = await worldOf(['rootfs.tgz']);
    expect(world.state()).toEqual({
      status: 'ready',
      suffix: 'tar.gz',
      doubt: { kind: 'tar-gz-alias', ending: 'tgz' },
    });
    world.queue.chooseSuffix(world.id(), 'gzip');
    await world.press('start');
    expect(world.tickets.map(({ suffix }) => suffix)).toEqual(['gzip']);
  });

  test('a chosen suffix beats the name', async () => {
    const world = createWorld();
    world.queue.add([fakeFile('a.zip').file], 'apk');
    await world.clock.pass(0);
    expect(world.tickets.map(({ suffix }) => suffix)).toEqual(['apk']);
  });

  test('the suffix may change while an upload is queued, or waits for its next attempt', async () => {
    const world = await mediumFiles(3);
    expect(world.statuses()).toEqual(['ticketing', 'ticketing', 'queued']);
    world.queue.chooseSuffix(world.id(2), 'dav');
    await world.tickets[0]?.fail(NO_TICKET);
    world.queue.chooseSuffix(world.id(0), 'zip');
    await world.press('cancel', 1);
    await world.clock.pass(500);
    expect(world.tickets.map(({ suffix }) => suffix)).toEqual(['bin', 'bin', 'dav', 'zip']);
  });

  test('a drive that never answers holds up neither the other files nor the list', async () => {
    const world = createWorld();
    const silent = names(4).map((name) => fakeFile(name));
    for (const fake of silent) fake.condition = 'silent';
    await world.add(...silent, fakeFile('good.bin'));
    expect(world.statuses().at(-1)).toBe('inspecting');
    await world.press('remove');
    // Those before it may be known any moment.
    expect(world.statuses().at(-1)).toBe('queued');
    await world.clock.pass(ORDER_PATIENCE_MS);
    expect(world.statuses().at(-1)).toBe('ticketing');
    expect(world.clock.waiters()).toBe(0);
  });
});

/** How the first upload goes without being stored. */
const GOING: readonly (readonly [how: string, go: (world: World) => unknown])[] = [
  ['has failed', (world) => world.tickets[0]?.fail(WRONG_SIZE)],
  ['is cancelled', (world) => world.press('cancel')],
  ['is removed', (world) => world.press('remove')],
];

describe('one of the two places', () => {
  test.each<(typeof GOING)[number]>([
    ['is done', (world) => world.finishFirst()],
    ['waits for its next attempt', (world) => world.tickets[0]?.fail(LATE_TICKET)],
    ...GOING,
  ])('is free again when its upload %s', async (_, end) => {
    const world = await mediumFiles(3);
    expect(world.statuses()).toEqual(['ticketing', 'ticketing', 'queued']);
    await end(world);
    expect(world.tickets).toHaveLength(3);
    expect(world.statuses().at(-1)).toBe('ticketing');
  });

  test('is not free while a lost answer is asked for', async () => {
    const world = await mediumFiles(3);
    await world.tickets[0]?.issue();
    world.send().sendAll();
    await world.send().reply(LOST);
    expect(world.state()).toMatchObject({ status: 'confirming', awaiting: 'object' });
    expect(world.tickets).toHaveLength(2);
  });

  test('stays with an upload that the user begins anew', async () => {
    const world = await mediumFiles(4);
    await world.tickets[0]?.issue();
    world.send().progress(5);
    await world.clock.pass(21_000);
    expect(world.state()).toMatchObject({ status: 'sending', stall: { why: 'quiet' } });
    await world.press('retry');
    await world.press('cancel', 1);
    expect(world.state()).toMatchObject({ status: 'ticketing', attempt: 2 });
    expect(world.at(3).state.status).toBe('queued');
  });
});

describe('files of one list that look alike', () => {
  /** Named alike: a.bin and a-copy.bin. */
  const firstLetter = (file: Blob) => (file instanceof File ? file.name[0] : '');
  const duplicates = (...names: readonly string[]) =>
    worldOf(names, MEDIUM, {
      samplesMatch: async (one, other) => firstLetter(one) === firstLetter(other),
    });

  test('the later waits for the end of the earlier, and then for the user; others go on', async () => {
    const world = await duplicates('a.bin', 'a-copy.bin', 'b.bin');
    expect(world.statuses()).toEqual(['ticketing', 'queued', 'queued']);
    await world.clock.pass(2_000);
    expect(world.statuses()).toEqual(['ticketing', 'queued', 'ticketing']);
    await world.finishFirst();
    expect(world.state().status).toBe('done');
    const doubt = { kind: 'uploaded-before' };
    expect(world.at(1).state).toMatchObject({ status: 'ready', doubt });
    expect(world.tickets).toHaveLength(2);
    // Asked for all the same.
    await world.press('start', 1);
    expect(world.at(1).state.status).toBe('ticketing');
  });

  test.each(GOING)('the later is sent when the earlier %s', async (_, end) => {
    const world = await duplicates('a.bin', 'a-copy.bin');
    const later = world.id(1);
    await end(world);
    await world.clock.pass(0);
    expect(world.queue.find(later)?.state).toMatchObject({ status: 'ticketing', attempt: 1 });
  });

  test('the later waits with an earlier one that waits, and can be cancelled meanwhile', async () => {
    const world = await duplicates('a.bin', 'a-copy.bin', 'a-again.bin');
    await world.tickets[0]?.fail(LATE_TICKET);
    await world.clock.pass(100);
    expect(world.statuses()).toEqual(['waiting', 'queued', 'queued']);
    await world.press('cancel', 1);
    await world.clock.pass(1_000);
    expect(world.statuses()).toEqual(['ticketing', 'cancelled', 'queued']);
    await world.ticket().issue();
    await world.send().answer();
    expect(world.statuses()).toEqual(['done', 'cancelled', 'ready']);
  });
});

describe('sent side by side', () => {
  const largeFiles = (count: number) => filesFrom(2 * LARGE_FILE_BYTES, count);
  /** So many bytes every second. */
  const progress = async (world: World, bytes: number, seconds: number) => {
    for (let second = 1; second <= seconds; second++) {
      await world.clock.pass(1_000);
      world.send().progress(second * bytes);
    }
    await world.clock.pass(0);
  };

  test('are two large files once the line has shown that it carries two', async () => {
    const world = await largeFiles(3);
    await world.issue();
    // The first bytes only fill buffers.
    await progress(world, 10_000_000, 4);
    expect(world.statuses()).toEqual(['sending', 'queued', 'queued']);
    await world.clock.pass(1_000);
    world.send().progress(50_000_000);
    await world.clock.pass(0);
    expect(world.statuses()).toEqual(['sending', 'ticketing', 'queued']);
  });

  test.each([
    ['no two', 'a minute', 60_000, 'queued'],
    ['two', 'a day', 86_400_000, 'ticketing'],
  ])(
    'are %s large files on a slow line when a ticket lives for %s',
    async (_, _life, lifeMs, second) => {
      const world = await largeFiles(2);
      await world.issue({ lifeMs });
      await progress(world, 100_000, 29);
      expect(world.statuses()).toEqual(['sending', second]);
    },
  );

  test('is another file beside one that stands still', async () => {
    const world = await largeFiles(2);
    (await world.issue()).progress(5);
    await world.clock.pass(21_000);
    expect(world.statuses()).toEqual(['sending', 'ticketing']);
  });

  test('are two large files after one that was sent within seconds', async () => {
    const world = await largeFiles(3);
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
      ...['a.bin', 'b.bin', 'c.bin', 'd.img'].map((name, n) => fakeFile(name, MEDIUM + n)),
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

  test('asks for no ticket for an upload that got its turn a moment before', async () => {
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

  test('tells its subscribers once of each change, and the list stays the same', async () => {
    const world = await mediumFiles(1);
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
  test('are noticed before a ticket is asked for, and uploaded again if the user starts that', async () => {
    const world = await worldOf(['a.bin']);
    await world.finishFirst();
    await world.add(fakeFile('b.zip'));
    const doubt = {
      kind: 'uploaded-before',
      firmwareUrl: urlOf('k1'),
      finishedAt: world.clock.wall(),
      suffix: 'bin',
      hasPackage: false,
    };
    expect(world.at(1).state).toEqual({ status: 'ready', suffix: 'zip', doubt });
    expect([world.tickets.length, world.clock.waiters()]).toEqual([1, 0]);
    await world.press('start', 1);
    expect(world.at(1).state.status).toBe('ticketing');
    // The user is asked once.
    await world.ticket().fail(NO_TICKET);
    await world.clock.pass(500);
    expect(world.at(1).state).toMatchObject({ status: 'ticketing', attempt: 2 });
  });

  test('are noticed in the same drop, as soon as the first of two is done', async () => {
    const world = await worldOf(names(3), MEDIUM);
    expect(world.statuses()).toEqual(['ticketing', 'ticketing', 'queued']);
    await world.finishFirst();
    expect(world.statuses()).toEqual(['done', 'ticketing', 'ready']);
  });

  test('are not noticed where nothing proves that they are there', async () => {
    const world = await worldOf(['a.bin']);
    const send = await world.issue({ token: undefined });
    await send.answer({ crc64: null });
    await world.clock.pass(60_000);
    expect(world.state()).toMatchObject({ receipt: { verdict: { kind: 'unverified' } } });
    await world.add(fakeFile('b.bin'));
    expect(world.at(1).state.status).toBe('ticketing');
  });

  test('are looked for only in a file of the same size', async () => {
    const world = await doneByHand();
    await world.add(fakeFile('b.bin', 10), fakeFile('c.bin'));
    expect(world.statuses()).toEqual(['done', 'ticketing', 'queued']);
    await world.digests[1]?.settle('1');
    await world.digests[2]?.settle('2');
    expect(world.statuses()).toEqual(['done', 'ticketing', 'ticketing']);
  });

  test('are not looked for any more once the upload is cancelled', async () => {
    const world = await doneByHand();
    await world.add(fakeFile('b.bin'));
    await world.press('cancel', 1);
    expect([world.at(1).state.status, world.clock.waiters()]).toEqual(['cancelled', 0]);
    expect(world.digests.filter((job) => job.isOpen())).toEqual([]);
  });
});

test('cancels all that is on its way or not on the list yet, and leaves what is finished', async () => {
  // Most are never inspected to the end.
  const world = await worldOf(['done.bin'], undefined, {
    lookInto: async (file) =>
      file instanceof File && file.name.startsWith('more') ? new Promise(() => {}) : undefined,
  });
  await world.finishFirst();
  await world.add(...names(3).map((name) => fakeFile(name, MEDIUM)));
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

test.each<[when: string, prepare: (world: World) => unknown]>([
  ['asking for a ticket', () => {}],
  ['sending', (world) => world.issue()],
  ['sending the file', async (world) => (await world.issue()).progress(5)],
  ['waiting for the answer', async (world) => (await world.issue()).sendAll()],
  ['looking for proof', async (world) => (await world.issue()).answer({ crc64: null })],
  [
    'asking about a lost answer',
    async (world) => {
      const send = await world.issue();
      send.sendAll();
      await send.reply(LOST);
    },
  ],
  ['waiting for another attempt', (world) => world.ticket().fail(NO_TICKET)],
  [
    'waiting for the network',
    (world) => {
      world.clock.isConnected = false;
      return world.ticket().fail(NO_TICKET);
    },
  ],
  [
    'standing still',
    async (world) => {
      await world.issue();
      await world.clock.pass(20_000);
    },
  ],
])('stops everything when it is cancelled while %s', async (_, prepare) => {
  const world = await worldOf(['a.bin']);
  await prepare(world);
  await world.press('cancel');
  const state = world.state();
  expect(isFinished(state)).toBe(true);
  expect([world.clock.waiters(), world.locks.held]).toEqual([0, 0]);
  for (const send of world.sends) expect(send.watch.signal.aborted || !send.isOpen()).toBe(true);
  const calls = () => [world.tickets.length, world.sends.length, world.asks.length];
  const sofar = calls();
  for (const send of world.sends) {
    send.sendAll();
    await send.answer();
  }
  await world.clock.connect();
  await world.clock.pass(3_600_000);
  expect(world.state()).toBe(state);
  expect(calls()).toEqual(sofar);
});

describe('an earlier visit', () => {
  const plan = { ...PLAN, attempt: 2 } as const;
  const digests = {
    ...digestsOf({ crc64: CRC }),
    md5: { status: 'unavailable' },
    sha256: { status: 'unavailable' },
  } as const;
  const restored = (
    id: string,
    state: UploadState,
    { file }: FakeFile = fakeFile('lock.bin'),
    rest: Partial<Upload> = {},
  ): Upload => {
    const lastTicket = { requestId: 'ticket-old', confirmationToken: 'token-old' };
    return uploadOf(id, state, { firmware: firmwareOf(file), digests, lastTicket, ...rest });
  };
  const receipt = {
    ...RECEIPT,
    firmwareUrl: urlOf('old'),
    verdict: { kind: 'verified', crc64: CRC },
  } as const;
  const done = (id: string, fake?: FakeFile, rest?: Partial<Upload>) =>
    restored(id, { status: 'done', ...plan, receipt }, fake, rest);
  const interrupted = (id: string, fake?: FakeFile, state: object = {}) =>
    restored(id, { status: 'interrupted', ...plan, sent: 5, ...state }, fake);
  const unanswered = (id: string, rest?: Partial<Upload>) =>
    restored(id, { status: 'confirming', awaiting: 'object', ...plan }, undefined, rest);
  const worldWith = async (...uploads: readonly Upload[]) => {
    const world = createWorld();
    world.queue.restore(uploads);
    await world.clock.pass(0);
    return world;
  };
  const ids = (world: World) => world.queue.getSnapshot().map(({ id }) => id);

  test('comes first in the list, as it was, and nothing happens', async () => {
    const world = await worldOf(['new.bin']);
    const earlier = [done('old-1'), interrupted('old-2')];
    world.queue.restore(earlier);
    await world.clock.pass(3_600_000);
    expect(world.queue.getSnapshot().slice(0, 2)).toEqual(earlier);
    expect(world.at(2).firmware.name).toBe('new.bin');
    expect([world.asks, world.tickets.length]).toEqual([[], 1]);
  });

  test('is not sent again, neither what is done nor what has lost its file', async () => {
    const world = await worldWith(done('old-1'), interrupted('old-2'));
    for (const id of ['old-1', 'old-2']) {
      for (const press of ['retry', 'start', 'cancel', 'keepWaiting'] as const) {
        world.queue[press](id);
      }
      world.queue.chooseSuffix(id, 'zip');
    }
    await world.clock.pass(3_600_000);
    expect(world.tickets).toEqual([]);
    expect(world.statuses()).toEqual(['done', 'interrupted']);
  });

  test('asks again about a doubt that was not settled, once the file is chosen', async () => {
    const image = fakeFile('boot.img', 9, 5);
    const world = await worldWith(interrupted('old-1', image, { attempt: 0, sent: 0 }));
    await world.add(fakeFile('boot.img', 9, 5));
    expect(ids(world)).toEqual(['old-1']);
    expect(world.state()).toMatchObject({ status: 'ready', suffix: 'bin' });
    expect(world.tickets).toEqual([]);
  });

  test('keeps label and note of an upload, whatever becomes of it', async () => {
    const remarks = { label: 'FW-1', note: 'For the pilot' };
    const lock = fakeFile('lock.bin', 9, 5);
    const world = await worldWith({ ...interrupted('old-1', lock), remarks });
    world.queue.noteRemark('old-1', { remark: 'label', from: 'FW-1', to: 'FW-2' });
    await world.add(lock);
    const send = await world.issue();
    world.queue.noteRemark('old-1', { remark: 'note', from: 'For the pilot', to: '' });
    await send.answer();
    expect(world.at(0)).toMatchObject({
      id: 'old-1',
      state: { status: 'done' },
      remarks: { label: 'FW-2', note: '' },
    });
  });

  test('gives the place and the suffix of an interrupted upload to its file, which starts anew', async () => {
    const other = fakeFile('other.bin', 8);
    const mine = interrupted('old-2', fakeFile('lock.bin', 9, 5), { suffix: 'zip' });
    const world = await worldWith(done('old-1', other), mine, done('old-3', other));
    await world.add(fakeFile('lock.bin', 9, 5));
    expect(ids(world)).toEqual(['old-1', 'old-2', 'old-3']);
    expect(world.at(1)).toMatchObject({
      state: { status: 'ticketing', attempt: 1, tries: [], arrived: 'nothing' },
      lastTicket: undefined,
    });
    // The suffix of then, which the user may have chosen, not what the name says.
    expect(world.ticket().suffix).toBe('zip');
    await world.finishFirst();
    const firmwareUrl = urlOf('k1');
    expect(world.at(1).state).toMatchObject({ status: 'done', receipt: { firmwareUrl } });
  });

  const inFolder = (folder: string) => {
    const fake = fakeFile('lock.bin', 9, 5);
    Object.defineProperty(fake.file, 'webkitRelativePath', { value: `${folder}/lock.bin` });
    return fake;
  };
  test.each([
    ['another name', fakeFile('lock2.bin', 9, 5)],
    ['another size', fakeFile('lock.bin', 8, 5)],
    ['another time', fakeFile('lock.bin', 9, 6)],
    ['another folder', inFolder('boardB')],
  ])('does not take a file of %s for the one it lost', async (_, other) => {
    const world = await worldWith(interrupted('old-1', inFolder('boardA')));
    await world.add(other);
    expect(world.statuses()).toEqual(['interrupted', 'ticketing']);
    // Of a file that came by itself the folder is not known.
    await world.add(fakeFile('lock.bin', 9, 5));
    expect(world.statuses()[0]).toBe('ticketing');
  });

  test('has two interrupted uploads of one file take it one after the other', async () => {
    const world = await worldWith(interrupted('old-1'), interrupted('old-2'));
    await world.add(fakeFile('lock.bin'));
    expect(world.statuses()).toEqual(['ticketing', 'interrupted']);
    await world.add(fakeFile('lock.bin'));
    expect(world.statuses()).toEqual(['ticketing', 'ticketing']);
  });

  test('keeps the receipt of a file that is added again, and the user is asked first', async () => {
    const world = await worldWith(done('old-1', fakeFile('lock.bin', 9, 5)));
    await world.add(fakeFile('lock.bin', 9, 5));
    expect(world.statuses()).toEqual(['done', 'ready']);
    await world.press('start', 1);
    expect(world.statuses()).toEqual(['done', 'ticketing']);
  });

  test.each(['pending', 'missed', 'unavailable'] as const)(
    'learns a digest that is %s when its file is compared, and keeps what is known',
    async (status) => {
      const unknown = { crc64: known(CRC), md5: { status }, sha256: { status } };
      const world = await worldWith(done('old-1', undefined, { digests: unknown }));
      world.queue.noteDigests('old-1', { crc64: '1', md5: 'm', sha256: 's' });
      expect(world.at(0).digests).toEqual(digestsOf({ crc64: CRC, md5: 'm', sha256: 's' }));
    },
  );

  test.each([
    ['verified', found(), { kind: 'verified', crc64: CRC }],
    ['unverified', found({ crc64: undefined }), { kind: 'unverified', reason: 'checksum-hidden' }],
  ] as const)('asks for an answer that was missing: %s', async (_, findings, verdict) => {
    const world = await worldWith(unanswered('old-1'));
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
    expect([world.asks.length, world.tickets.length]).toEqual([2, 0]);
  });

  test.each([
    ['missed', 'page-closed'],
    ['unavailable', 'digest-unavailable'],
  ] as const)('proves nothing with a digest that is %s', async (status, reason) => {
    const crc64 = { status };
    const world = await worldWith(unanswered('old-1', { digests: { ...digests, crc64 } }));
    expect(world.ask().request).toEqual({ token: 'token-old' });
    await world.ask().answer(found());
    expect(world.state()).toMatchObject({
      status: 'done',
      receipt: { verdict: { kind: 'unverified', reason } },
    });
  });

  test.each<[what: string, outcome: ConfirmationOutcome]>([
    ['absent', { confirmation: 'absent' }],
    ['unknown', { confirmation: 'unknown' }],
    ['another checksum', found({ crc64: '1' })],
    ['another size', found({ size: 8 })],
  ])('is interrupted when the answer stays missing: %s', async (_, outcome) => {
    const world = await worldWith(unanswered('old-1'));
    for (let n = 0; n < 3; n++) {
      if (world.state().status === 'confirming') await world.ask().answer(outcome);
      await world.clock.pass(7_000);
    }
    expect(world.state()).toEqual({ status: 'interrupted', ...plan, sent: 9, arrived: 'maybe' });
    expect(world.clock.waiters()).toBe(0);
    await world.add(fakeFile('lock.bin'));
    expect(world.statuses()).toEqual(['ticketing']);
  });

  test('is interrupted when it has no ticket to ask with', async () => {
    const world = await worldWith(unanswered('old-1', { lastTicket: undefined }));
    expect(world.state().status).toBe('interrupted');
    expect(world.asks).toEqual([]);
  });

  test('asks no more once that is cancelled or removed, and the file can be chosen again', async () => {
    const world = await worldWith(unanswered('old-1'), unanswered('old-2'));
    world.queue.cancel('old-1');
    world.queue.remove('old-2');
    for (const ask of world.asks) await ask.answer(found());
    await world.clock.pass(60_000);
    expect(world.state()).toEqual({ status: 'interrupted', ...plan, sent: 9, arrived: 'maybe' });
    expect(world.clock.waiters()).toBe(0);
    await world.add(fakeFile('lock.bin'));
    expect([world.statuses(), world.id()]).toEqual([['ticketing'], 'old-1']);
  });

  test('takes no place from what is sent now', async () => {
    const world = await worldWith(unanswered('old-1'), unanswered('old-2'));
    await world.add(fakeFile('a.bin'), fakeFile('b.bin'));
    expect(world.tickets).toHaveLength(2);
  });
});
