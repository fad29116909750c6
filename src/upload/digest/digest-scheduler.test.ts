import { describe, expect, test } from 'vitest';
import { createDigestClient } from '../../testing/open-calls.ts';
import { fakeFile } from '../../testing/fake-file.ts';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import {
  digestsOf,
  doneState,
  known,
  PLAN,
  QUEUED,
  sendingState,
  uploadOf,
} from '../../testing/uploads.ts';
import { firmwareOf } from '../model/firmware-file.ts';
import type { UploadState } from '../model/upload-state.ts';
import { createBandwidthMeter } from '../queue/bandwidth.ts';
import { createUploadStore } from '../queue/upload-store.ts';
import { createDigestScheduler } from './digest-scheduler.ts';

const MIB = 1024 * 1024;
const failure = { kind: 'offline' } as const;
const STATES = {
  queued: QUEUED,
  ticketing: { status: 'ticketing', ...PLAN },
  starting: sendingState(1),
  slow: sendingState(1, 100e6),
  fast: sendingState(1, 400e6),
  failed: { status: 'failed', ...PLAN, failure },
  waiting: { status: 'waiting', ...PLAN, failure, wait: { for: 'network' } },
  done: doneState(),
} as const satisfies Record<string, UploadState>;
type Named = Readonly<Record<string, keyof typeof STATES>>;

/** Uploads whose names are their ids; one with `old` in its name is of an earlier visit and has no file. */
async function createWorld(what: 'verdict' | 'record', uploads: Named, size = 2 * MIB) {
  const kind = what === 'verdict' ? 'crc64' : 'sha256';
  const { client, jobs, pauses } = createDigestClient([kind]);
  const idle = createDigestClient([]).client;
  const clock = createFakeClock();
  const store = createUploadStore(clock);
  const bandwidth = createBandwidthMeter(clock);
  const scheduler = createDigestScheduler({
    clients: { verdict: idle, record: idle, [what]: client },
    uploads: store,
    isLineFast: () => bandwidth.isFast(),
  });
  store.watch((...change) => {
    bandwidth.onChange(...change);
    scheduler.onChange(...change);
  });
  const digests = digestsOf(what === 'verdict' ? {} : { crc64: '1', md5: '2' });
  for (const [id, state] of Object.entries(uploads)) {
    const { file } = fakeFile(id, size);
    const upload = uploadOf(id, STATES[state], { firmware: firmwareOf(file), digests });
    store.put(upload, id.includes('old') ? undefined : file);
  }
  await settle();
  return {
    jobs,
    pauses,
    names: () => jobs.map(({ file }) => (file instanceof File ? file.name : '')),
    digest: (id: string) => store.get(id)?.digests[kind],
    ask: async (id: string, signal = new AbortController().signal) => {
      const answer = scheduler.digestOf(id, kind, signal);
      // Checked by the test.
      answer.catch(() => undefined);
      await settle();
      return { answer };
    },
    async set(id: string, state: keyof typeof STATES) {
      const upload = store.get(id);
      if (upload) store.put({ ...upload, state: STATES[state] });
      await settle();
    },
    async compare(id: string, value: string) {
      store.advanceDigests(id, { type: 'compared', found: { [kind]: value } });
      await settle();
    },
    end: async (value: string | undefined) => jobs.at(-1)?.settle(value),
  };
}

