import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Locator } from 'playwright/test';
import { crc64 } from '../../src/contract/crc64.ts';
import { readOssError } from '../../src/contract/oss-error.ts';
import { readTicketText } from '../../src/contract/ticket.ts';
import { localDisk, type Disk } from '../../src/server/disk/disk.ts';
import { SAMPLE_CREDENTIALS } from '../../src/simulator/cloud.ts';
import { BAD_SETTINGS } from '../../src/testing/bad-settings.ts';
import { choose, expectSameBytes, slowUploads, uploads } from '../support/ota-drop.ts';
import {
  answerOn,
  chunkedRequest,
  earlyAnswerOn,
  formBody,
  getKey,
  inChunks,
  postHead,
  postRequest,
  send,
  signedFields,
  type Fields,
  type RawAnswer,
} from '../../src/testing/raw-post.ts';
import { chooseOne, countTickets, noiseFile } from './evidence.ts';
import {
  startLimitedServer,
  type LimitedServer,
  type LimitedServerOptions,
} from '../support/cloud/limited-server.ts';
import { expectSoon, standStill } from '../support/browser/page-clock.ts';
import { countFiles, startProcess, type ServerProcess } from '../support/cloud/server-process.ts';
import { mountSmallDisk, type SmallDisk } from '../support/cloud/small-disk.ts';
import { expect, expectFailed, test as base, withLongPauses, withoutPauses } from './fixtures.ts';

/** What can happen to the server and its disk, seen from outside: by a person at the page, or by a client on a socket. */

type Fixtures = {
  readonly startProcess: typeof startProcess;
  readonly startLimited: (options?: LimitedServerOptions) => Promise<LimitedServer>;
  /** Skips the test where there can be none. */
  readonly mountDisk: (megabytes: number) => Promise<SmallDisk>;
};

const test = base.extend<Fixtures>({
  mountDisk: async ({}, use) => {
    const mounted: SmallDisk[] = [];
    await use(async (megabytes) => {
      const disk = await mountSmallDisk(megabytes);
      test.skip(disk === undefined, 'mounting a small disk needs Linux and root');
      if (disk === undefined) throw new Error('skipped');
      mounted.push(disk);
      return disk;
    });
    for (const disk of mounted) await disk.unmount();
  },
  startProcess: async ({ mountDisk }, use) => {
    // Ends before the disk is taken away that it may live on.
    void mountDisk;
    const started: ServerProcess[] = [];
    await use(async (...options) => {
      const server = await startProcess(...options);
      started.push(server);
      return server;
    });
    await Promise.all(started.map((server) => server.stop()));
  },
  startLimited: async ({}, use) => {
    const started: LimitedServer[] = [];
    await use(async (options) => {
      const server = await startLimitedServer(options);
      started.push(server);
      return server;
    });
    await Promise.all(started.map((server) => server.stop()));
  },
});

const LARGE_MB = 24;
const NOTHING = { objects: 0, blobs: 0, tmp: 0 };
const ONE = { objects: 1, blobs: 1, tmp: 0 };
const TWO = { objects: 2, blobs: 2, tmp: 0 };

/** Done and verified, and whoever asks the store for the address gets the file, byte for byte. */
async function expectStored(row: Locator, path: string): Promise<void> {
  await expect(row).toHaveAttribute('data-status', 'done');
  await expect(row.getByTestId('verdict')).toHaveAttribute('data-verdict', 'verified');
  await expectSameBytes((await row.getByTestId('firmware-url').textContent()) ?? '', path);
}

