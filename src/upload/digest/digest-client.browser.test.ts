import { expect, test } from 'vitest';
import { crc64 } from '../../contract/crc64.ts';
import { createComputeOnce, createDigestClients } from './digest-client.ts';
import { digest } from './worker/digest.ts';
import { createGate } from './worker/gate.ts';
import { DIGEST_KINDS } from '../model/upload.ts';

/** Real workers, real WebAssembly. */

const MIB = 1024 * 1024;
const createWorker = () =>
  new Worker(new URL('./worker/main.ts', import.meta.url), { type: 'module' });
const never = new AbortController().signal;

const digestsOf = async (blob: Blob) => {
  const { verdict, record } = createDigestClients(createWorker);
  const all = await Promise.all([verdict.compute(blob, never), record.compute(blob, never)]);
  return new Map(all.flatMap((values) => [...values]));
};

const hex = (buffer: ArrayBuffer) =>
  [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

test('the published values of "123456789"', async () => {
  expect(await digestsOf(new Blob(['123456789']))).toEqual(
    new Map([
      ['crc64', '11051210869376104954'],
      ['md5', '25f9e794323b453885f5181f1b624d0b'],
      ['sha256', '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225'],
    ]),
  );
});

test('CRC-64/NVME is computed for who asks: the check value, and its work ends with the signal', async () => {
  const compute = createComputeOnce(createWorker);
  // The check value of the catalogue of CRCs; over a file of many pieces it has the same length.
  expect(await compute('crc64nvme', new Blob(['123456789']), never)).toBe('ae8b14860a799888');
  const large = new Blob([new Uint8Array(3 * MIB)]);
  expect(await compute('crc64nvme', large, never)).toMatch(/^[0-9a-f]{16}$/);
  const stopped = compute('crc64nvme', large, AbortSignal.abort(new Error('enough')));
  await expect(stopped).rejects.toThrow('enough');
});

test('every digest has one client; the verdict waits for the CRC-64 alone', () => {
  const { verdict, record } = createDigestClients(createWorker);
  expect([...verdict.kinds, ...record.kinds]).toEqual(DIGEST_KINDS);
  expect(verdict.kinds).toEqual(['crc64']);
});

test('a small file is read once for all its digests', async () => {
  const { verdict } = createDigestClients(createWorker);
  const values = await verdict.compute(new Blob(['123456789']), never);
  expect(new Set(values.keys())).toEqual(new Set(DIGEST_KINDS));
});

test('a file of many pieces is digested as a whole, one after the other by the same workers', async () => {
  const { verdict, record } = createDigestClients(createWorker);
  for (const size of [40 * MIB + 7, MIB, MIB + 1, 0]) {
    const bytes = new Uint8Array(size).map((_, i) => i * 31 + (i >> 8));
    const blob = new Blob([bytes]);
    const [crc, others] = await Promise.all([
      verdict.compute(blob, never),
      record.compute(blob, never),
    ]);
    expect(crc.get('crc64')).toBe(crc64(bytes));
    expect(others.get('sha256')).toBe(hex(await crypto.subtle.digest('SHA-256', bytes)));
    expect(others.get('md5')).toMatch(/^[0-9a-f]{32}$/);
  }
});

test('MD5 and SHA-256 share one read of the file', async () => {
  let reads = 0;
  const blob = new Blob([new Uint8Array(20 * MIB).fill(7)]);
  const whole = await blob.arrayBuffer();
  const stream = blob.stream.bind(blob);
  blob.stream = () => {
    reads += 1;
    return stream();
  };
  const { port1, port2 } = new MessageChannel();
  const gate = createGate();
  const [md5, sha256] = await Promise.all([
    digest({ kinds: ['md5'], source: { kind: 'blob', blob }, next: port1 }, gate),
    digest({ kinds: ['sha256'], source: { kind: 'relay', port: port2 }, next: undefined }, gate),
  ]);
  expect(reads).toBe(1);
  expect(md5).toEqual({
    kind: 'digests',
    values: [['md5', expect.stringMatching(/^[0-9a-f]{32}$/)]],
  });
  expect(sha256).toEqual({
    kind: 'digests',
    values: [['sha256', hex(await crypto.subtle.digest('SHA-256', whole))]],
  });
});

test('a piece that was digested is not kept in memory', async () => {
  const pieces = [new Uint8Array(MIB), new Uint8Array(MIB), new Uint8Array(7)];
  const blob = new Blob(pieces);
  blob.stream = () =>
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
  const source = { kind: 'blob', blob } as const;
  const found = await digest({ kinds: ['crc64'], source, next: undefined }, createGate());
  expect(found).toEqual({
    kind: 'digests',
    values: [['crc64', crc64(new Uint8Array(2 * MIB + 7))]],
  });
  expect(pieces.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0]);
});

