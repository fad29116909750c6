import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { readTicketText } from '../../src/contract/ticket.ts';
import { localDisk, type Disk } from '../../src/server/disk/disk.ts';
import {
  answerOn,
  begin,
  formBody,
  postHead,
  postRequest,
  signedFields,
} from '../../src/testing/raw-post.ts';
import { readOssError } from '../../src/contract/oss-error.ts';
import { expectSoon, standStill } from '../support/browser/page-clock.ts';
import { startLimitedServer } from '../support/cloud/limited-server.ts';
import { launch, MAIN, type ServerProcess } from '../support/cloud/server-process.ts';
import { countFiles } from '../support/cloud/stored-files.ts';
import { slowUploads } from '../support/ota-drop.ts';
import { starting } from '../support/starting.ts';
import { temporaryFolder } from '../../src/automation/temporary-folder.ts';
import { chooseOne, inDetail, noiseFile, openAndChoose, ticketsOf } from './evidence.ts';
import {
  expect,
  expectAttempt,
  expectFailed,
  expectVerified,
  expectWaiting,
  MAYBE_STORED,
  NOT_SENT,
  NOTHING_STORED,
  retryAndExpectVerified,
  test as base,
  withLongPauses,
  withoutPauses,
} from './fixtures.ts';

/** What can happen to the server and its disk, as the page shows it. */

const test = base.extend<{ readonly startLimited: typeof startLimitedServer }>({
  startLimited: starting(startLimitedServer),
});

const NOTHING = { objects: 0, blobs: 0, tmp: 0 };
const ONE = { objects: 1, blobs: 1, tmp: 0 };
const TWO = { objects: 2, blobs: 2, tmp: 0 };

const FULL = {
  kind: 'store-refused',
  code: 'S01',
  title: 'Storage is full',
  stored: NOTHING_STORED,
};

test('S01 a full disk is told, what fits still goes', async ({ page, files, startLimited }) => {
  let freeBytes = 1_000_000;
  const server = await startLimited({ disk: { ...localDisk, freeBytes: async () => freeBytes } });
  const path = await noiseFile(files, 24);
  await page.goto(server.url);
  // Slower than a disk, so that the refusal comes long before the form's end. Chromium shows it when the form has been sent.
  const letGo = await slowUploads(page, 6_000_000);
  const row = await chooseOne(page, path);
  await expectFailed(row, {
    ...FULL,
    says: [
      'An administrator must free some space, then retry.',
      /This store has room for 1,000,000 bytes, and this upload needs 24,000,\d{3} bytes\./,
    ],
  });
  await expectAttempt(row, 1);
  expect(ticketsOf(page).asked).toBe(1);
  expect(await countFiles(server.dataDir)).toEqual(NOTHING);
  await letGo();

  await expectVerified(server, await chooseOne(page, files.gz), files.gz);
  freeBytes = Infinity;
  await retryAndExpectVerified(server, row, path);
  expect(ticketsOf(page).asked).toBe(3);
  expect(await countFiles(server.dataDir)).toEqual(TWO);
});

