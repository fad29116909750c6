import { expect, test } from 'vitest';
import { fakeFile } from '../../testing/engine-world.ts';
import { createFakeClock, settle } from '../../testing/fake-clock.ts';
import { createDigestScheduler } from './digest-scheduler.ts';
import type { DigestClient } from '../digest/digest-client.ts';
import { firmwareOf } from '../model/firmware-file.ts';
import { createUploadStore } from './upload-store.ts';
import { NO_DIGESTS, type Upload } from '../model/upload.ts';
import type { UploadState } from '../model/upload-state.ts';

const MIB = 1024 * 1024;
const plan = { suffix: 'bin', attempt: 1, tries: [], arrived: 'nothing' } as const;
const STATES = {
  queued: { status: 'queued', ...plan },
  ticketing: { status: 'ticketing', ...plan },
  starting: sendingAt(undefined),
  slow: sendingAt(100e6),
  fast: sendingAt(400e6),
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

function sendingAt(bytesPerSecond: number | undefined) {
  const progress = { sent: 1, total: 9, bytesPerSecond, secondsLeft: undefined };
  return { status: 'sending', ...plan, ticketEndsAt: 0, progress, stall: undefined } as const;
}

/** One lane, and uploads whose names are their ids; a name with `old` is one of an earlier visit, without bytes. */
function createDesk(
  uploads: Record<string, keyof typeof STATES>,
  { purpose = 'verdict', size = 9 }: { purpose?: DigestClient['purpose']; size?: number } = {},
) {
  const files = new Map<string, File>();
  const earlier: Upload[] = [];
  const kind = purpose === 'verdict' ? 'crc64' : 'sha256';
  const pauses: boolean[] = [];
  const jobs: { name: string; signal: AbortSignal; end: (value: string | undefined) => void }[] =
    [];
  for (const [id, state] of Object.entries(uploads)) {
    const { file } = fakeFile(id, size);
    if (!id.includes('old')) files.set(id, file);
    earlier.push({
      id,
      firmware: firmwareOf(file),
      state: STATES[state],
      digests:
        purpose === 'verdict'
          ? NO_DIGESTS
          : { ...NO_DIGESTS, crc64: { status: 'known', value: '1' } },
      image: undefined,
      packing: undefined,
      lastTicket: undefined,
    });
  }
  const lane: DigestClient = {
    kinds: [kind],
    purpose,
    setPaused: (isPaused) => pauses.push(isPaused),
    compute: (blob, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        jobs.push({
          name: blob instanceof File ? blob.name : '',
          signal,
          end: (value) =>
            value === undefined ? reject(new Error('no')) : resolve(new Map([[kind, value]])),
        });
      }),
  };
  const book = createUploadStore(createFakeClock());
  const desk = createDigestScheduler([lane], book, (id) => files.get(id));
  return {
    desk,
    jobs,
    pauses,
    digestOf: (id: string) => book.get(id)?.digests[kind],
    async open() {
      book.putFirst(earlier);
      await settle();
    },
    async set(id: string, state: keyof typeof STATES) {
      const upload = book.get(id);
      if (upload) book.put({ ...upload, state: STATES[state] });
      await settle();
    },
    async tell(id: string, value: string) {
      book.recordDigests(id, { [kind]: { status: 'known', value } });
      await settle();
    },
    async end(value: string | undefined) {
      jobs.at(-1)?.end(value);
      await settle();
    },
  };
}

test('first who is being sent, then who is done, then two of who is next', async () => {
  const { open, jobs, end, set } = createDesk({
    old: 'done',
    failed: 'failed',
    one: 'queued',
    two: 'queued',
    three: 'queued',
    done: 'done',
    sent: 'ticketing',
  });
  await open();
  for (let n = 0; n < 6; n++) await end('1');
  expect(jobs.map(({ name }) => name)).toEqual(['sent', 'done', 'one', 'two']);
  await set('one', 'ticketing');
  await end('1');
  expect(jobs.map(({ name }) => name)).toEqual(['sent', 'done', 'one', 'two', 'three']);
});

test('work that nobody wants any more is stopped, and can be done again', async () => {
  const { open, jobs, end, set, digestOf } = createDesk({ one: 'ticketing' });
  await open();
  await set('one', 'failed');
  expect(jobs[0]?.signal.aborted).toBe(true);
  expect(digestOf('one')).toEqual({ status: 'pending' });
  await set('one', 'queued');
  await end('7');
  expect(jobs).toHaveLength(2);
  expect(digestOf('one')).toEqual({ status: 'known', value: '7' });
});