test.describe('a full disk', () => {
  const full = {
    kind: 'store-refused',
    code: 'S01',
    title: 'The storage’s disk is full',
    stored: 'Nothing was stored.',
  };

  test('S01 · is told, and nothing is kept; what fits still goes, and the rest once there is room', async ({
    page,
    files,
    startLimited,
  }) => {
    let freeBytes = 1_000_000;
    const server = await startLimited({ disk: { ...localDisk, freeBytes: async () => freeBytes } });
    const path = await noiseFile(files, LARGE_MB);
    const tickets = countTickets(page);
    await page.goto(server.url);
    // Slower than a disk, so that the refusal comes long before the form's end. Chromium shows it when the form has been sent.
    const letGo = await slowUploads(page, 6_000_000);
    const row = await chooseOne(page, path);
    await expectFailed(row, full, 'retry');
    await expect(row.getByTestId('failure')).toContainText(
      'An administrator must free some space, then retry.',
    );
    await expect(row.getByTestId('failure')).toContainText(
      /This store has room for 1,000,000 bytes, and this upload needs 24,000,\d{3} bytes\./,
    );
    await expect(row).toHaveAttribute('data-attempt', '1');
    expect(tickets.asked).toBe(1);
    expect(await countFiles(server.dataDir)).toEqual(NOTHING);
    await letGo();

    await expectStored(await chooseOne(page, files.gz), files.gz);
    expect(await countFiles(server.dataDir)).toEqual(ONE);
    freeBytes = Infinity;
    await row.getByTestId('retry').click();
    await expectStored(row, path);
    expect(tickets.asked).toBe(3);
    expect(await countFiles(server.dataDir)).toEqual(TWO);
  });

  test('S01 S02 · of 64 MB, before an upload and in the middle of one: told, nothing is half-visible, and room mends it', async ({
    page,
    files,
    mountDisk,
    startProcess,
  }) => {
    const disk = await mountDisk(64);
    const server = await startProcess({}, join(disk.dir, 'store'));
    const path = await noiseFile(files, LARGE_MB);
    const tickets = countTickets(page);
    await page.goto(server.url);
    await disk.leave(15_000_000);
    const row = await chooseOne(page, path);
    await expectFailed(row, full, 'retry');
    await expect(row.getByTestId('failure')).toContainText(/This store has room for 1\d,/);
    expect(await countFiles(server.dataDir)).toEqual(NOTHING);

    await disk.clear();
    const letGo = await slowUploads(page, 1_000_000);
    await row.getByTestId('retry').click();
    await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(1);
    await disk.leave(0);
    await letGo();
    await expectFailed(row, full, 'retry');
    await expect.poll(() => countFiles(server.dataDir)).toEqual(NOTHING);

    await disk.clear();
    await row.getByTestId('retry').click();
    await expectStored(row, path);
    expect(await countFiles(server.dataDir)).toEqual(ONE);
    await expect(row).toHaveAttribute('data-attempt', '3');
    expect(tickets.asked).toBe(3);
  });

  /** A disk that fails with this code once it has written some megabytes of a file, so many times. */
  function createFailingDisk(code: string, times: number): Disk & { readonly failed: number } {
    const disk = {
      ...localDisk,
      failed: 0,
      async createFile(path: string) {
        const file = await localDisk.createFile(path);
        let written = 0;
        return {
          ...file,
          async write(chunk: Uint8Array) {
            written += chunk.byteLength;
            if (written > 3_000_000 && disk.failed < times) {
              disk.failed += 1;
              throw Object.assign(new Error(`${code}, on purpose`), { code });
            }
            await file.write(chunk);
          },
        };
      },
    };
    return disk;
  }

  for (const code of ['ENOSPC', 'EDQUOT']) {
    test(`S02 · ${code} in the middle of a file: told, nothing is left, and a retry mends it`, async ({
      page,
      files,
      startLimited,
    }) => {
      const disk = createFailingDisk(code, 1);
      const server = await startLimited({ disk });
      const path = await noiseFile(files, 8);
      await page.goto(server.url);
      const row = await chooseOne(page, path);
      await expectFailed(row, full, 'retry');
      expect(disk.failed).toBe(1);
      expect(await countFiles(server.dataDir)).toEqual(NOTHING);
      await row.getByTestId('retry').click();
      await expectStored(row, path);
      expect(await countFiles(server.dataDir)).toEqual(ONE);
    });
  }

  test('S02 · EIO in the middle of a file: the next attempt comes by itself, and four are enough', async ({
    page,
    files,
    startLimited,
  }) => {
    const disk = createFailingDisk('EIO', 5);
    const server = await startLimited({ disk });
    const path = await noiseFile(files, 8);
    const tickets = countTickets(page);
    await withoutPauses(page);
    await page.goto(server.url);
    const row = await chooseOne(page, path);
    await expectFailed(
      row,
      {
        kind: 'store-refused',
        code: 'U17',
        title: 'Storage had a problem',
        stored: 'A copy may have been stored; it is not published.',
      },
      'retry',
    );
    expect([disk.failed, tickets.asked]).toEqual([4, 4]);
    expect(await countFiles(server.dataDir)).toEqual(NOTHING);

    await row.getByTestId('retry').click();
    await expectStored(row, path);
    expect([disk.failed, tickets.asked]).toEqual([5, 6]);
    expect(await countFiles(server.dataDir)).toEqual(ONE);
  });
});

