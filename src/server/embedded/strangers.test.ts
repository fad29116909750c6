import type { Socket } from 'node:net';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import {
  answerOn,
  begin,
  BOUNDARY,
  CLOSING,
  earlyAnswerOn,
  fieldParts,
  filePart,
  formBody,
  part,
  PATIENT,
  postHead,
  postRequest,
  send,
  signedFields,
  type CloudOnPort,
  type Fields,
} from '../../testing/raw-post.ts';
import { readOssError } from '../../contract/oss-error.ts';
import { watchStore } from '../../testing/test-objects.ts';
import { cloudOfTest } from '../../testing/test-resources.ts';
import { createFormHeadBudget } from './form-head.ts';
import { readPostForm } from './multipart.ts';

/** Senders without a ticket: whatever they send or do not send, an upload with one gets through. */

const LIMITS = {
  openUploadsMax: 2,
  turnWithinMs: 0,
  fieldsTimeoutMs: 20_000,
  connectionsMax: 12,
  lingerMs: 10,
} as const;

let cloud: CloudOnPort;
/** File bytes that the store has got. */
let written: () => number;
beforeEach(async () => {
  const watched = watchStore();
  ({ written } = watched);
  cloud = await cloudOfTest({ store: watched.store }, LIMITS);
});

/** A connection that is there, and stays until the test ends. */
async function open(bytes: Uint8Array = Buffer.alloc(0)): Promise<Socket> {
  const { socket } = begin(cloud.port, bytes);
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function upload(key: string): Promise<number> {
  const body = formBody(await signedFields(key), Buffer.alloc(10_000, 7));
  return (await send(cloud.port, postRequest(body))).status;
}

async function refusalOf(body: Uint8Array): Promise<[number, string | undefined]> {
  const answer = await send(cloud.port, postRequest(body));
  return [answer.status, readOssError(answer.text)?.code];
}

describe('places for uploads', () => {
  test('forms that stop in their fields take none', async () => {
    const body = formBody(await signedFields('ota/a.bin'), Buffer.alloc(1_000));
    for (let i = 0; i < 8; i++) await open(postRequest(body).subarray(0, 300));
    expect(await upload('ota/real.bin')).toBe(204);
  });

  test('forms with a forged signature take none, however slowly their file comes', async () => {
    const forged = (await signedFields('ota/a.bin')).map(
      ([name, value]) => [name, name === 'Signature' ? 'eA==' : value] as const,
    );
    const body = formBody(forged, Buffer.alloc(100_000));
    for (let i = 0; i < 8; i++) await open(postRequest(body).subarray(0, 5_000));
    expect(await upload('ota/real.bin')).toBe(204);
  });
});

describe('what comes before the file', () => {
  const empty = (count: number, name: string): Fields =>
    Array.from({ length: count }, (_, i) => [name.replace('*', String(i)), ''] as const);

  test('64 fields are read', async () => {
    const fields = await signedFields('ota/a.bin');
    const body = formBody([...fields, ...empty(64 - fields.length, 'x-*')], 'x');
    expect((await send(cloud.port, postRequest(body))).status).toBe(204);
  });

  test.each([
    ['of different names', 'x-*'],
    ['without a name', ''],
  ])('65 fields %s are refused', async (_, name) => {
    const fields = await signedFields('ota/a.bin');
    const body = formBody([...fields, ...empty(65 - fields.length, name)], 'x');
    expect(await refusalOf(body)).toEqual([400, 'MaxPOSTPreDataLengthExceededError']);
  });

  test('of 1,200,000 empty fields the first few are read', async () => {
    const socket = await open(postHead({ 'Content-Length': 1_200_000 * part('', '').byteLength }));
    const answer = earlyAnswerOn(socket);
    socket.write(fieldParts(empty(2_000, '')));
    const { status, text } = await answer;
    expect([status, readOssError(text)?.code]).toEqual([400, 'MaxPOSTPreDataLengthExceededError']);
  });

  test('more bytes than any form has are refused, though no part of them is a field', async () => {
    const body = Buffer.concat([Buffer.alloc(9_000_000, 'x'), CLOSING]);
    expect(await refusalOf(body)).toEqual([400, 'MaxPOSTPreDataLengthExceededError']);
  });

  test('has to be there in time, however steadily it comes', async () => {
    const hasty = await cloudOfTest({}, { ...LIMITS, fieldsTimeoutMs: 300 });
    const { socket, answer } = begin(hasty.port, postHead({ 'Content-Length': 1_000_000 }));
    const drops = setInterval(() => socket.write(Buffer.alloc(1_000, 'x')), 20);
    const { status, text } = await answer;
    clearInterval(drops);
    expect([status, readOssError(text)?.code]).toEqual([400, 'RequestTimeout']);
  });

  test('large forms share what room there is, and a small one always finds some', () => {
    const room = createFormHeadBudget(1_000_000);
    expect(room.take(900_000, 0)).toBe(true);
    expect(room.take(200_000, 0)).toBe(false);
    expect(room.take(60_000, 0)).toBe(true);
    expect(room.take(60_000, 0)).toBe(true);
    expect(room.take(60_000, 60_000)).toBe(false);
    room.giveBack(900_000);
    expect(room.take(200_000, 0)).toBe(true);
  });

  test('what a large form has held is free for the next one, whether it was read or refused', async () => {
    const budget = createFormHeadBudget(100_000);
    const type = `multipart/form-data; boundary=${BOUNDARY}`;
    const headers = { 'content-type': type, 'transfer-encoding': 'chunked' };
    const cut = part('x-large', 'v'.repeat(90_000));
    const whole = Buffer.concat([cut, filePart('x'), CLOSING]);
    const read = (body: Buffer) =>
      readPostForm(Object.assign(Readable.from([body]), { headers }), { budget });
    for (let nth = 0; nth < 2; nth++) {
      expect(await read(whole)).toMatchObject({ file: { fileName: 'firmware.bin' } });
      await expect(read(cut)).rejects.toMatchObject({ code: 'MalformedPOSTRequest' });
    }
  });
});

describe('a form that is not read', () => {
  test('posted to the address of its object: told where forms go', async () => {
    const body = formBody(await signedFields('ota/a.bin'), 'x');
    const request = postRequest(body).toString('latin1').replace('POST / ', 'POST /ota/a.bin ');
    const answer = await send(cloud.port, Buffer.from(request, 'latin1'));
    expect(answer.status).toBe(405);
    expect(readOssError(answer.text)?.message).toBe(
      "A form is posted to '/', whatever its file is to be called: that says its field 'key'. Nothing of this one was kept.",
    );
  });

  test.each([
    ['a field', 0],
    ['the file', 4],
    ['the file, which is large', 4, 400_000],
  ])('with blanks behind the boundary line of %s: told so', async (_, nth, size = 10) => {
    const fields = await signedFields('ota/a.bin');
    const parts = [
      ...fields.map(([name, value]) => part(name, value)),
      filePart(Buffer.alloc(size)),
    ];
    const padded = parts.map((bytes, i) =>
      i === nth
        ? Buffer.concat([Buffer.from(`--${BOUNDARY} \t`), bytes.subarray(2 + BOUNDARY.length)])
        : bytes,
    );
    const answer = await send(cloud.port, postRequest(Buffer.concat([...padded, CLOSING])));
    expect([answer.status, readOssError(answer.text)?.code]).toEqual([400, 'MalformedPOSTRequest']);
    expect(readOssError(answer.text)?.message).toContain('has blanks behind it');
  });
});

describe('connections', () => {
  test('silent ones make room for a real one, oldest first', async () => {
    const silent: Socket[] = [];
    for (let i = 0; i < 40; i++) silent.push(await open());
    expect(await upload('ota/real.bin')).toBe(204);
    await expect.poll(() => silent[0]?.closed, PATIENT).toBe(true);
    expect(silent.at(-1)?.closed).toBe(false);
  });

  test('an upload that is under way is not cut for them', async () => {
    const request = postRequest(formBody(await signedFields('ota/a.bin'), Buffer.alloc(50_000)));
    const socket = await open(request.subarray(0, 20_000));
    const answer = answerOn(socket);
    await expect.poll(written, PATIENT).toBeGreaterThan(0);
    for (let i = 0; i < 40; i++) await open();
    socket.write(request.subarray(20_000));
    expect((await answer).status).toBe(204);
  });

  test('as long as there are places, one address may have them all: a proxy has one address', async () => {
    const all: Socket[] = [];
    for (let i = 0; i < LIMITS.connectionsMax - 2; i++) all.push(await open());
    expect(await upload('ota/real.bin')).toBe(204);
    expect(all.filter(({ closed }) => closed)).toEqual([]);
  });
});
