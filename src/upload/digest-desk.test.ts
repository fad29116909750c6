import { expect, test } from 'vitest';
import { fakeFile } from '../../e2e/engine-world.ts';
import { settle } from '../../e2e/fake-clock.ts';
import { createDigestDesk } from './digest-desk.ts';
import type { DigestLane } from './digest-lane.ts';
import { firmwareOf } from './firmware.ts';
import type { Digests, Upload } from './upload.ts';
import type { UploadState } from './upload-state.ts';

const plan = { suffix: 'bin', attempt: 1, tries: [] } as const;
const STATES = {
  queued: { status: 'queued', ...plan },
  ticketing: { status: 'ticketing', ...plan },
  failed: { status: 'failed', ...plan, failure: { kind: 'offline' } },
  waiting: {
    status: 'waiting',
    ...plan,
    failure: { kind: 'offline' },
    wait: { for: 'network' },
  },
  done: {
    status: 'done',
    ...plan,
    receipt: {
      firmwareUrl: '',
      verdict: { kind: 'unverified', reason: 'checksum-hidden' },
      ticketRequestId: '',
      storeRequestId: undefined,
      finishedAt: 0,
      sendMs: 0,
    },
  },
} as const satisfies Record<string, UploadState>;

/** One lane, and uploads whose names are their ids; a name with `old` is one of an earlier visit, without bytes. */
function createDesk(uploads: Record<string, keyof typeof STATES>) {
  const files = new Map<string, File>();
  const list = new Map<string, Upload>();
  const jobs: { name: string; signal: AbortSignal; end: (crc64: string | undefined) => void }[] =
    [];
  const pending: Digests = {
    crc64: { status: 'pending' },
    md5: { status: 'pending' },
    sha256: { status: 'pending' },
  };
  for (const [id, state] of Object.entries(uploads)) {
    const { file } = fakeFile(id);
    if (!id.includes('old')) files.set(id, file);
    list.set(id, {
      id,
      firmware: firmwareOf(file),
      state: STATES[state],
      digests: pending,
      image: undefined,
      lastTicket: undefined,
    });
  }
  const lane: DigestLane = {
    kinds: ['crc64'],
    compute: (blob, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        jobs.push({
          name: blob instanceof File ? blob.name : '',
          signal,
          end: (crc64) =>
            crc64 === undefined ? reject(new Error('no')) : resolve(new Map([['crc64', crc64]])),
        });
      }),
  };
  const desk = createDigestDesk(
    [lane],
    () => [...list.values()],
    (id) => files.get(id),
    (id, found) => {
      const upload = list.get(id);
      if (upload) list.set(id, { ...upload, digests: { ...upload.digests, ...found } });
    },
  );
  return {
    desk,
    jobs,
    digestOf: (id: string) => list.get(id)?.digests.crc64,
    async set(id: string, state: keyof typeof STATES) {
      const upload = list.get(id);
      if (upload) list.set(id, { ...upload, state: STATES[state] });
      desk.look();
      await settle();
    },
    async end(crc64: string | undefined) {
      jobs.at(-1)?.end(crc64);
      await settle();
    },
  };
}

test('first who is being sent, then who is done, then two of who is next', async () => {
  const { desk, jobs, end, set } = createDesk({
    old: 'done',
    failed: 'failed',
    one: 'queued',
    two: 'queued',
    three: 'queued',
    done: 'done',
    sent: 'ticketing',
  });
  desk.look();
  for (let n = 0; n < 6; n++) await end('1');
  expect(jobs.map(({ name }) => name)).toEqual(['sent', 'done', 'one', 'two']);
  await set('one', 'ticketing');
  await end('1');
  expect(jobs.map(({ name }) => name)).toEqual(['sent', 'done', 'one', 'two', 'three']);
});

test('work that nobody wants any more is stopped, and can be done again', async () => {
  const { desk, jobs, end, set, digestOf } = createDesk({ one: 'ticketing' });
  desk.look();
  await set('one', 'failed');
  expect(jobs[0]?.signal.aborted).toBe(true);
  expect(digestOf('one')).toEqual({ status: 'pending' });
  await set('one', 'queued');
  await end('7');
  expect(jobs).toHaveLength(2);
  expect(digestOf('one')).toEqual({ status: 'known', value: '7' });
});

test('who is being sent does not wait for a file that is not: it may lie on a drive that hangs', async () => {
  const { desk, jobs, end, set, digestOf } = createDesk({ hanging: 'queued', other: 'failed' });
  desk.look();
  expect(jobs.map(({ name }) => name)).toEqual(['hanging']);
  await set('other', 'ticketing');
  expect(jobs[0]?.signal.aborted).toBe(true);
  expect(jobs.map(({ name }) => name)).toEqual(['hanging', 'other']);
  await end('7');
  expect(digestOf('other')).toEqual({ status: 'known', value: '7' });
  // Its own turn comes again.
  expect(jobs.map(({ name }) => name)).toEqual(['hanging', 'other', 'hanging']);
  expect(digestOf('hanging')).toEqual({ status: 'pending' });
});

test('work goes on while its upload waits for the next attempt', async () => {
  const { desk, jobs, set } = createDesk({ one: 'ticketing' });
  desk.look();
  await set('one', 'waiting');
  await set('one', 'queued');
  expect(jobs).toHaveLength(1);
  expect(jobs[0]?.signal.aborted).toBe(false);
});

test('who asks for a CRC-64 hears of it once it is settled, either way, or stops asking', async () => {
  const { desk, end } = createDesk({ one: 'ticketing', two: 'ticketing' });
  desk.look();
  const never = new AbortController().signal;
  const abort = new AbortController();
  const impatient = desk.crc64Of('one', abort.signal);
  const [one, two] = [desk.crc64Of('one', never), desk.crc64Of('two', never)];
  abort.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  await end('7');
  expect(await one).toEqual({ status: 'known', value: '7' });
  await end(undefined);
  expect(await two).toEqual({ status: 'unavailable' });
});