test('S01 S02 a disk of 64 MB that is full', async ({ page, files, startProcess, mountDisk }) => {
  const disk = await mountDisk(64);
  const server = await startProcess({ DATA_DIR: join(disk.dir, 'store') });
  const path = await noiseFile(files, 24);
  await disk.leave(15_000_000);
  const row = await openAndChoose(page, server, path);
  await expectFailed(row, { ...FULL, says: /This store has room for 1\d,/ });
  expect(await countFiles(server.dataDir)).toEqual(NOTHING);

  await disk.clear();
  const letGo = await slowUploads(page, 1_000_000);
  await row.getByTestId('retry').click();
  await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(1);
  await disk.leave(0);
  await letGo();
  await expectFailed(row, FULL);
  await expect.poll(() => countFiles(server.dataDir)).toEqual(NOTHING);

  await disk.clear();
  await retryAndExpectVerified(server, row, path);
  expect(await countFiles(server.dataDir)).toEqual(ONE);
  await expectAttempt(row, 3);
  expect(ticketsOf(page).asked).toBe(3);
  await server.stop();
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

/** @param fails how often until the upload is given up, and until it works */
for (const { code, attempts, fails, failed } of [
  { code: 'EDQUOT', attempts: 1, fails: 1, failed: FULL },
  {
    code: 'EIO',
    attempts: 4,
    fails: 5,
    failed: { ...FULL, code: 'U17', title: 'Storage had a problem', stored: MAYBE_STORED },
  },
]) {
  test(`S02 ${code} midway: ${attempts} attempts`, async ({ page, files, startLimited }) => {
    const disk = createFailingDisk(code, fails);
    const server = await startLimited({ disk });
    const path = await noiseFile(files, 8);
    await withoutPauses(page);
    const row = await openAndChoose(page, server, path);
    await expectFailed(row, failed);
    expect([disk.failed, ticketsOf(page).asked]).toEqual([attempts, attempts]);
    expect(await countFiles(server.dataDir)).toEqual(NOTHING);
    await retryAndExpectVerified(server, row, path);
    expect(disk.failed).toBe(fails);
    expect(await countFiles(server.dataDir)).toEqual(ONE);
  });
}

test('S03 kill -9 during an upload loses nothing', async ({ page, files, startProcess }) => {
  const server = await startProcess();
  const path = await noiseFile(files, 24);
  await withLongPauses(page);
  await standStill(page, server.url);
  const done = await chooseOne(page, files.zip);
  await expectVerified(server, done, files.zip);
  const letGo = await slowUploads(page, 1_000_000);
  const row = await chooseOne(page, path);
  const sizeOfUnfinished = async () => {
    const [name] = await readdir(join(server.dataDir, 'tmp'));
    return name === undefined ? 0 : (await stat(join(server.dataDir, 'tmp', name))).size;
  };
  await expect.poll(sizeOfUnfinished).toBeGreaterThan(1_000_000);
  expect(await server.signal('SIGKILL')).toEqual({ code: null, signal: 'SIGKILL' });
  expect((await countFiles(server.dataDir)).tmp).toBe(1);

  await expectSoon(page, row, 'waiting');
  const lost = { kind: 'connection-lost', code: 'U07' };
  await expectWaiting(row, lost, /Connection lost at [1-9]\d?%/, NOTHING_STORED);
  await letGo();
  await server.startAgain();
  // What was on its way is swept, what was done is there.
  expect(await countFiles(server.dataDir)).toEqual(ONE);
  await expectSoon(page, row, 'done');
  await expectVerified(server, row, path, { attempts: 2 });
  expect(ticketsOf(page).asked).toBe(3);
  await expectVerified(server, done, files.zip);
  expect(await countFiles(server.dataDir)).toEqual(TWO);
});

test('S07 SIGTERM: an upload ends, the next one waits', async ({ page, files, startProcess }) => {
  const server = await startProcess();
  const path = await noiseFile(files, 24);
  await standStill(page, server.url);
  const letGo = await slowUploads(page, 500_000);
  const first = await chooseOne(page, path);
  await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(1);
  const ended = server.signal('SIGTERM');
  await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status).toBe(503);
  expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  const turnedAway = await fetch(server.cloudUrl, { method: 'POST', body: new FormData() });
  expect([turnedAway.status, turnedAway.headers.get('retry-after')]).toEqual([503, '5']);

  const second = await chooseOne(page, files.gz);
  await expectWaiting(
    second,
    { kind: 'ticket-refused', code: 'T02' },
    'The server had a problem',
    NOT_SENT,
    'Starts when the server is back.',
  );
  await expect(first).toHaveAttribute('data-status', 'sending');
  await letGo();
  await expect(first).toHaveAttribute('data-status', 'done');
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(await readdir(server.dataDir)).not.toContain('lock');
  expect(await countFiles(server.dataDir)).toEqual(ONE);
  await server.startAgain();
  await expectVerified(server, first, path);
  await expectSoon(page, second, 'done');
  await expectVerified(server, second, files.gz, { attempts: 2 });
  expect(ticketsOf(page).asked).toBe(3);
});

type HeldUpload = {
  /** @returns the status; 0 if the connection is gone */
  finish(): Promise<number>;
  giveUp(): void;
};

/** An upload of which half has arrived. */
async function holdUpload(server: ServerProcess): Promise<HeldUpload> {
  const { tmp } = await countFiles(server.dataDir);
  const response = await fetch(`${server.url}/api/tickets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"fileSuffix":"bin"}',
  });
  const answer = readTicketText(await response.text());
  if (answer.kind !== 'issued') throw new Error(answer.kind);
  const { key, policy, OSSAccessKeyId, signature: Signature } = answer.ticket;
  const fields = Object.entries({ key, policy, OSSAccessKeyId, Signature });
  const request = postRequest(formBody(fields, Buffer.alloc(300_000, 'firmware')));
  const socket = connect(Number(new URL(server.cloudUrl).port), '127.0.0.1');
  const stored = answerOn(socket);
  socket.write(request.subarray(0, 150_000));
  await expect
    .poll(async () => (await countFiles(server.dataDir)).tmp, { timeout: 20_000 })
    .toBe(tmp + 1);
  return {
    async finish() {
      if (!socket.destroyed) socket.write(request.subarray(150_000));
      return (await stored).status;
    },
    giveUp: () => socket.resetAndDestroy(),
  };
}

test('S05 no upload waits for slow senders', async ({ page, files, startLimited }) => {
  const server = await startLimited({
    limits: {
      bodyPace: { patienceMs: 4_000, minBytesPerSecond: 1024, tickMs: 50 },
      lingerMs: 20,
    },
  });
  const whole = formBody(await signedFields('ota/slow.bin'), Buffer.alloc(5_000, 7));
  const head = postHead({ 'Content-Length': whole.byteLength });
  const port = Number(new URL(server.cloudUrl).port);
  const begun = Buffer.concat([head, whole.subarray(0, 800)]);
  const [silent, dribbling] = [begin(port, begun), begin(port, begun)];
  // Ten bytes a second, which is far from one kilobyte.
  const drops = setInterval(() => dribbling.socket.write(Buffer.of(7)), 100);
  await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(2);

  const row = await openAndChoose(page, server, files.gz);
  await expectVerified(server, row, files.gz, { attempts: 1 });
  for (const { answer } of [silent, dribbling]) {
    const { status, text } = await answer;
    expect([status, readOssError(text)?.code]).toEqual([400, 'RequestTimeout']);
  }
  clearInterval(drops);
  expect(await countFiles(server.dataDir)).toEqual(ONE);
});

test('S10 the 33rd upload waits for a place', async ({ page, files, startProcess }) => {
  const server = await startProcess();
  const held: HeldUpload[] = [];
  for (let i = 0; i < 32; i++) held.push(await holdUpload(server));
  await standStill(page, server.url);
  const row = await chooseOne(page, files.gz);
  await expectWaiting(
    row,
    { kind: 'store-refused', code: 'U16' },
    'Storage is busy',
    NOTHING_STORED,
    'This store takes 32 uploads at a time.',
  );
  await expect(await inDetail(row, 'countdown')).toHaveText('Trying again in 1 s (attempt 2 of 4)');

  // Still no place: it asks once more, with another ticket.
  await page.clock.runFor(1_000);
  await expectAttempt(row, 2);
  await expect(row).toHaveAttribute('data-status', 'waiting');
  expect(await held[0]?.finish()).toBe(204);
  held[1]?.giveUp();
  await expect.poll(async () => (await countFiles(server.dataDir)).tmp).toBe(30);
  await page.clock.runFor(1_000);
  await expectVerified(server, row, files.gz, { attempts: 3 });
  expect(ticketsOf(page).asked).toBe(3);
  const statuses = await Promise.all(held.slice(2).map((upload) => upload.finish()));
  expect(statuses).toEqual(statuses.map(() => 204));
  expect(await countFiles(server.dataDir)).toEqual({ objects: 32, blobs: 32, tmp: 0 });
});

test.describe('a server that does not start', () => {
  test('S08 tells every mistake in its settings at once, without secrets or a stack', async () => {
    const server = await launch({
      PORT: 'abc',
      CLOUD: 'moon',
      TICKET_LIFE_S: '-1',
      ACCESS_KEY_SECRET: 'CANARY',
    });
    expect(server.child.exitCode).toBe(78);
    const [title, ...lines] = server.errors().trimEnd().split('\n');
    expect(title).toBe('OTA Drop cannot start with these settings:');
    const names = lines.map((line) => /^ {2}- (\w+) /.exec(line)?.[1]);
    expect(names).toEqual(expect.arrayContaining(['PORT', 'CLOUD', 'TICKET_LIFE_S']));
    expect(server.output()).not.toContain('CANARY');
  });

  test('S09 tells in a sentence what keeps it from starting', async ({ server }) => {
    const folder = await temporaryFolder();
    const [file, forbidden] = [join(folder.path, 'file'), await temporaryFolder()];
    await writeFile(file, '');
    const { port } = new URL(server.url);
    const cloudPort = new URL(server.cloudUrl).port;
    // Nothing is forbidden to root, so another user has to try.
    const isRoot = process.getuid?.() === 0;
    const canTry = !isRoot || ((await isOpenToAll(MAIN)) && (await isOpenToAll(process.execPath)));
    await chmod(forbidden.path, 0o500);

    const table: [Record<string, string>, string, { uid?: number }?][] = [
      [{ PORT: port }, `Port ${port} on 127.0.0.1 is taken. Stop the other program, or choose`],
      [{ CLOUD_PORT: cloudPort }, `Port ${cloudPort} on 127.0.0.1 is taken.`],
      [{ HOST: '192.0.2.1', I_KNOW_THIS_IS_OPEN: '1' }, 'Cannot listen on 192.0.2.1:0'],
      [{ DATA_DIR: server.dataDir }, `is in use by process ${server.pid}. Stop that one, or`],
      [{ DATA_DIR: file }, `DATA_DIR ${file} is not a folder`],
    ];
    if (canTry) {
      const user = isRoot ? { uid: 65_534 } : {};
      table.push([{ DATA_DIR: forbidden.path }, 'may not be written by the user', user]);
    }
    for (const [env, sentence, user] of table) {
      const { child, errors } = await launch({ DATA_DIR: join(folder.path, 'new'), ...env }, user);
      expect(errors()).toContain('OTA Drop cannot start. ');
      expect(errors()).toContain(sentence);
      expect(errors().trimEnd()).not.toContain('\n');
      expect(child.exitCode).toBe(1);
    }
    await forbidden.remove();
    await folder.remove();
  });
});

/** Whether a user without any rights of its own gets to a file. */
async function isOpenToAll(path: string): Promise<boolean> {
  const { mode } = await stat(path);
  const parent = dirname(path);
  return (mode & 0o005) !== 0 && (parent === path || isOpenToAll(parent));
}