test('who is being sent does not wait for a file that is not: it may lie on a drive that hangs', async () => {
  const { open, jobs, end, set, digestOf } = createDesk({ hanging: 'queued', other: 'failed' });
  await open();
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

test('who is waited for goes before who is only next, and before who is done', async () => {
  const { desk, jobs, open, end } = createDesk({ done: 'done', one: 'queued', two: 'queued' });
  const two = desk.digestOf('two', 'crc64', new AbortController().signal);
  await open();
  await end('7');
  expect(await two).toEqual({ status: 'known', value: '7' });
  await end('8');
  expect(jobs.map(({ name }) => name)).toEqual(['two', 'done', 'one']);
});

test('work that nobody waits for is put off for who is waited for', async () => {
  const { desk, jobs, open, end } = createDesk({ hanging: 'queued', two: 'queued' });
  await open();
  const two = desk.digestOf('two', 'crc64', new AbortController().signal);
  await settle();
  await end('7');
  expect(await two).toEqual({ status: 'known', value: '7' });
  expect(jobs.map(({ name }) => name)).toEqual(['hanging', 'two', 'hanging']);
});

test('work goes on while its upload waits for the next attempt', async () => {
  const { open, jobs, set } = createDesk({ one: 'ticketing' });
  await open();
  await set('one', 'waiting');
  await set('one', 'queued');
  expect(jobs).toHaveLength(1);
  expect(jobs[0]?.signal.aborted).toBe(false);
});

test('who asks for a CRC-64 hears of it once it is settled, either way, or stops asking', async () => {
  const { desk, open, end } = createDesk({ one: 'ticketing', two: 'ticketing' });
  await open();
  const never = new AbortController().signal;
  const abort = new AbortController();
  const impatient = desk.digestOf('one', 'crc64', abort.signal);
  const [one, two] = [desk.digestOf('one', 'crc64', never), desk.digestOf('two', 'crc64', never)];
  abort.abort(new Error('enough'));
  await expect(impatient).rejects.toThrow('enough');
  await end('7');
  expect(await one).toEqual({ status: 'known', value: '7' });
  await end(undefined);
  expect(await two).toEqual({ status: 'unavailable' });
});

/** MD5 and SHA-256 are only shown and kept. */
const RECORD = { purpose: 'record', size: 2 * MIB } as const;

test('what no verdict waits for is not computed beside a transfer on a fast line', async () => {
  const { open, jobs, set, end, digestOf } = createDesk({ one: 'ticketing' }, RECORD);
  await open();
  await set('one', 'starting');
  await set('one', 'fast');
  expect(jobs).toEqual([]);
  await set('one', 'done');
  expect(jobs.map(({ name }) => name)).toEqual(['one']);
  await end('7');
  expect(digestOf('one')).toEqual({ status: 'known', value: '7' });
});

test('on a line that is slower than hashing it is computed beside the transfer', async () => {
  const { open, jobs, set } = createDesk({ one: 'starting' }, RECORD);
  await open();
  expect(jobs).toEqual([]);
  await set('one', 'slow');
  expect(jobs.map(({ name }) => name)).toEqual(['one']);
});

test('two slow transfers together may be a fast line', async () => {
  const { open, jobs, set } = createDesk({ one: 'slow', two: 'slow' }, RECORD);
  await open();
  expect(jobs).toEqual([]);
  await set('two', 'failed');
  expect(jobs.map(({ name }) => name)).toEqual(['one']);
});

test('it stands still while another file is sent fast, and nothing of it is lost', async () => {
  const { open, jobs, pauses, set, end } = createDesk({ one: 'done', two: 'queued' }, RECORD);
  await open();
  expect(jobs.map(({ name }) => name)).toEqual(['one']);
  await set('two', 'ticketing');
  await set('two', 'fast');
  expect(pauses).toEqual([true]);
  expect(jobs[0]?.signal.aborted).toBe(false);
  await set('two', 'slow');
  await set('two', 'done');
  expect(pauses).toEqual([true, false]);
  await end('7');
  expect(jobs.map(({ name }) => name)).toEqual(['one', 'two']);
});

test('small files on their way hold nothing up', async () => {
  const { open, jobs } = createDesk(
    { one: 'done', two: 'fast' },
    { purpose: 'record', size: 1000 },
  );
  await open();
  expect(jobs.map(({ name }) => name)).toEqual(['two']);
});

test('who waits for it is served beside any transfer', async () => {
  const { desk, open, jobs, pauses, end } = createDesk({ one: 'fast', two: 'queued' }, RECORD);
  await open();
  const two = desk.digestOf('two', 'sha256', new AbortController().signal);
  await settle();
  expect(jobs.map(({ name }) => name)).toEqual(['two']);
  await end('7');
  expect(await two).toEqual({ status: 'known', value: '7' });
  expect(pauses).toEqual([]);
});

test('who waits for it does not wait for a file before it that stands still for a fast transfer', async () => {
  const uploads = { one: 'done', two: 'queued', three: 'queued' } as const;
  const { desk, open, jobs, pauses, set, end } = createDesk(uploads, RECORD);
  await open();
  await set('two', 'ticketing');
  await set('two', 'fast');
  expect(jobs.map(({ name }) => name)).toEqual(['one']);
  expect(pauses).toEqual([true]);
  const three = desk.digestOf('three', 'sha256', new AbortController().signal);
  await settle();
  expect(pauses).toEqual([true, false]);
  await end('7');
  expect(jobs.map(({ name }) => name)).toEqual(['one', 'three']);
  await end('8');
  expect(await three).toEqual({ status: 'known', value: '8' });
});

test('what was found out meanwhile is not lost when the file cannot be read to its end', async () => {
  const { open, tell, end, digestOf } = createDesk({ one: 'done' }, RECORD);
  await open();
  await tell('one', '7');
  await end(undefined);
  expect(digestOf('one')).toEqual({ status: 'known', value: '7' });
});