test.describe('a process that ends', () => {
  test('S03 · by kill -9 in the middle of an upload: the page’s own next attempt succeeds, nothing torn, nothing lost', async ({
    page,
    files,
    startProcess,
  }) => {
    const server = await startProcess();
    const path = await noiseFile(files, LARGE_MB);
    const tickets = countTickets(page);
    await withLongPauses(page);
    await standStill(page, server.url);
    const done = await chooseOne(page, files.zip);
    await expectStored(done, files.zip);
    const letGo = await slowUploads(page, 1_000_000);
    const row = await chooseOne(page, path);
    await expect.poll(() => sizeOfUnfinished(server.dataDir)).toBeGreaterThan(1_000_000);
    expect(await server.signal('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
    expect((await countFiles(server.dataDir)).tmp).toBe(1);

    await expectSoon(page, row, 'waiting');
    const failure = row.getByTestId('failure');
    await expect(failure).toHaveAttribute('data-code', 'FW-U07');
    await expect(failure).toContainText(/Connection lost at [1-9]\d?%/);
    await expect(failure).toContainText('Nothing was stored.');
    await letGo();
    await server.startAgain();
    // What was on its way is swept, what was done is there.
    expect(await countFiles(server.dataDir)).toEqual(ONE);
    await expectSoon(page, row, 'done');
    await expectStored(row, path);
    await expect(row).toHaveAttribute('data-attempt', '2');
    expect(tickets.asked).toBe(3);
    await expectStored(done, files.zip);
    expect(await countFiles(server.dataDir)).toEqual(TWO);
  });

  async function sizeOfUnfinished(dataDir: string): Promise<number> {
    const [name] = await readdir(join(dataDir, 'tmp'));
    return name === undefined ? 0 : (await stat(join(dataDir, 'tmp', name))).size;
  }

  test('S07 · by SIGTERM: an upload finishes, the next one waits at the page, and goes when there is a server again', async ({
    page,
    files,
    startProcess,
  }) => {
    const server = await startProcess();
    const path = await noiseFile(files, LARGE_MB);
    const tickets = countTickets(page);
    await standStill(page, server.url);
    const letGo = await slowUploads(page, 500_000);
    const first = await chooseOne(page, path);
    await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(1);
    const ended = server.signal('SIGTERM');
    await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status).toBe(503);

    const second = await chooseOne(page, files.gz);
    await expect(second).toHaveAttribute('data-status', 'waiting');
    const failure = second.getByTestId('failure');
    await expect(failure).toHaveAttribute('data-failure', 'ticket-refused');
    await expect(failure).toHaveAttribute('data-code', 'FW-T02');
    await expect(failure).toContainText('The upload server had a problem');
    await expect(failure).toContainText('Your file has not been sent.');
    await expect(failure).toContainText(
      'It starts by itself when the upload server answers again.',
    );
    await expect(first).toHaveAttribute('data-status', 'sending');

    await letGo();
    await expect(first).toHaveAttribute('data-status', 'done');
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(await readdir(server.dataDir)).not.toContain('lock');
    expect(await countFiles(server.dataDir)).toEqual(ONE);
    await server.startAgain();
    await expectStored(first, path);
    await expectSoon(page, second, 'done');
    await expectStored(second, files.gz);
    await expect(second).toHaveAttribute('data-attempt', '2');
    expect(tickets.asked).toBe(3);
    expect(await countFiles(server.dataDir)).toEqual(TWO);
  });

  test('S07 · readiness goes off first, newcomers are turned away, an upload finishes, and it ends with 0', async ({
    startProcess,
  }) => {
    const server = await startProcess();
    const underWay = await holdUpload(server);
    const ended = server.signal('SIGTERM');
    await expect
      .poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 20_000 })
      .toBe(503);
    const ticket = await askForTicket(server.url);
    expect([ticket.status, ticket.headers.get('retry-after')]).toEqual([503, '5']);
    const upload = await fetch(server.cloudUrl, { method: 'POST', body: new FormData() });
    expect([upload.status, upload.headers.get('retry-after')]).toEqual([503, '5']);
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
    expect(await underWay.finish()).toBe(204);
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(await countFiles(server.dataDir)).toEqual(ONE);
  });

  test('S07 · DRAIN_S is how long it waits for an upload that does not finish', async ({
    startProcess,
  }) => {
    const server = await startProcess({ DRAIN_S: '0.5' });
    const underWay = await holdUpload(server);
    // Without the limit this would be a test that hangs.
    expect(await server.signal('SIGTERM')).toEqual({ code: 0, signal: null });
    expect(await underWay.finish()).toBe(0);
    expect(await countFiles(server.dataDir)).toMatchObject({ objects: 0 });
  });
});

