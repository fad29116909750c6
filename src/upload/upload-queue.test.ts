import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { crc64 } from '../contract/crc64.ts';
import { FIRMWARE_MAX_BYTES } from '../contract/limits.ts';
import { encodePolicy } from '../contract/post-policy.ts';
import type { DigestLane } from './digest-lane.ts';
import type { TicketOutcome } from './ticket-client.ts';
import type { OutgoingForm, StoreReply, TransportWatch } from './transport.ts';
import { isUnderWay } from './upload-state.ts';
import type { Upload } from './upload.ts';
import { createUploadQueue } from './upload-queue.ts';

const HOST = 'https://bucket.example';
const LIFE_MS = 60_000;

const bytes = new TextEncoder().encode('123456789');
const CRC = crc64(bytes);
/** A file that is read at once, so that a test only waits for promises; real files are read in the browser's tests. */
const file = (name: string, content: Uint8Array<ArrayBuffer> = bytes) =>
  Object.defineProperty(new File([content], name), 'slice', {
    configurable: true,
    value: () => ({ arrayBuffer: () => Promise.resolve(new ArrayBuffer(1)) }),
  });
const stored = (crc: string | null = CRC): StoreReply => ({
  kind: 'answered',
  status: 200,
  crc64: crc,
  requestId: 'store-1',
  body: '',
});

type Send = {
  readonly form: OutgoingForm;
  readonly watch: TransportWatch;
  readonly at: number;
  readonly reply: (reply: StoreReply) => void;
};

/** The engine in a world that does only what a test says: tickets, sends and digests wait to be answered. */
function createWorld() {
  let now = 0;
  const tickets: { suffix: string; askedAt: number; answer: (outcome: TicketOutcome) => void }[] =
    [];
  const sends: Send[] = [];
  const digests: { settle: (value: string | undefined) => void }[] = [];
  const lane: DigestLane = {
    kinds: ['crc64'],
    compute: (_, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        digests.push({
          settle: (value) =>
            value === undefined ? reject(new Error('no')) : resolve(new Map([['crc64', value]])),
        });
      }),
  };
  const queue = createUploadQueue({
    clock: { now: () => now, wall: () => 1_700_000_000_000 + now },
    lanes: [lane],
    requestTicket: (suffix, signal) =>
      new Promise((answer, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
        tickets.push({ suffix, askedAt: now, answer });
      }),
    transport: {
      send: (form, watch) =>
        new Promise((reply, reject) => {
          watch.signal.addEventListener('abort', () => reject(watch.signal.reason), { once: true });
          sends.push({ form, watch, at: now, reply });
        }),
    },
  });
  return {
    queue,
    tickets,
    sends,
    digests,
    pass: (ms: number) => {
      now += ms;
    },
    at: (index: number): Upload => {
      const upload = queue.getSnapshot()[index];
      if (upload === undefined) throw new Error(`no upload ${index}`);
      return upload;
    },
    status: () => queue.getSnapshot().map(({ state }) => state.status),
  };
}

type World = ReturnType<typeof createWorld>;

function issued(
  key: string,
  { lifeMs = LIFE_MS, max = FIRMWARE_MAX_BYTES, min = 0 } = {},
): TicketOutcome {
  const created = Date.UTC(2026, 0, 1);
  return {
    kind: 'issued',
    requestId: `ticket-${key}`,
    ticket: {
      firmwareUrl: `${HOST}/ota/firmware/${key}.bin`,
      host: HOST,
      key: `ota/firmware/${key}.bin`,
      OSSAccessKeyId: 'id',
      objectStorage: 'OSS',
      policy: encodePolicy(new Date(created + lifeMs), [['content-length-range', min, max]]),
      signature: 'signature',
      utcCreate: new Date(created).toISOString(),
      extraFields: {},
    },
  };
}

/** Lets everything that can go on by itself go on: all of it is promises, so one turn of the event loop is enough. */
function settle(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve);
  });
}

async function sending(world: World, name = 'a.bin'): Promise<Send> {
  world.queue.add([file(name)], 'auto');
  await settle();
  world.tickets.at(-1)?.answer(issued(`k${world.tickets.length}`));
  await settle();
  const send = world.sends.at(-1);
  if (send === undefined) throw new Error(`nothing is sent: ${world.status().join()}`);
  return send;
}