test('the reader waits for a worker that is behind: little of the file is in memory', async () => {
  const blob = new Blob([new Uint8Array(64 * MIB)]);
  const source = { kind: 'blob', blob } as const;
  const { port1, port2 } = new MessageChannel();
  let arrived = 0;
  port2.addEventListener('message', ({ data }: MessageEvent<Uint8Array | 'end'>) => {
    if (data !== 'end') arrived += data.byteLength;
  });
  port2.start();
  // Nothing on the other end says that it is done with a piece.
  void digest({ kinds: ['md5'], source, next: port1 }, createGate());
  // Time enough to read all of it, several times.
  for (let n = 0; n < 5; n += 1) {
    await digest({ kinds: ['crc64'], source, next: undefined }, createGate());
  }
  expect(arrived).toBeGreaterThan(MIB);
  expect(arrived).toBeLessThan(24 * MIB);
});

test('paused work stands still, and goes on where it was', async () => {
  const { verdict, record } = createDigestClients(createWorker);
  const bytes = new Uint8Array(8 * MIB).fill(3);
  const blob = new Blob([bytes]);
  record.setPaused(true);
  let isSettled = false;
  const work = record.compute(blob, never).finally(() => (isSettled = true));
  for (let n = 0; n < 20; n++) await verdict.compute(blob, never);
  expect(isSettled).toBe(false);
  record.setPaused(false);
  const values = await work;
  expect(values.get('sha256')).toBe(hex(await crypto.subtle.digest('SHA-256', bytes)));
});

test('an abort ends the work, and the client can be used again', async () => {
  const { record } = createDigestClients(createWorker);
  const abort = new AbortController();
  const work = record.compute(new Blob([new Uint8Array(64 * MIB)]), abort.signal);
  abort.abort(new Error('enough'));
  await expect(work).rejects.toThrow('enough');
  expect((await record.compute(new Blob(['']), never)).get('sha256')).toBe(
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  );
});

test('a browser that refuses WebAssembly is an error, not silence', async () => {
  const main = new URL('./worker/main.ts', import.meta.url).href;
  const script = (code: string) =>
    URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const refusing = script(`WebAssembly.compile = () => Promise.reject(new Error('no'));`);
  const url = script(`import '${refusing}'; import '${main}';`);
  const clients = createDigestClients(() => new Worker(url, { type: 'module' }));
  for (const client of Object.values(clients)) {
    for (const blob of [new Blob(['a']), new Blob([new Uint8Array(2 * MIB)])]) {
      const work = client.compute(blob, AbortSignal.timeout(10_000));
      await expect(work).rejects.toThrow('the digest worker broke');
    }
  }
});

test('a worker that cannot start is an error, not silence', async () => {
  const { record } = createDigestClients(() => new Worker('/there-is-no-such-worker.js'));
  await expect(record.compute(new Blob(['a']), never)).rejects.toThrow('worker');
});

test('a worker that breaks beside the one that a file waits for is an error, not silence', async () => {
  const silent = URL.createObjectURL(new Blob(['onmessage = () => {};']));
  const addresses = [silent, '/there-is-no-such-worker.js'];
  const { record } = createDigestClients(() => new Worker(addresses.shift() ?? silent));
  await expect(record.compute(new Blob(['a']), AbortSignal.timeout(10_000))).rejects.toThrow(
    'the digest worker broke',
  );
});