type Held = {
  /** @returns the status; 0 if the connection is gone */
  finish(): Promise<number>;
  giveUp(): void;
};

/** An upload of which half has arrived. */
async function holdUpload(
  server: Pick<ServerProcess, 'url' | 'cloudUrl' | 'dataDir'>,
): Promise<Held> {
  const { tmp } = await countFiles(server.dataDir);
  const fields = await ticketFields(server.url);
  const request = postRequest(formBody(fields, Buffer.alloc(300_000, 'firmware')));
  const socket = connect(portOf(server.cloudUrl), '127.0.0.1');
  const answer = answerOn(socket);
  socket.write(request.subarray(0, 150_000));
  await expect
    .poll(async () => (await countFiles(server.dataDir)).tmp, { timeout: 20_000 })
    .toBe(tmp + 1);
  return {
    async finish() {
      if (!socket.destroyed) socket.write(request.subarray(150_000));
      return (await answer).status;
    },
    giveUp: () => socket.resetAndDestroy(),
  };
}

async function ticketFields(url: string): Promise<Fields> {
  const answer = readTicketText(await (await askForTicket(url)).text());
  if (answer.kind !== 'issued') throw new Error(answer.kind);
  const { key, policy, OSSAccessKeyId, signature: Signature } = answer.ticket;
  return Object.entries({ key, policy, OSSAccessKeyId, Signature });
}