describe('one firmware', () => {
  test('is verified when the store computed the same checksum', async () => {
    const world = createWorld();
    const send = await sending(world, 'Door Lock.BIN');
    expect(send.form.fields.map(([name]) => name)).toEqual([
      'key',
      'policy',
      'OSSAccessKeyId',
      'Signature',
      'success_action_status',
    ]);
    expect(send.form.fileName).toBe('firmware.bin');
    expect(send.form.file).toBe(world.at(0).firmware.file);
    world.digests[0]?.settle(CRC);
    send.watch.onProgress(409, 409);
    await settle();
    expect(world.at(0).state).toMatchObject({ status: 'confirming', awaiting: 'store' });
    send.reply(stored());
    await settle();
    expect(world.at(0).state).toMatchObject({
      status: 'done',
      attempt: 1,
      receipt: {
        firmwareUrl: `${HOST}/ota/firmware/k1.bin`,
        verdict: { kind: 'verified', crc64: CRC },
        ticketRequestId: 'ticket-k1',
        storeRequestId: 'store-1',
      },
    });
    expect(world.at(0).digests.crc64).toEqual({ status: 'known', value: CRC });
  });

  test('waits for its digest before anything is claimed', async () => {
    const world = createWorld();
    const send = await sending(world);
    send.reply(stored());
    await settle();
    expect(world.at(0).state).toMatchObject({ status: 'confirming', awaiting: 'proof' });
    world.digests[0]?.settle(CRC);
    await settle();
    expect(world.at(0).state.status).toBe('done');
  });

  test('with another checksum is a failure without a URL', async () => {
    const world = createWorld();
    const send = await sending(world);
    world.digests[0]?.settle(CRC);
    send.reply(stored('1'));
    await settle();
    expect(world.at(0).state).toEqual({
      status: 'failed',
      suffix: 'bin',
      attempt: 1,
      failure: { kind: 'checksum-mismatch', ours: CRC, theirs: '1' },
    });
  });

  test.each([
    ['hides its checksum', null, CRC, 'checksum-hidden'],
    ['answers, but no digest could be computed', CRC, undefined, 'digest-unavailable'],
  ])('is unverified when the store %s', async (_, theirs, ours, reason) => {
    const world = createWorld();
    const send = await sending(world);
    world.digests[0]?.settle(ours);
    send.reply(stored(theirs));
    await settle();
    expect(world.at(0).state).toMatchObject({
      status: 'done',
      receipt: { verdict: { kind: 'unverified', reason } },
    });
  });

  test('shows bytes of the file, not of the form around it', async () => {
    const world = createWorld();
    const send = await sending(world);
    send.watch.onProgress(400, 409);
    expect(world.at(0).state).toMatchObject({ progress: { sent: 0, total: 9 } });
    world.pass(100);
    send.watch.onProgress(405, 409);
    expect(world.at(0).state).toMatchObject({ progress: { sent: 5, total: 9 } });
  });

  test('reports at most ten times a second', async () => {
    const world = createWorld();
    const send = await sending(world);
    const seen = new Set<unknown>();
    for (let ms = 0; ms < 1000; ms++) {
      send.watch.onProgress(400 + ms / 200, 409);
      seen.add(world.at(0).state);
      world.pass(1);
    }
    expect(seen.size).toBeLessThanOrEqual(11);
    expect(seen.size).toBeGreaterThan(5);
  });
});

describe('before a ticket is asked for', () => {
  test.each([
    ['an empty file', file('a.bin', new Uint8Array()), { kind: 'empty' }],
    [
      'one byte too much',
      Object.defineProperty(file('a.bin'), 'size', { value: FIRMWARE_MAX_BYTES + 1 }),
      { kind: 'too-large', limit: FIRMWARE_MAX_BYTES },
    ],
    [
      'a file that cannot be read',
      Object.defineProperty(file('a.bin'), 'slice', {
        value: () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }),
      }),
      { kind: 'unreadable' },
    ],
  ])('%s is refused', async (_, bad, rejection) => {
    const world = createWorld();
    world.queue.add([bad], 'auto');
    await settle();
    expect(world.at(0).state).toEqual({ status: 'rejected', rejection });
    expect(world.tickets).toEqual([]);
  });

  test('a suffix in doubt waits for a person, who may change it', async () => {
    const world = createWorld();
    world.queue.add([file('rootfs.tgz')], 'auto');
    await settle();
    expect(world.at(0).state).toEqual({
      status: 'ready',
      suffix: 'tar.gz',
      doubt: { kind: 'tar-gz-alias', ending: 'tgz' },
    });
    world.queue.chooseSuffix(world.at(0).id, 'gzip');
    world.queue.start(world.at(0).id);
    await settle();
    expect(world.tickets.map(({ suffix }) => suffix)).toEqual(['gzip']);
  });

  test('a chosen suffix beats the name', async () => {
    const world = createWorld();
    world.queue.add([file('a.zip')], 'apk');
    await settle();
    expect(world.tickets.map(({ suffix }) => suffix)).toEqual(['apk']);
  });

  test('a queued upload may still change its suffix', async () => {
    const world = createWorld();
    world.queue.add([file('a.bin'), file('b.bin'), file('c.bin')], 'auto');
    await settle();
    expect(world.status()).toEqual(['ticketing', 'ticketing', 'queued']);
    world.queue.chooseSuffix(world.at(2).id, 'dav');
    world.queue.cancel(world.at(0).id);
    await settle();
    expect(world.tickets.map(({ suffix }) => suffix)).toEqual(['bin', 'bin', 'dav']);
  });
});