describe('the CRC-64', () => {
  test('is computed first of what is being sent, then of what is done, then of two that are next', async () => {
    const world = await createWorld('verdict', {
      old: 'done',
      failed: 'failed',
      one: 'queued',
      two: 'queued',
      three: 'queued',
      done: 'done',
      sent: 'ticketing',
    });
    for (let n = 0; n < 6; n++) await world.end('1');
    expect(world.names()).toEqual(['sent', 'done', 'one', 'two']);
    await world.set('one', 'ticketing');
    await world.end('1');
    expect(world.names()).toEqual(['sent', 'done', 'one', 'two', 'three']);
  });

  test('is no longer computed of a failed upload, and computed again when that is queued again', async () => {
    const { set, jobs, end, digest } = await createWorld('verdict', { one: 'ticketing' });
    await set('one', 'failed');
    expect(jobs[0]?.isOpen()).toBe(false);
    expect(digest('one')).toEqual({ status: 'pending' });
    await set('one', 'queued');
    await end('7');
    expect(jobs).toHaveLength(2);
    expect(digest('one')).toEqual(known('7'));
  });

  test('of a file that is being sent does not wait for one that is not, whose drive may hang', async () => {
    const uploads = { hanging: 'queued', other: 'failed' } as const;
    const { set, jobs, names, end, digest } = await createWorld('verdict', uploads);
    expect(names()).toEqual(['hanging']);
    await set('other', 'ticketing');
    expect(jobs[0]?.isOpen()).toBe(false);
    expect(names()).toEqual(['hanging', 'other']);
    await end('7');
    expect(digest('other')).toEqual(known('7'));
    // Its own turn comes again.
    expect(names()).toEqual(['hanging', 'other', 'hanging']);
    expect(digest('hanging')).toEqual({ status: 'pending' });
  });

  test.each([
    ['interrupts one of a file that is only next', 'queued', ['first', 'two', 'first']],
    ['goes before one of a file that is done', 'done', ['first', 'two', 'later']],
  ] as const)('that is waited for %s', async (_, state, order) => {
    const uploads = { first: state, two: 'queued', later: state } as const;
    const { ask, names, end } = await createWorld('verdict', uploads);
    const { answer } = await ask('two');
    if (state === 'done') await end('6');
    await end('7');
    expect(await answer).toEqual(known('7'));
    expect(names()).toEqual(order);
  });

  test('goes on while its upload waits for the next attempt', async () => {
    const { jobs, set } = await createWorld('verdict', { one: 'ticketing' });
    await set('one', 'waiting');
    await set('one', 'queued');
    expect(jobs).toHaveLength(1);
    expect(jobs[0]?.isOpen()).toBe(true);
  });

  test('is answered once it is settled, either way, unless the question is aborted', async () => {
    const uploads = { one: 'ticketing', two: 'ticketing' } as const;
    const { ask, end } = await createWorld('verdict', uploads);
    const abort = new AbortController();
    const impatient = await ask('one', abort.signal);
    const [one, two] = [await ask('one'), await ask('two')];
    abort.abort(new Error('enough'));
    await expect(impatient.answer).rejects.toThrow('enough');
    await end('7');
    expect(await one.answer).toEqual(known('7'));
    await end(undefined);
    expect(await two.answer).toEqual({ status: 'unavailable' });
  });
});

describe('the digests that are only recorded', () => {
  test.each([
    ['not beside a fast transfer', ['starting', 'fast'], 0],
    ['after a fast transfer', ['starting', 'fast', 'done'], 1],
    ['beside a transfer slower than hashing', ['starting', 'slow'], 1],
    ['not before the pace is known', ['starting'], 0],
  ] as const)('are computed %s', async (_, states, jobs) => {
    const world = await createWorld('record', { one: 'ticketing' });
    for (const state of states) await world.set('one', state);
    expect(world.jobs).toHaveLength(jobs);
    await world.end('7');
    expect(world.digest('one')).toEqual(jobs === 0 ? { status: 'pending' } : known('7'));
  });

  test('wait while two slow transfers together are fast', async () => {
    const { names, set } = await createWorld('record', {
      zero: 'starting',
      one: 'slow',
      two: 'slow',
    });
    await set('zero', 'failed');
    expect(names()).toEqual([]);
    await set('two', 'failed');
    expect(names()).toEqual(['one']);
  });

  test('stand still while another file is sent fast, and lose nothing', async () => {
    const uploads = { one: 'done', two: 'queued' } as const;
    const { jobs, names, pauses, set, end } = await createWorld('record', uploads);
    expect(names()).toEqual(['one']);
    await set('two', 'ticketing');
    await set('two', 'fast');
    expect(pauses).toEqual([true]);
    expect(jobs[0]?.isOpen()).toBe(true);
    await set('two', 'slow');
    await set('two', 'done');
    expect(pauses).toEqual([true, false]);
    await end('7');
    expect(names()).toEqual(['one', 'two']);
  });

  test('are not held up by small files', async () => {
    const { names, pauses } = await createWorld('record', { one: 'done', two: 'fast' }, 1000);
    expect([names(), pauses]).toEqual([['two'], []]);
  });

  test('are computed beside any transfer when they are waited for', async () => {
    const { ask, names, pauses, end } = await createWorld('record', { one: 'fast', two: 'queued' });
    const { answer } = await ask('two');
    expect(names()).toEqual(['two']);
    await end('7');
    expect(await answer).toEqual(known('7'));
    expect(pauses).toEqual([]);
  });

  test('of a file that stands still go on when another file is waited for', async () => {
    const uploads = { one: 'done', two: 'queued', three: 'queued' } as const;
    const { ask, names, pauses, set, end } = await createWorld('record', uploads);
    await set('two', 'ticketing');
    await set('two', 'fast');
    expect([names(), pauses]).toEqual([['one'], [true]]);
    const { answer } = await ask('three');
    expect(pauses).toEqual([true, false]);
    await end('7');
    expect(names()).toEqual(['one', 'three']);
    await end('8');
    expect(await answer).toEqual(known('8'));
  });

  test('that a comparison has found meanwhile stay when the file cannot be read to its end', async () => {
    const { compare, end, digest } = await createWorld('record', { one: 'done' });
    await compare('one', '7');
    await end(undefined);
    expect(digest('one')).toEqual(known('7'));
  });
});