function askForTicket(url: string): Promise<Response> {
  return fetch(`${url}/api/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"fileSuffix":"bin"}',
  });
}

function portOf(url: string): number {
  return Number(new URL(url).port);
}

test.describe('clients on sockets', () => {
  test('S04 · two that take turns with one key: the first one to be complete is kept, whole, and the other is told so', async ({
    startProcess,
  }) => {
    const server = await startProcess();
    const port = portOf(server.cloudUrl);
    const versions = [1, 2].map((fill) => Buffer.alloc(400_000 + fill * 1_000, fill));
    for (const [objects, order] of [versions, versions.toReversed()].entries()) {
      const fields = await ticketFields(server.url);
      const key = fields.find(([name]) => name === 'key')?.[1] ?? '';
      const senders = order.map((bytes) => {
        const socket = connect(port, '127.0.0.1');
        return {
          bytes,
          socket,
          rest: postRequest(formBody(fields, bytes)),
          answer: answerOn(socket),
        };
      });
      for (let turn = 0; turn < 20; turn++) {
        for (const sender of senders) {
          sender.socket.write(sender.rest.subarray(0, 10_000));
          sender.rest = sender.rest.subarray(10_000);
        }
        expect((await getKey(port, key)).status).toBe(404);
      }
      await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(2);
      const [kept] = order;
      for (const { socket, rest, answer, bytes } of senders) {
        socket.write(rest);
        const { status, headers } = await answer;
        const told = bytes === kept ? [204, crc64(bytes)] : [409, null];
        expect([status, headers.get('x-oss-hash-crc64ecma')]).toEqual(told);
        await expectWhole(port, key, kept ?? Buffer.of());
      }
      expect(await countFiles(server.dataDir)).toMatchObject({ tmp: 0, objects: objects + 1 });
    }
  });

  async function expectWhole(port: number, key: string, bytes: Buffer): Promise<void> {
    const { body, headers } = await getKey(port, key);
    expect(headers.get('x-oss-hash-crc64ecma')).toBe(crc64(bytes));
    expect(Buffer.compare(body, bytes)).toBe(0);
  }

  test('S05 · that send too slowly, or nothing, are told so and leave nothing; nobody else waits for them', async ({
    page,
    files,
    startLimited,
  }) => {
    const server = await startLimited({
      limits: {
        headersTimeoutMs: 4_500,
        bodyPace: { patienceMs: 4_000, minBytesPerSecond: 1024, tickMs: 50 },
        lingerMs: 20,
      },
    });
    const port = portOf(server.cloudUrl);
    const whole = formBody(await signedFields('ota/slow.bin'), Buffer.alloc(5_000, 7));
    const head = postHead({ 'Content-Length': whole.byteLength });
    const begin = (beginning: string | Buffer, drop: Buffer = Buffer.of()) => {
      const socket = connect(port, '127.0.0.1');
      const answer = answerOn(socket);
      socket.write(beginning);
      const drops = setInterval(() => socket.write(drop), 100);
      void answer.then(() => clearInterval(drops));
      return answer;
    };
    const silent = [0, 150, 800].map((sent) =>
      begin(Buffer.concat([head, whole.subarray(0, sent)])),
    );
    // Ten bytes a second, which is far from one kilobyte.
    const dribbling = begin(Buffer.concat([head, whole.subarray(0, 800)]), Buffer.of(7));
    const headless = [
      begin('POST / HTTP/1.1\r\nHost: a\r\nX-'),
      begin('POST / HTTP/1.1\r\nX-', Buffer.from('a')),
    ];
    await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(2);

    await page.goto(server.url);
    await choose(page, files.gz);
    await expectStored(uploads(page), files.gz);
    await expect(uploads(page)).toHaveAttribute('data-attempt', '1');

    for (const { status, text } of await Promise.all([...silent, dribbling])) {
      expect([status, readOssError(text)?.code]).toEqual([400, 'RequestTimeout']);
    }
    for (const { status } of await Promise.all(headless)) expect(status).toBe(408);
    expect(await countFiles(server.dataDir)).toEqual(ONE);
    expect((await getKey(port, 'ota/slow.bin')).status).toBe(404);
  });

  test('S06 · that lie about the length are refused, at the limit and not later, and store nothing', async ({
    startProcess,
  }) => {
    const LIMIT = 100_000;
    const server = await startProcess({
      ACCESS_KEY_ID: SAMPLE_CREDENTIALS.accessKeyId,
      ACCESS_KEY_SECRET: SAMPLE_CREDENTIALS.accessKeySecret,
    });
    const port = portOf(server.cloudUrl);
    const fields = await signedFields('ota/liar.bin', [
      ['starts-with', '$key', ''],
      ['content-length-range', 0, LIMIT],
    ]);
    const fits = formBody(fields, Buffer.alloc(LIMIT));
    const over = formBody(fields, Buffer.alloc(LIMIT + 1));
    const told = ({ status, text }: RawAnswer) => [status, readOssError(text)?.code];
    for (const request of [postRequest(over), chunkedRequest(over)]) {
      expect(told(await send(port, request))).toEqual([400, 'EntityTooLarge']);
    }
    // By our parser or by Node's, which finds no request in what is left over.
    const short = postRequest(fits, { 'Content-Length': fits.byteLength - 500 });
    expect((await send(port, short)).status).toBe(400);
    const inTwoWays = { 'Content-Length': fits.byteLength, 'Transfer-Encoding': 'chunked' };
    const chunksOf = (headers: Parameters<typeof postHead>[0], chunks: Uint8Array) =>
      Buffer.concat([postHead(headers), chunks]);
    const impossible = [
      chunksOf(inTwoWays, inChunks(fits)),
      chunksOf({ 'Transfer-Encoding': 'chunked' }, Buffer.from('no number\r\n')),
      postRequest(fits, { 'Content-Length': '-1' }),
      postRequest(fits, { 'Content-Length': '1e3' }),
    ];
    for (const request of impossible) expect((await send(port, request, true)).status).toBe(400);
    // More is announced than comes: nobody is left to be told.
    await send(port, postRequest(fits, { 'Content-Length': 1e9 }), true);

    // A body without end is left once the limit is passed.
    const socket = connect(port, '127.0.0.1');
    const early = earlyAnswerOn(socket);
    const block = inChunks(over).subarray(0, -5);
    socket.write(chunksOf({ 'Transfer-Encoding': 'chunked' }, block));
    const pour = () => {
      while (!socket.destroyed && socket.write(block)) {
        if (socket.bytesWritten > 1e9) socket.destroy();
      }
    };
    socket.on('drain', pour);
    pour();
    expect(told(await early)).toEqual([400, 'EntityTooLarge']);
    expect(socket.bytesWritten).toBeLessThan(1e9);

    await expect.poll(() => countFiles(server.dataDir)).toEqual(NOTHING);
    expect((await send(port, postRequest(fits))).status).toBe(204);
    expect(await countFiles(server.dataDir)).toEqual(ONE);
  });

  test('S10 · more than 32 at once: the page is told to wait, and goes when there is a place', async ({
    page,
    files,
    startProcess,
  }) => {
    const server = await startProcess();
    const held: Held[] = [];
    for (let i = 0; i < 32; i++) held.push(await holdUpload(server));
    const tickets = countTickets(page);
    await standStill(page, server.url);
    const row = await chooseOne(page, files.gz);
    await expect(row).toHaveAttribute('data-status', 'waiting');
    const failure = row.getByTestId('failure');
    await expect(failure).toHaveAttribute('data-failure', 'store-refused');
    await expect(failure).toHaveAttribute('data-code', 'FW-U16');
    await expect(failure).toContainText('Storage is busy');
    await expect(failure).toContainText('Nothing was stored.');
    await expect(failure).toContainText('This store takes 32 uploads at a time.');
    await expect(row.getByTestId('countdown')).toHaveText('Trying again in 1 sec (attempt 2 of 4)');

    // Still no place: it asks once more, with another ticket.
    await page.clock.runFor(1_000);
    await expect(row).toHaveAttribute('data-attempt', '2');
    await expect(row).toHaveAttribute('data-status', 'waiting');
    expect(await held[0]?.finish()).toBe(204);
    held[1]?.giveUp();
    await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(30);
    await page.clock.runFor(1_000);
    await expectStored(row, files.gz);
    await expect(row).toHaveAttribute('data-attempt', '3');
    expect(tickets.asked).toBe(3);
    const statuses = await Promise.all(held.slice(2).map((upload) => upload.finish()));
    expect(statuses).toEqual(statuses.map(() => 204));
    expect(await countFiles(server.dataDir)).toEqual({ objects: 32, blobs: 32, tmp: 0 });
  });
});

test.describe('it does not start', () => {
  const main = join(import.meta.dirname, '../../dist/server/main.js');
  const run = async (env: Readonly<Record<string, string>>, user: { uid?: number } = {}) => {
    const child = spawn(process.execPath, [main], {
      env: { PATH: process.env['PATH'], ...env },
      ...user,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let words = '';
    child.stderr.on('data', (chunk) => {
      words += String(chunk);
    });
    const [code] = await once(child, 'close');
    return { code, words };
  };

  test('S08 · every mistake in the settings is told at once, and no stack', async () => {
    const { code, words } = await run({ PORT: 'abc', CLOUD: 'moon', TICKET_LIFE_S: '-1' });
    expect(code).toBe(78);
    for (const name of ['PORT', 'CLOUD', 'TICKET_LIFE_S']) expect(words).toContain(`- ${name} is`);
    expect(words).not.toMatch(/\n\s+at /);
  });

  test('S08 · no bad setting starts it: one line each, no secret, no stack, code 78', async () => {
    test.setTimeout(240_000);
    const waiting = [...BAD_SETTINGS];
    const runNext = async () => {
      for (let bad = waiting.shift(); bad !== undefined; bad = waiting.shift()) {
        const { code, words } = await run(bad.env);
        const [title, ...lines] = words.trimEnd().split('\n');
        expect(title).toBe('OTA Drop cannot start with these settings:');
        expect(lines.map((line) => /^ {2}- (\w+) /.exec(line)?.[1])).toEqual(bad.lines);
        expect(words).not.toContain('CANARY');
        expect(code).toBe(78);
      }
    };
    await Promise.all([runNext(), runNext(), runNext()]);
  });

  test('S09 · what keeps it from starting is one sentence with the way out, and no stack', async ({
    server,
  }) => {
    const dir = await mkdtemp(join(tmpdir(), 'ota-drop-start-'));
    const file = join(dir, 'file');
    await writeFile(file, '');
    const { port } = new URL(server.url);
    const cloudPort = new URL(server.cloudUrl).port;
    // Nothing is forbidden to root, so somebody else has to try.
    const isRoot = process.getuid?.() === 0;
    const canTry = !isRoot || ((await isOpenToAll(main)) && (await isOpenToAll(process.execPath)));
    const forbidden = await mkdtemp(join(dir, 'forbidden-'));
    await chmod(forbidden, 0o500);
    await chmod(dir, 0o755);

    const table: [Record<string, string>, string, { uid?: number }?][] = [
      [{ PORT: port }, `Port ${port} on 127.0.0.1 is taken. Stop the other program, or choose`],
      [{ CLOUD_PORT: cloudPort }, `Port ${cloudPort} on 127.0.0.1 is taken.`],
      [{ HOST: '192.0.2.1', I_KNOW_THIS_IS_OPEN: '1' }, 'Cannot listen on 192.0.2.1:0'],
      [{ DATA_DIR: server.dataDir }, `is in use by process ${server.pid}. Stop that one, or`],
      [{ DATA_DIR: file }, `DATA_DIR ${file} is not a folder`],
      [{ DATA_DIR: join(file, 'below') }, 'below is not a folder'],
    ];
    if (canTry) {
      const user = isRoot ? { uid: 65_534 } : {};
      table.push([{ DATA_DIR: forbidden }, 'may not be written by the user', user]);
    }
    for (const [env, sentence, user] of table) {
      const fresh = join(dir, 'fresh');
      const { code, words } = await run(
        { PORT: '0', CLOUD_PORT: '0', DATA_DIR: fresh, ...env },
        user,
      );
      expect(words).toContain(`OTA Drop cannot start. `);
      expect(words).toContain(sentence);
      expect(words.trimEnd()).not.toContain('\n');
      expect(code).toBe(1);
    }
    await rm(dir, { recursive: true });
  });
});

/** Whether a user without any rights of its own gets to a file. */
async function isOpenToAll(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  const parent = dirname(path);
  return (mode & 0o005) !== 0 && (parent === path || isOpenToAll(parent));
}