describe('an attempt that ends badly', () => {
  const expired = `<Error><Code>AccessDenied</Code><Message>Invalid according to Policy: Policy expired.</Message><RequestId>R</RequestId><EC>0006-00000213</EC></Error>`;
  const refused = `<Error><Code>SignatureDoesNotMatch</Code><Message>No</Message></Error>`;
  const answered = (status: number, body: string): StoreReply => ({
    kind: 'answered',
    status,
    crc64: null,
    requestId: null,
    body,
  });

  test.each([
    [
      'no answer',
      { kind: 'unreachable' } as const,
      { kind: 'store-unreachable', sent: 5, total: 9 },
    ],
    ['an expired policy', answered(403, expired), { kind: 'policy-expired', requestId: 'R' }],
    [
      'a refusal',
      answered(403, refused),
      { kind: 'store-refused', status: 403, error: { code: 'SignatureDoesNotMatch' } },
    ],
    [
      'an answer that is not the store’s',
      answered(413, '<html>'),
      { kind: 'store-refused', error: undefined },
    ],
    ['a redirect', answered(302, ''), { kind: 'store-refused', status: 302 }],
  ])('by %s has one clear failure', async (_, reply, failure) => {
    const world = createWorld();
    const send = await sending(world);
    send.watch.onProgress(405, 409);
    send.reply(reply);
    await settle();
    expect(world.at(0).state).toMatchObject({ status: 'failed', failure });
  });

  test('passes on what the ticket call ended with', async () => {
    const world = createWorld();
    world.queue.add([file('a.bin')], 'auto');
    await settle();
    world.tickets[0]?.answer({ kind: 'failed', failure: { kind: 'ticket-unreachable' } });
    await settle();
    expect(world.at(0).state).toMatchObject({ failure: { kind: 'ticket-unreachable' } });
    expect(world.sends).toEqual([]);
  });

  test.each([
    ['is dead on arrival', { lifeMs: 1000 }, 1000, { kind: 'ticket-expired', lifeMs: 1000 }],
    ['allows less', { max: 8 }, 0, { kind: 'size-not-allowed', min: 0, max: 8 }],
    ['asks for more', { min: 10 }, 0, { kind: 'size-not-allowed', min: 10 }],
  ])('sends nothing with a ticket that %s', async (_, ticket, ms, failure) => {
    const world = createWorld();
    world.queue.add([file('a.bin')], 'auto');
    await settle();
    world.pass(ms);
    world.tickets[0]?.answer(issued('k', ticket));
    await settle();
    expect(world.at(0).state).toMatchObject({ status: 'failed', failure });
    expect(world.sends).toEqual([]);
  });

  test('because the file changed says so, whatever the store said', async () => {
    const world = createWorld();
    const send = await sending(world);
    Object.defineProperty(world.at(0).firmware.file, 'slice', {
      value: () => ({ arrayBuffer: () => Promise.reject(new Error('NotReadableError')) }),
    });
    send.reply(stored());
    await settle();
    expect(world.at(0).state).toMatchObject({
      status: 'failed',
      failure: { kind: 'file-changed', noticed: 'after-sending' },
    });
  });

  test('is tried again with a new ticket and its own URL', async () => {
    const world = createWorld();
    const send = await sending(world);
    world.digests[0]?.settle(CRC);
    send.reply({ kind: 'unreachable' });
    await settle();
    world.queue.retry(world.at(0).id);
    await settle();
    expect(world.tickets).toHaveLength(2);
    world.tickets[1]?.answer(issued('second'));
    await settle();
    world.sends[1]?.reply(stored());
    await settle();
    expect(world.at(0).state).toMatchObject({
      status: 'done',
      attempt: 2,
      receipt: { firmwareUrl: `${HOST}/ota/firmware/second.bin` },
    });
  });
});

test('a mistake of ours is a failure too, and never an upload that hangs', async () => {
  const report = vi.fn();
  vi.stubGlobal('reportError', report);
  const world = createWorld();
  world.queue.add([file('a.bin')], 'auto');
  await settle();
  world.tickets[0]?.answer(
    Object.defineProperty(issued('k'), 'ticket', {
      get: () => {
        throw new Error('a mistake');
      },
    }),
  );
  await settle();
  expect(world.at(0).state).toMatchObject({
    status: 'failed',
    failure: { kind: 'unexpected', detail: 'Error: a mistake' },
  });
  expect(report).toHaveBeenCalledOnce();
  vi.unstubAllGlobals();
});

test('after a mismatch the file is digested again: it may have been read wrongly here', async () => {
  const world = createWorld();
  const send = await sending(world);
  world.digests[0]?.settle('1');
  send.reply(stored());
  await settle();
  expect(world.at(0).state).toMatchObject({ failure: { kind: 'checksum-mismatch' } });
  world.queue.retry(world.at(0).id);
  await settle();
  expect(world.digests).toHaveLength(2);
});

describe('cancelling', () => {
  test('aborts the wire and nothing of the attempt is heard again', async () => {
    const world = createWorld();
    const send = await sending(world);
    world.queue.cancel(world.at(0).id);
    expect(send.watch.signal.aborted).toBe(true);
    const { state } = world.at(0);
    expect(state).toMatchObject({ status: 'cancelled', arrived: 'maybe' });
    send.watch.onProgress(409, 409);
    send.reply(stored());
    await settle();
    expect(world.at(0).state).toBe(state);
  });

  test('frees the place for the next', async () => {
    const world = createWorld();
    world.queue.add([file('a.bin'), file('b.bin'), file('c.bin')], 'auto');
    await settle();
    world.queue.remove(world.at(1).id);
    await settle();
    expect(world.status()).toEqual(['ticketing', 'ticketing']);
  });
});

test('whatever happens: tickets are used once and in time, two at most are sent, and only equal bytes are verified', async () => {
  const command = fc.oneof(
    fc.record({
      do: fc.constant('add' as const),
      name: fc.constantFrom('a.bin', 'b.img', 'c.zip'),
    }),
    fc.record({
      do: fc.constantFrom('cancel' as const, 'retry' as const, 'remove' as const, 'start' as const),
      index: fc.nat(4),
    }),
    fc.record({ do: fc.constant('pass' as const), ms: fc.constantFrom(10, 30_000, 61_000) }),
    fc.record({ do: fc.constant('ticket' as const), good: fc.boolean() }),
    fc.record({
      do: fc.constant('reply' as const),
      with: fc.constantFrom('equal', 'other', 'none', 'lost'),
    }),
    fc.record({ do: fc.constant('digest' as const), good: fc.boolean() }),
  );

  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 25 }), async (commands) => {
      const world = createWorld();
      const id = (index: number) => world.queue.getSnapshot()[index]?.id ?? 'none';
      const replied = new Map<string, string>();
      const askedAt = new Map<string, number>();
      for (const step of commands) {
        switch (step.do) {
          case 'add':
            world.queue.add([file(step.name)], 'auto');
            break;
          case 'cancel':
          case 'retry':
          case 'remove':
          case 'start':
            world.queue[step.do](id(step.index));
            break;
          case 'pass':
            world.pass(step.ms);
            break;
          case 'ticket': {
            const ticket = world.tickets.shift();
            const key = crypto.randomUUID();
            askedAt.set(`ota/firmware/${key}.bin`, ticket?.askedAt ?? 0);
            ticket?.answer(
              step.good ? issued(key) : { kind: 'failed', failure: { kind: 'ticket-unreachable' } },
            );
            break;
          }
          case 'reply': {
            const open = world.sends.find(
              ({ form, watch }) => !watch.signal.aborted && !replied.has(keyOf(form)),
            );
            if (open === undefined) break;
            replied.set(keyOf(open.form), step.with);
            if (step.with === 'lost') open.reply({ kind: 'unreachable' });
            else
              open.reply(stored(step.with === 'equal' ? CRC : step.with === 'other' ? '1' : null));
            break;
          }
          case 'digest':
            world.digests.shift()?.settle(step.good ? CRC : undefined);
            break;
        }
        await settle();
        const uploads = world.queue.getSnapshot();
        expect(uploads.filter(({ state }) => isUnderWay(state)).length).toBeLessThanOrEqual(2);
        const urls = uploads.flatMap(({ state }) =>
          state.status === 'done' ? [state.receipt] : [],
        );
        expect(new Set(urls.map(({ firmwareUrl }) => firmwareUrl)).size).toBe(urls.length);
        for (const { firmwareUrl, verdict } of urls) {
          const answer = replied.get(firmwareUrl.slice(HOST.length + 1));
          if (verdict.kind === 'verified') expect(answer).toBe('equal');
          else if (verdict.reason === 'checksum-hidden') expect(answer).toBe('none');
        }
      }
      const keys = world.sends.map(({ form }) => keyOf(form));
      expect(new Set(keys).size).toBe(keys.length);
      for (const { form, at } of world.sends) {
        expect(at - (askedAt.get(keyOf(form)) ?? -Infinity)).toBeLessThan(LIFE_MS);
      }
      expect(world.status()).not.toContain('inspecting');
    }),
    { numRuns: 200 },
  );
}, 60_000);

function keyOf(form: OutgoingForm): string {
  return form.fields.find(([name]) => name === 'key')?.[1] ?? '';
}
